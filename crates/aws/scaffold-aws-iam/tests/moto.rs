//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_iam::service(&connection)]);
    assert_kept(&cloud, fixtures_of(&["iam"]), Vec::new()).await;
}
