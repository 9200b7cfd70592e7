use std::error::Error as StdError;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::Builder;
use aws_sdk_s3::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_s3::types::{Tag, Tagging};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Caller, Connection, HttpResponse, Joined, Rates, SdkError, Tags, are_of};
use scaffold_model::{StackId, name_beginning};
use scaffold_provider::{Class, Error, Rate};

/// S3 publishes rates of objects alone; these are far below what it was seen to take.
const RATES: Rates = Rates {
    read: Rate { burst: 200.0, per_second: 100.0 },
    write: Rate { burst: 20.0, per_second: 10.0 },
    of: &[],
};

/// A bucket's name, and its tags.
pub(crate) type Tagged = (String, Tags);

/// S3 as the providers use it: the SDK's client, the caller that all calls pass through, and the list of the
/// stack's buckets, which surveys share. Calls go by the words of IAM, since those are granted.
#[derive(Clone, Debug)]
pub(crate) struct S3 {
    pub client: Client,
    caller: Caller,
    own: Arc<Joined<Tagged>>,
}

impl S3 {
    pub fn new(connection: &Connection) -> Self {
        // Emulators have one host name for all buckets.
        let elsewhere = connection.endpoint("s3").is_some();
        let config = Builder::from(connection.config()).force_path_style(elsewhere).build();
        let caller = Caller::new(connection, "s3", RATES);
        Self { client: Client::from_conf(config), caller, own: Arc::default() }
    }

    /// Whose a bucket must be: names are the world's, and may be somebody else's.
    pub fn owner(&self) -> &str {
        &self.connection().id().account
    }

    /// Names of the account's buckets in the region (`ListBuckets`).
    pub async fn names(&self) -> Result<Vec<String>, Error> {
        let request = self.client.list_buckets().max_buckets(1000);
        let request = request.bucket_region(&self.connection().id().region);
        let buckets = self.list(
            "ListAllMyBuckets",
            |token| request.clone().set_continuation_token(token).send(),
            |page| (page.buckets, page.continuation_token),
        );
        Ok(buckets.await?.into_iter().filter_map(|bucket| bucket.name).collect())
    }

    /// Tags of a bucket (`GetBucketTagging`); none when it is gone.
    pub async fn tags(&self, name: &str) -> Result<Option<Tags>, Error> {
        let request = self.client.get_bucket_tagging().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.setting("GetBucketTagging", "NoSuchTagSet", || request.clone().send()).await;
        let tags = |answer: Option<aws_sdk_s3::operation::get_bucket_tagging::GetBucketTaggingOutput>| {
            let tags = answer.map(|answer| answer.tag_set).unwrap_or_default();
            tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
        };
        match answer {
            Ok(answer) => Ok(Some(tags(answer))),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The stack's buckets with their tags, read once for surveys side by side.
    pub async fn of_stack(&self, stack: &StackId) -> Result<Arc<Vec<Tagged>>, Error> {
        self.own.read(stack, || self.list_of_stack(stack)).await
    }

    /// A name that a blueprint says may begin in any way, so that the tags of every bucket in the region are
    /// looked at.
    async fn list_of_stack(&self, stack: &StackId) -> Result<Vec<Tagged>, Error> {
        let beginning = name_beginning(stack);
        let beginning = beginning.as_str();
        let with_tags = |name: String| async move {
            match self.tags(&name).await {
                Ok(tags) => Ok(tags.filter(|tags| are_of(stack, tags)).map(|tags| (name, tags))),
                // A bucket of somebody else in the account may be closed to us.
                Err(error) if error.class == Class::Permission && !name.starts_with(beginning) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let found = try_join_all(self.names().await?.into_iter().map(with_tags)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Makes the tags of a bucket exactly these (`PutBucketTagging`).
    pub async fn put_tags(&self, name: &str, tags: &Tags) -> Result<(), Error> {
        const ACTION: &str = "PutBucketTagging";
        let tags = self.built(ACTION, Tagging::builder().set_tag_set(Some(self.tag_set(tags)?)).build())?;
        let call = self.client.put_bucket_tagging().bucket(name).expected_bucket_owner(self.owner());
        let call = call.tagging(tags);
        self.put(ACTION, name, || call.clone().send()).await
    }

    /// As the SDK takes them.
    pub fn tag_set(&self, tags: &Tags) -> Result<Vec<Tag>, Error> {
        let tag = |(key, value)| self.built("PutBucketTagging", Tag::builder().key(key).value(value).build());
        tags.iter().map(tag).collect()
    }

    /// Reads a setting of a bucket; none where S3 says by a code of its own that it is not set.
    pub async fn setting<T, E, F>(
        &self,
        action: &'static str,
        unset: &str,
        send: impl Fn() -> F,
    ) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        match self.read(action, send).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.code.as_deref() == Some(unset) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets something of a bucket. What waits for others, or is not seen everywhere yet, is sent again.
    pub async fn put<T, E, F>(
        &self,
        action: &'static str,
        name: &str,
        send: impl Fn() -> F,
    ) -> Result<(), Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let begun = Instant::now();
        let mut sent = 0;
        loop {
            let error = match self.write(action, &send).await {
                Ok(_) => return Ok(()),
                Err(error) => self.meant(name, error),
            };
            sent += 1;
            let class = match error.class {
                Class::Dependency => Class::Throttled,
                class => class,
            };
            // Transient failures were sent again already.
            match self.connection().patience().pause(class, sent, begun.elapsed()) {
                Some(pause) if class != Class::Transient => tokio::time::sleep(pause).await,
                _ => return Err(error),
            }
        }
    }

    /// What an error says of a bucket.
    fn meant(&self, name: &str, error: Error) -> Error {
        let says = |words: &str| error.message.contains(words);
        let class = match error.code.as_deref() {
            // Another request on the bucket is under way, one of its name was just deleted, or its name is
            // still on its way through DNS.
            Some("OperationAborted" | "ConflictingOperation" | "TemporaryRedirect") => Class::Dependency,
            Some("NoSuchBucket") if self.connection().names_fresh(name) => Class::NotYetVisible,
            // What it is told and what it is do not fit: versions of a bucket with a lock, say. It does not pass.
            Some("InvalidBucketState") => Class::Invalid,
            // Permissions of those that S3 shall tell, and roles that a policy names, spread slowly.
            Some("InvalidArgument") if says("validate the following destination") => Class::NotYetVisible,
            Some("MalformedPolicy") if says("Invalid principal") => Class::NotYetVisible,
            // What blocked public policies was taken off a moment ago.
            Some("AccessDenied") if error.action.ends_with("PutBucketPolicy") && blocks_public(&error) => {
                Class::NotYetVisible
            }
            _ => error.class,
        };
        Error { class, ..error }
    }

    /// The SDK's types complain of what is missing in them; nothing is.
    pub fn built<T>(&self, action: &str, built: Result<T, BuildError>) -> Result<T, Error> {
        built.map_err(|error| self.error(Class::Invalid, action, error.to_string()))
    }
}

impl Deref for S3 {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Whether a policy is refused because the bucket lets none be public.
fn blocks_public(error: &Error) -> bool {
    let message = error.message.to_lowercase();
    message.contains("blockpublicpolicy") || message.contains("public policies are blocked")
}

/// Whether an error says that the bucket is not there.
pub(crate) fn is_gone(error: &Error) -> bool {
    error.code.as_deref() == Some("NoSuchBucket")
}

/// Whether an error says that the bucket lies in another region.
pub(crate) fn is_elsewhere(error: &Error) -> bool {
    matches!(error.code.as_deref(), Some("PermanentRedirect" | "AuthorizationHeaderMalformed"))
}

/// Nothing where the bucket is gone.
pub(crate) fn unless_gone<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}
