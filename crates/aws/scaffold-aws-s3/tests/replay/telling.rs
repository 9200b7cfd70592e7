//! Policies and notifications that S3 does not take at once.

use std::collections::BTreeMap;

use scaffold_kinds::fixtures;
use scaffold_model::{Address, PhysicalId, Value};
use scaffold_provider::{Class, Cloud, CreateRequest, Error};

use crate::script::{Exchange, Replay, on, refused};
use crate::{cloud, stack};

const UNREACHED: &str = "<Error><Code>InvalidArgument</Code><Message>Unable to validate the following destination configurations</Message></Error>";
const PRINCIPAL: &str =
    "<Error><Code>MalformedPolicy</Code><Message>Invalid principal in policy</Message></Error>";

const BLOCKED: &str = "<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: s3:PutBucketPolicy \
     because public policies are blocked by the BlockPublicPolicy block public access setting.</Message></Error>";

async fn made(of: &str, script: Vec<Exchange>) -> Result<PhysicalId, Error> {
    let all = fixtures::all("us-east-1");
    let mut values = all.into_iter().find(|it| it.address.as_str() == of).unwrap().values;
    values.insert("bucket".to_owned(), Value::text("shop-files"));
    let arn = Value::text("arn:aws:sqs:us-east-1:123456789012:failed");
    for value in values.values_mut() {
        *value = value.substitute(&|_| Some(arn.clone()));
    }
    let (kind, _) = of.rsplit_once('.').unwrap();
    let request = CreateRequest {
        stack: stack(),
        address: Address::parse(of).unwrap(),
        values,
        tags: BTreeMap::new(),
        name: None,
    };
    let replay = Replay::new(script);
    let made = cloud(&replay, "us-east-1").provider(kind).unwrap().create(&request).await;
    replay.is_over();
    made
}

#[tokio::test]
async fn who_is_told_may_not_let_s3_in_yet() {
    let nobody = || on("GET /?notification", 200, "<NotificationConfiguration/>");
    let unreached = || on("PUT /?notification", 400, UNREACHED);
    let taken =
        on("PUT /?notification", 200, "").saying("<Queue>arn:aws:sqs:us-east-1:123456789012:failed</Queue>");
    let script = vec![nobody(), unreached(), unreached(), taken];
    assert_eq!(made("s3.bucket_notification.assets", script).await, Ok(PhysicalId::new("shop-files")));

    let other = "<Error><Code>InvalidArgument</Code><Message>Configurations overlap</Message></Error>";
    let script = vec![nobody(), on("PUT /?notification", 400, other)];
    let error = made("s3.bucket_notification.assets", script).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid, "nothing is waited for that does not pass: {error}");
}

#[tokio::test]
async fn whom_a_policy_names_may_not_be_known_yet() {
    let script = vec![
        refused("GET /?policy", 404, "NoSuchBucketPolicy"),
        on("PUT /?policy", 400, PRINCIPAL),
        on("PUT /?policy", 204, "").saying("s3:GetObject"),
    ];
    assert_eq!(made("s3.bucket_policy.assets", script).await, Ok(PhysicalId::new("shop-files")));

    let script = vec![
        refused("GET /?policy", 404, "NoSuchBucketPolicy"),
        refused("PUT /?policy", 400, "MalformedPolicy"),
    ];
    assert_eq!(made("s3.bucket_policy.assets", script).await.unwrap_err().class, Class::Invalid);
}

#[tokio::test]
async fn a_block_that_was_taken_off_may_stand_a_while() {
    let script = vec![
        refused("GET /?policy", 404, "NoSuchBucketPolicy"),
        on("PUT /?policy", 403, BLOCKED),
        on("PUT /?policy", 403, BLOCKED),
        on("PUT /?policy", 204, "").saying("s3:GetObject"),
    ];
    assert_eq!(made("s3.bucket_policy.assets", script).await, Ok(PhysicalId::new("shop-files")));

    let script = vec![
        refused("GET /?policy", 404, "NoSuchBucketPolicy"),
        refused("PUT /?policy", 403, "AccessDenied"),
    ];
    assert_eq!(made("s3.bucket_policy.assets", script).await.unwrap_err().class, Class::Permission);
}
