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

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    let exception = |attribute, promise, reason| Exception {
        kind: Some("logs.log_group"),
        attribute: Some(attribute),
        promise,
        reason,
    };
    use Promise::{ChangesOneThing, MadeAsAsked};
    let protection = "moto has no PutLogGroupDeletionProtection";
    vec![
        exception("class", MadeAsAsked, "moto ignores logGroupClass"),
        exception("encryption_key", ChangesOneThing, "moto has neither AssociateKmsKey nor its counterpart"),
        exception("deletion_protection", ChangesOneThing, protection),
    ]
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_logs::service(&connection)]);
    assert_kept(&cloud, fixtures_of(&["logs"]), exceptions()).await;
}
