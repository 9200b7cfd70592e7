//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use moto::Moto;
use scaffold_aws_core::{AwsCloud, ConnectOptions, connect};
use scaffold_kinds::fixtures;
use scaffold_provider::contract::{Contract, Exception, Fixture, run};

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    Vec::new()
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let options = ConnectOptions {
        region: "us-east-1".to_owned(),
        endpoint: Some(moto.endpoint.clone()),
        ..ConnectOptions::default()
    };
    let connection = connect(&options).await.unwrap();
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_iam::service(&connection)]);
    let fixture = |fixture: fixtures::Fixture| Fixture {
        address: fixture.address,
        kind: fixture.kind,
        values: fixture.values,
        updates: fixture.updates,
    };
    let ours = |fixture: &fixtures::Fixture| fixture.kind.service() == "iam";
    let contract = Contract {
        cloud: &cloud,
        schema: scaffold_kinds::schema,
        fixtures: fixtures::all("us-east-1").into_iter().filter(ours).map(fixture).collect(),
        name: "contract".to_owned(),
        exceptions: exceptions(),
    };
    let violations = run(&contract).await.unwrap_or_else(|(address, error)| panic!("{address}: {error}"));
    let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
