//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::Value;

const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:steady";

/// moto takes any ARN for a target.
fn known(value: &Value) -> Value {
    value.substitute(&|reference| {
        (reference.address.as_str() == "lambda.function.steady").then(|| Value::text(FUNCTION))
    })
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_events::service(&connection)]);
    let mut fixtures = fixtures_of(&["events"]);
    for fixture in &mut fixtures {
        fixture.values.values_mut().for_each(|value| *value = known(value));
        fixture.updates.iter_mut().for_each(|(_, value)| *value = known(value));
    }
    assert_kept(&cloud, fixtures, Vec::new()).await;
}
