//! Buckets that are looked for and made.

use std::collections::BTreeMap;

use scaffold_kinds::fixtures;
use scaffold_model::{Address, Live, PhysicalId, Value};
use scaffold_provider::{Class, Cloud, CreateRequest, Error};

use crate::script::{Exchange, Replay, on, refused};
use crate::{cloud, stack, tagged};

const LIST: &str = "GET /?bucket-region=us-east-1&max-buckets=1000";

fn list(request: &str, names: &[&str], token: &str) -> Exchange {
    let buckets: String = names.iter().map(|name| format!("<Bucket><Name>{name}</Name></Bucket>")).collect();
    let token = if token.is_empty() {
        String::new()
    } else {
        format!("<ContinuationToken>{token}</ContinuationToken>")
    };
    on(
        request,
        200,
        &format!("<ListAllMyBucketsResult><Buckets>{buckets}</Buckets>{token}</ListAllMyBucketsResult>"),
    )
}

/// What S3 says of a bucket that nobody set anything of, or took everything from.
fn nothing_set() -> Vec<Exchange> {
    vec![
        on("GET /?versioning", 200, "<VersioningConfiguration/>"),
        refused("GET /?encryption", 404, "ServerSideEncryptionConfigurationNotFoundError"),
        refused("GET /?publicAccessBlock", 404, "NoSuchPublicAccessBlockConfiguration"),
        refused("GET /?ownershipControls", 404, "OwnershipControlsNotFoundError"),
        refused("GET /?lifecycle", 404, "NoSuchLifecycleConfiguration"),
        refused("GET /?cors", 404, "NoSuchCORSConfiguration"),
        on("GET /?logging", 200, "<BucketLoggingStatus/>"),
    ]
}

async fn found(replay: &Replay) -> Result<Vec<Live>, Error> {
    let cloud = cloud(replay, "us-east-1");
    let found = cloud.provider("s3.bucket").unwrap().survey(&stack()).await;
    replay.is_over();
    found
}

#[tokio::test]
async fn what_is_not_set_is_as_s3_takes_it() {
    let mut script = vec![list(LIST, &["shop-files"], ""), tagged("shop@us-east-1", "")];
    script.extend(nothing_set());
    let found = found(&Replay::in_any_order(script)).await.unwrap();
    let [bucket] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(bucket.value("versioning"), &Value::text("Suspended"));
    assert_eq!(bucket.value("object_ownership"), &Value::text("ObjectWriter"), "as before there were any");
    let block = bucket.value("public_access_block").as_map().unwrap();
    assert!(block.values().all(|is_closed| *is_closed == Value::from(false)), "{block:?}");
    assert_eq!(bucket.value("encryption").as_map().unwrap().get("algorithm"), Some(&Value::text("AES256")));
    for empty in ["lifecycle", "cors"] {
        assert!(bucket.value(empty).as_list().is_none_or(<[Value]>::is_empty), "{empty}");
    }
    assert!(bucket.value("logging").is_null());
}

#[tokio::test]
async fn buckets_are_listed_by_pages_and_told_apart_by_tags() {
    let second = "GET /?bucket-region=us-east-1&continuation-token=more&max-buckets=1000";
    let script = vec![
        list(LIST, &["of-others", "closed-to-us"], "more"),
        list(second, &["untagged", "shop-gone"], ""),
        tagged("store@us-east-1", ""),
        // Somebody else's policy keeps us out.
        refused("GET /?tagging", 403, "AccessDenied"),
        refused("GET /?tagging", 404, "NoSuchTagSet"),
        // It went after it was listed.
        refused("GET /?tagging", 404, "NoSuchBucket"),
    ];
    assert_eq!(found(&Replay::new(script)).await.unwrap(), []);
}

#[tokio::test]
async fn a_bucket_that_may_be_ours_must_be_readable() {
    let script = vec![list(LIST, &["shop-files"], ""), refused("GET /?tagging", 403, "AccessDenied")];
    let error = found(&Replay::new(script)).await.unwrap_err();
    assert_eq!(error.class, Class::Permission, "{error}");
}

#[tokio::test]
async fn a_bucket_that_goes_while_it_is_read_is_none() {
    let mut script = vec![list(LIST, &["shop-files"], ""), tagged("shop@us-east-1", "")];
    script.extend(nothing_set());
    script[8] = refused("GET /?logging", 404, "NoSuchBucket");
    assert_eq!(found(&Replay::in_any_order(script)).await.unwrap(), []);
}

#[tokio::test]
async fn sizes_of_zero_are_none() {
    let rule = "<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status><Filter><And><Prefix>tmp/</Prefix>\
                <Tag><Key>keep</Key><Value>no</Value></Tag><ObjectSizeGreaterThan>0</ObjectSizeGreaterThan></And>\
                </Filter><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>";
    let mut script = vec![list(LIST, &["shop-files"], ""), tagged("shop@us-east-1", "")];
    script.extend(nothing_set());
    script[6] = on("GET /?lifecycle", 200, rule);
    let found = found(&Replay::in_any_order(script)).await.unwrap();
    let [Value::Map(rule)] = found[0].value("lifecycle").as_list().unwrap() else { panic!("{found:?}") };
    assert!(rule.get("min_bytes").is_none_or(Value::is_null), "{rule:?}");
    assert_eq!(rule.get("prefix"), Some(&Value::text("tmp/")));
}

#[tokio::test]
async fn rules_of_long_ago_and_rules_that_say_more_are_not_taken_for_others() {
    let rules = "<LifecycleConfiguration><Rule><ID>old</ID><Prefix>logs/</Prefix><Status>Enabled</Status>\
                 <Expiration><Days>3</Days></Expiration></Rule>\
                 <Rule><ID>dated</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
                 <Expiration><Date>2027-01-01T00:00:00Z</Date></Expiration></Rule>\
                 <Rule><ID>moved</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>\
                 <Transition><Date>2027-01-01T00:00:00Z</Date><StorageClass>GLACIER</StorageClass></Transition></Rule>\
                 </LifecycleConfiguration>";
    let mut script = vec![list(LIST, &["shop-files"], ""), tagged("shop@us-east-1", "")];
    script.extend(nothing_set());
    script[6] = on("GET /?lifecycle", 200, rules);
    let found = found(&Replay::in_any_order(script)).await.unwrap();
    let rules: Vec<_> =
        found[0].value("lifecycle").as_list().unwrap().iter().filter_map(Value::as_map).collect();
    let prefix_of = |name: &str| {
        let is_it = |rule: &&&scaffold_model::Values| rule["name"].as_text().unwrap().starts_with(name);
        let rule = rules.iter().find(is_it).unwrap();
        (rule["name"].as_text().unwrap(), rule.get("prefix").cloned().unwrap_or_default())
    };
    assert_eq!(prefix_of("old"), ("old", Value::text("logs/")), "not every object of the bucket");
    assert!(prefix_of("dated").0.contains("with a date"), "equal to a rule that says nothing of it");
    assert!(prefix_of("moved").0.contains("with a date"));
}

fn request() -> CreateRequest {
    let all = fixtures::all("us-east-1");
    let mut values = all.into_iter().find(|it| it.address.as_str() == "s3.bucket.logs").unwrap().values;
    values.insert("bucket".to_owned(), Value::text("declared"));
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "s3.bucket.files")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("s3.bucket.files").unwrap(),
        values,
        tags: BTreeMap::from(tags.map(|(key, value)| (key.to_owned(), value.to_owned()))),
        name: None,
    }
}

fn nobody_has_it() -> Exchange {
    refused("GET /?tagging", 404, "NoSuchBucket")
}

/// What is set of every bucket that is made.
fn always_set() -> [Exchange; 2] {
    [
        on("PUT /?publicAccessBlock", 200, "").saying("<BlockPublicPolicy>true</BlockPublicPolicy>"),
        on("PUT /?encryption", 200, "").saying("<SSEAlgorithm>AES256</SSEAlgorithm>"),
    ]
}

async fn made(replay: &Replay, region: &str) -> Result<PhysicalId, Error> {
    let made = cloud(replay, region).provider("s3.bucket").unwrap().create(&request()).await;
    replay.is_over();
    made
}

#[tokio::test]
async fn what_is_under_way_or_not_seen_yet_is_waited_for() {
    let mut script = vec![
        nobody_has_it(),
        refused("PUT /", 409, "OperationAborted"),
        refused("PUT /", 409, "OperationAborted"),
        on("PUT /", 200, "").saying("<LocationConstraint>eu-west-1</LocationConstraint>"),
        refused("GET /?tagging", 404, "NoSuchBucket"),
        tagged("shop@us-east-1", ""),
        refused("PUT /?publicAccessBlock", 404, "NoSuchBucket"),
        refused("PUT /?publicAccessBlock", 307, "TemporaryRedirect"),
        refused("PUT /?publicAccessBlock", 409, "OperationAborted"),
    ];
    script.extend(always_set());
    assert_eq!(made(&Replay::new(script), "eu-west-1").await, Ok(PhysicalId::new("declared")));
}

#[tokio::test]
async fn a_name_that_another_account_has_is_told() {
    // Whether its tags are closed to us, or it is not seen at all.
    for looked in [nobody_has_it(), refused("GET /?tagging", 403, "AccessDenied")] {
        let script = [looked, refused("PUT /", 409, "BucketAlreadyExists")];
        let error = made(&Replay::new(script), "us-east-1").await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains("another account has a bucket `declared`"), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_the_account_has_elsewhere_is_told() {
    for refusal in [(301, "PermanentRedirect"), (400, "AuthorizationHeaderMalformed")] {
        let owned = refused("PUT /", 409, "BucketAlreadyOwnedByYou");
        let script = [nobody_has_it(), owned, refused("GET /?tagging", refusal.0, refusal.1)];
        let error = made(&Replay::new(script), "us-east-1").await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains("`declared` in another region"), "{error}");
    }
}

#[tokio::test]
async fn what_was_made_half_is_gone_on_with_and_what_is_not_ours_is_left() {
    let mut script = vec![tagged("shop@us-east-1", "")];
    script.extend(always_set());
    assert_eq!(made(&Replay::new(script), "us-east-1").await, Ok(PhysicalId::new("declared")));

    // The stack's own, for another address of it.
    let other = "<Tag><Key>scaffold:address</Key><Value>s3.bucket.old</Value></Tag>";
    let error = made(&Replay::new([tagged("shop@us-east-1", other)]), "us-east-1").await.unwrap_err();
    assert!(
        error.message.contains("`declared` already, which is s3.bucket.old of this very stack"),
        "{error}"
    );
    assert!(error.message.contains("[[moved]]"), "{error}");

    // In us-east-1 S3 answers with one's own bucket as if it had made it.
    let answered = [nobody_has_it(), on("PUT /", 200, ""), tagged("store@us-east-1", "")];
    let owned = refused("PUT /", 409, "BucketAlreadyOwnedByYou");
    for script in [
        vec![tagged("store@us-east-1", "")],
        vec![refused("GET /?tagging", 404, "NoSuchTagSet")],
        answered.to_vec(),
        vec![nobody_has_it(), owned, refused("GET /?tagging", 404, "NoSuchTagSet")],
    ] {
        let error = made(&Replay::new(script), "us-east-1").await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains("scaffold import s3.bucket.files declared"), "{error}");
    }
}
