use scaffold_aws_core::{TagChange, Tags, is_absent};
use scaffold_provider::{Error, UpdateRequest};

use crate::client::Lambda;

impl Lambda {
    /// Tags of something by its ARN; none when it is gone.
    pub async fn tags(&self, arn: &str) -> Result<Option<Tags>, Error> {
        let request = self.client.list_tags().resource(arn);
        match self.read("ListTags", || request.clone().send()).await {
            Ok(answer) => Ok(Some(answer.tags.unwrap_or_default().into_iter().collect())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets tags, leaving others alone.
    pub async fn set_tags(&self, arn: &str, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let tags = tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let call = self.client.tag_resource().resource(arn).set_tags(Some(tags));
        let answer = self.write("TagResource", || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.judged(error, None))
    }

    /// Takes tags away.
    pub async fn take_tags(&self, arn: &str, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let call = self.client.untag_resource().resource(arn).set_tag_keys(Some(keys));
        let answer = self.write("UntagResource", || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.judged(error, None))
    }

    /// Makes user tags what an update says.
    pub async fn update_tags(&self, arn: &str, request: &UpdateRequest) -> Result<(), Error> {
        let TagChange { unwanted, wanted } = TagChange::of(request);
        self.take_tags(arn, unwanted).await?;
        self.set_tags(arn, &wanted).await
    }
}
