use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use aws_sdk_elasticache::Client;
use scaffold_aws_core::{Caller, Connection, PasswordSource, Rates, is_asked_for, taken_by};
use scaffold_model::{Live, LiveState, PhysicalId};
use scaffold_provider::{Class, CreateRequest, Error, Rate};

/// ElastiCache publishes no rates. These are what accounts are seen to be given; throttling corrects
/// them.
const RATES: Rates = Rates {
    read: Rate { burst: 2.0, per_second: 10.0 },
    write: Rate { burst: 10.0, per_second: 2.0 },
    of: &[],
};

/// Most items that a list gives on one page.
pub(crate) const PAGE: i32 = 100;

/// ElastiCache as the providers use it: the SDK's client, the caller that all calls pass through, and
/// where passwords are.
#[derive(Clone)]
pub(crate) struct ElastiCache {
    pub client: Client,
    pub passwords: Arc<dyn PasswordSource>,
    caller: Caller,
}

/// What has a word in ARNs, limits its names and has calls that are named after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    /// In words: "replication group".
    pub what: &'static str,
    /// In ARNs.
    pub word: &'static str,
    /// Longest name.
    pub limit: usize,
}

impl ElastiCache {
    pub fn new(connection: &Connection, passwords: Arc<dyn PasswordSource>) -> Self {
        let client = Client::new(connection.config());
        Self { client, passwords, caller: Caller::new(connection, "elasticache", RATES) }
    }

    /// The ARN of something by its name.
    pub fn arn(&self, sort: Sort, name: &str) -> String {
        self.connection().arn("elasticache", None, &format!("{}:{name}", sort.word))
    }

    /// The name that a creating call is asked for.
    pub fn name_in<'a>(
        &self,
        (operation, sort): (&str, Sort),
        request: &'a CreateRequest,
    ) -> Result<&'a str, Error> {
        let nameless =
            || self.error(Class::Invalid, operation, format!("a {} needs a physical name", sort.what));
        request.name.as_deref().ok_or_else(nameless)
    }

    /// What a creating call made, or what has its name already: ours, or an error that says whose it
    /// may be.
    pub async fn claim<F>(
        &self,
        request: &CreateRequest,
        (operation, sort): (&'static str, Sort),
        (answer, look): (Result<(), Error>, impl Fn() -> F),
    ) -> Result<PhysicalId, Error>
    where
        F: Future<Output = Result<Option<Live>, Error>>,
    {
        let name = self.name_in((operation, sort), request)?;
        match answer {
            Ok(()) => return self.made(operation, Some(name.to_owned())),
            Err(error) if is_taken(&error) => {}
            Err(error) => return Err(self.not_seen_yet(meant(error))),
        }
        let is_ours = |live: &Live| live.identity.as_ref().is_some_and(|there| is_asked_for(request, there));
        let what = sort.what;
        match self.until_seen(&look).await? {
            Some(Live { state: LiveState::Deleting(_), .. }) => {
                let message =
                    format!("the {what} `{name}` is still being deleted; its name is free after that");
                Err(self.error(Class::Dependency, operation, message))
            }
            Some(live) if is_ours(&live) => self.made(operation, Some(name.to_owned())),
            Some(Live { state: LiveState::Pending(status), identity: None, .. }) => {
                let message =
                    format!("there is a {what} `{name}`, {status}: whose it is can be read after that");
                Err(self.error(Class::Dependency, operation, message))
            }
            Some(live) => {
                let whose = taken_by(request, live.identity.as_ref(), live.id.as_str());
                let message = format!("there is a {what} `{name}` already, which {whose}");
                Err(self.error(Class::OwnedBySomeoneElse, operation, message))
            }
            None => {
                let message = format!("there is a {what} `{name}` already, which cannot be seen");
                Err(self.error(Class::OwnedBySomeoneElse, operation, message))
            }
        }
    }

    /// What this run made a moment ago does not show everywhere at once.
    pub fn not_seen_yet(&self, error: Error) -> Error {
        if error.class == Class::Gone && self.connection().names_fresh(&error.message) {
            return Error { class: Class::NotYetVisible, ..error };
        }
        error
    }
}

impl Deref for ElastiCache {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// The code without the ending that some of AWS's models give it.
fn code(error: &Error) -> &str {
    let code = error.code.as_deref().unwrap_or_default();
    code.strip_suffix("Fault").unwrap_or(code)
}

/// Whether a name is taken.
fn is_taken(error: &Error) -> bool {
    code(error).ends_with("AlreadyExists")
}

/// Whether a snapshot of that name is there.
pub(crate) fn is_snapshot_taken(error: &Error) -> bool {
    code(error) == "SnapshotAlreadyExists"
}

/// Where there is nothing to do, it was done: the reply to it was lost.
pub(crate) fn done<T>(answer: Result<T, Error>) -> Result<(), Error> {
    match answer {
        Err(error) if code(&error) == "NoOperation" => Ok(()),
        answer => answer.map(drop).map_err(meant),
    }
}

/// What a refusal means here, where its code alone does not say it.
pub(crate) fn meant(error: Error) -> Error {
    match code(&error) {
        "CacheSubnetGroupInUse" | "SubnetInUse" => Error { class: Class::Dependency, ..error },
        "ClusterQuotaForCustomerExceeded"
        | "NodeQuotaForClusterExceeded"
        | "NodeQuotaForCustomerExceeded"
        | "TagQuotaPerResourceExceeded"
        | "CacheSubnetQuotaExceeded" => Error { class: Class::Quota, ..error },
        _ => error,
    }
}
