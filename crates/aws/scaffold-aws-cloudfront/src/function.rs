//! `cloudfront.function`. A survey is one list, and three calls for each function whose name begins as the
//! stack's do: ⌈all of the account / 100⌉ + 3 × functions calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_cloudfront::types::FunctionStage;
use aws_smithy_types::Blob;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, are_of};
use scaffold_kinds::Kind;
use scaffold_kinds::cloudfront::Function;
use scaffold_model::{
    KindName, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User, name_beginning,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::CloudFront;
use crate::function_calls::sdk_config;
use crate::stale::{Met, WRITES, is_overtaken, met, overtaken};

const CREATE: &str = "CreateFunction";
const UPDATE: &str = "UpdateFunction";
const PUBLISH: &str = "PublishFunction";
const DELETE: &str = "DeleteFunction";

pub(crate) struct Functions {
    cloudfront: CloudFront,
}

/// `shop-rewrite-0a1b2c3d` in its ARN.
fn name_of(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

impl Functions {
    pub fn new(cloudfront: CloudFront) -> Self {
        Self { cloudfront }
    }

    /// One by its name, as it is published; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let arn = self.cloudfront.arn(&format!("function/{name}"));
        let Some(tags) = self.cloudfront.tags(&arn).await? else { return Ok(None) };
        let published = self.cloudfront.published(name).await?;
        Ok(Some(live(name, arn, published, tags)))
    }

    /// Copies what stands in development to where it runs, if it is as it was with the ETag.
    async fn publish(&self, name: &str, etag: &str) -> Result<(), Error> {
        let call = self.cloudfront.client.publish_function().name(name).if_match(etag);
        match self.cloudfront.write(PUBLISH, || call.clone().send()).await {
            Err(error) if is_overtaken(&error) => Err(overtaken(&self.cloudfront, PUBLISH, name)),
            answer => answer.map(drop),
        }
    }

    /// What has the name already: ours, made by a call whose answer was lost, or an error. Gives its ETag.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<String, Error> {
        let arn = self.cloudfront.arn(&format!("function/{name}"));
        let tags = self.cloudfront.until_seen(|| self.cloudfront.tags(&arn)).await?.unwrap_or_default();
        let is_ours = are_of(&request.stack, &tags)
            && tags.get(TAG_ADDRESS).is_some_and(|address| address == request.address.as_str());
        let found = self.cloudfront.function(name, &FunctionStage::Development).await?;
        match found.filter(|_| is_ours) {
            Some((_, etag)) => Ok(etag),
            None => Err(self.cloudfront.taken(CREATE, "a function", name, request.address.as_str())),
        }
    }

    fn gone(&self, name: &str) -> Error {
        self.cloudfront.error(Class::Gone, UPDATE, format!("the function {name} is gone"))
    }

    /// Sets code and configuration in development, and publishes them.
    async fn put(&self, name: &str, wanted: &Function) -> Result<(), Error> {
        let there = self.cloudfront.function(name, &FunctionStage::Development).await?;
        let (_, etag) = there.ok_or_else(|| self.gone(name))?;
        let config = self.cloudfront.built(UPDATE, sdk_config(wanted))?;
        let call = self.cloudfront.client.update_function().name(name).if_match(etag);
        let call = call.function_config(config).function_code(Blob::new(wanted.code.as_bytes()));
        match self.cloudfront.write(UPDATE, || call.clone().send()).await {
            Ok(answer) => match answer.e_tag {
                Some(etag) => self.publish(name, &etag).await,
                // The header's name is misspelt in AWS's model, so that the answer may seem to tell none.
                None => {
                    let updated = self.cloudfront.function(name, &FunctionStage::Development).await?;
                    let (_, etag) = updated.ok_or_else(|| self.gone(name))?;
                    self.publish(name, &etag).await
                }
            },
            Err(error) if is_overtaken(&error) => Err(overtaken(&self.cloudfront, UPDATE, name)),
            Err(error) => Err(error),
        }
    }

    /// Changes what is published, as long as it is what the plan saw.
    async fn change(&self, name: &str, request: &UpdateRequest) -> Result<(), Error> {
        let mut left = WRITES;
        loop {
            let published = self.cloudfront.published(name).await?;
            if let Met::Done = met(&self.cloudfront, UPDATE, request, &published)? {
                return Ok(());
            }
            let mut values = published.encode();
            values.extend(request.patch.clone());
            values.remove("tags");
            left -= 1;
            match self.put(name, &self.cloudfront.decode(UPDATE, &values)?).await {
                Err(error) if is_overtaken(&error) && left > 0 => {}
                answer => return answer,
            }
        }
    }
}

fn live(name: &str, arn: String, published: Function, tags: Tags) -> Live {
    Found {
        attributes: published,
        outputs: vec![("arn", Some(arn.clone())), ("name", Some(name.to_owned()))],
        id: arn,
        tags,
        state: LiveState::Ready,
        name: Some(name.to_owned()),
        created: None,
    }
    .live()
}

#[async_trait]
impl Provider for Functions {
    fn kind(&self) -> KindName {
        KindName::from(Function::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(300),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let beginning = name_beginning(stack);
        let all = self.cloudfront.functions().await?;
        let ours = all.iter().filter(|function| function.name.starts_with(&beginning));
        let found = try_join_all(ours.map(|function| self.one(&function.name))).await?;
        let is_ours = |live: &Live| live.identity.as_ref().is_some_and(|own| own.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_ours).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(name_of(id.as_str())).await
    }

    /// The name is the account's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let function: Function = self.cloudfront.decode(CREATE, &request.values)?;
        let nameless = || self.cloudfront.error(Class::Invalid, CREATE, "a function needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let call = self
            .cloudfront
            .client
            .create_function()
            .name(name)
            .function_config(self.cloudfront.built(CREATE, sdk_config(&function))?)
            .function_code(Blob::new(function.code.as_bytes()))
            .tags(self.cloudfront.sdk_tags(CREATE, &request.tags)?);
        let etag = match self.cloudfront.write(CREATE, || call.clone().send()).await {
            Ok(answer) => answer.e_tag.unwrap_or_default(),
            Err(error) if error.code.as_deref() == Some("FunctionAlreadyExists") => {
                self.read_back(request, name).await?
            }
            Err(error) => return Err(error),
        };
        let id = self.cloudfront.made(CREATE, Some(self.cloudfront.arn(&format!("function/{name}"))))?;
        self.publish(name, &etag).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        if request.patch.keys().any(|attribute| attribute != "tags") {
            self.change(name, request).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        self.cloudfront.take_tags(request.id.as_str(), unwanted).await?;
        self.cloudfront.set_tags(request.id.as_str(), &wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        for _ in 0..WRITES {
            let Some((_, etag)) = self.cloudfront.function(name, &FunctionStage::Development).await? else {
                return self.cloudfront.removed::<()>(&request.id, Ok(()));
            };
            let call = self.cloudfront.client.delete_function().name(name).if_match(etag);
            let answer = self.cloudfront.write(DELETE, || call.clone().send()).await;
            if !answer.as_ref().is_err_and(is_overtaken) {
                return self.cloudfront.removed(&request.id, answer);
            }
        }
        Err(overtaken(&self.cloudfront, DELETE, name))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = name_of(id.as_str());
        if let Some(stack) = tags.get(TAG_STACK)
            && !is_found_by_name(name, stack)
        {
            let message = format!(
                "the function `{name}` cannot become part of {stack}: a stack's functions are found by how their names \
                 begin, and this one's begins otherwise; let a new one be made"
            );
            return Err(self.cloudfront.error(Class::Invalid, "TagResource", message));
        }
        self.cloudfront.set_tags(id.as_str(), tags).await
    }

    /// AWS refuses to delete what a distribution uses.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}

/// Whether a survey of the stack that tags name comes upon a function of this name.
fn is_found_by_name(name: &str, stack: &str) -> bool {
    let Some((stack, region)) = stack.rsplit_once('@') else { return false };
    let (stack, environment) = match stack.split_once('/') {
        Some((stack, environment)) => (stack, Some(environment.to_owned())),
        None => (stack, None),
    };
    let stack = StackId { name: stack.to_owned(), environment, region: region.to_owned() };
    name.starts_with(&name_beginning(&stack))
}
