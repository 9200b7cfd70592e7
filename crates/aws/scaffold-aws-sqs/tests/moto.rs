//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_provider::contract::{Exception, Promise};

/// What moto 5.2.5 does otherwise than AWS.
fn exceptions() -> Vec<Exception> {
    use Promise::{ChangesOneThing, MadeAsAsked};
    let exception = |attribute, promise, reason| Exception {
        kind: Some("sqs.queue"),
        attribute: Some(attribute),
        promise,
        reason,
    };
    let spelling =
        "moto gives policies back in another spelling, and a change of another attribute loses them";
    vec![
        exception("policy", MadeAsAsked, spelling),
        exception("policy", ChangesOneThing, spelling),
        exception("key_reuse_seconds", ChangesOneThing, "moto tells KmsDataKeyReusePeriodSeconds never"),
    ]
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_sqs::service(&connection)]);
    assert_kept(&cloud, fixtures_of(&["sqs"]), exceptions()).await;
}
