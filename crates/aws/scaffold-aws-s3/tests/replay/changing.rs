//! Buckets that are changed.

use scaffold_kinds::fixtures;
use scaffold_model::{Address, PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud, Error, UpdateRequest};

use crate::script::{Exchange, Replay, on, refused};
use crate::{cloud, stack};

const LETS_OTHERS_IN: &str = "InvalidBucketAclWithObjectOwnership";

async fn changed(attribute: &str, script: Vec<Exchange>) -> Result<(), Error> {
    let all = fixtures::all("us-east-1");
    let values = all.into_iter().find(|it| it.address.as_str() == "s3.bucket.logs").unwrap().values;
    let patch = Values::from([(attribute.to_owned(), values[attribute].clone())]);
    let request = UpdateRequest {
        id: PhysicalId::new("shop-files"),
        stack: stack(),
        address: Address::parse("s3.bucket.files").unwrap(),
        before: Values::from([(attribute.to_owned(), Value::Null)]),
        patch,
        values,
    };
    let replay = Replay::new(script);
    let answer = cloud(&replay, "us-east-1").provider("s3.bucket").unwrap().update(&request).await;
    replay.is_over();
    answer
}

/// What is read until S3 tells what was set.
fn told() -> Vec<Exchange> {
    let ownership = "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>";
    vec![
        on("GET /?versioning", 200, "<VersioningConfiguration/>"),
        refused("GET /?encryption", 404, "ServerSideEncryptionConfigurationNotFoundError"),
        refused("GET /?publicAccessBlock", 404, "NoSuchPublicAccessBlockConfiguration"),
        on("GET /?ownershipControls", 200, ownership),
        refused("GET /?lifecycle", 404, "NoSuchLifecycleConfiguration"),
        refused("GET /?cors", 404, "NoSuchCORSConfiguration"),
        on("GET /?logging", 200, "<BucketLoggingStatus/>"),
    ]
}

fn disabled(status: u16) -> Exchange {
    let put = if status == 200 {
        on("PUT /?ownershipControls", 200, "")
    } else {
        refused("PUT /?ownershipControls", status, LETS_OTHERS_IN)
    };
    put.saying("BucketOwnerEnforced")
}

fn reset() -> Exchange {
    on("PUT /?acl", 200, "").with("x-amz-acl", "private")
}

#[tokio::test]
async fn a_list_that_lets_others_in_is_reset_before_lists_are_disabled() {
    let script = [vec![disabled(400), reset(), disabled(200)], told()].concat();
    assert_eq!(changed("object_ownership", script).await, Ok(()));

    let error = changed("object_ownership", vec![disabled(400), reset(), disabled(400)]).await.unwrap_err();
    assert_eq!(
        error.code.as_deref(),
        Some(LETS_OTHERS_IN),
        "somebody puts himself into it for ever: {error}"
    );
}

#[tokio::test]
async fn a_list_that_lets_nobody_in_is_left_alone() {
    let script = [vec![disabled(200)], told()].concat();
    assert_eq!(changed("object_ownership", script).await, Ok(()));
}

#[tokio::test]
async fn what_a_bucket_is_does_not_pass() {
    let script = vec![refused("PUT /?versioning", 409, "InvalidBucketState")];
    assert_eq!(changed("versioning", script).await.unwrap_err().class, Class::Invalid);
}
