//! Plans for tests, and what comes of applying them.

use std::collections::BTreeMap;
use std::time::Duration;

use scaffold_model::{
    Address, CloudId, Disruption, Edge, Event, EventKind, Head, KindName, Outcome, PLAN_FORMAT, PhysicalId,
    Plan, Step, StepId, StepResult, TAG_ADDRESS, TAG_STACK, Value, Values, Verb,
};
use tokio::sync::mpsc;

use super::cloud::{Fake, KIND, stack};
use crate::{Cancel, Settings, apply};

pub fn address(name: &str) -> Address {
    Address::block("test", name)
}

pub fn plan(steps: Vec<Step>, edges: &[(StepId, StepId)]) -> Plan {
    let cloud = CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None };
    Plan {
        format: PLAN_FORMAT,
        head: Head {
            stack: stack(),
            cloud,
            role: None,
            ledger: None,
            blueprint: String::new(),
            base: None,
            scaffold: "0.1.0".into(),
            destroy: false,
            partial: false,
        },
        preconditions: Vec::new(),
        steps,
        after: edges.iter().map(|&(step, after)| Edge { step, after }).collect(),
        refusals: Vec::new(),
        notes: Vec::new(),
        unread: Vec::new(),
        unchanged: 0,
        outputs: Vec::new(),
        cost: Vec::new(),
        desired: None,
        code: Vec::new(),
    }
}

pub fn step(name: &str, verb: Verb) -> Step {
    Step {
        address: address(name),
        kind: KindName::from(KIND),
        verb,
        changes: Vec::new(),
        why: Vec::new(),
        disruption: Disruption::None,
        replacement: None,
        origin: None,
    }
}

pub fn values(pairs: &[(&str, Value)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub fn identity_tags(name: &str) -> BTreeMap<String, String> {
    let tags = [(TAG_STACK, stack().to_string()), (TAG_ADDRESS, address(name).to_string())];
    tags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub fn create(name: &str, attributes: &[(&str, Value)]) -> Step {
    let tags = identity_tags(name).into_iter().map(|(key, value)| (key, Value::Text(value))).collect();
    step(name, Verb::Create { values: values(attributes), tags, name: None })
}

pub fn update(name: &str, id: &str, patch: &[(&str, Value)]) -> Step {
    let (before, patch) = (Values::new(), values(patch));
    step(name, Verb::Update { id: PhysicalId::from(id), before, values: patch.clone(), patch })
}

pub fn delete(name: &str, id: &str) -> Step {
    step(name, Verb::Delete { id: PhysicalId::from(id), values: Values::new() })
}

pub fn adopt(name: &str, id: &str) -> Step {
    step(name, Verb::Adopt { id: PhysicalId::from(id), from: None, tags: identity_tags(name) })
}

/// What a run leaves to look at.
pub struct Run {
    pub outcome: Outcome,
    pub events: Vec<Event>,
    pub elapsed: Duration,
}

impl Run {
    pub fn result(&self, step: StepId) -> &StepResult {
        &self.outcome.steps[step].result
    }

    pub fn error(&self, step: StepId) -> (&str, &str) {
        match self.result(step) {
            StepResult::Failed { error, class } => (error, class),
            other => panic!("step {step} did not fail: {other:?}"),
        }
    }

    pub fn statuses(&self) -> Vec<&str> {
        self.events
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::StepProgress { status, .. } => Some(status.as_str()),
                _ => None,
            })
            .collect()
    }

    pub fn count(&self, wanted: impl Fn(&EventKind) -> bool) -> usize {
        self.events.iter().filter(|event| wanted(&event.kind)).count()
    }

    #[track_caller]
    pub fn assert_complete(&self) {
        assert!(self.outcome.is_complete(), "{:?}", self.outcome.steps);
    }
}

pub async fn run(plan: &Plan, cloud: &Fake) -> Run {
    run_with(plan, cloud, 16, Cancel::never()).await
}

pub async fn run_with(plan: &Plan, cloud: &Fake, parallelism: usize, cancel: Cancel) -> Run {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let settings = Settings { parallelism, ..Settings::default() };
    let begin = tokio::time::Instant::now();
    let week = Duration::from_secs(7 * 24 * 3600);
    let outcome = tokio::time::timeout(week, is_send(apply(plan, cloud, &settings, sender, cancel))).await;
    let mut events = Vec::new();
    while let Ok(event) = receiver.try_recv() {
        events.push(event);
    }
    Run { outcome: outcome.expect("the run never ends"), events, elapsed: begin.elapsed() }
}

fn is_send<T: Send>(value: T) -> T {
    value
}
