//! One of everything: lost answers, missing tags, things that were there before.

use std::time::Duration;

use scaffold_model::{PhysicalId, Precondition, Value, Values};
use scaffold_provider::Class;

use super::cloud::{Fake, KIND, identity};
use super::scenes::{address, create, delete, plan, run};
use super::script::{Fault, Script, faults};

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_a_create_that_happened_makes_no_second_one() {
    let cloud = Fake::new();
    let script = faults(&[Fault::Lost { landed: true }]);
    cloud.script(&address("a"), Script { hidden: seconds(20), ..script });
    let attributes = [("size", Value::Integer(4)), ("later", Value::Boolean(true))];
    let run = run(&plan(vec![create("a", &attributes)], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(cloud.verbs(), ["create", "update"], "the calls that follow the first are made up for");
    assert_eq!(run.outcome.live[&address("a")]["later"], Value::Boolean(true));
    assert_eq!(cloud.there(&address("a")).len(), 1);
    assert_eq!(run.statuses()[0], "the answer was lost, looking for what was made");
    let made = cloud.there(&address("a"))[0].id.clone();
    assert_eq!(cloud.state().found, [made], "the cloud knows that it is fresh");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_a_create_that_did_not_happen_is_followed_by_another() {
    let cloud = Fake::new();
    cloud.script(&address("a"), faults(&[Fault::Lost { landed: false }, Fault::Lost { landed: false }]));
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(cloud.verbs(), ["create"; 3]);
    assert_eq!(run.elapsed, seconds(60), "each time it is looked for during 30 s");
}

#[tokio::test(start_paused = true)]
async fn after_three_lost_answers_the_step_fails() {
    let cloud = Fake::new();
    cloud.script(&address("a"), faults(&[Fault::Lost { landed: false }; 5]));
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    assert_eq!(run.error(0).1, "ambiguous");
    assert_eq!(cloud.verbs(), ["create"; 3]);
}

#[tokio::test(start_paused = true)]
async fn where_looking_fails_nothing_is_made_again() {
    for (class, patience) in [(Class::Permission, 0), (Class::Transient, 60)] {
        let cloud = Fake::new();
        cloud.script(&address("a"), faults(&[Fault::Lost { landed: true }]));
        cloud.state().survey_refusal = Some(class);
        let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
        assert!(run.error(0).0.contains("looking for what it made failed too: test:ChangeThing"));
        assert_eq!(cloud.verbs(), ["create"]);
        assert_eq!(run.elapsed.as_secs() / 15 * 15, patience);
    }
}

#[tokio::test(start_paused = true)]
async fn the_predecessor_is_not_taken_for_what_a_lost_answer_made() {
    let cloud = Fake::new();
    for id in ["thing-old", "thing-deposed"] {
        cloud.put(id, &address("a"));
    }
    cloud.script(&address("a"), faults(&[Fault::Lost { landed: false }]));
    let mut plan = plan(vec![create("a", &[]), delete("a", "thing-old")], &[(1, 0)]);
    plan.preconditions.push(Precondition {
        address: address("a"),
        kind: KIND.into(),
        id: Some(PhysicalId::from("thing-deposed")),
        fingerprint: None,
        values: Values::new(),
    });
    let run = run(&plan, &cloud).await;
    run.assert_complete();
    assert_eq!(cloud.verbs(), ["create", "create", "delete"]);
    assert_eq!(run.outcome.live[&address("a")]["id"], Value::text("thing-00001"));
}

#[tokio::test(start_paused = true)]
async fn a_create_that_made_something_and_then_failed_is_never_repeated() {
    for class in [Class::Throttled, Class::NotYetVisible, Class::Ambiguous, Class::Dependency] {
        let cloud = Fake::new();
        cloud.script(&address("a"), faults(&[Fault::Halfway(class)]));
        let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
        assert!(run.error(0).0.contains("; thing-00001 was made before; "), "{}", run.error(0).0);
        assert_eq!(cloud.verbs(), ["create"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_left_no_tags_is_tagged_once() {
    let cloud = Fake::new();
    cloud.script(&address("a"), Script { untagged: true, slow: seconds(9), ..Script::default() });
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(cloud.verbs(), ["create", "tag"]);
    let tagged = cloud.state().changes[1].2;
    assert_eq!(tagged, Duration::ZERO, "before it is ready, so that a kill leaves no orphan");
    assert_eq!(cloud.there(&address("a"))[0].identity, Some(identity(&address("a"))));
}

#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_not_taken_and_nothing_is_written_to_it() {
    let cloud = Fake::new();
    cloud.put("thing-theirs", &address("theirs"));
    cloud.put("thing-untagged", &address("untagged"));
    if let Some(thing) = cloud.state().things.get_mut(&PhysicalId::from("thing-untagged")) {
        thing.live.identity = None;
        thing.live.tags.insert("team".into(), "payments".into());
    }
    for id in ["thing-theirs", "thing-untagged"] {
        let answer = Script { answers_with: Some(PhysicalId::from(id)), ..Script::default() };
        cloud.script(&address("a"), answer);
        let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
        let (error, class) = run.error(0);
        assert_eq!(class, "owned_by_someone_else");
        assert!(error.contains(&format!("`scaffold import test.a {id}`")), "{error}");
        assert_eq!(cloud.verbs().pop(), Some("create"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_complete_set_needs_no_identity_of_its_own() {
    let cloud = Fake::new();
    cloud.put("thing-parent", &address("parent"));
    if let Some(thing) = cloud.state().things.get_mut(&PhysicalId::from("thing-parent")) {
        thing.live.identity = None;
    }
    let parent = PhysicalId::from("thing-parent");
    cloud.script(&address("set"), Script { answers_with: Some(parent), ..Script::default() });
    let set = create("set", &[("parent", "thing-parent".into())]);
    run(&plan(vec![set], &[]), &cloud).await.assert_complete();
    assert_eq!(cloud.verbs(), ["create"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_a_delete_is_asked_for_again() {
    let cloud = Fake::new();
    cloud.put("thing-a", &address("a"));
    cloud.script(&address("a"), faults(&[Fault::Lost { landed: false }, Fault::Lost { landed: true }]));
    run(&plan(vec![delete("a", "thing-a")], &[]), &cloud).await.assert_complete();
    assert_eq!(cloud.verbs(), ["delete"; 3]);
}
