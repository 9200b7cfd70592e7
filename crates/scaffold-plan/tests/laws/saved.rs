//! Saved plans and imports.

use scaffold_model::{Address, PhysicalId, Value, Verb};
use scaffold_plan::{Options, import, lint, stale};

use crate::planned;
use crate::rules::{live, shape};
use crate::stack::{Shape, graph};
use crate::world::World;

#[test]
fn only_what_the_plan_touches_makes_it_stale() {
    let world = live(&shape());
    let plan =
        planned(&graph(Shape { dns_hostnames: false, ..shape() }.resources()), &world, &Options::default());
    assert_eq!(plan.preconditions.len(), 1);
    assert!(stale(&plan, &world.snapshot()).is_empty());

    let mut elsewhere = world.clone();
    elsewhere.get("vpc.main/subnet.public-1").values.insert("dns64".into(), true.into());
    assert!(stale(&plan, &elsewhere.snapshot()).is_empty());

    let mut moved = world.clone();
    moved.get("vpc.main/vpc").values.insert("dns_support".into(), false.into());
    let found = stale(&plan, &moved.snapshot());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].planned.as_ref().unwrap()["dns_support"], Value::Boolean(true));
    assert_eq!(found[0].live.as_ref().unwrap()["dns_support"], Value::Boolean(false));

    let mut gone = world.clone();
    gone.live.retain(|live| live.kind.as_str() != "ec2.vpc");
    assert_eq!(stale(&plan, &gone.snapshot())[0].live, None);
}

#[test]
fn a_creation_is_stale_once_something_is_there() {
    let graph = graph(shape().resources());
    let plan = planned(&graph, &World::default(), &Options::default());
    assert_eq!(plan.preconditions.len(), plan.steps.len());
    assert!(!stale(&plan, &live(&shape()).snapshot()).is_empty());
}

#[test]
fn a_plan_survives_its_file() {
    let plan = planned(&graph(shape().resources()), &World::default(), &Options::default());
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<scaffold_model::Plan>(&text).unwrap(), plan);
}

#[test]
fn import_is_a_tag_and_shows_what_would_differ() {
    let mut world = live(&shape());
    let address = Address::parse("vpc.main/vpc").unwrap();
    let mut theirs = world.find("vpc.main/vpc").unwrap().clone();
    theirs.identity = None;
    theirs.id = PhysicalId::from("vpc-theirs");
    theirs.tags.clear();
    let graph = graph(shape().resources());

    let taken = import(&graph, &world.snapshot(), &address, &theirs);
    assert_eq!(taken.refusals[0].code, "already-live");

    world.live.clear();
    let plan = import(&graph, &world.snapshot(), &address, &theirs);
    assert_eq!(lint(&plan), Vec::<String>::new());
    let Verb::Adopt { tags, .. } = &plan.steps[0].verb else { panic!("a re-tag") };
    assert_eq!(tags["scaffold:address"], "vpc.main/vpc");
    assert_eq!(plan.steps[0].changes.len(), 1, "the tags differ");

    theirs.identity = Some(scaffold_model::LiveIdentity {
        stack: "other@us-east-1".into(),
        address: address.clone(),
        name: None,
    });
    let foreign = import(&graph, &world.snapshot(), &address, &theirs);
    assert_eq!(foreign.refusals[0].code, "owned-by-another-stack");

    let nowhere = Address::parse("vpc.other/vpc").unwrap();
    assert_eq!(import(&graph, &world.snapshot(), &nowhere, &theirs).refusals[0].code, "not-in-blueprint");
    let subnet = Address::parse("vpc.main/subnet.public-1").unwrap();
    assert_eq!(import(&graph, &world.snapshot(), &subnet, &theirs).refusals[0].code, "wrong-kind-to-import");
}

#[test]
fn a_copy_can_be_imported_elsewhere_and_the_original_cannot() {
    let mut world = live(&shape());
    let there = world.find("ec2.security_group.g0").unwrap().clone();
    world.live.retain(|live| {
        live.identity.as_ref().is_none_or(|own| own.address.as_str() != "ec2.security_group.g1")
    });
    let graph = graph(shape().resources());
    let address = Address::parse("ec2.security_group.g1").unwrap();
    let refused = import(&graph, &world.snapshot(), &address, &there);
    assert_eq!(refused.refusals[0].code, "already-live");
    let mut copy = there;
    copy.id = PhysicalId::from("sg-copy");
    copy.name = Some("restored".into());
    let taken = import(&graph, &world.snapshot(), &address, &copy);
    assert!(taken.refusals.is_empty(), "{:?}", taken.refusals);
}

#[test]
fn an_import_shows_what_differs_and_no_more() {
    let graph = graph(shape().resources());
    let mut world = live(&shape());
    let address = Address::parse("vpc.main/subnet.public-1").unwrap();
    let subnet = world.get("vpc.main/subnet.public-1");
    let there = subnet.clone();
    subnet.identity = None;
    let theirs = subnet.clone();
    let plan = import(&graph, &world.snapshot(), &address, &theirs);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].changes, [], "the VPC that it refers to is known");
    let again = import(&graph, &live(&shape()).snapshot(), &address, &there);
    assert!(again.is_empty() && again.refusals.is_empty(), "it is there already");
}
