use aws_sdk_iam::types::Tag;
use scaffold_aws_core::Tags;
use scaffold_provider::{Class, Error};

use crate::client::Iam;

/// Tags of an answer.
pub(crate) fn read(tags: &[Tag]) -> Tags {
    tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}

impl Iam {
    /// Tags for a call.
    pub fn tag_list(&self, operation: &'static str, tags: &Tags) -> Result<Option<Vec<Tag>>, Error> {
        let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
        let list: Result<Vec<Tag>, _> = tags.iter().map(tag).collect();
        let list = list.map_err(|error| self.error(Class::Invalid, operation, error.to_string()))?;
        Ok((!list.is_empty()).then_some(list))
    }
}
