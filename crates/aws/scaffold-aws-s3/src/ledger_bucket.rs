use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::ProvideErrorMetadata;
use scaffold_aws_core::{Caller, Connection, HttpResponse, Rates, SdkError};
use scaffold_ledger::StoreError;
use scaffold_provider::Rate;

use crate::S3Place;
use crate::answer::Answer;

/// What S3 gives a prefix, far above what a ledger asks for; its calls wait for no turn anyway.
const RATES: Rates = Rates {
    read: Rate { burst: 5500.0, per_second: 5500.0 },
    write: Rate { burst: 3500.0, per_second: 3500.0 },
    of: &[],
};

/// One attempt lasts at most this long where the connection says nothing.
const ATTEMPT: Duration = Duration::from_secs(20);

/// A bucket as the store uses it.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub client: Client,
    pub place: S3Place,
    /// Whose the bucket must be: its name can be guessed, and taken by somebody else.
    pub owner: String,
    /// How long one attempt lasts at most, body and all.
    pub attempt: Duration,
    caller: Caller,
}

impl Bucket {
    pub fn new(connection: &Connection, place: S3Place) -> Self {
        let configured = connection.config().timeout_config();
        let attempt = configured.and_then(TimeoutConfig::operation_attempt_timeout).unwrap_or(ATTEMPT);
        Self {
            client: client(connection, attempt),
            place,
            owner: connection.id().account.clone(),
            attempt,
            caller: Caller::new(connection, "s3", RATES),
        }
    }

    pub fn with_attempt_timeout(mut self, attempt: Duration) -> Self {
        self.client = client(self.connection(), attempt);
        self.attempt = attempt;
        self
    }

    pub fn connection(&self) -> &Connection {
        self.caller.connection()
    }

    /// Sends a call, once. `action` is IAM's word for it, since that is what is granted.
    pub async fn ask<T, E>(
        &self,
        action: &str,
        sending: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Box<Answer>>
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.caller.attempt(sending).await.map_err(|error| Answer::read(&self.caller, action, &error))
    }

    /// An answer that says nothing, in our words.
    pub fn vague(&self, action: &str, message: &str) -> Box<Answer> {
        Answer::vague(&self.caller, action, message)
    }

    /// `reading s3://acme/leases/x: …`
    pub fn told(&self, doing: &str, key: &str, answer: &Answer) -> StoreError {
        let bucket = &self.place.bucket;
        let doing = match self.place.key(key).as_str() {
            "" => format!("{doing} s3://{bucket}"),
            key => format!("{doing} s3://{bucket}/{key}"),
        };
        answer.told(&self.place, &self.connection().id().region, &doing)
    }
}

/// A client that never sends twice, and gives an attempt only so much time.
fn client(connection: &Connection, attempt: Duration) -> Client {
    let config = connection.config();
    let timeouts = config.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
    let connect = config.timeout_config().and_then(TimeoutConfig::connect_timeout);
    let timeouts = timeouts
        .connect_timeout(connect.map_or(attempt, |connect| connect.min(attempt)))
        .operation_attempt_timeout(attempt)
        .build();
    // Emulators have one host name for all buckets.
    let elsewhere = connection.endpoint("s3").is_some();
    let config = Builder::from(config).timeout_config(timeouts).force_path_style(elsewhere).build();
    Client::from_conf(config)
}
