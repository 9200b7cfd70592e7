use std::future::Future;
use std::time::Instant;

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::builders::LifecycleRuleBuilder;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketLocationConstraint,
    BucketVersioningStatus, CreateBucketConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, NoncurrentVersionExpiration, ObjectOwnership, PublicAccessBlockConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, Tag, Tagging, VersioningConfiguration,
};
use scaffold_aws_core::SHELF;
use scaffold_ledger::{Cause, Condition, Object, StoreError};
use scaffold_provider::Class;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::ledger_bucket::Bucket;

/// Written last: where it is, the bucket is as it should be.
const MARKER: &str = "ledger.json";

/// The format of what lies in the bucket.
const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u32,
    made_by: String,
}

/// Makes the bucket of the account, closed. May be killed anywhere, and run twice at once: everything
/// is set again until the marker is there.
pub(crate) async fn prepare(bucket: &Bucket) -> Result<(), StoreError> {
    if !bucket.place.ours {
        return Ok(());
    }
    match patiently(bucket, || bucket.get(MARKER)).await {
        Ok(Some(marker)) => return fits(bucket, &marker),
        Ok(None) => {}
        Err(answer) => {
            let foreign = answer.has("AccessDenied") && belongs_to_somebody_else(bucket).await;
            return Err(if foreign {
                foreign_bucket(bucket)
            } else {
                bucket.told("reading", MARKER, &answer)
            });
        }
    }
    match patiently(bucket, || create(bucket)).await {
        Ok(()) => {}
        Err(answer) if answer.has("BucketAlreadyExists") => return Err(foreign_bucket(bucket)),
        Err(answer) => return Err(bucket.told("making", "", &answer)),
    }
    step(bucket, "keeping the public out of", || block_public_access(bucket)).await?;
    step(bucket, "encrypting", || encrypt(bucket)).await?;
    step(bucket, "keeping versions in", || keep_versions(bucket)).await?;
    step(bucket, "letting old versions expire in", || expire(bucket)).await?;
    step(bucket, "tagging", || tag(bucket)).await?;
    patiently(bucket, || mark(bucket)).await.map_err(|answer| bucket.told("writing", MARKER, &answer))
}

async fn step<F>(bucket: &Bucket, doing: &str, send: impl Fn() -> F) -> Result<(), StoreError>
where
    F: Future<Output = Result<(), Box<Answer>>>,
{
    match patiently(bucket, send).await {
        // An emulator may lack what closes a bucket; AWS has it all.
        Err(answer)
            if answer.error.class == Class::Unsupported && bucket.connection().endpoint("s3").is_some() =>
        {
            Ok(())
        }
        done => done.map_err(|answer| bucket.told(doing, "", &answer)),
    }
}

/// Sends again what may succeed then. Everything here can be sent twice.
pub(crate) async fn patiently<T, F>(bucket: &Bucket, send: impl Fn() -> F) -> Result<T, Box<Answer>>
where
    F: Future<Output = Result<T, Box<Answer>>>,
{
    let patience = bucket.connection().patience();
    let begun = Instant::now();
    let (mut sent, mut lost) = (0, 0);
    loop {
        let answer = match send().await {
            Ok(done) => return Ok(done),
            Err(answer) => answer,
        };
        sent += 1;
        let class = match answer.error.class {
            // Two make it at once, or a bucket of this name was just deleted.
            _ if answer.has("OperationAborted") => Class::Throttled,
            // It was just made: settings of buckets are consistent only after a moment.
            _ if answer.has("NoSuchBucket") => Class::NotYetVisible,
            class => class,
        };
        // Waiting for others uses up none of the tries that lost answers have.
        lost += u32::from(class == Class::Transient);
        let tries = if class == Class::Transient { lost } else { sent };
        match patience.pause(class, tries, begun.elapsed()) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(answer),
        }
    }
}

fn fits(bucket: &Bucket, marker: &Object) -> Result<(), StoreError> {
    let place = &bucket.place;
    match serde_json::from_slice::<Marker>(&marker.bytes) {
        Ok(Marker { format: FORMAT, .. }) => Ok(()),
        Ok(Marker { format, made_by }) => Err(StoreError {
            cause: Cause::Unusable,
            message: format!(
                "reading {place}/{MARKER}: the ledger has format {format} (by {made_by}), this program knows {FORMAT}"
            ),
            help: Some(
                "use the version of scaffold that the others use, or `--ledger s3://BUCKET|dir:PATH|none`"
                    .into(),
            ),
        }),
        Err(error) => Err(StoreError {
            cause: Cause::Unusable,
            message: format!("reading {place}/{MARKER}: it is not what scaffold wrote there ({error})"),
            help: Some(format!("delete {place}/{MARKER}, and the next apply sets the bucket up again")),
        }),
    }
}

/// Whether the name is taken in another account. Only making it tells, where reading is refused.
async fn belongs_to_somebody_else(bucket: &Bucket) -> bool {
    create(bucket).await.is_err_and(|answer| answer.has("BucketAlreadyExists"))
}

fn foreign_bucket(bucket: &Bucket) -> StoreError {
    let name = &bucket.place.bucket;
    StoreError {
        cause: Cause::Unusable,
        message: format!("making s3://{name}: the bucket {name} belongs to another account"),
        help: Some(
            "somebody took the name, which can be guessed: keep the ledger in a bucket of your own, \
             `--ledger s3://OTHER`"
                .to_owned(),
        ),
    }
}

async fn create(bucket: &Bucket) -> Result<(), Box<Answer>> {
    let region = bucket.connection().id().region.as_str();
    // us-east-1 is where a bucket lies that says nothing, and may not be said.
    let place = (region != "us-east-1").then(|| {
        CreateBucketConfiguration::builder()
            .location_constraint(BucketLocationConstraint::from(region))
            .build()
    });
    let request = bucket
        .client
        .create_bucket()
        .bucket(&bucket.place.bucket)
        .object_ownership(ObjectOwnership::BucketOwnerEnforced)
        .set_create_bucket_configuration(place);
    match bucket.ask("CreateBucket", request.send()).await {
        Err(answer) if !answer.has("BucketAlreadyOwnedByYou") => Err(answer),
        _ => Ok(()),
    }
}

async fn block_public_access(bucket: &Bucket) -> Result<(), Box<Answer>> {
    let all = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    let request = bucket
        .client
        .put_public_access_block()
        .bucket(&bucket.place.bucket)
        .expected_bucket_owner(&bucket.owner)
        .public_access_block_configuration(all);
    bucket.ask("PutBucketPublicAccessBlock", request.send()).await.map(drop)
}

async fn encrypt(bucket: &Bucket) -> Result<(), Box<Answer>> {
    const ACTION: &str = "PutEncryptionConfiguration";
    let by_default =
        ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256).build();
    let by_default = built(bucket, ACTION, by_default)?;
    let rule =
        ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(by_default).build();
    let rules = built(bucket, ACTION, ServerSideEncryptionConfiguration::builder().rules(rule).build())?;
    let request = bucket
        .client
        .put_bucket_encryption()
        .bucket(&bucket.place.bucket)
        .expected_bucket_owner(&bucket.owner)
        .server_side_encryption_configuration(rules);
    bucket.ask(ACTION, request.send()).await.map(drop)
}

async fn keep_versions(bucket: &Bucket) -> Result<(), Box<Answer>> {
    let enabled = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    let request = bucket
        .client
        .put_bucket_versioning()
        .bucket(&bucket.place.bucket)
        .expected_bucket_owner(&bucket.owner)
        .versioning_configuration(enabled);
    bucket.ask("PutBucketVersioning", request.send()).await.map(drop)
}

/// A lease is a version every few seconds: a day of them is enough. One rule may hold all three, since its
/// filter is a prefix and names neither tags nor sizes ("LifecycleRule").
async fn expire(bucket: &Bucket) -> Result<(), Box<Answer>> {
    const ACTION: &str = "PutLifecycleConfiguration";
    let rule = LifecycleRule::builder()
        .id("scaffold-ledger")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("").build())
        .expiration(LifecycleExpiration::builder().expired_object_delete_marker(true).build())
        .noncurrent_version_expiration(NoncurrentVersionExpiration::builder().noncurrent_days(1).build())
        .abort_incomplete_multipart_upload(
            AbortIncompleteMultipartUpload::builder().days_after_initiation(1).build(),
        );
    let rules = BucketLifecycleConfiguration::builder()
        .rules(built(bucket, ACTION, rule.build())?)
        .rules(built(bucket, ACTION, forgotten_code(bucket).build())?);
    let rules = built(bucket, ACTION, rules.build())?;
    let request = bucket
        .client
        .put_bucket_lifecycle_configuration()
        .bucket(&bucket.place.bucket)
        .expected_bucket_owner(&bucket.owner)
        .lifecycle_configuration(rules);
    bucket.ask(ACTION, request.send()).await.map(drop)
}

/// What a killed run left there.
fn forgotten_code(bucket: &Bucket) -> LifecycleRuleBuilder {
    LifecycleRule::builder()
        .id("scaffold-code")
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix(bucket.place.key(SHELF)).build())
        .expiration(LifecycleExpiration::builder().days(1).build())
}

async fn tag(bucket: &Bucket) -> Result<(), Box<Answer>> {
    const ACTION: &str = "PutBucketTagging";
    let tag = built(bucket, ACTION, Tag::builder().key("scaffold:ledger").value("true").build())?;
    let tags = built(bucket, ACTION, Tagging::builder().tag_set(tag).build())?;
    let request = bucket
        .client
        .put_bucket_tagging()
        .bucket(&bucket.place.bucket)
        .expected_bucket_owner(&bucket.owner)
        .tagging(tags);
    bucket.ask(ACTION, request.send()).await.map(drop)
}

/// Refused where another run wrote it first, which is as good.
async fn mark(bucket: &Bucket) -> Result<(), Box<Answer>> {
    let marker = Marker { format: FORMAT, made_by: format!("scaffold {}", env!("CARGO_PKG_VERSION")) };
    let bytes = serde_json::to_vec(&marker).map_err(|error| bucket.vague("PutObject", &error.to_string()))?;
    bucket.put(MARKER, bytes, Condition::Absent).await.map(drop)
}

/// The SDK's types complain of what is missing in them; nothing is.
fn built<T>(bucket: &Bucket, action: &str, built: Result<T, BuildError>) -> Result<T, Box<Answer>> {
    built.map_err(|error| bucket.vague(action, &error.to_string()))
}
