//! `cloudfront.distribution`. A survey is one list, a call for the tags of each distribution of the account,
//! and one for each of the stack's: ⌈all / 100⌉ + all + the stack's calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_cloudfront::types::{DistributionConfig, DistributionConfigWithTags, DistributionSummary};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, Tokened, are_of};
use scaffold_kinds::Kind;
use scaffold_kinds::cloudfront::{Distribution, HOSTED_ZONE};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::aliases::is_taken;
use crate::client::CloudFront;
use crate::distribution_calls::{Read, UPDATE};
use crate::distribution_config::{attributes, new, put};
use crate::stale::{Met, WRITES, is_overtaken, met, overtaken};

const CREATE: &str = "CreateDistributionWithTags";
const DELETE: &str = "DeleteDistribution";

/// Says that runs wait until every edge knows of a change.
const TAG_WAIT: &str = "scaffold:wait";

/// The status of what every edge knows.
const DEPLOYED: &str = "Deployed";

/// Of names in China.
const HOSTED_ZONE_OF_CHINA: &str = "Z3RFFRIM2A3IF5";

pub(crate) struct Distributions {
    cloudfront: CloudFront,
}

fn live(read: &Read, tags: Tags) -> Option<Live> {
    let Read { distribution, config, .. } = read;
    let waits = tags.contains_key(TAG_WAIT);
    let zone = match distribution.domain_name.ends_with(".cn") {
        true => HOSTED_ZONE_OF_CHINA,
        false => HOSTED_ZONE,
    };
    let found = Found {
        attributes: attributes(config, waits)?,
        outputs: vec![
            ("arn", Some(distribution.arn.clone())),
            ("domain_name", Some(distribution.domain_name.clone())),
            ("hosted_zone_id", Some(zone.to_owned())),
        ],
        id: distribution.id.clone(),
        tags,
        state: match waits && distribution.status != DEPLOYED {
            true => LiveState::Pending(distribution.status.clone()),
            false => LiveState::Ready,
        },
        name: None,
        created: None,
    };
    Some(found.live())
}

impl Distributions {
    pub fn new(cloudfront: CloudFront) -> Self {
        Self { cloudfront }
    }

    fn arn(&self, id: &str) -> String {
        self.cloudfront.arn(&format!("distribution/{id}"))
    }

    /// One with its tags; none when it is gone.
    async fn one(&self, id: &str) -> Result<Option<Live>, Error> {
        let Some(read) = self.cloudfront.distribution(id).await? else { return Ok(None) };
        let Some(tags) = self.cloudfront.tags(&read.distribution.arn).await? else { return Ok(None) };
        Ok(live(&read, tags))
    }

    /// One of the stack's with its tags; none when it is not the stack's, or is gone.
    async fn of_stack(
        &self,
        stack: &StackId,
        summary: &DistributionSummary,
    ) -> Result<Option<(Read, Tags)>, Error> {
        let Some(tags) = self.cloudfront.tags(&summary.arn).await? else { return Ok(None) };
        if !are_of(stack, &tags) {
            return Ok(None);
        }
        Ok(self.cloudfront.distribution(&summary.id).await?.map(|read| (read, tags)))
    }

    /// What an earlier call with the same caller reference made, if it lives.
    async fn made_with(&self, request: &CreateRequest, reference: &str) -> Result<Option<PhysicalId>, Error> {
        let all = self.cloudfront.distributions().await?;
        let ours = try_join_all(all.iter().map(|summary| self.of_stack(&request.stack, summary))).await?;
        let is_it = |(read, tags): &(Read, Tags)| {
            read.config.caller_reference == reference
                && tags.get(TAG_ADDRESS).is_some_and(|address| address == request.address.as_str())
        };
        Ok(ours.into_iter().flatten().find(is_it).map(|(read, _)| PhysicalId::new(read.distribution.id)))
    }

    async fn make(
        &self,
        request: &CreateRequest,
        wanted: &Distribution,
        reference: String,
    ) -> Result<Tokened, Error> {
        let mut tags = request.tags.clone();
        if wanted.wait {
            tags.insert(TAG_WAIT.to_owned(), true.to_string());
        }
        let config = self.cloudfront.built(CREATE, new(wanted, &reference))?;
        let config = DistributionConfigWithTags::builder()
            .distribution_config(config)
            .tags(self.cloudfront.sdk_tags(CREATE, &tags)?)
            .build();
        let call =
            self.cloudfront.client.create_distribution_with_tags().distribution_config_with_tags(config);
        match self.cloudfront.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let id = answer.distribution.map(|distribution| distribution.id);
                Ok(Tokened::Alive(self.cloudfront.made(CREATE, id)?))
            }
            Err(error) if error.code.as_deref() == Some("DistributionAlreadyExists") => {
                Ok(self.made_with(request, &reference).await?.map_or(Tokened::Dead, Tokened::Alive))
            }
            Err(error) if is_taken(&error) => {
                Err(self.cloudfront.told_who(error, &wanted.aliases, None).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Changes the configuration: read, compared with what the plan saw, and written if nobody was faster.
    async fn configure(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        let mut left = WRITES;
        let (refused, wanted) = loop {
            let read = self.cloudfront.distribution(id).await?.ok_or_else(|| self.gone(UPDATE, id))?;
            // An answer of our own call may have been lost.
            let Some((config, wanted)) = self.changed(request, &read)? else { return Ok(()) };
            left -= 1;
            match self.cloudfront.put_config(id, &read.etag, config).await {
                Ok(_) => return Ok(()),
                Err(error) if is_overtaken(&error) && left > 0 => {}
                Err(error) if is_overtaken(&error) => return Err(overtaken(&self.cloudfront, UPDATE, id)),
                Err(error) if is_taken(&error) => break (error, wanted),
                Err(error) => return Err(error),
            }
        };
        if !self.cloudfront.take_over(&request.stack, id, &wanted.aliases).await? {
            return Err(self.cloudfront.told_who(refused, &wanted.aliases, Some(id)).await);
        }
        let Some(read) = self.cloudfront.distribution(id).await? else { return Err(self.gone(UPDATE, id)) };
        let mut config = read.config;
        for attribute in request.patch.keys() {
            self.cloudfront.built(UPDATE, put(&mut config, attribute, &wanted))?;
        }
        match self.cloudfront.put_config(id, &read.etag, config).await {
            Err(error) if is_overtaken(&error) => Err(overtaken(&self.cloudfront, UPDATE, id)),
            answer => answer.map(drop),
        }
    }

    /// The configuration with what changes; none where all of it is there already.
    fn changed(
        &self,
        request: &UpdateRequest,
        read: &Read,
    ) -> Result<Option<(DistributionConfig, Distribution)>, Error> {
        let Some(now) = attributes(&read.config, request.before("wait").as_bool().unwrap_or_default()) else {
            return Err(self.gone(UPDATE, request.id.as_str()));
        };
        if let Met::Done = met(&self.cloudfront, UPDATE, request, &now)? {
            return Ok(None);
        }
        let mut values = now.encode();
        values.extend(request.patch.clone());
        values.remove("tags");
        let wanted: Distribution = self.cloudfront.decode(UPDATE, &values)?;
        let mut config = read.config.clone();
        for attribute in request.patch.keys() {
            self.cloudfront.built(UPDATE, put(&mut config, attribute, &wanted))?;
        }
        Ok(Some((config, wanted)))
    }

    fn gone(&self, operation: &str, id: &str) -> Error {
        self.cloudfront.error(Class::Gone, operation, format!("the distribution {id} is gone"))
    }

    /// Every edge must know that it is disabled before it can go. What was disabled by an earlier run is
    /// waited for by the next one.
    async fn disabled(&self, id: &str, read: Read) -> Result<Read, Error> {
        if !read.config.enabled {
            return Ok(read);
        }
        let mut config = read.config;
        config.enabled = false;
        self.cloudfront.put_config(id, &read.etag, config).await
    }

    /// Disables and deletes what stands there now.
    async fn take_down(&self, id: &PhysicalId) -> Result<(), Error> {
        let Some(read) = self.cloudfront.distribution(id.as_str()).await? else {
            return self.cloudfront.removed::<()>(id, Ok(()));
        };
        let read = self.disabled(id.as_str(), read).await?;
        if read.distribution.status != DEPLOYED {
            return Err(self.spreading(id.as_str(), &read.distribution.status));
        }
        let call = self.cloudfront.client.delete_distribution().id(id.as_str()).if_match(&read.etag);
        match self.cloudfront.write(DELETE, || call.clone().send()).await {
            Err(error) if is_overtaken(&error) => Err(error),
            Err(error) if error.code.as_deref() == Some("DistributionNotDisabled") => {
                Err(Error { class: Class::Dependency, ..error })
            }
            answer => self.cloudfront.removed(id, answer),
        }
    }

    fn spreading(&self, id: &str, status: &str) -> Error {
        let message =
            format!("{id} is disabled, and not every edge knows of it yet: it can go when it is {DEPLOYED}");
        Error { code: Some(status.to_owned()), ..self.cloudfront.error(Class::Dependency, DELETE, message) }
    }
}

#[async_trait]
impl Provider for Distributions {
    fn kind(&self) -> KindName {
        KindName::from(Distribution::KIND)
    }

    fn pace(&self, verb: PaceOf) -> Pace {
        let typical = match verb {
            PaceOf::Delete => 300,
            PaceOf::Create | PaceOf::Update => 5,
        };
        Pace {
            interval: Duration::from_secs(10),
            limit: Duration::from_secs(3600),
            typical: Duration::from_secs(typical),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let all = self.cloudfront.distributions().await?;
        let ours = try_join_all(all.iter().map(|summary| self.of_stack(stack, summary))).await?;
        Ok(ours.into_iter().flatten().filter_map(|(read, tags)| live(&read, tags)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The caller reference is a function of the request, so that the call may be repeated.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Distribution = self.cloudfront.decode(CREATE, &request.values)?;
        let make = |reference: String| self.make(request, &wanted, reference);
        // A reference that is used is looked up where AWS says so.
        let nothing = || async { Ok(None) };
        self.cloudfront.create_with_token::<Distribution, _, _>(CREATE, request, make, nothing).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        let arn = self.arn(id);
        let waits = request.patch.get("wait").and_then(|wait| wait.as_bool());
        if waits == Some(true) {
            self.cloudfront.set_tags(&arn, &Tags::from([(TAG_WAIT.to_owned(), true.to_string())])).await?;
        }
        if request.patch.keys().any(|attribute| attribute != "tags" && attribute != "wait") {
            self.configure(request).await?;
        }
        if waits == Some(false) {
            self.cloudfront.take_tags(&arn, vec![TAG_WAIT.to_owned()]).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        self.cloudfront.take_tags(&arn, unwanted).await?;
        self.cloudfront.set_tags(&arn, &wanted).await
    }

    /// Disabled, known to be so everywhere, deleted. No step of these is an event: what is disabled shows.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        for _ in 0..WRITES {
            match self.take_down(&request.id).await {
                Err(error) if is_overtaken(&error) => {}
                answer => return answer,
            }
        }
        Err(overtaken(&self.cloudfront, DELETE, request.id.as_str()))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cloudfront.set_tags(&self.arn(id.as_str()), tags).await
    }

    /// Nothing keeps a distribution that points to it: names and policies may dangle.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
