use std::ops::Deref;

use aws_sdk_cloudwatchlogs::Client;
use scaffold_aws_core::{Caller, Connection, Rates, Tags};
use scaffold_provider::{Error, Rate};

/// "CloudWatch Logs service quotas", calls per second and account in each region.
const RATES: Rates = Rates {
    read: Rate { burst: 10.0, per_second: 10.0 },
    write: Rate { burst: 5.0, per_second: 5.0 },
    of: &[
        ("CreateLogGroup", Rate { burst: 10.0, per_second: 10.0 }),
        ("DeleteLogGroup", Rate { burst: 10.0, per_second: 10.0 }),
        ("PutRetentionPolicy", Rate { burst: 10.0, per_second: 10.0 }),
    ],
};

/// CloudWatch Logs as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Logs {
    pub client: Client,
    caller: Caller,
}

impl Logs {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "logs", RATES) }
    }

    /// Tags of something by its ARN (`ListTagsForResource`).
    pub async fn tags(&self, arn: &str) -> Result<Tags, Error> {
        let request = self.client.list_tags_for_resource().resource_arn(arn);
        let answer = self.read("ListTagsForResource", || request.clone().send()).await?;
        Ok(answer.tags.unwrap_or_default().into_iter().collect())
    }

    /// Sets tags, leaving others alone (`TagResource`).
    pub async fn set_tags(&self, arn: &str, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let tags = tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let call = self.client.tag_resource().resource_arn(arn).set_tags(Some(tags));
        self.write("TagResource", || call.clone().send()).await.map(drop)
    }
}

impl Deref for Logs {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
