use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};
use scaffold_aws_core::{TagChange, Tags, are_of};
use scaffold_model::{PhysicalId, StackId};
use scaffold_provider::{Error, UpdateRequest};

use crate::client::Ec2;

/// Resources that one `CreateTags` takes.
const TAGGED_AT_ONCE: usize = 1000;

/// Tags of an answer.
pub(crate) fn read(tags: Option<&Vec<Tag>>) -> Tags {
    tags.into_iter()
        .flatten()
        .filter_map(|tag| Some((tag.key.clone()?, tag.value.clone().unwrap_or_default())))
        .collect()
}

/// Whether tags carry the stack's identity. Asked again after a list was filtered by it, since not
/// every endpoint knows the filter on every list.
pub(crate) fn is_of(stack: &StackId, tags: Option<&Vec<Tag>>) -> bool {
    are_of(stack, &read(tags))
}

/// Tags for a creating call.
pub(crate) fn specification(of: ResourceType, tags: &Tags) -> TagSpecification {
    TagSpecification::builder().resource_type(of).set_tags(Some(write(tags))).build()
}

fn write(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

impl Ec2 {
    /// Sets tags, leaving others alone (`CreateTags`).
    pub async fn tag(&self, ids: &[String], tags: &Tags) -> Result<(), Error> {
        for ids in ids.chunks(TAGGED_AT_ONCE).filter(|_| !tags.is_empty()) {
            let request = self.client.create_tags().set_resources(Some(ids.to_vec()));
            let request = request.set_tags(Some(write(tags)));
            self.write("CreateTags", || request.clone().send()).await?;
        }
        Ok(())
    }

    /// Sets tags of one resource.
    pub async fn tag_one(&self, id: &PhysicalId, tags: &Tags) -> Result<(), Error> {
        self.tag(&[id.as_str().to_owned()], tags).await
    }

    /// Makes user tags and `Name` what the patch says.
    pub async fn update_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        let TagChange { unwanted, wanted } = TagChange::of(request);
        if !unwanted.is_empty() {
            let keys = unwanted.into_iter().map(|key| Tag::builder().key(key).build()).collect();
            let call = self.client.delete_tags().resources(request.id.as_str()).set_tags(Some(keys));
            self.write("DeleteTags", || call.clone().send()).await?;
        }
        self.tag_one(&request.id, &wanted).await
    }
}
