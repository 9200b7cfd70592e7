use std::ops::Deref;

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::BuildError;
use aws_sdk_eventbridge::types::Tag;
use scaffold_aws_core::{Caller, Connection, Rates, Tags, is_absent};
use scaffold_provider::{Class, Error, Rate};

/// "Amazon EventBridge quotas": fifty calls a second of most actions in the large regions, and ten in others.
const RATES: Rates = Rates {
    read: Rate { burst: 10.0, per_second: 10.0 },
    write: Rate { burst: 10.0, per_second: 10.0 },
    of: &[],
};

/// EventBridge as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    pub client: Client,
    caller: Caller,
}

impl Events {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "events", RATES) }
    }

    /// Tags of something by its ARN; none when it is gone.
    pub async fn tags(&self, arn: &str) -> Result<Option<Tags>, Error> {
        let request = self.client.list_tags_for_resource().resource_arn(arn);
        match self.read("ListTagsForResource", || request.clone().send()).await {
            Ok(answer) => {
                let tags = answer.tags().iter();
                Ok(Some(tags.map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets tags, leaving others alone.
    pub async fn set_tags(&self, arn: &str, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let call = self.client.tag_resource().resource_arn(arn).set_tags(Some(self.sdk_tags(tags)?));
        self.write("TagResource", || call.clone().send()).await.map(drop)
    }

    /// Tags in the SDK's words.
    pub fn sdk_tags(&self, tags: &Tags) -> Result<Vec<Tag>, Error> {
        let tags = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        tags.collect::<Result<_, _>>().map_err(|error| self.unbuilt("TagResource", &error))
    }

    /// What the SDK will not send.
    pub fn unbuilt(&self, operation: &str, error: &BuildError) -> Error {
        self.error(Class::Invalid, operation, error.to_string())
    }
}

impl Deref for Events {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
