use std::collections::BTreeMap;

use aws_sdk_elasticache::types::Tag;
use futures_util::future::try_join_all;
use scaffold_aws_core::{TagChange, Tags, are_of, is_absent};
use scaffold_model::{PhysicalId, StackId, TAG_STACK};
use scaffold_provider::{Class, Error, UpdateRequest};

use crate::client::{ElastiCache, Sort, meant};
use crate::names::{beginning, stack_of};

/// Says that `scaffold` does not delete it: ElastiCache has no such flag.
pub(crate) const TAG_PROTECTED: &str = "scaffold:protected";
/// Says that no snapshot is taken before it is deleted.
pub(crate) const TAG_FINAL_SNAPSHOT: &str = "scaffold:final-snapshot";
/// Names the secret of the password that it was given last: the password cannot be read back.
pub(crate) const TAG_AUTH_TOKEN: &str = "scaffold:auth-token";

/// Tags for a creating call.
pub(crate) fn written(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// Whether tags protect what carries them.
pub(crate) fn are_protecting(tags: &Tags) -> bool {
    tags.get(TAG_PROTECTED).is_some_and(|word| word == "true")
}

impl ElastiCache {
    /// Tags of something by its ARN (`ListTagsForResource`).
    pub async fn tags(&self, arn: &str) -> Result<Tags, Error> {
        let request = self.client.list_tags_for_resource().resource_name(arn);
        let answer = self.read("ListTagsForResource", || request.clone().send()).await?;
        let pair = |tag: Tag| Some((tag.key?, tag.value.unwrap_or_default()));
        Ok(answer.tag_list.unwrap_or_default().into_iter().filter_map(pair).collect())
    }

    /// Tags of something; none when it is gone, or while its state does not let them be read.
    pub async fn tags_if_readable(&self, arn: &str) -> Result<Option<Tags>, Error> {
        match self.tags(arn).await {
            Ok(tags) => Ok(Some(tags)),
            Err(error) if is_absent(&error) || error.class == Class::Dependency => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Of what a list gave, by name, that which carries the stack's identity. Lists have no tags, so
    /// that they are asked for, but only of what has a name as the stack's are. What is only being made
    /// is found again by its name; of anything else whose tags cannot be read it is not known whose it is.
    pub async fn owned<T>(
        &self,
        stack: &StackId,
        sort: Sort,
        listed: Vec<Listed<T>>,
    ) -> Result<Vec<(T, Tags)>, Error> {
        let beginning = beginning(stack, sort.limit);
        let candidates = listed.into_iter().filter(|listed| listed.name.starts_with(&beginning));
        let asked = candidates.map(|listed| async move {
            match self.tags(&self.arn(sort, &listed.name)).await {
                Ok(tags) => Ok(Some((listed.item, tags))),
                Err(error) if is_absent(&error) => Ok(None),
                Err(error) if error.class == Class::Dependency && listed.is_new => Ok(None),
                Err(error) if error.class == Class::Dependency => {
                    let Sort { what, .. } = sort;
                    let message = format!(
                        "AWS is at work on the {what} `{}` and does not tell whose it is meanwhile; run again \
                         when it is available ({})",
                        listed.name, error.message
                    );
                    Err(Error { message, ..error })
                }
                Err(error) => Err(error),
            }
        });
        let found = try_join_all(asked).await?;
        Ok(found.into_iter().flatten().filter(|(_, tags)| are_of(stack, tags)).collect())
    }

    /// Sets tags and takes some away (`AddTagsToResource`, `RemoveTagsFromResource`).
    pub async fn change_tags(&self, arn: &str, change: TagChange) -> Result<(), Error> {
        let TagChange { unwanted, wanted } = change;
        if !unwanted.is_empty() {
            let call =
                self.client.remove_tags_from_resource().resource_name(arn).set_tag_keys(Some(unwanted));
            self.write("RemoveTagsFromResource", || call.clone().send()).await?;
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let call = self.client.add_tags_to_resource().resource_name(arn).set_tags(Some(written(&wanted)));
        self.write("AddTagsToResource", || call.clone().send()).await.map(drop).map_err(meant)
    }

    /// User tags, and what is kept in tags beside: key, and value where it is set.
    pub async fn update_tags(
        &self,
        arn: &str,
        request: &UpdateRequest,
        kept: Vec<(&str, Option<String>)>,
    ) -> Result<(), Error> {
        let mut change = TagChange::of(request);
        for (key, value) in kept {
            match value {
                Some(value) => drop(change.wanted.insert(key.to_owned(), value)),
                None => change.unwanted.push(key.to_owned()),
            }
        }
        self.change_tags(arn, change).await
    }

    /// Sets tags, unless they make it part of a stack whose surveys would not find it by its name.
    pub async fn adopt(
        &self,
        sort: Sort,
        id: &PhysicalId,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let Sort { what, limit, .. } = sort;
        let stack = tags.get(TAG_STACK).and_then(|tag| stack_of(tag));
        if let Some(stack) = stack.filter(|stack| !id.as_str().starts_with(&beginning(stack, limit))) {
            let message = format!(
                "the {what} `{id}` cannot become part of {stack}: lists of ElastiCache have no tags, so that a \
                 stack's are found by how their names begin, and this one's begins otherwise; let a new one be \
                 made, from a snapshot of this one where its data matters"
            );
            return Err(self.error(Class::Invalid, "AddTagsToResource", message));
        }
        let change = TagChange { unwanted: Vec::new(), wanted: tags.clone() };
        self.change_tags(&self.arn(sort, id.as_str()), change).await
    }
}

/// An item of a list.
pub(crate) struct Listed<T> {
    /// Its name.
    pub name: String,
    /// Whether it is only being made.
    pub is_new: bool,
    /// What the list says of it.
    pub item: T,
}
