use aws_sdk_cloudfront::types::{Tag, TagKeys, Tags as SdkTags};
use scaffold_aws_core::{Tags, is_absent};
use scaffold_provider::Error;

use crate::client::CloudFront;
use crate::words::items;

impl CloudFront {
    /// Tags of something by its ARN; none when it is gone.
    pub async fn tags(&self, arn: &str) -> Result<Option<Tags>, Error> {
        let call = self.client.list_tags_for_resource().resource(arn);
        let answer = match self.read("ListTagsForResource", || call.clone().send()).await {
            Ok(answer) => answer,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let tags = answer.tags.and_then(|tags| tags.items).unwrap_or_default();
        Ok(Some(tags.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default())).collect()))
    }

    /// Tags as creating and tagging calls take them.
    pub fn sdk_tags(&self, operation: &str, tags: &Tags) -> Result<SdkTags, Error> {
        let each = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        let tags = self.built(operation, each.collect::<Result<Vec<Tag>, _>>())?;
        Ok(SdkTags::builder().set_items(items(tags)).build())
    }

    pub async fn set_tags(&self, arn: &str, tags: &Tags) -> Result<(), Error> {
        const TAG: &str = "TagResource";
        if tags.is_empty() {
            return Ok(());
        }
        let call = self.client.tag_resource().resource(arn).tags(self.sdk_tags(TAG, tags)?);
        self.write(TAG, || call.clone().send()).await.map(drop)
    }

    pub async fn take_tags(&self, arn: &str, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let keys = TagKeys::builder().set_items(Some(keys)).build();
        let call = self.client.untag_resource().resource(arn).tag_keys(keys);
        self.write("UntagResource", || call.clone().send()).await.map(drop)
    }
}
