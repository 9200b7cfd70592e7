//! The contract suite on the sandbox.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use scaffold_kinds::fixtures;
use scaffold_model::Value;
use scaffold_provider::contract::{Contract, Fixture, Promise, run};
use scaffold_sandbox::{Faults, Quotas, Sandbox, SandboxOptions, Visibility};

fn contract(sandbox: &Sandbox) -> Contract<'_> {
    let fixture = |fixture: fixtures::Fixture| Fixture {
        address: fixture.address,
        kind: fixture.kind,
        values: fixture.values,
        updates: fixture.updates,
    };
    Contract {
        cloud: sandbox,
        schema: scaffold_kinds::schema,
        fixtures: fixtures::all("us-east-1").into_iter().map(fixture).collect(),
        name: "contract".to_owned(),
        exceptions: Vec::new(),
    }
}

async fn keeps_every_promise(options: SandboxOptions) {
    let sandbox = Sandbox::open(options).unwrap();
    let violations = run(&contract(&sandbox)).await.unwrap();
    let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert_eq!(sandbox.listing().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn every_kind_keeps_every_promise() {
    keeps_every_promise(SandboxOptions::in_memory("us-east-1")).await;
}

#[tokio::test(start_paused = true)]
async fn every_kind_keeps_every_promise_in_a_directory_with_quotas() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = SandboxOptions::in_memory("us-east-1");
    options.directory = Some(directory.path().to_owned());
    options.quotas = Quotas::Aws;
    keeps_every_promise(options).await;
}

#[tokio::test(start_paused = true)]
async fn every_kind_keeps_every_promise_where_fresh_resources_stay_unseen() {
    for visibility in [Visibility::After(Duration::from_secs(7)), Visibility::AfterReads(3)] {
        let mut options = SandboxOptions::in_memory("us-east-1");
        options.visibility = visibility;
        options.latency = Duration::from_millis(50);
        keeps_every_promise(options).await;
    }
}

/// A cloud that does a little more than it is asked to, once something calls `operation` that often.
async fn promises_broken_by(operation: &'static str, calls: u64, meddle: fn(&Sandbox)) -> BTreeSet<String> {
    let cloud: Arc<OnceLock<Sandbox>> = Arc::default();
    let meddler = Arc::clone(&cloud);
    let mut options = SandboxOptions::in_memory("us-east-1");
    options.faults = Faults::default().asking(Arc::new(move |call| {
        if call.operation == operation && call.of_operation == calls {
            meddle(meddler.get()?);
        }
        None
    }));
    assert!(cloud.set(Sandbox::open(options).unwrap()).is_ok());
    let mut contract = contract(cloud.get().unwrap());
    // Few kinds, so that a call is the same one whatever kinds are added.
    const KINDS: [&str; 5] =
        ["ec2.vpc", "ec2.subnet", "ec2.internet_gateway", "ec2.elastic_ip", "ec2.nat_gateway"];
    contract.fixtures.retain(|fixture| KINDS.contains(&fixture.kind.as_str()));
    let violations = run(&contract).await.unwrap();
    violations.iter().map(|violation| format!("{:?}", violation.promise)).collect()
}

/// Ids of a kind, youngest last: first those of the second stack, then those of the first.
fn ids(sandbox: &Sandbox, kind: &str) -> Vec<String> {
    let listing = sandbox.listing().unwrap();
    listing.into_iter().filter(|it| it.kind.as_str() == kind).map(|it| it.id.as_str().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_suite_sees_a_cloud_that_does_too_much() {
    let flips = |sandbox: &Sandbox| {
        let subnets = ids(sandbox, "ec2.subnet");
        sandbox.tamper().set("ec2.subnet", subnets.last().unwrap(), "dns64", true).unwrap();
    };
    let broken = promises_broken_by("DeleteTags", 3, flips).await;
    assert_eq!(broken, BTreeSet::from(["Tags".to_owned()]));

    let touches = |sandbox: &Sandbox| {
        let theirs = ids(sandbox, "ec2.vpc");
        sandbox.tamper().tag("ec2.vpc", &theirs[0], "colour", Some("red")).unwrap();
    };
    let broken = promises_broken_by("DeleteNatGateway", 2, touches).await;
    assert_eq!(broken, BTreeSet::from(["LeavesOthersAlone".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn the_suite_sees_values_that_are_not_as_asked() {
    let sandbox = Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap();
    let mut contract = contract(&sandbox);
    contract.fixtures.truncate(1);
    contract.fixtures[0].values.insert("cidr_block".into(), Value::from("10.40.1.0/16"));
    contract.fixtures[0].updates = vec![("secondary_cidr_blocks", Value::List(vec!["10.41.1.0/16".into()]))];
    let violations = run(&contract).await.unwrap();
    let promises: Vec<Promise> = violations.iter().map(|violation| violation.promise).collect();
    assert_eq!(promises, [Promise::MadeAsAsked, Promise::ChangesOneThing]);
}
