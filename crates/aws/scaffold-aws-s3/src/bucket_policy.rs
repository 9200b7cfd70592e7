//! `s3.bucket_policy`: what is in the policy of each bucket of the stack, as one set a bucket. A survey is that
//! of buckets, and one call for each that is the stack's.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags};
use scaffold_kinds::s3::BucketPolicy;
use scaffold_kinds::{JsonPolicy, Kind, Ref};
use scaffold_model::{Address, KindName, Live, LiveState, PhysicalId, StackId, TAG_STACK, User};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{S3, unless_gone};
use crate::statements::{Statements, marked_again};

const PUT: &str = "PutBucketPolicy";

pub(crate) struct Policies {
    s3: S3,
}

impl Policies {
    pub fn new(s3: S3) -> Self {
        Self { s3 }
    }

    /// The document of a bucket (`GetBucketPolicy`); none where it has none.
    async fn document(&self, bucket: &str) -> Result<Option<String>, Error> {
        let request =
            self.s3.client.get_bucket_policy().bucket(bucket).expected_bucket_owner(self.s3.owner());
        let answer =
            self.s3.setting("GetBucketPolicy", "NoSuchBucketPolicy", || request.clone().send()).await?;
        Ok(answer.and_then(|answer| answer.policy).filter(|policy| !policy.is_empty()))
    }

    /// A bucket's policy as a stack sees it; none when the bucket is gone by now.
    async fn live(&self, bucket: &str, stack: Option<&str>) -> Result<Option<Live>, Error> {
        let Some(document) = unless_gone(self.document(bucket).await)? else { return Ok(None) };
        let statements = Statements::read(&document.unwrap_or_default(), stack);
        let mut live = Found {
            id: bucket.to_owned(),
            attributes: BucketPolicy {
                bucket: Ref(bucket.to_owned()),
                policy: statements.own().map(JsonPolicy),
            },
            outputs: Vec::new(),
            tags: Tags::new(),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live();
        live.foreign = statements.foreign();
        live.identity = statements.identity;
        Ok(Some(live))
    }

    /// Makes the stack's part of the document what it should be.
    async fn set(
        &self,
        bucket: &str,
        stack: &StackId,
        wanted: Option<(&str, &Address)>,
    ) -> Result<(), Error> {
        let there = self.document(bucket).await?;
        let statements = Statements::read(there.as_deref().unwrap_or_default(), Some(&stack.to_string()));
        match statements.written(stack, wanted) {
            Some(document) => self.put(bucket, document).await,
            None if there.is_some() => {
                let call = self.s3.client.delete_bucket_policy().bucket(bucket);
                let call = call.expected_bucket_owner(self.s3.owner());
                self.s3.put("DeleteBucketPolicy", bucket, || call.clone().send()).await
            }
            None => Ok(()),
        }
    }

    async fn put(&self, bucket: &str, document: String) -> Result<(), Error> {
        let call = self.s3.client.put_bucket_policy().bucket(bucket).expected_bucket_owner(self.s3.owner());
        let call = call.policy(document);
        self.s3.put(PUT, bucket, || call.clone().send()).await
    }
}

#[async_trait]
impl Provider for Policies {
    fn kind(&self) -> KindName {
        KindName::from(BucketPolicy::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let own = self.s3.of_stack(stack).await?;
        let stack = &stack.to_string();
        let all = own.iter().map(|(bucket, _)| self.live(bucket, Some(stack)));
        Ok(try_join_all(all).await?.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(tags) = self.s3.tags(id.as_str()).await? else { return Ok(None) };
        self.live(id.as_str(), tags.get(TAG_STACK).map(String::as_str)).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let BucketPolicy { bucket, policy } = self.s3.decode(PUT, &request.values)?;
        let wanted = policy.as_ref().map(|policy| (policy.0.as_str(), &request.address));
        self.set(&bucket.0, &request.stack, wanted).await?;
        Ok(PhysicalId::new(bucket.0))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        if !request.changes("policy") {
            return Ok(());
        }
        let BucketPolicy { policy, .. } = self.s3.decode(PUT, &request.values)?;
        let wanted = policy.as_ref().map(|policy| (policy.0.as_str(), &request.address));
        self.set(request.id.as_str(), &request.stack, wanted).await
    }

    /// Takes every statement away but those of other stacks.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        unless_gone(self.set(request.id.as_str(), &request.stack, None).await).map(drop)
    }

    /// A policy has no tags: the ids of statements that are ours say where they belong.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let of = self.s3.tags(id.as_str()).await?.unwrap_or_default().remove(TAG_STACK);
        let Some(document) = self.document(id.as_str()).await? else { return Ok(()) };
        let moved = marked_again(&document, |marker| {
            (Some(&marker.stack) == of.as_ref()).then(|| marker.moved(tags))
        });
        if moved == document { Ok(()) } else { self.put(id.as_str(), moved).await }
    }

    /// Nothing keeps a policy from being taken away.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
