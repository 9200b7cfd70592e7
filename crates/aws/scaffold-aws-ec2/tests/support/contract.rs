//! The contract suite with fixtures of kinds.

use scaffold_aws_core::AwsCloud;
use scaffold_kinds::fixtures;
use scaffold_provider::contract::{Contract, Exception, Fixture, run};

/// The fixtures of some services.
pub fn fixtures_of(services: &[&str]) -> Vec<Fixture> {
    let ours = |fixture: &fixtures::Fixture| services.contains(&fixture.kind.service());
    let fixture = |fixture: fixtures::Fixture| Fixture {
        address: fixture.address,
        kind: fixture.kind,
        values: fixture.values,
        updates: fixture.updates,
    };
    fixtures::all("us-east-1").into_iter().filter(ours).map(fixture).collect()
}

/// Every promise is kept for the fixtures, but for what the emulator does not do.
pub async fn assert_kept(cloud: &AwsCloud, fixtures: Vec<Fixture>, exceptions: Vec<Exception>) {
    let contract =
        Contract { cloud, schema: scaffold_kinds::schema, fixtures, name: "contract".to_owned(), exceptions };
    let violations = run(&contract).await.unwrap_or_else(|(address, error)| panic!("{address}: {error}"));
    let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
