use std::future::Future;
use std::ops::Deref;

use aws_sdk_iam::Client;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_provider::{Class, Error, Rate};

/// IAM publishes no rates. These are what accounts are seen to be given; throttling corrects them.
const RATES: Rates = Rates {
    read: Rate { burst: 30.0, per_second: 15.0 },
    write: Rate { burst: 20.0, per_second: 5.0 },
    of: &[("GetAccountAuthorizationDetails", Rate { burst: 5.0, per_second: 2.0 })],
};

/// Codes that say that a set is not what was read a moment ago.
const MOVED: &[&str] = &["ConcurrentModification"];

/// IAM as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Iam {
    pub client: Client,
    caller: Caller,
}

impl Iam {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "iam", RATES) }
    }

    /// Runs a round that reads a set and does what is missing, as [`Caller::settle`] says.
    pub async fn settle<F>(&self, round: impl Fn() -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        self.caller.settle(MOVED, round).await
    }

    /// A policy that names somebody who was made a moment ago is refused until IAM knows them
    /// everywhere.
    pub fn principals_first(&self, document: &str, error: Error) -> Error {
        let is_about_principals = error.code.as_deref() == Some("MalformedPolicyDocument")
            && error.message.to_ascii_lowercase().contains("principal");
        if is_about_principals && self.connection().names_fresh(document) {
            return Error { class: Class::NotYetVisible, ..error };
        }
        error
    }

    /// An error of ours for what has a name that was asked for and is not the stack's.
    pub fn taken(&self, operation: &'static str, what: &str, found: Option<&str>, address: &str) -> Error {
        let message = match found {
            Some(arn) => format!(
                "the account has {what} of that name already, {arn}, which does not carry this stack's tags; \
                 rename or delete it (it cannot be taken over for {address}: its path is not the stack's)"
            ),
            None => format!(
                "the account has {what} of that name already, which cannot be seen; look for it in the \
                 console, and rename or delete it, to make {address}"
            ),
        };
        self.error(Class::OwnedBySomeoneElse, operation, message)
    }
}

impl Deref for Iam {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
