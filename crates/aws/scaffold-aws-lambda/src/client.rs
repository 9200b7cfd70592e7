use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_lambda::Client;
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::types::{FunctionConfiguration, LastUpdateStatus, State};
use scaffold_aws_core::{Caller, CodeShelf, Connection, Joined, Rates, is_absent};
use scaffold_model::{StackId, name_beginning};
use scaffold_provider::{Archives, Class, Error, Rate};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// "Lambda quotas", "Lambda API requests": fifteen calls a second for all of the control plane, beside
/// which GetFunction and GetPolicy have rates of their own.
const CONTROL: Rates = Rates {
    read: Rate { burst: 15.0, per_second: 15.0 },
    write: Rate { burst: 15.0, per_second: 15.0 },
    of: &[],
};
const READS: Rates = Rates {
    read: Rate { burst: 100.0, per_second: 100.0 },
    write: Rate { burst: 15.0, per_second: 15.0 },
    of: &[("GetPolicy", Rate { burst: 15.0, per_second: 15.0 })],
};

/// For how long a function may be between two states before the next call is made.
const SETTLING: Duration = Duration::from_secs(600);

/// What AWS says where something else changes a function at the same time.
const UNDER_WAY: [&str; 4] =
    ["in progress", "cannot be performed at this time", "pending", "concurrent update"];

/// What AWS says of a role that was made a moment ago: it cannot be assumed everywhere yet, what it may do is
/// not known, or KMS, which lets it see encrypted variables, does not know it.
const OF_YOUNG_ROLES: [&str; 3] =
    ["cannot be assumed", "execution role", "does not refer to a valid principal"];

/// Lambda as the providers use it: the SDK's client, the caller that all calls pass through, and where
/// code comes from.
#[derive(Clone)]
pub(crate) struct Lambda {
    pub client: Client,
    functions: Arc<Joined<FunctionConfiguration>>,
    pub(crate) archives: Arc<dyn Archives>,
    /// Where what one call cannot carry is fetched from; none where there is no bucket for it.
    pub(crate) shelf: Option<Arc<dyn CodeShelf>>,
    caller: Caller,
    reads: Caller,
    alone: Arc<Mutex<BTreeMap<String, Arc<Mutex<()>>>>>,
}

impl Lambda {
    pub fn new(
        connection: &Connection,
        archives: Arc<dyn Archives>,
        shelf: Option<Arc<dyn CodeShelf>>,
    ) -> Self {
        Self {
            client: Client::new(connection.config()),
            archives,
            functions: Arc::default(),
            shelf,
            caller: Caller::new(connection, "lambda", CONTROL).at_one_rate(),
            reads: Caller::new(connection, "lambda", READS),
            alone: Arc::default(),
        }
    }

    /// The caller of actions with a rate of their own.
    pub fn reads(&self) -> &Caller {
        &self.reads
    }

    /// Keeps every other holder of the same function waiting: AWS refuses changes of one policy that come side
    /// by side, and may lose one of them.
    pub async fn alone(&self, function: &str) -> OwnedMutexGuard<()> {
        let one = self.alone.lock().await.entry(function.to_owned()).or_default().clone();
        one.lock_owned().await
    }

    /// Functions whose names begin as the stack's do.
    pub async fn functions(&self, stack: &StackId) -> Result<Arc<Vec<FunctionConfiguration>>, Error> {
        let read = || async {
            let request = self.client.list_functions().max_items(50);
            let functions = self.list(
                "ListFunctions",
                |token| request.clone().set_marker(token).send(),
                |page| (page.functions, page.next_marker),
            );
            let mut functions = functions.await?;
            let beginning = name_beginning(stack);
            let is_ours = |name: &str| name.starts_with(&beginning);
            functions.retain(|function| function.function_name().is_some_and(is_ours));
            Ok(functions)
        };
        self.functions.read(stack, read).await
    }

    /// A function, or a version of it: settings, code, tags and concurrency in one call. None when it is gone.
    pub async fn get(&self, name: &str, qualifier: Option<&str>) -> Result<Option<GetFunctionOutput>, Error> {
        let request =
            self.client.get_function().function_name(name).set_qualifier(qualifier.map(str::to_owned));
        match self.reads.read("GetFunction", || request.clone().send()).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The settings of a function or version that is neither being made nor being changed.
    pub async fn settled(
        &self,
        operation: &str,
        name: &str,
        qualifier: Option<&str>,
    ) -> Result<FunctionConfiguration, Error> {
        let patience = self.connection().patience();
        let begun = Instant::now();
        let mut pause = patience.first;
        loop {
            let found = self.get(name, qualifier).await?.and_then(|answer| answer.configuration);
            let Some(function) = found else {
                let message = format!("the function {name} is gone; plan again");
                return Err(self.error(Class::Gone, operation, message));
            };
            if function.state() == Some(&State::Failed) {
                let why = function.state_reason().unwrap_or("AWS does not say why");
                let message = format!("{name} cannot be used: {why}");
                return Err(self.error(Class::Failed, operation, message));
            }
            if is_settled(&function) {
                return Ok(function);
            }
            if begun.elapsed() > SETTLING {
                let message = format!("{name} is still being changed after {} s", SETTLING.as_secs());
                return Err(self.error(Class::Failed, operation, message));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(patience.longest.min(Duration::from_secs(2)));
        }
    }

    /// The settings of a function that has settled and is what was asked for.
    pub async fn succeeded(&self, operation: &str, name: &str) -> Result<FunctionConfiguration, Error> {
        let function = self.settled(operation, name, None).await?;
        if function.last_update_status() != Some(&LastUpdateStatus::Failed) {
            return Ok(function);
        }
        let why = function.last_update_status_reason().unwrap_or("AWS does not say why");
        let message = format!("the last change of {name} failed, and what it was before answers: {why}");
        let code = function.last_update_status_reason_code().map(|code| code.as_str().to_owned());
        Err(Error { code, ..self.error(Class::Failed, operation, message) })
    }

    /// What an error of a changing call means: what passes by itself is to be tried again.
    pub fn judged(&self, error: Error, role: Option<&str>) -> Error {
        let said = error.message.to_ascii_lowercase();
        let code = error.code.as_deref().unwrap_or_default();
        let fresh = role.is_some_and(|role| self.connection().names_fresh(role));
        let passes = match code {
            "ResourceConflictException" => UNDER_WAY.iter().any(|words| said.contains(words)),
            "InvalidParameterValueException" if said.contains("throttled by ec2") => {
                return Error { class: Class::Throttled, ..error };
            }
            "InvalidParameterValueException" => {
                let of_role = OF_YOUNG_ROLES.iter().any(|words| said.contains(words));
                // Somebody else was done with the same code a moment ago, and took it away.
                (fresh && of_role) || said.contains("nosuchkey")
            }
            _ => false,
        };
        if passes {
            return Error { class: Class::NotYetVisible, ..error };
        }
        if code == "PreconditionFailedException" {
            let message = format!("someone else changed it at the same time; plan again ({})", error.message);
            return Error { class: Class::Invalid, message, ..error };
        }
        error
    }
}

/// Whether a function is neither being made nor being changed.
pub(crate) fn is_settled(function: &FunctionConfiguration) -> bool {
    function.state() != Some(&State::Pending)
        && function.last_update_status() != Some(&LastUpdateStatus::InProgress)
}

impl Deref for Lambda {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
