use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::primitives::ByteStream;
use scaffold_aws_core::Connection;
use scaffold_ledger::{Condition, Object, Store, StoreError, Tag, Written};

use crate::S3Place;
use crate::answer::Answer;
use crate::date::AnswerDate;
use crate::ledger_bucket::Bucket;
use crate::prepare::prepare;

const NO_TAG: &str = "the answer has no ETag, so it is not S3's: is there a proxy or a log-in page of the \
                      network? Check HTTPS_PROXY and NO_PROXY";

/// A ledger's objects in a bucket of S3.
///
/// Each method sends its calls once: whether to send again, and what became of a write whose answer was
/// lost, is for the ledger to say. [`Store::prepare`] alone tries again, since all it does can be done twice.
#[derive(Clone, Debug)]
pub struct S3Store {
    bucket: Bucket,
    /// With the time for an attempt that the connection gives: making a bucket takes seconds.
    unhurried: Bucket,
}

impl S3Store {
    /// A store in a place. Nothing is asked of it before it is used.
    pub fn new(connection: &Connection, place: S3Place) -> Self {
        let bucket = Bucket::new(connection, place);
        Self { unhurried: bucket.clone(), bucket }
    }

    /// With less time for one attempt than the connection gives, so that a lease that is renewed every few
    /// seconds hears in time that it was not. Preparing keeps the connection's.
    #[must_use]
    pub fn with_attempt_timeout(self, attempt: Duration) -> Self {
        Self { bucket: self.bucket.with_attempt_timeout(attempt), unhurried: self.unhurried }
    }
}

#[async_trait]
impl Store for S3Store {
    fn place(&self) -> String {
        self.bucket.place.to_string()
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        prepare(&self.unhurried).await
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        self.bucket.get(key).await.map_err(|answer| self.bucket.told("reading", key, &answer))
    }

    async fn put(&self, key: &str, bytes: Vec<u8>, condition: Condition) -> Result<Written, StoreError> {
        let written = self.bucket.put(key, bytes, condition).await;
        written.map_err(|answer| self.bucket.told("writing", key, &answer))
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let deleted = self.bucket.delete(key).await;
        deleted.map_err(|answer| self.bucket.told("deleting", key, &answer))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let listed = self.bucket.list(prefix).await;
        listed.map_err(|answer| self.bucket.told("listing", prefix, &answer))
    }
}

impl Bucket {
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Object>, Box<Answer>> {
        let date = AnswerDate::default();
        let request = self
            .client
            .get_object()
            .bucket(&self.place.bucket)
            .key(self.place.key(key))
            .expected_bucket_owner(&self.owner)
            .customize()
            .interceptor(date.clone());
        let output = match self.ask("GetObject", request.send()).await {
            Ok(output) => output,
            Err(answer) if answer.has("NoSuchKey") || answer.has("NoSuchBucket") => return Ok(None),
            Err(answer) => return Err(answer),
        };
        let age = date.since(output.last_modified());
        let tag = output.e_tag.ok_or_else(|| self.vague("GetObject", NO_TAG))?;
        // The SDK's time for an attempt ends where the body begins.
        let bytes = match tokio::time::timeout(self.attempt, output.body.collect()).await {
            Ok(Ok(body)) => body.into_bytes().to_vec(),
            Ok(Err(error)) => {
                return Err(self.vague("GetObject", &format!("the answer broke off: {error}")));
            }
            Err(_) => return Err(self.vague("GetObject", "the answer did not end in time")),
        };
        Ok(Some(Object { bytes, tag: Tag(tag), age }))
    }

    pub(crate) async fn put(
        &self,
        key: &str,
        bytes: Vec<u8>,
        condition: Condition,
    ) -> Result<Written, Box<Answer>> {
        let conditional = condition != Condition::Any;
        let request = self
            .client
            .put_object()
            .bucket(&self.place.bucket)
            .key(self.place.key(key))
            .expected_bucket_owner(&self.owner)
            .body(ByteStream::from(bytes));
        let request = match condition {
            Condition::Any => request,
            Condition::Absent => request.if_none_match("*"),
            Condition::Matches(Tag(tag)) => request.if_match(tag),
        };
        match self.ask("PutObject", request.send()).await {
            Ok(output) => match output.e_tag {
                Some(tag) => Ok(Written::Done(Tag(tag))),
                None => Err(self.vague("PutObject", NO_TAG)),
            },
            Err(answer) if conditional && answer.refuses() => Ok(Written::Refused),
            Err(answer) => Err(answer),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), Box<Answer>> {
        let request = self
            .client
            .delete_object()
            .bucket(&self.place.bucket)
            .key(self.place.key(key))
            .expected_bucket_owner(&self.owner);
        match self.ask("DeleteObject", request.send()).await {
            Ok(_) => Ok(()),
            Err(answer) if answer.has("NoSuchKey") || answer.has("NoSuchBucket") => Ok(()),
            Err(answer) => Err(answer),
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Box<Answer>> {
        let mut keys = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let request = self
                .client
                .list_objects_v2()
                .bucket(&self.place.bucket)
                .prefix(self.place.key(prefix))
                .set_continuation_token(token.clone())
                .expected_bucket_owner(&self.owner);
            let page = match self.ask("ListBucket", request.send()).await {
                Ok(page) => page,
                Err(answer) if answer.has("NoSuchBucket") => return Ok(Vec::new()),
                Err(answer) => return Err(answer),
            };
            let found = page.contents().iter().filter_map(|object| self.place.own_key(object.key()?));
            keys.extend(found.map(str::to_owned));
            match page.next_continuation_token {
                None => break,
                Some(next) if token.as_ref() == Some(&next) => {
                    return Err(self.vague("ListBucket", "the list does not end: the same page comes again"));
                }
                Some(next) => token = Some(next),
            }
        }
        keys.sort_unstable();
        Ok(keys)
    }
}
