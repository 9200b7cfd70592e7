use std::collections::BTreeMap;

use aws_sdk_ec2::types::{ResourceType, Tag, TagSpecification};
use scaffold_model::{PhysicalId, StackId, TAG_STACK, Value, is_reserved_tag};
use scaffold_provider::{Error, UpdateRequest};

use crate::client::Ec2;

/// Resources that one `CreateTags` takes.
const TAGGED_AT_ONCE: usize = 1000;

pub(crate) type Tags = BTreeMap<String, String>;

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
    read(tags).get(TAG_STACK).is_some_and(|of| *of == stack.to_string())
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

    /// Makes user tags and `Name` what the patch says: takes away what was there as planned and is
    /// wanted no more, sets what is new or other. Whoever else tags it is left alone.
    pub async fn update_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        if !request.changes("tags") {
            return Ok(());
        }
        let before = texts(request.before("tags"));
        let after = texts(request.patch.get("tags").unwrap_or(&Value::Null));
        let unwanted: Vec<Tag> = before
            .keys()
            .filter(|key| !after.contains_key(*key) && !is_reserved_tag(key))
            .map(|key| Tag::builder().key(key).build())
            .collect();
        if !unwanted.is_empty() {
            let call = self.client.delete_tags().resources(request.id.as_str()).set_tags(Some(unwanted));
            self.write("DeleteTags", || call.clone().send()).await?;
        }
        let wanted: Tags = after
            .into_iter()
            .filter(|(key, value)| before.get(key) != Some(value) && !is_reserved_tag(key))
            .collect();
        self.tag_one(&request.id, &wanted).await
    }
}

fn texts(value: &Value) -> Tags {
    value
        .as_map()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), value.to_string()))
        .collect()
}
