//! The contract suite over real HTTP, on MiniStack, which has what moto lacks of CloudFront: ETags that
//! change, policies, functions. `SCAFFOLD_MINISTACK` names its program.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
mod support;

use contract::{assert_kept, fixtures_of};
use scaffold_aws_core::AwsCloud;
use support::MiniStack;

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(ministack) = MiniStack::start() else { return };
    // What belongs to no region is found from any.
    let connection = ministack.connect("eu-west-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_cloudfront::service(&connection)]);
    assert_kept(&cloud, fixtures_of(&["cloudfront"]), Vec::new()).await;
}
