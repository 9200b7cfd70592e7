//! What AWS keeps for the window, and what a change is to those who use a database.

use scaffold_model::{Disruption, LiveState, Value};
use scaffold_plan::Options;

use crate::databases::{Data, LEFT, PRIMARY, SAID, applied, data, step};
use crate::stack::graph;
use crate::{good, planned};

const WINDOW: &str = "sun:04:00-sun:04:30";

fn windowed() -> Data {
    Data { apply: "window", more: vec![("maintenance_window", WINDOW.into())], ..data() }
}

#[test]
fn a_change_that_waits_says_so_and_for_when() {
    let world = applied(&windowed());
    let more = vec![("maintenance_window", WINDOW.into()), ("copy_tags_to_snapshot", true.into())];
    let after = Data { class: "db.r7g.xlarge", more, ..windowed() };
    let waits = |data: &Data| {
        let plan = good(&data.graph(), &world);
        let changes = step(&plan, PRIMARY).1.changes.clone();
        changes.into_iter().map(|change| (change.attribute, change.waits_for)).collect::<Vec<_>>()
    };
    let window = Some(format!("the maintenance window {WINDOW}"));
    let tags = ("copy_tags_to_snapshot".to_owned(), None);
    assert_eq!(waits(&after), [("instance_class".to_owned(), window), tags.clone()]);
    let now = Data { apply: "now", ..after };
    assert_eq!(waits(&now), [("instance_class".to_owned(), None), tags]);
    // A replica has a window of its own, which AWS chose.
    let plan = good(&Data { class: "db.r7g.xlarge", ..windowed() }.graph(), &world);
    let waits = step(&plan, LEFT).1.changes[0].waits_for.clone();
    assert_eq!(waits.as_deref(), Some("the next maintenance window"));
}

#[test]
fn what_is_queued_is_done_and_told() {
    let mut world = applied(&windowed());
    let queued =
        format!("waits for the maintenance window {WINDOW}: instance_class db.r7g.large -> db.r7g.xlarge");
    let primary = world.get(PRIMARY);
    primary.values.insert("pending".to_owned(), queued.as_str().into());
    let plan = good(&windowed().graph(), &world);
    assert!(plan.is_empty());
    let notes: Vec<_> = plan.notes.iter().filter(|note| note.message.ends_with(&queued)).collect();
    assert_eq!(notes.len(), 1, "{:?}", plan.notes);
    assert_eq!(notes[0].address.as_ref().map(|address| address.as_str()), Some(PRIMARY));
    // What is being made now does not wait.
    world.get(PRIMARY).state = LiveState::Pending("modifying".into());
    assert_eq!(good(&windowed().graph(), &world).notes, []);
}

#[test]
fn replicas_that_go_along_wait_when_their_source_does() {
    let mut world = applied(&Data { version: "16", said: "16", ..windowed() });
    let after = Data { version: "17", said: "17", ..windowed() };
    let told = |plan: &scaffold_model::Plan| {
        let is_told = |address: &&str| {
            plan.notes.iter().any(|note| {
                note.address.as_ref().map(|own| own.as_str()) == Some(*address)
                    && note.message.contains("is upgraded to 17 when its source")
            })
        };
        [SAID, LEFT].iter().filter(|address| is_told(address)).count()
    };
    let plan = good(&after.graph(), &world);
    assert_eq!(plan.steps.len(), 1, "only the source is called: {:#?}", plan.steps);
    assert_eq!(told(&plan), 2);
    let primary = world.get(PRIMARY);
    primary.values.insert("engine_version".to_owned(), "17".into());
    primary.values.insert("pending".to_owned(), "waits for the next window: engine_version 16 -> 17".into());
    let plan = good(&after.graph(), &world);
    assert!(plan.is_empty(), "until the window nothing is to do: {:#?}", plan.steps);
    assert_eq!(told(&plan), 2);
}

#[test]
fn a_source_does_not_go_before_a_replica_that_waits() {
    let world = applied(&windowed());
    let mut list = Data { version: "16.4", said: "16.4", ..windowed() }.resources();
    let primary = list.iter_mut().find(|resource| resource.address.as_str() == PRIMARY).unwrap();
    primary.values.insert("apply".to_owned(), "now".into());
    let plan = planned(&graph(list), &world, &Options::default());
    let codes: Vec<&str> = plan.refusals.iter().map(|refusal| refusal.code.as_str()).collect();
    assert_eq!(codes, ["upgrade-apart"; 2], "both replicas wait");
    assert!(plan.refusals[0].help.as_deref().unwrap().contains("`apply`"));
    let both = good(&Data { version: "16.4", said: "16.4", ..windowed() }.graph(), &world);
    assert!(both.steps.iter().all(|step| step.changes[0].waits_for.is_some()), "{:#?}", both.steps);
}

#[test]
fn what_has_another_to_fail_over_to_is_not_down() {
    let multi_az = |on: bool| Data { more: vec![("multi_az", Value::from(on))], ..data() };
    let disruption = |before: bool, after: Data| {
        let plan = good(&after.graph(), &applied(&multi_az(before)));
        step(&plan, PRIMARY).1.disruption
    };
    let class = |on: bool| Data { class: "db.r7g.xlarge", ..multi_az(on) };
    assert_eq!(disruption(true, class(true)), Disruption::Failover);
    assert_eq!(disruption(false, class(false)), Disruption::Downtime);
    assert_eq!(disruption(false, class(true)), Disruption::Downtime, "there is no other one yet");
    let upgraded = Data { version: "17", said: "17", ..multi_az(true) };
    assert_eq!(disruption(true, upgraded), Disruption::Downtime, "both are upgraded at once");
    assert!(Disruption::Rolling < Disruption::Failover && Disruption::Failover < Disruption::Restart);
}
