use aws_sdk_autoscaling::types::{Tag, TagDescription};
use scaffold_aws_core::{TagChange, Tags};
use scaffold_model::PhysicalId;
use scaffold_provider::{Error, UpdateRequest};

use crate::client::{AutoScaling, told_apart};

/// Tags of an answer.
pub(crate) fn read(tags: &[TagDescription]) -> Tags {
    tags.iter().filter_map(|tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default()))).collect()
}

/// Tags of a group for a call. Instances do not get them: their template says theirs.
pub(crate) fn write(group: &str, tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| named(group, key).value(value).propagate_at_launch(false);
    tags.iter().map(|entry| tag(entry).build()).collect()
}

fn named(group: &str, key: &str) -> aws_sdk_autoscaling::types::builders::TagBuilder {
    Tag::builder().resource_id(group).resource_type("auto-scaling-group").key(key)
}

impl AutoScaling {
    /// Sets tags, leaving others alone (`CreateOrUpdateTags`).
    pub async fn tag(&self, id: &PhysicalId, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let call = self.client.create_or_update_tags().set_tags(Some(write(id.as_str(), tags)));
        let answer = self.write("CreateOrUpdateTags", || call.clone().send()).await;
        answer.map(drop).map_err(told_apart)
    }

    /// Makes user tags and `Name` what the patch says.
    pub async fn update_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        let TagChange { unwanted, wanted } = TagChange::of(request);
        if !unwanted.is_empty() {
            let tags = unwanted.iter().map(|key| named(request.id.as_str(), key).build()).collect();
            let call = self.client.delete_tags().set_tags(Some(tags));
            self.write("DeleteTags", || call.clone().send()).await.map_err(told_apart)?;
        }
        self.tag(&request.id, &wanted).await
    }
}
