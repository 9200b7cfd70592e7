use std::time::Duration;

use scaffold_model::{
    Cause, Change, Disruption, EventKind, LiveState, PhysicalId, Refusal, Step, StepResult, TAG_STACK, Value,
    Verb, View,
};
use scaffold_provider::Class;

use super::cloud::Fake;
use super::scenes::{address, adopt, create, delete, plan, run, run_with, update};
use super::script::{Fault, Script, faults};
use crate::Cancel;

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn pending(name: &str, path: &str) -> Value {
    Value::pending(address(name), path)
}

#[tokio::test(start_paused = true)]
async fn outputs_of_earlier_steps_reach_later_ones() {
    let cloud = Fake::new();
    cloud.put("thing-old", &address("b"));
    let steps = vec![
        create("a", &[("size", Value::Integer(4))]),
        update("b", "thing-old", &[("of", pending("a", "id"))]),
        create("c", &[("size", pending("a", "size")), ("of", Value::List(vec![pending("b", "of")]))]),
    ];
    let run = run(&plan(steps, &[(1, 0), (2, 1), (2, 0)]), &cloud).await;
    run.assert_complete();
    let live = &run.outcome.live;
    assert_eq!(live[&address("b")]["of"], Value::text("thing-00001"));
    assert_eq!(live[&address("c")]["of"], Value::List(vec![Value::text("thing-00001")]));
    assert_eq!(live[&address("c")]["size"], Value::Integer(4));
    assert_eq!(live[&address("c")]["id"], Value::text("thing-00002"));
    let first = &run.events.first().unwrap().kind;
    assert!(matches!(first, EventKind::RunStarted { steps: 3, stack } if stack == "shop@us-east-1"));
    let last = &run.events.last().unwrap().kind;
    assert!(matches!(last, EventKind::RunFinished { done: 3, failed: 0, skipped: 0, under_way: 0, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_value_that_nothing_made_known_fails_its_step_before_any_call() {
    let cloud = Fake::new();
    let run = run(&plan(vec![create("a", &[("of", pending("moon", "id"))])], &[]), &cloud).await;
    let (error, class) = run.error(0);
    assert_eq!(class, "internal");
    assert!(error.starts_with("creating test.thing test.a: internal error: `test.moon.id` is not known"));
    assert!(cloud.verbs().is_empty());
}

#[tokio::test(start_paused = true)]
async fn readiness_shows_the_clouds_own_status() {
    let cloud = Fake::new();
    cloud.script(&address("a"), Script { hidden: seconds(3), slow: seconds(25), ..Script::default() });
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(run.elapsed, seconds(25));
    assert_eq!(run.statuses(), ["not visible yet", "pending", "pending", "pending"]);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_get_ready_in_time_fails_with_its_last_status() {
    let cloud = Fake::new();
    cloud.script(&address("a"), Script { slow: seconds(700), ..Script::default() });
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    assert_eq!(
        run.error(0),
        (
            "creating test.thing test.a: readiness: thing-00001 was not there after 600 s; its last status \
             was `pending`; thing-00001 was made before; run again: the next run waits on, or replaces \
             what has failed",
            "failed"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn what_breaks_fails_at_once() {
    let cloud = Fake::new();
    cloud.script(&address("a"), Script { breaks: true, ..Script::default() });
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    assert!(run.error(0).0.contains("will never be usable: its status is `failed`"));
    assert_eq!(run.elapsed, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_failure_skips_its_dependents_and_nothing_else() {
    let cloud = Fake::new();
    cloud.script(&address("a"), faults(&[Fault::Refused(Class::Permission)]));
    let steps =
        vec![create("a", &[]), create("b", &[("secret", "hush".into())]), create("c", &[]), create("d", &[])];
    let run = run(&plan(steps, &[(1, 0), (2, 1), (2, 3)]), &cloud).await;
    assert_eq!(
        run.error(0),
        (
            "creating test.thing test.a: test:ChangeThing answered Test.Refused: the test says no (request \
             req-42); check the credentials and that they allow `test:ChangeThing`, then run again",
            "permission"
        )
    );
    for step in [1, 2] {
        assert_eq!(*run.result(step), StepResult::Skipped { because: address("a") });
    }
    assert_eq!(*run.result(3), StepResult::Done);
    assert_eq!(run.count(|event| matches!(event, EventKind::StepSkipped { .. })), 2);
}

#[tokio::test(start_paused = true)]
async fn deleting_waits_until_it_is_gone() {
    let cloud = Fake::new();
    cloud.put("thing-a", &address("a"));
    cloud.put("thing-set", &address("set"));
    cloud.script(&address("a"), Script { slow: seconds(30), ..Script::default() });
    cloud.script(&address("set"), Script { stays: true, ..Script::default() });
    let run = run(&plan(vec![delete("a", "thing-a"), delete("set", "thing-set")], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(run.elapsed, seconds(30));
    assert_eq!(run.statuses().first(), Some(&"deleting"));
}

#[tokio::test(start_paused = true)]
async fn what_is_in_use_gives_its_place_to_those_who_use_it() {
    for parallelism in [1, 2] {
        let cloud = Fake::new();
        cloud.put("thing-used", &address("used"));
        cloud.put("thing-user", &address("user"));
        let user = Some(PhysicalId::from("thing-user"));
        cloud.script(&address("used"), Script { used_by: user, ..Script::default() });
        cloud.script(&address("user"), Script { slow: seconds(599), ..Script::default() });
        cloud.script(&address("z"), Script { slow: seconds(300), ..Script::default() });
        let after = [create("b", &[]), create("c", &[])];
        let steps = [delete("used", "thing-used"), create("z", &[]), delete("user", "thing-user")];
        let steps: Vec<_> = steps.into_iter().chain(after).collect();
        // The longest path begins with what is in use; both others together take longer than its
        // limit, but the end of the first gives it time again.
        let edges = [(2, 1), (3, 0), (4, 3)];
        let run = run_with(&plan(steps, &edges), &cloud, parallelism, Cancel::never()).await;
        run.assert_complete();
        assert_eq!(cloud.verbs()[0], "delete");
        assert!(run.elapsed >= seconds(899) && run.elapsed < seconds(920), "{:?}", run.elapsed);
        assert!(cloud.state().changes.len() < 80, "{}", cloud.state().changes.len());
        assert!(run.statuses().contains(&"Test.Refused, trying again"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_stays_in_use_fails_after_the_kinds_limit() {
    let cloud = Fake::new();
    cloud.put("thing-used", &address("used"));
    cloud.put("thing-user", &address("user"));
    let user = Some(PhysicalId::from("thing-user"));
    cloud.script(&address("used"), Script { used_by: user, ..Script::default() });
    let run = run(&plan(vec![delete("used", "thing-used")], &[]), &cloud).await;
    let (error, class) = run.error(0);
    assert_eq!(class, "dependency");
    assert!(error.contains("used by thing thing-user"), "who it is is told: {error}");
    assert!(run.elapsed >= seconds(600) && run.elapsed < seconds(620), "{:?}", run.elapsed);
}

#[tokio::test(start_paused = true)]
async fn throttling_passes_and_other_refusals_do_not() {
    let cloud = Fake::new();
    cloud.put("thing-b", &address("b"));
    cloud.script(&address("a"), faults(&[Fault::Refused(Class::NotYetVisible); 4]));
    cloud.script(&address("b"), faults(&[Fault::Refused(Class::Transient)]));
    cloud.script(&address("c"), faults(&[Fault::Refused(Class::Throttled); 99]));
    let steps = vec![create("a", &[]), update("b", "thing-b", &[("size", 1.into())]), create("c", &[])];
    let run = run(&plan(steps, &[]), &cloud).await;
    assert_eq!(*run.result(0), StepResult::Done);
    assert_eq!(run.error(1).1, "transient");
    assert_eq!(run.error(2).1, "throttled");
    assert!(run.elapsed < seconds(140), "{:?}", run.elapsed);
}

#[tokio::test(start_paused = true)]
async fn updating_what_is_gone_says_so_soon() {
    let cloud = Fake::new();
    let run = run(&plan(vec![update("a", "thing-lost", &[("size", 1.into())])], &[]), &cloud).await;
    let (error, class) = run.error(0);
    assert_eq!(class, "gone");
    assert!(error.starts_with("updating test.thing test.a (thing-lost): readiness: thing-lost is gone; "));
    assert_eq!(run.elapsed, seconds(30));
}

#[tokio::test(start_paused = true)]
async fn adopting_is_done_when_the_identity_is_readable() {
    let cloud = Fake::new();
    cloud.put("thing-a", &address("before"));
    if let Some(thing) = cloud.state().things.get_mut(&PhysicalId::from("thing-a")) {
        thing.live.state = LiveState::Failed("failed".into());
    }
    let run = run(&plan(vec![adopt("a", "thing-a")], &[]), &cloud).await;
    run.assert_complete();
    assert_eq!(cloud.verbs(), ["tag"]);
    assert_eq!(run.outcome.live[&address("a")]["id"], Value::text("thing-a"));
}

#[tokio::test(start_paused = true)]
async fn the_longest_remaining_path_goes_first() {
    let cloud = Fake::new();
    for name in ["a", "b", "x", "y", "z"] {
        cloud.script(&address(name), Script { slow: seconds(10), ..Script::default() });
    }
    let steps: Vec<_> = ["x", "y", "a", "b", "z"].map(|name| create(name, &[])).into();
    let run = run_with(&plan(steps, &[(3, 2), (4, 3)]), &cloud, 2, Cancel::never()).await;
    run.assert_complete();
    assert_eq!(run.elapsed, seconds(30), "a, b and z one after another, x and y beside them");
}

#[tokio::test(start_paused = true)]
async fn a_long_call_is_accompanied_by_heartbeats() {
    let cloud = Fake::new();
    cloud.script(&address("a"), Script { call: seconds(35), ..Script::default() });
    let run = run(&plan(vec![create("a", &[])], &[]), &cloud).await;
    let is_beat = |event: &EventKind| matches!(event, EventKind::Heartbeat { running: 1, done: 0, steps: 1 });
    assert_eq!(run.count(is_beat), 3);
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_must_not_be_applied_is_not() {
    let circle = plan(vec![create("a", &[]), create("b", &[])], &[(1, 0), (0, 1)]);
    let mut refused = plan(vec![create("a", &[])], &[]);
    refused.refusals.push(Refusal {
        code: "foreign-user".into(),
        address: address("a"),
        message: String::new(),
        help: None,
        origin: None,
    });
    let beyond = plan(vec![create("a", &[])], &[(0, 7)]);
    let mut unknown = plan(vec![create("a", &[])], &[]);
    unknown.steps[0].kind = "test.moon".into();
    for (plan, class) in
        [(circle, "internal"), (refused, "internal"), (beyond, "internal"), (unknown, "unsupported")]
    {
        let cloud = Fake::new();
        let run = run(&plan, &cloud).await;
        assert!((0..plan.steps.len()).all(|step| run.error(step).1 == class));
        assert!(cloud.verbs().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn tags_are_texts_when_they_reach_the_cloud() {
    let cloud = Fake::new();
    let mut step = create("b", &[]);
    if let Verb::Create { tags, .. } = &mut step.verb {
        tags.insert(TAG_STACK.into(), Value::concat(vec!["made by ".into(), pending("a", "id")]));
    }
    run(&plan(vec![create("a", &[]), step], &[(1, 0)]), &cloud).await.assert_complete();
    assert_eq!(cloud.there(&address("b")).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_of_nothing_waits_for_what_an_earlier_run_made() {
    let cloud = Fake::new();
    for (name, broken) in [("a", false), ("b", true)] {
        cloud.put(&format!("thing-{name}"), &address(name));
        cloud.delay(&format!("thing-{name}"), seconds(90), broken);
    }
    let steps = vec![update("a", "thing-a", &[]), update("b", "thing-b", &[])];
    let run = run(&plan(steps, &[]), &cloud).await;
    assert_eq!(*run.result(0), StepResult::Done);
    let error = run.error(1).0;
    assert!(error.starts_with("waiting for test.thing test.b (thing-b): readiness: "), "{error}");
    assert_eq!(run.elapsed, seconds(90));
    assert!(cloud.verbs().is_empty());
    assert_eq!(run.outcome.live[&address("a")]["id"], Value::text("thing-a"));
}

#[tokio::test(start_paused = true)]
async fn what_another_step_sets_off_is_waited_for() {
    let cloud = Fake::new();
    cloud.put("thing-a", &address("a"));
    let set = |version: &str| {
        if let Some(thing) = cloud.state().things.get_mut(&PhysicalId::from("thing-a")) {
            thing.live.values.insert("version".to_owned(), version.into());
        }
    };
    set("16.3");
    let change = Change {
        attribute: "version".to_owned(),
        before: "16.3".into(),
        after: "17".into(),
        cause: Cause::Unknown,
        view: View::Plain,
        replaces: false,
        disruption: Disruption::None,
        waits_for: None,
        origin: None,
    };
    let waits = Step { changes: vec![change], ..update("a", "thing-a", &[]) };
    let upgraded = async {
        tokio::time::sleep(seconds(90)).await;
        set("17.6");
    };
    let steps = plan(vec![waits], &[]);
    let (run, ()) = tokio::join!(run(&steps, &cloud), upgraded);
    run.assert_complete();
    assert!(run.elapsed >= seconds(90) && run.elapsed < seconds(95), "{:?}", run.elapsed);
    assert!(run.statuses().contains(&"version is still 16.3"), "{:?}", run.statuses());
    assert_eq!(cloud.verbs(), Vec::<&str>::new(), "nothing is called");
}
