use std::time::Duration;

use scaffold_model::{EventKind, Signal, StepResult};
use tokio::time::sleep;

use super::cloud::Fake;
use super::scenes::{Run, address, create, plan, run_with};
use super::script::{Fault, Script};
use crate::cancellation;

/// Applies `a`, then `b`, and asks to stop after so many seconds.
async fn interrupted_after(seconds: u64, script: Script) -> (Run, Fake) {
    let cloud = Fake::new();
    cloud.script(&address("a"), script);
    let (canceller, cancel) = cancellation();
    let plan = plan(vec![create("a", &[]), create("b", &[])], &[(1, 0)]);
    let asking = async {
        sleep(Duration::from_secs(seconds)).await;
        canceller.cancel(Signal::Terminate);
        canceller.cancel(Signal::Interrupt);
    };
    let (run, ()) = tokio::join!(run_with(&plan, &cloud, 4, cancel), asking);
    (run, cloud)
}

#[tokio::test(start_paused = true)]
async fn waits_are_left_at_once() {
    let script = Script { slow: Duration::from_secs(300), ..Script::default() };
    let (run, cloud) = interrupted_after(20, script).await;
    assert_eq!(run.elapsed, Duration::from_secs(20));
    assert_eq!(run.outcome.interrupted, Some(Signal::Terminate), "the first signal counts");
    assert_eq!([run.result(0), run.result(1)], [&StepResult::UnderWay, &StepResult::NotBegun]);
    assert_eq!(cloud.verbs(), ["create"]);
    assert_eq!(run.count(|event| matches!(event, EventKind::Interrupted { .. })), 1);
    let last = &run.events.last().unwrap().kind;
    assert!(matches!(last, EventKind::RunFinished { done: 0, failed: 0, skipped: 1, under_way: 1, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_call_in_flight_gets_the_grace_and_may_end_its_step() {
    let script = Script { call: Duration::from_secs(12), ..Script::default() };
    let (run, cloud) = interrupted_after(8, script).await;
    assert_eq!(run.elapsed, Duration::from_secs(12));
    assert_eq!([run.result(0), run.result(1)], [&StepResult::Done, &StepResult::NotBegun]);
    assert_eq!(cloud.verbs(), ["create"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_made_without_tags_is_tagged_within_the_grace() {
    let script = Script { call: Duration::from_secs(3), untagged: true, ..Script::default() };
    let (run, cloud) = interrupted_after(1, script).await;
    assert_eq!([run.result(0), run.result(1)], [&StepResult::Done, &StepResult::NotBegun]);
    assert_eq!(cloud.verbs(), ["create", "tag"]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_would_pass_is_not_waited_for() {
    let refused = Fault::Refused(scaffold_provider::Class::Throttled);
    let script = Script { faults: [refused; 9].into(), ..Script::default() };
    let (run, cloud) = interrupted_after(2, script).await;
    assert_eq!(run.elapsed, Duration::from_secs(2));
    assert_eq!(*run.result(0), StepResult::UnderWay);
    assert!(cloud.verbs().len() <= 3, "{:?}", cloud.verbs());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_does_not_answer_is_left_after_the_grace() {
    let script = Script { faults: [Fault::Hangs].into(), ..Script::default() };
    let (run, _) = interrupted_after(8, script).await;
    assert_eq!(run.elapsed, Duration::from_secs(15));
    assert_eq!(*run.result(0), StepResult::UnderWay);
}

#[tokio::test(start_paused = true)]
async fn a_search_after_a_lost_answer_is_left_too() {
    let script = Script { faults: [Fault::Lost { landed: false }].into(), ..Script::default() };
    let (run, cloud) = interrupted_after(8, script).await;
    assert_eq!(run.elapsed, Duration::from_secs(8));
    assert_eq!(*run.result(0), StepResult::UnderWay);
    assert_eq!(cloud.verbs(), ["create"]);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_ended_before_the_signal_was_not_interrupted() {
    let (run, _) = interrupted_after(90, Script::default()).await;
    assert!(run.outcome.is_complete());
    assert_eq!(run.outcome.interrupted, None);
}

#[tokio::test(start_paused = true)]
async fn the_grace_counts_from_the_signal_not_from_each_call() {
    let faults = [Fault::Fine, Fault::Hangs].into();
    let script = Script { call: Duration::from_secs(3), untagged: true, faults, ..Script::default() };
    let (run, cloud) = interrupted_after(1, script).await;
    assert_eq!(cloud.verbs(), ["create", "tag"]);
    assert_eq!(run.elapsed, Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn a_signal_that_the_last_step_sees_first_is_told() {
    let cloud = Fake::new();
    let faults = [Fault::Interrupts].into();
    cloud.script(&address("a"), Script { faults, slow: Duration::from_secs(60), ..Script::default() });
    let (canceller, cancel) = cancellation();
    cloud.state().canceller = Some(canceller);
    let run = run_with(&plan(vec![create("a", &[])], &[]), &cloud, 4, cancel).await;
    assert_eq!(run.outcome.interrupted, Some(Signal::Interrupt));
    assert_eq!(run.count(|event| matches!(event, EventKind::Interrupted { .. })), 1);
}
