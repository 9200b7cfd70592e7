//! `s3.bucket`. A survey is the list of buckets in the region and a call for the tags of each, both shared with the
//! other kinds, and seven for the settings of each that is the stack's: ⌈buckets / 1000⌉ + buckets + 7 × own buckets
//! calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, are_of, identity_of, is_asked_for, taken_by};
use scaffold_kinds::s3::{Bucket, Versioning};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_NAME, User, Value};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{S3, Tagged, is_elsewhere, is_gone, unless_gone};
use crate::settings::{TAG_EMPTY, TAG_PROTECTED, says};

const CREATE: &str = "CreateBucket";
const DELETE: &str = "DeleteBucket";

/// Attributes that tags carry, and the tags.
const KEPT_IN_TAGS: [(&str, &str); 2] =
    [("deletion_protection", TAG_PROTECTED), ("empty_on_delete", TAG_EMPTY)];

/// How often a bucket is emptied into which somebody writes at the same time.
const EMPTYINGS: u32 = 3;

pub(crate) struct Buckets {
    s3: S3,
}

impl Buckets {
    pub fn new(s3: S3) -> Self {
        Self { s3 }
    }

    /// A bucket with its tags; none when it is gone by now.
    async fn with_tags(&self, name: String, tags: Tags) -> Result<Option<Live>, Error> {
        let Some(attributes) = unless_gone(self.s3.settings(&name, &tags).await)? else { return Ok(None) };
        Ok(Some(self.live(name, tags, attributes)))
    }

    fn live(&self, name: String, tags: Tags, attributes: Bucket) -> Live {
        let region = &self.s3.connection().id().region;
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        Found {
            attributes,
            outputs: vec![
                ("name", Some(name.clone())),
                ("arn", Some(self.arn(&name))),
                ("regional_domain_name", Some(format!("{name}.s3.{region}.{suffix}"))),
                ("account", Some(self.s3.owner().to_owned())),
            ],
            tags,
            state: LiveState::Ready,
            name: Some(name.clone()),
            id: name,
            // S3 tells when it was last changed.
            created: None,
        }
        .live()
    }

    /// A bucket's ARN names neither region nor account.
    fn arn(&self, name: &str) -> String {
        let partition = match self.s3.connection().id().region.as_str() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        format!("arn:{partition}:s3:::{name}")
    }

    fn taken(&self, request: &CreateRequest, name: &str, there: Option<&Tags>) -> Error {
        let whose = taken_by(request, there.and_then(identity_of).as_ref(), name);
        let message = format!("there is a bucket `{name}` already, which {whose}");
        self.s3.error(Class::OwnedBySomeoneElse, CREATE, message)
    }

    fn not_ours(&self, request: &DeleteRequest) -> Error {
        let message = format!(
            "the bucket `{}` does not carry the tags of {} any more, and is not deleted: put them back, or let go of it",
            request.id, request.stack
        );
        self.s3.error(Class::OwnedBySomeoneElse, DELETE, message)
    }

    fn elsewhere(&self, name: &str) -> Error {
        let message = format!(
            "the account has a bucket `{name}` in another region, and there is one of a name in the world; say \
             another with `bucket`, or delete that one"
        );
        self.s3.error(Class::OwnedBySomeoneElse, CREATE, message)
    }

    /// What the tags of a bucket say of a request: ours, somebody else's, or nothing at all.
    fn is_ours(request: &CreateRequest, tags: &Tags) -> bool {
        identity_of(tags).is_some_and(|own| is_asked_for(request, &own))
    }

    /// Makes it; the tags are read back, since S3 answers in us-east-1 with one's own bucket of the name.
    async fn make(&self, request: &CreateRequest, wanted: &Bucket, name: &str) -> Result<(), Error> {
        let mut tags = request.tags.clone();
        tags.insert(TAG_NAME.to_owned(), name.to_owned());
        let kept = [(wanted.deletion_protection, TAG_PROTECTED), (wanted.empty_on_delete, TAG_EMPTY)];
        let kept = kept.into_iter().filter(|(is_so, _)| *is_so);
        tags.extend(kept.map(|(_, key)| (key.to_owned(), "true".to_owned())));
        let region = self.s3.connection().id().region.as_str();
        // us-east-1 is where a bucket lies that says nothing, and may not be said.
        let place = (region != "us-east-1").then(|| BucketLocationConstraint::from(region));
        let configuration = CreateBucketConfiguration::builder()
            .set_location_constraint(place)
            .set_tags(Some(self.s3.tag_set(&tags)?))
            .build();
        let call = self.s3.client.create_bucket().bucket(name).create_bucket_configuration(configuration);
        let call = call.object_ownership(wanted.object_ownership.word().into());
        match self.s3.put(CREATE, name, || call.clone().send()).await {
            Ok(()) => {}
            Err(error) if error.code.as_deref() == Some("BucketAlreadyExists") => {
                let message = format!(
                    "another account has a bucket `{name}`, and there is one of a name in the world; say \
                     another with `bucket`"
                );
                return Err(self.s3.error(Class::OwnedBySomeoneElse, CREATE, message));
            }
            Err(error) if error.code.as_deref() == Some("BucketAlreadyOwnedByYou") => {
                return match self.s3.tags(name).await {
                    Ok(Some(there)) if Self::is_ours(request, &there) => Ok(()),
                    Ok(there) => Err(self.taken(request, name, there.as_ref())),
                    Err(error) if is_elsewhere(&error) => Err(self.elsewhere(name)),
                    Err(error) => Err(error),
                };
            }
            Err(error) => return Err(error),
        }
        match self.s3.until_seen(|| self.s3.tags(name)).await? {
            Some(there) if Self::is_ours(request, &there) => Ok(()),
            // It was not there a moment ago: tags lag behind, or the endpoint does not know that they can be
            // said at once. The same are said again.
            Some(there) if there.is_empty() => {
                self.s3.connection().made(&PhysicalId::new(name));
                self.s3.put_tags(name, &tags).await
            }
            there => Err(self.taken(request, name, there.as_ref())),
        }
    }

    /// What S3 does not do by itself for a new bucket.
    async fn set_new(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        let changes = |attribute: &str| match attribute {
            "public_access_block" | "encryption" => true,
            "versioning" => wanted.versioning == Versioning::Enabled,
            "lifecycle" => !wanted.lifecycle.is_empty(),
            "cors" => !wanted.cors.is_empty(),
            "logging" => wanted.logging.is_some(),
            _ => false,
        };
        self.s3.write_settings(name, wanted, changes).await
    }

    /// Brings tags to what the patch says; S3 takes the whole set.
    async fn change_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let TagChange { mut unwanted, mut wanted } = TagChange::of(request);
        for (attribute, key) in KEPT_IN_TAGS.iter().filter(|(attribute, _)| request.changes(attribute)) {
            match request.patch.get(*attribute).and_then(Value::as_bool) {
                Some(true) => drop(wanted.insert((*key).to_owned(), "true".to_owned())),
                _ => unwanted.push((*key).to_owned()),
            }
        }
        if unwanted.is_empty() && wanted.is_empty() {
            return Ok(());
        }
        let mut tags = self.known_tags(name, "PutBucketTagging").await?;
        tags.retain(|key, _| !unwanted.contains(key));
        tags.extend(wanted);
        self.s3.put_tags(name, &tags).await
    }

    async fn known_tags(&self, name: &str, action: &str) -> Result<Tags, Error> {
        let gone = || self.s3.error(Class::Gone, action, format!("there is no bucket `{name}`"));
        self.s3.tags(name).await?.ok_or_else(gone)
    }

    /// Looks until S3 tells what was changed: settings spread, and the next plan would see the old ones.
    async fn until_told(&self, request: &UpdateRequest, wanted: &Bucket) -> Result<(), Error> {
        let (name, wanted) = (request.id.as_str(), &wanted.encode());
        let look = || async move {
            let live = unless_gone(self.s3.settings(name, &Tags::new()).await)?.map(|live| live.encode());
            let of_tags = |name: &str| KEPT_IN_TAGS.iter().any(|(attribute, _)| *attribute == name);
            let mut compared = request.patch.keys().filter(|name| *name != "tags" && !of_tags(name));
            let is_told = live.is_none_or(|live| compared.all(|name| live.get(name) == wanted.get(name)));
            Ok(is_told.then_some(()))
        };
        self.s3.until_seen(look).await.map(drop)
    }

    /// Deletes it with what is in it. Somebody may put something into it meanwhile.
    async fn delete_with_objects(&self, name: &str) -> Result<(), Error> {
        let mut left = EMPTYINGS;
        loop {
            self.s3.empty(name).await?;
            left -= 1;
            match self.delete_empty(name).await {
                Err(error) if left > 0 && error.code.as_deref() == Some("BucketNotEmpty") => {}
                answer => return answer,
            }
        }
    }

    async fn delete_empty(&self, name: &str) -> Result<(), Error> {
        let call = self.s3.client.delete_bucket().bucket(name).expected_bucket_owner(self.s3.owner());
        self.s3.put(DELETE, name, || call.clone().send()).await
    }

    fn not_empty(&self, name: &str, empties: bool, error: Error) -> Error {
        if error.code.as_deref() != Some("BucketNotEmpty") {
            return error;
        }
        let (class, help) = if empties {
            (Class::Dependency, "somebody writes to it while it is emptied: stop who does, and run again")
        } else {
            let help = "move or delete what is in it, with all versions; or set `empty_on_delete = true`, apply, and \
                        delete it in the next apply";
            (Class::Invalid, help)
        };
        Error { class, message: format!("the bucket `{name}` is not empty; {help}"), ..error }
    }
}

#[async_trait]
impl Provider for Buckets {
    fn kind(&self) -> KindName {
        KindName::from(Bucket::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(2),
            limit: Duration::from_secs(300),
            typical: Duration::from_secs(3),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let own = self.s3.of_stack(stack).await?;
        let with_tags = |(name, tags): &Tagged| self.with_tags(name.clone(), tags.clone());
        let found = try_join_all(own.iter().map(with_tags)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        match self.s3.tags(id.as_str()).await? {
            Some(tags) => self.with_tags(id.as_str().to_owned(), tags).await,
            None => Ok(None),
        }
    }

    /// What has the name is looked at before. What is ours already is set once more: who made it may have
    /// ended before its settings.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Bucket = self.s3.decode(CREATE, &request.values)?;
        let nameless = || self.s3.error(Class::Invalid, CREATE, "a bucket needs a physical name");
        let name = wanted.bucket.clone().or_else(|| request.name.clone()).ok_or_else(nameless)?;
        match self.s3.tags(&name).await {
            Ok(Some(tags)) if Self::is_ours(request, &tags) => {}
            Ok(Some(tags)) => return Err(self.taken(request, &name, Some(&tags))),
            Ok(None) => self.make(request, &wanted, &name).await?,
            // Somebody else's, or one in another region: the call says whose.
            Err(error) if error.class == Class::Permission || is_elsewhere(&error) => {
                self.make(request, &wanted, &name).await?;
            }
            Err(error) => return Err(error),
        }
        let id = self.s3.made(CREATE, Some(name.clone()))?;
        self.set_new(&name, &wanted).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let of_tags = |name: &String| name == "tags" || KEPT_IN_TAGS.iter().any(|(own, _)| own == name);
        if !request.patch.keys().all(of_tags) {
            let wanted: Bucket = self.s3.decode("PutBucketVersioning", &request.values)?;
            let changes = |attribute: &str| request.changes(attribute);
            self.s3.write_settings(request.id.as_str(), &wanted, changes).await?;
            self.until_told(request, &wanted).await?;
        }
        self.change_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let Some(tags) = self.s3.tags(name).await? else {
            self.s3.connection().removed(&request.id);
            return Ok(());
        };
        if !are_of(&request.stack, &tags) {
            return Err(self.not_ours(request));
        }
        if says(&tags, TAG_PROTECTED) {
            let message = format!(
                "the bucket `{name}` is protected by its tag `{TAG_PROTECTED}`; switch `deletion_protection` off in \
                 one apply, and delete it in the next"
            );
            return Err(self.s3.error(Class::Invalid, DELETE, message));
        }
        let empties = says(&tags, TAG_EMPTY);
        let answer =
            if empties { self.delete_with_objects(name).await } else { self.delete_empty(name).await };
        match answer {
            Err(error) if !is_gone(&error) => Err(self.not_empty(name, empties, error)),
            answer => self.s3.removed(&request.id, answer),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut all = self.known_tags(id.as_str(), "PutBucketTagging").await?;
        all.extend(tags.clone());
        self.s3.put_tags(id.as_str(), &all).await
    }

    /// AWS deletes a bucket that is used.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
