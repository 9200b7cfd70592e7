use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::types::Tag;
use scaffold_aws_core::{TagChange, Tags, identity_of, is_absent, is_asked_for, taken_by};
use scaffold_model::{PhysicalId, StackId};
use scaffold_provider::{Class, CreateRequest, Error, UpdateRequest};

use crate::client::Elb;

/// Resources that `DescribeTags` and `AddTags` take.
const AT_ONCE: usize = 20;

/// Names the parameter of the client secret that a rule or listener was given last: the secret itself
/// cannot be read back.
pub(crate) const TAG_SECRET: &str = "scaffold:client-secret";

/// Tags for a creating call.
pub(crate) fn written(tags: &Tags) -> Option<Vec<Tag>> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    (!tags.is_empty()).then(|| tags.iter().map(tag).collect())
}

/// The tags of a creating call, and where its client secret is from.
pub(crate) fn with_secret(tags: &Tags, secret: Option<&str>) -> Tags {
    let mut tags = tags.clone();
    tags.extend(secret.map(|path| (TAG_SECRET.to_owned(), path.to_owned())));
    tags
}

impl Elb {
    /// Tags of resources by ARN, 20 a call (`DescribeTags`). What is gone has none.
    pub async fn tags_of(&self, arns: &[String]) -> Result<BTreeMap<String, Tags>, Error> {
        let mut found = BTreeMap::new();
        for arns in arns.chunks(AT_ONCE) {
            match self.tags_of_few(arns).await {
                Ok(tags) => found.extend(tags),
                // One that went since it was listed hides the others.
                Err(error) if is_absent(&error) => {
                    for arn in arns.iter().filter(|_| arns.len() > 1) {
                        match self.tags_of_few(std::slice::from_ref(arn)).await {
                            Err(error) if is_absent(&error) => {}
                            tags => found.extend(tags?),
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    async fn tags_of_few(&self, arns: &[String]) -> Result<Vec<(String, Tags)>, Error> {
        let request = self.client.describe_tags().set_resource_arns(Some(arns.to_vec()));
        let answer = self.read("DescribeTags", || request.clone().send()).await?;
        let descriptions = answer.tag_descriptions.unwrap_or_default().into_iter();
        let pair = |tag: Tag| Some((tag.key?, tag.value.unwrap_or_default()));
        Ok(descriptions
            .filter_map(|it| {
                Some((it.resource_arn?, it.tags.unwrap_or_default().into_iter().filter_map(pair).collect()))
            })
            .collect())
    }

    /// Tags of one resource; empty when it is gone.
    pub async fn tags_of_one(&self, arn: &str) -> Result<Tags, Error> {
        Ok(self.tags_of(&[arn.to_owned()]).await?.remove(arn).unwrap_or_default())
    }

    /// What a creating call gave, or found there already: ours, or an error that says whose it may be.
    pub async fn claim(
        &self,
        request: &CreateRequest,
        (operation, what): (&'static str, &str),
        arn: &str,
    ) -> Result<PhysicalId, Error> {
        let look = || async { Ok(self.tags_of(&[arn.to_owned()]).await?.remove(arn)) };
        let Some(tags) = self.until_seen(look).await? else {
            let message =
                format!("{what} was made, {arn}, and does not show yet; run again, it will be found");
            return Err(self.error(Class::NotYetVisible, operation, message));
        };
        let identity = identity_of(&tags);
        if identity.as_ref().is_some_and(|there| is_asked_for(request, there)) {
            return self.made(operation, Some(arn.to_owned()));
        }
        let whose = taken_by(request, identity.as_ref(), arn);
        let message = format!("{what} is there already, {arn}, which {whose}");
        Err(self.error(Class::OwnedBySomeoneElse, operation, message))
    }

    /// An error where what something is made in is not the stack's: it would not be found there again,
    /// since surveys look into what is the stack's own.
    pub async fn check_parent(
        &self,
        (stack, operation): (&StackId, &'static str),
        what: &str,
        arn: &str,
    ) -> Result<(), Error> {
        let look = || async { Ok(self.tags_of(&[arn.to_owned()]).await?.remove(arn)) };
        // One that was just made may not show yet.
        let tags = match self.connection().names_fresh(arn) {
            true => self.until_seen(look).await?,
            false => look().await?,
        };
        if tags.is_some_and(|tags| scaffold_aws_core::are_of(stack, &tags)) {
            return Ok(());
        }
        let message = format!("{what} {arn} is not of this stack: declare it in the same blueprint");
        Err(self.error(Class::Invalid, operation, message))
    }

    /// Sets tags, leaving others alone.
    pub async fn tag_one(&self, arn: &PhysicalId, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let request = self.client.add_tags().resource_arns(arn.as_str()).set_tags(written(tags));
        self.write("AddTags", || request.clone().send()).await.map(drop)
    }

    /// Takes tags away.
    pub async fn untag(&self, arn: &PhysicalId, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let request = self.client.remove_tags().resource_arns(arn.as_str()).set_tag_keys(Some(keys));
        self.write("RemoveTags", || request.clone().send()).await.map(drop)
    }

    /// Notes where the client secret of an action is from, or that there is none.
    pub async fn note_secret(&self, arn: &PhysicalId, secret: Option<&str>) -> Result<(), Error> {
        match (self.tags_of_one(arn.as_str()).await?.get(TAG_SECRET), secret) {
            (Some(noted), Some(path)) if noted == path => Ok(()),
            (_, Some(path)) => {
                self.tag_one(arn, &Tags::from([(TAG_SECRET.to_owned(), path.to_owned())])).await
            }
            (Some(_), None) => self.untag(arn, vec![TAG_SECRET.to_owned()]).await,
            (None, None) => Ok(()),
        }
    }

    /// Makes user tags and `Name` what the patch says.
    pub async fn update_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        let TagChange { unwanted, wanted } = TagChange::of(request);
        self.untag(&request.id, unwanted).await?;
        self.tag_one(&request.id, &wanted).await
    }
}
