//! What holds for every plan, every fault and every moment of an interrupt.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use scaffold_model::{EventKind, Plan, Signal, Step, StepId, StepResult, Value, Verb};
use scaffold_provider::Class;
use tokio::time::sleep;

use super::cloud::Fake;
use super::scenes::{Run, address, adopt, create, delete, plan, run_with, update};
use super::script::{Fault, Script};
use crate::{Cancel, cancellation};

#[derive(Clone, Debug)]
struct Scene {
    /// Verb, script and prerequisites (taken modulo the steps before) of each step.
    steps: Vec<(u8, Script, Vec<usize>)>,
    parallelism: usize,
    interrupt: Option<u64>,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::Refused(Class::Throttled)),
        3 => Just(Fault::Refused(Class::NotYetVisible)),
        2 => Just(Fault::Refused(Class::Dependency)),
        4 => any::<bool>().prop_map(|landed| Fault::Lost { landed }),
        1 => Just(Fault::Refused(Class::Permission)),
        1 => Just(Fault::Refused(Class::Transient)),
        1 => Just(Fault::Halfway(Class::Invalid)),
    ]
}

fn script(faults: std::ops::Range<usize>) -> impl Strategy<Value = Script> {
    let faults = prop::collection::vec(fault(), faults);
    (faults, 0..4_u64, 0..20_u64, 0..90_u64, any::<bool>()).prop_map(
        |(faults, call, hidden, slow, untagged)| Script {
            // Nobody can find what a lost answer made without tags.
            untagged: untagged && call == 0 && faults.is_empty(),
            faults: faults.into(),
            call: Duration::from_secs(call),
            hidden: Duration::from_secs(hidden),
            slow: Duration::from_secs(slow),
            ..Script::default()
        },
    )
}

fn scene(faults: std::ops::Range<usize>) -> impl Strategy<Value = Scene> {
    let step = (0..8_u8, script(faults), prop::collection::vec(any::<usize>(), 0..4));
    (prop::collection::vec(step, 1..24), 1..6_usize, prop::option::of(0..200_u64))
        .prop_map(|(steps, parallelism, interrupt)| Scene { steps, parallelism, interrupt })
}

/// The plan of a scene, and the cloud that it meets. Steps that refer do so to every prerequisite that
/// has outputs.
fn stage(scene: &Scene) -> (Plan, Fake) {
    let cloud = Fake::new();
    let mut steps: Vec<Step> = Vec::new();
    let mut edges = BTreeSet::new();
    for (id, (verb, script, after)) in scene.steps.iter().enumerate() {
        let (name, old) = (format!("n{id}"), format!("old-{id}"));
        edges.extend(after.iter().filter(|_| id > 0).map(|after| (id, after % id)));
        let of = edges.range((id, 0)..=(id, usize::MAX)).map(|(_, after)| *after);
        let of = of.filter(|after| !matches!(steps[*after].verb, Verb::Delete { .. }));
        let of = of.map(|after| Value::pending(steps[after].address.clone(), "id")).collect();
        let attributes = [("of", Value::List(of))];
        let step = match verb {
            0..4 => create(&name, &attributes),
            4..6 => update(&name, &old, &attributes),
            6 => delete(&name, &old),
            _ => adopt(&name, &old),
        };
        if step.verb.id().is_some() {
            cloud.put(&old, &address(&name));
        }
        cloud.script(&address(&name), script.clone());
        steps.push(step);
    }
    (plan(steps, &edges.into_iter().collect::<Vec<_>>()), cloud)
}

fn play(scene: &Scene) -> (Plan, Fake, Run) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (plan, cloud) = stage(scene);
        let (canceller, cancel) = cancellation();
        let interrupt = async {
            match scene.interrupt {
                Some(seconds) => {
                    sleep(Duration::from_secs(seconds)).await;
                    canceller.cancel(Signal::Interrupt);
                }
                None => drop(canceller),
            }
        };
        let run = run_with(&plan, &cloud, scene.parallelism, cancel);
        let (run, ()) = tokio::join!(run, interrupt);
        (plan, cloud, run)
    })
}

/// How steps ended, and where in the stream.
type Ended = BTreeMap<StepId, Vec<(usize, &'static str)>>;

/// Where in the stream each step began and ended.
fn positions(run: &Run) -> (BTreeMap<StepId, usize>, Ended) {
    let (mut begun, mut ended) = (BTreeMap::new(), Ended::new());
    for (position, event) in run.events.iter().enumerate() {
        match event.kind {
            EventKind::StepStarted { step, .. } => {
                assert_eq!(begun.insert(step, position), None, "step {step} began twice");
            }
            EventKind::StepDone { step, .. } => ended.entry(step).or_default().push((position, "done")),
            EventKind::StepFailed { step, .. } => ended.entry(step).or_default().push((position, "failed")),
            EventKind::StepSkipped { step, .. } => ended.entry(step).or_default().push((position, "skipped")),
            _ => {}
        }
    }
    (begun, ended)
}

fn word(result: &StepResult) -> Option<&'static str> {
    match result {
        StepResult::Done => Some("done"),
        StepResult::Failed { .. } => Some("failed"),
        StepResult::Skipped { .. } => Some("skipped"),
        StepResult::UnderWay | StepResult::NotBegun => None,
    }
}

fn check(scene: &Scene) {
    let (plan, cloud, run) = play(scene);
    let (begun, ended) = positions(&run);
    assert_eq!(run.outcome.steps.len(), plan.steps.len());
    for (step, outcome) in run.outcome.steps.iter().enumerate() {
        let told: Vec<_> = ended.get(&step).into_iter().flatten().map(|(_, word)| *word).collect();
        assert_eq!(told, word(&outcome.result).into_iter().collect::<Vec<_>>(), "step {step}");
        let has_begun = !matches!(outcome.result, StepResult::Skipped { .. } | StepResult::NotBegun);
        assert_eq!(begun.contains_key(&step), has_begun, "step {step}");
        if let StepResult::Skipped { because } = &outcome.result {
            let failed = run.outcome.steps.iter().find(|other| other.address == *because).unwrap();
            assert_eq!(word(&failed.result), Some("failed"));
        }
    }
    for edge in &plan.after {
        let done = ended.get(&edge.after).and_then(|told| told.first()).filter(|(_, word)| *word == "done");
        if let Some(begin) = begun.get(&edge.step) {
            assert!(done.is_some_and(|(end, _)| end < begin), "{edge:?}");
        } else if run.outcome.interrupted.is_none() {
            assert_eq!(word(run.result(edge.step)), Some("skipped"), "{edge:?}");
        }
    }
    let state = cloud.state();
    assert_eq!(state.wrongs, Vec::<String>::new());
    assert!(state.most_in_flight <= scene.parallelism, "{}", state.most_in_flight);
    for (address, count) in &state.creates_that_landed {
        assert!(*count <= 1, "{address} was made {count} times");
    }
    match (scene.interrupt, run.outcome.interrupted) {
        (Some(seconds), Some(_)) => {
            let asked = Duration::from_secs(seconds);
            let told =
                run.events.iter().position(|event| matches!(event.kind, EventKind::Interrupted { .. }));
            assert!(begun.values().all(|begin| Some(*begin) < told), "a step began after the signal");
            assert!(run.elapsed <= asked + Duration::from_secs(7), "{:?}", run.elapsed);
        }
        (_, None) => assert!(run.outcome.steps.iter().all(|step| word(&step.result).is_some())),
        (None, Some(_)) => panic!("nobody interrupted it"),
    }
}

/// Seconds on the longest path, and of all steps: a call, what it hides or takes, and a look a second.
fn path_and_work(scene: &Scene, plan: &Plan) -> (u64, u64) {
    let own = |step: StepId| {
        let script = &scene.steps[step].1;
        let wait = match plan.steps[step].verb {
            Verb::Create { .. } => script.slow.max(script.hidden),
            Verb::Update { .. } | Verb::Delete { .. } => script.slow,
            Verb::Adopt { .. } => Duration::ZERO,
        };
        (script.call + wait).as_secs()
    };
    let mut ends = vec![0; plan.steps.len()];
    for step in 0..plan.steps.len() {
        let begin = plan.prerequisites(step).map(|after| ends[after]).max().unwrap_or(0);
        ends[step] = begin + own(step);
    }
    (ends.iter().copied().max().unwrap_or(0), (0..plan.steps.len()).map(own).sum())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_results_places_and_single_creates_hold(scene in scene(0..3)) {
        check(&scene);
    }

    #[test]
    fn without_faults_the_makespan_is_near_the_longest_path(scene in scene(0..1)) {
        let scene = Scene { interrupt: None, ..scene };
        let (plan, _, run) = play(&scene);
        prop_assert!(run.outcome.is_complete(), "{:?}", run.outcome.steps);
        let (path, work) = path_and_work(&scene, &plan);
        let width = scene.parallelism as u64;
        prop_assert!(run.elapsed.as_secs() >= path);
        prop_assert!(run.elapsed.as_secs() <= path + work / width, "{:?} {path} {work}", run.elapsed);
        let (_, _, wide) = play(&Scene { parallelism: 64, ..scene });
        prop_assert_eq!(wide.elapsed.as_secs(), path);
    }
}

#[test]
fn ten_thousand_steps_are_fine() {
    let step =
        |id: usize| (0, Script::default(), if id.is_multiple_of(100) { vec![] } else { vec![id - 1, 0] });
    let chains = Scene { steps: (0..10_000).map(step).collect(), parallelism: 16, interrupt: None };
    let fan = |id: usize| (0, Script::default(), vec![id.saturating_sub(5_000)]);
    let fans = Scene { steps: (0..10_000).map(fan).collect(), parallelism: 16, interrupt: None };
    for scene in [chains, fans] {
        let begin = std::time::Instant::now();
        let (_, _, run) = play(&scene);
        run.assert_complete();
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_at_the_root_of_ten_thousand_skips_them_all() {
    let cloud = Fake::new();
    let faults = [Fault::Refused(Class::Invalid)].into();
    cloud.script(&address("n0"), Script { faults, ..Script::default() });
    let steps: Vec<Step> = (0..10_000).map(|id| create(&format!("n{id}"), &[])).collect();
    let edges: Vec<_> = (1..10_000).flat_map(|id| [(id, id - 1), (id, 0)]).collect();
    let run = run_with(&plan(steps, &edges), &cloud, 16, Cancel::never()).await;
    assert_eq!(run.count(|event| matches!(event, EventKind::StepSkipped { .. })), 9_999);
}
