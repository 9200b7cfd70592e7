//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "support/mended.rs"]
mod mended;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use std::collections::BTreeMap;

use contract::{assert_kept, fixtures_of};
use mended::mended;
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, KindName, Reference, StackId, Value};
use scaffold_provider::contract::{Exception, Fixture, Promise};
use scaffold_provider::{Class, CreateRequest};

/// What is told: queues are another crate's.
const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:failed";

/// moto lets a bucket write its logs only where a policy says so already; AWS takes the word for it.
fn fixtures() -> Vec<Fixture> {
    let mut fixtures = fixtures_of(&["s3"]);
    let logs = fixtures.iter().position(|fixture| fixture.address.as_str() == "s3.bucket.logs").unwrap();
    let bucket = || Value::pending(Address::block("s3.bucket", "logs"), "id");
    let begin = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Logs","Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":["s3:PutObject"],"Resource":"arn:aws:s3:::"#;
    let document = Value::concat(vec![Value::text(begin), bucket(), Value::text(r#"/*"}]}"#)]);
    let values = [("bucket", bucket()), ("policy", document)];
    let policy = Fixture {
        address: Address::block("s3.bucket_policy", "logs"),
        kind: KindName::from("s3.bucket_policy"),
        values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        updates: Vec::new(),
    };
    fixtures.insert(logs + 1, policy);
    let queue = Address::block("sqs.queue", "failed");
    let known = |reference: &Reference| (reference.address == queue).then(|| Value::text(QUEUE));
    for fixture in &mut fixtures {
        // moto writes what it logs at once.
        if fixture.address.as_str() == "s3.bucket.logs" {
            fixture.values.insert("empty_on_delete".to_owned(), Value::from(true));
            fixture.updates.clear();
        }
        for value in fixture.values.values_mut() {
            *value = value.substitute(&known);
        }
        for (_, value) in &mut fixture.updates {
            *value = value.substitute(&known);
        }
    }
    fixtures
}

/// What moto 5.2.5 does otherwise than AWS.
fn exceptions() -> Vec<Exception> {
    use Promise::{ChangesOneThing, MadeAsAsked};
    let exception = |kind, attribute, promise, reason| Exception {
        kind: Some(kind),
        attribute: Some(attribute),
        promise,
        reason,
    };
    let sizes = "moto loses the size beside other conditions, and how many versions are kept";
    let bridge = "moto never tells that EventBridge is told";
    vec![
        exception("s3.bucket", "lifecycle", MadeAsAsked, sizes),
        exception("s3.bucket", "lifecycle", ChangesOneThing, sizes),
        exception("s3.bucket_notification", "event_bridge", ChangesOneThing, bridge),
    ]
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = mended(&moto.connect("us-east-1").await);
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_s3::service(&connection)]);
    assert_kept(&cloud, fixtures(), exceptions()).await;
}

#[tokio::test]
async fn a_bucket_that_is_not_ours_is_left_as_it_is() {
    let Some(moto) = Moto::start() else { return };
    let connection = mended(&moto.connect("us-east-1").await);
    let config = aws_sdk_s3::config::Builder::from(connection.config()).force_path_style(true).build();
    let client = aws_sdk_s3::Client::from_conf(config);
    client.create_bucket().bucket("somebody-elses").send().await.unwrap();
    let fixture = fixtures().swap_remove(0);
    let mut values = fixture.values;
    values.insert("bucket".to_owned(), Value::text("somebody-elses"));
    let request = CreateRequest {
        stack: StackId { name: "shop".to_owned(), environment: None, region: "us-east-1".to_owned() },
        address: fixture.address,
        values,
        tags: BTreeMap::from([("scaffold:stack".to_owned(), "shop@us-east-1".to_owned())]),
        name: None,
    };
    let service = scaffold_aws_s3::service(&connection);
    let providers = service.providers();
    let error = providers[0].create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse, "{error}");
    let tags = client.get_bucket_tagging().bucket("somebody-elses").send().await;
    let block = client.get_public_access_block().bucket("somebody-elses").send().await;
    assert!(tags.is_err() && block.is_err(), "{tags:?} {block:?}");
}
