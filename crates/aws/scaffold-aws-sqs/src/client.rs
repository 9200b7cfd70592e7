use std::ops::Deref;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use scaffold_aws_core::{Caller, Connection, Rates, Tags, is_absent};
use scaffold_provider::{Class, Error, Rate};

use crate::attributes::Attributes;
use crate::names::{account_of, name_of};

/// SQS publishes rates of messages alone; these are far below what it was seen to take.
const RATES: Rates = Rates {
    read: Rate { burst: 100.0, per_second: 50.0 },
    write: Rate { burst: 20.0, per_second: 10.0 },
    of: &[],
};

/// SQS as the provider uses it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Sqs {
    pub client: Client,
    caller: Caller,
}

impl Sqs {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "sqs", RATES) }
    }

    /// URLs of queues whose names begin so (`ListQueues`). Without a number of its own it gives a
    /// thousand and no more.
    pub async fn beginning(&self, beginning: &str) -> Result<Vec<String>, Error> {
        let request = self.client.list_queues().queue_name_prefix(beginning).max_results(1000);
        let urls = self.list(
            "ListQueues",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.queue_urls, page.next_token),
        );
        let mut urls = urls.await?;
        urls.retain(|url| name_of(url).starts_with(beginning));
        Ok(urls)
    }

    /// The URL of a queue by its name (`GetQueueUrl`); none when there is none.
    pub async fn url(&self, name: &str) -> Result<Option<String>, Error> {
        let request = self.client.get_queue_url().queue_name(name);
        match self.read("GetQueueUrl", || request.clone().send()).await.map_err(meant) {
            Ok(answer) => Ok(answer.queue_url),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tags of a queue (`ListQueueTags`); none when it is gone.
    pub async fn tags(&self, url: &str) -> Result<Option<Tags>, Error> {
        let request = self.client.list_queue_tags().queue_url(url);
        match self.read("ListQueueTags", || request.clone().send()).await.map_err(meant) {
            Ok(answer) => Ok(Some(answer.tags.unwrap_or_default().into_iter().collect())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Attributes of a queue (`GetQueueAttributes`); none when it is gone.
    pub async fn attributes(&self, url: &str) -> Result<Option<Attributes>, Error> {
        let request = self.client.get_queue_attributes().queue_url(url);
        let request = request.attribute_names(QueueAttributeName::All);
        match self.read("GetQueueAttributes", || request.clone().send()).await.map_err(meant) {
            Ok(answer) => Ok(Some(Attributes(answer.attributes.unwrap_or_default()))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets tags and takes some away (`TagQueue`, `UntagQueue`).
    pub async fn change_tags(&self, url: &str, unwanted: Vec<String>, wanted: Tags) -> Result<(), Error> {
        if !unwanted.is_empty() {
            let call = self.client.untag_queue().queue_url(url).set_tag_keys(Some(unwanted));
            let answer = self.write("UntagQueue", || call.clone().send()).await;
            answer.map_err(|error| self.seen(url, error))?;
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let call = self.client.tag_queue().queue_url(url).set_tags(Some(wanted.into_iter().collect()));
        let answer = self.write("TagQueue", || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.seen(url, error))
    }

    /// ARN of a queue by its URL.
    pub fn arn(&self, url: &str) -> String {
        self.connection().arn("sqs", account_of(url), name_of(url))
    }

    /// What an error says of a queue: what was made a moment ago may not be known everywhere.
    pub fn seen(&self, url: &str, error: Error) -> Error {
        let error = meant(error);
        if error.class == Class::Gone && self.connection().names_fresh(url) {
            return Error { class: Class::NotYetVisible, ..error };
        }
        error
    }
}

impl Deref for Sqs {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// SQS has two words for each of its errors: those of its model, and those that it had before.
pub(crate) fn has(error: &Error, words: [&str; 2]) -> bool {
    error.code.as_deref().is_some_and(|code| words.contains(&code))
}

/// Whether a policy is refused, which SQS does for principals that it does not know yet, too.
fn is_unspread(error: &Error) -> bool {
    const INVALID: [&str; 2] = ["InvalidAttributeValue", "InvalidParameterValue"];
    has(error, INVALID) && error.message.contains("Invalid value for the parameter Policy")
}

/// What a code of SQS's means.
pub(crate) fn meant(error: Error) -> Error {
    const GONE: [&str; 2] = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];
    const RECENTLY: [&str; 2] = ["QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"];
    let class = match () {
        () if has(&error, GONE) => Class::Gone,
        // It passes within a minute.
        () if has(&error, RECENTLY) => Class::Dependency,
        // A role that a policy names spreads slowly.
        () if is_unspread(&error) => Class::NotYetVisible,
        () => error.class,
    };
    Error { class, ..error }
}
