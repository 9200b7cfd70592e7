use std::error::Error as StdError;
use std::future::Future;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::Filter;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use scaffold_aws_core::{Call, Caller, Connection, HttpResponse, Rates, SdkError, pages};
use scaffold_kinds::Kind;
use scaffold_model::{PhysicalId, StackId, TAG_STACK, Values};
use scaffold_provider::{Class, Error, Rate};

/// "Request throttling for the Amazon EC2 API", token buckets per action, account and region. Lists
/// are always filtered and paged here, so they have the larger bucket.
const RATES: Rates = Rates {
    read: Rate { burst: 100.0, per_second: 20.0 },
    write: Rate { burst: 50.0, per_second: 5.0 },
    of: &[
        ("CreateVpcEndpoint", Rate { burst: 4.0, per_second: 0.3 }),
        ("ModifyVpcEndpoint", Rate { burst: 4.0, per_second: 0.3 }),
        ("DeleteVpcEndpoints", Rate { burst: 4.0, per_second: 0.3 }),
        ("CreateNatGateway", Rate { burst: 10.0, per_second: 1.0 }),
        ("DeleteNatGateway", Rate { burst: 10.0, per_second: 1.0 }),
        ("CreateTags", Rate { burst: 100.0, per_second: 10.0 }),
        ("DeleteTags", Rate { burst: 100.0, per_second: 10.0 }),
    ],
};

/// A filter takes at most this many values.
const FILTER_VALUES: usize = 200;

/// EC2 as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Ec2 {
    pub client: Client,
    caller: Caller,
}

impl Ec2 {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "ec2", RATES) }
    }

    pub fn connection(&self) -> &Connection {
        self.caller.connection()
    }

    /// A call that reads.
    pub async fn read<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.caller.call(Call::read(operation), send).await
    }

    /// A call that writes and does the same when it is sent twice.
    pub async fn write<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.caller.call(Call::idempotent(operation), send).await
    }

    /// A call that writes and must not be sent twice blindly.
    pub async fn once<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.caller.call(Call::once(operation), send).await
    }

    /// Every page of a list. `open` takes a page apart into items and the next token.
    pub async fn list<T, P, E, F>(
        &self,
        operation: &'static str,
        send: impl Fn(Option<String>) -> F,
        open: impl Fn(P) -> (Option<Vec<T>>, Option<String>),
    ) -> Result<Vec<T>, Error>
    where
        F: Future<Output = Result<P, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let (send, open) = (&send, &open);
        pages(&self.caller.action(operation), |token| async move {
            let page = self.read(operation, || send(token.clone())).await?;
            let (items, next) = open(page);
            Ok((items.unwrap_or_default(), next))
        })
        .await
    }

    /// An error of our own words.
    pub fn error(&self, class: Class, operation: &str, message: impl Into<String>) -> Error {
        Error::new(class, self.caller.action(operation), message)
    }

    /// Attribute values as the kind's struct.
    pub fn decode<K: Kind>(&self, operation: &str, values: &Values) -> Result<K, Error> {
        K::decode(values).map_err(|error| self.error(Class::Invalid, operation, error.to_string()))
    }

    /// A text of AWS's as a range, a word, ….
    pub fn parse<T: std::str::FromStr>(&self, operation: &str, what: &str, text: &str) -> Result<T, Error> {
        text.parse().map_err(|_| {
            self.error(
                Class::Failed,
                operation,
                format!("the answer has `{text}` as {what}, which cannot be read"),
            )
        })
    }

    /// The id in an answer to a creating call; remembers that it is fresh.
    pub fn made(&self, operation: &str, id: Option<String>) -> Result<PhysicalId, Error> {
        let id = id.filter(|id| !id.is_empty()).map(PhysicalId::new).ok_or_else(|| {
            self.error(
                Class::Failed,
                operation,
                "the answer names nothing that was made; run again, it will be found by its tags",
            )
        })?;
        self.connection().made(&id);
        Ok(id)
    }

    /// Takes the answer to a deleting call: what is gone is deleted.
    pub fn removed<T>(&self, id: &PhysicalId, answer: Result<T, Error>) -> Result<(), Error> {
        match answer {
            Err(error) if !is_absent(&error) => Err(error),
            _ => {
                self.connection().removed(id);
                Ok(())
            }
        }
    }
}

/// Whether an error says that something is not there (or not yet).
pub(crate) fn is_absent(error: &Error) -> bool {
    matches!(error.class, Class::Gone | Class::NotYetVisible)
}

/// The first of what a list by id gave; none when it is not there.
pub(crate) fn first<T>(answer: Result<Vec<T>, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(items) => Ok(items.into_iter().next()),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A filter of a list.
pub(crate) fn filter<T: Into<String>>(name: &str, values: impl IntoIterator<Item = T>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().map(Into::into).collect())).build()
}

/// The filter that finds what carries the stack's identity.
pub(crate) fn of_stack(stack: &StackId) -> Filter {
    filter(&format!("tag:{TAG_STACK}"), [stack.to_string()])
}

/// Values in portions that fit into one filter.
pub(crate) fn portions(values: &[String]) -> std::slice::Chunks<'_, String> {
    values.chunks(FILTER_VALUES)
}
