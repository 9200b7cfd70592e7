use scaffold_aws_s3::{S3Place, S3Store};
use scaffold_ledger::{Cause, Store};

use crate::script::{Exchange, Replay, on, refused, reset};
use crate::{ours, theirs};

const MARKER: &str = "{\"format\":1,\"made_by\":\"scaffold 0.1.0\"}";

fn marker(body: &str) -> Exchange {
    on("GET /ledger.json", 200, body).answering("etag", "\"m\"")
}

/// Everything after the bucket was made.
fn settings() -> Vec<Exchange> {
    vec![
        on("PUT /?publicAccessBlock", 200, "")
            .saying("<BlockPublicAcls>true</BlockPublicAcls>")
            .saying("<IgnorePublicAcls>true</IgnorePublicAcls>")
            .saying("<BlockPublicPolicy>true</BlockPublicPolicy>")
            .saying("<RestrictPublicBuckets>true</RestrictPublicBuckets>"),
        on("PUT /?encryption", 200, "").saying("<SSEAlgorithm>AES256</SSEAlgorithm>"),
        on("PUT /?versioning", 200, "").saying("<Status>Enabled</Status>"),
        on("PUT /?lifecycle", 200, "")
            .saying("<Prefix></Prefix>")
            .saying("<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>")
            .saying("<NoncurrentDays>1</NoncurrentDays>")
            .saying("<DaysAfterInitiation>1</DaysAfterInitiation>")
            .saying("<Prefix>code/</Prefix>")
            .saying("<Expiration><Days>1</Days></Expiration>"),
        on("PUT /?tagging", 200, "").saying("<Key>scaffold:ledger</Key><Value>true</Value>"),
        on("PUT /ledger.json", 200, "").with("if-none-match", "*").answering("etag", "\"m\"").saying(MARKER),
    ]
}

fn script(before: impl IntoIterator<Item = Exchange>) -> Replay {
    Replay::new(before.into_iter().chain(settings()).collect::<Vec<_>>())
}

#[tokio::test]
async fn a_bucket_that_is_made_costs_one_call() {
    let replay = Replay::new([marker(MARKER)]);
    ours(&replay).prepare().await.unwrap();
    replay.is_over();

    let replay = Replay::new([]);
    theirs(&replay).prepare().await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_bucket_is_made_closed_and_marked_last() {
    let made = on("PUT /", 200, "").with("x-amz-object-ownership", "BucketOwnerEnforced");
    let replay = script([refused("GET /ledger.json", 404, "NoSuchBucket"), made]);
    ours(&replay).prepare().await.unwrap();
    replay.is_over();

    let made = on("PUT /", 200, "").saying("<LocationConstraint>eu-west-1</LocationConstraint>");
    let replay = script([refused("GET /ledger.json", 404, "NoSuchBucket"), made]);
    let connection = replay.connection("eu-west-1");
    S3Store::new(&connection, S3Place::of_account(&connection)).prepare().await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_another_run_made_half_is_set_again() {
    let owned = refused("PUT /", 409, "BucketAlreadyOwnedByYou");
    let mut all = vec![refused("GET /ledger.json", 404, "NoSuchKey"), owned];
    all.extend(settings());
    if let Some(last) = all.last_mut() {
        *last = refused("PUT /ledger.json", 412, "PreconditionFailed");
    }
    let replay = Replay::new(all);
    ours(&replay).prepare().await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let busy = || refused("PUT /", 409, "OperationAborted");
    let replay = script([
        reset("GET /ledger.json"),
        refused("GET /ledger.json", 404, "NoSuchBucket"),
        busy(),
        busy(),
        busy(),
        busy(),
        refused("PUT /", 503, "SlowDown"),
        reset("PUT /"),
        refused("PUT /", 409, "BucketAlreadyOwnedByYou"),
        refused("PUT /?publicAccessBlock", 404, "NoSuchBucket"),
        refused("PUT /?publicAccessBlock", 409, "OperationAborted"),
    ]);
    ours(&replay).prepare().await.unwrap();
    replay.is_over();

    let lost = || reset("GET /ledger.json");
    let replay = Replay::new([lost(), lost(), lost()]);
    assert!(ours(&replay).prepare().await.unwrap_err().is_unknown(), "and then no more");
    replay.is_over();
}

#[tokio::test]
async fn a_name_that_somebody_else_took_is_told() {
    let taken = || refused("PUT /", 409, "BucketAlreadyExists");
    for read in
        [refused("GET /ledger.json", 404, "NoSuchBucket"), refused("GET /ledger.json", 403, "AccessDenied")]
    {
        let replay = Replay::new([read, taken()]);
        let error = ours(&replay).prepare().await.unwrap_err();
        assert_eq!(error.cause, Cause::Unusable);
        let name = "scaffold-123456789012-us-east-1";
        assert_eq!(
            error.message,
            format!("making s3://{name}: the bucket {name} belongs to another account")
        );
        assert!(error.help.unwrap().contains("`--ledger s3://OTHER`"));
        replay.is_over();
    }
}

#[tokio::test]
async fn what_is_not_allowed_is_named() {
    let replay = Replay::new([
        refused("GET /ledger.json", 403, "AccessDenied"),
        refused("PUT /", 409, "BucketAlreadyOwnedByYou"),
    ]);
    let error = ours(&replay).prepare().await.unwrap_err();
    assert_eq!(error.cause, Cause::Permission);
    assert!(error.message.contains("s3:GetObject answered AccessDenied"), "{error}");
    replay.is_over();

    let replay = Replay::new([
        refused("GET /ledger.json", 404, "NoSuchBucket"),
        on("PUT /", 200, ""),
        refused("PUT /?publicAccessBlock", 403, "AccessDenied"),
    ]);
    let error = ours(&replay).prepare().await.unwrap_err();
    assert_eq!(error.cause, Cause::Permission);
    let begin =
        "keeping the public out of s3://scaffold-123456789012-us-east-1: s3:PutBucketPublicAccessBlock";
    assert!(error.message.starts_with(begin), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_marker_that_is_not_ours_or_newer_is_told() {
    for (body, words) in [
        ("{\"format\":2,\"made_by\":\"scaffold 9\"}", "the ledger has format 2 (by scaffold 9)"),
        ("<html>", "it is not what scaffold wrote there"),
    ] {
        let replay = Replay::new([marker(body)]);
        let error = ours(&replay).prepare().await.unwrap_err();
        assert_eq!(error.cause, Cause::Unusable);
        assert!(error.message.contains(words), "{error}");
        replay.is_over();
    }
}
