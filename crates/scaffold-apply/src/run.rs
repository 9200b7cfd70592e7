use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scaffold_model::{Address, KindName, Live, PhysicalId, Plan, Step, Values, Verb};
use scaffold_provider::{Cloud, Pace, PaceOf, Provider};
use tokio::sync::{Semaphore, mpsc::UnboundedSender, watch};

use crate::cancel::Cancel;
use crate::events::Events;
use crate::substitute::{Published, outputs};

/// How a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Steps at one time; at least one. A step that only waits for others to let go does not count.
    pub parallelism: usize,
    /// What calls in flight get after an interrupt.
    pub grace: Duration,
    /// A sign of life is given after so long without an event; a step that waits repeats its status
    /// as often.
    pub heartbeat: Duration,
    /// How many times shorter pauses between looks and between attempts are: for tests on emulators, which
    /// have done at once what takes AWS its time.
    pub haste: NonZeroU32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            parallelism: 16,
            grace: Duration::from_secs(7),
            heartbeat: Duration::from_secs(10),
            haste: NonZeroU32::MIN,
        }
    }
}

/// What all steps of one run share.
pub(crate) struct Run<'a> {
    pub plan: &'a Plan,
    /// The stack as its tag says it.
    pub stack: String,
    pub settings: Settings,
    pub events: Events,
    pub cancel: Cancel,
    /// One permit for each step that may be under way.
    pub slots: Arc<Semaphore>,
    /// How many steps have ended, so that those who wait for others notice.
    pub ended: watch::Sender<usize>,
    pub cloud: &'a dyn Cloud,
    providers: BTreeMap<KindName, &'a dyn Provider>,
    /// What the plan saw: never taken for something that this run made.
    seen: BTreeSet<(&'a KindName, &'a PhysicalId)>,
    published: Mutex<Published>,
}

impl<'a> Run<'a> {
    pub fn new(
        plan: &'a Plan,
        cloud: &'a dyn Cloud,
        settings: &Settings,
        events: UnboundedSender<scaffold_model::Event>,
        cancel: Cancel,
    ) -> Self {
        let providers = cloud.providers().into_iter().map(|provider| (provider.kind(), provider)).collect();
        let planned = plan.steps.iter().filter_map(|step| Some((&step.kind, step.verb.id()?)));
        let checked = plan.preconditions.iter().filter_map(|seen| Some((&seen.kind, seen.id.as_ref()?)));
        Self {
            plan,
            stack: plan.head.stack.to_string(),
            // Without a pause between heartbeats nothing else would get its turn.
            settings: Settings { heartbeat: settings.heartbeat.max(Duration::from_millis(100)), ..*settings },
            events: Events::new(events),
            cancel,
            slots: Arc::new(Semaphore::new(settings.parallelism.clamp(1, Semaphore::MAX_PERMITS))),
            ended: watch::Sender::new(0),
            cloud,
            providers,
            seen: planned.chain(checked).collect(),
            published: Mutex::default(),
        }
    }

    pub fn provider(&self, kind: &KindName) -> Option<&'a dyn Provider> {
        self.providers.get(kind).copied()
    }

    /// How long a step typically takes; nothing where that is not known.
    pub fn typical(&self, step: &Step) -> Duration {
        match (&step.verb, self.provider(&step.kind)) {
            // Adopting is one call.
            (Verb::Adopt { .. }, _) | (_, None) => Duration::ZERO,
            (verb, Some(provider)) => provider.pace(wait_of(verb)).typical,
        }
    }

    pub fn has_seen(&self, live: &Live) -> bool {
        self.seen.contains(&(&live.kind, &live.id))
    }

    pub fn publish(&self, address: &Address, live: &Live) {
        self.published().insert(address.clone(), outputs(live));
    }

    pub fn published(&self) -> MutexGuard<'_, Published> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn into_published(self) -> BTreeMap<Address, Values> {
        self.published.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is waited for after a verb. An update that changes nothing waits for what an earlier run made.
pub(crate) fn wait_of(verb: &Verb) -> PaceOf {
    match verb {
        Verb::Create { .. } => PaceOf::Create,
        Verb::Update { patch, .. } if patch.is_empty() => PaceOf::Create,
        Verb::Update { .. } | Verb::Adopt { .. } => PaceOf::Update,
        Verb::Delete { .. } => PaceOf::Delete,
    }
}

/// How a kind is waited for.
pub(crate) fn pace(provider: &dyn Provider, verb: PaceOf) -> Pace {
    let pace = provider.pace(verb);
    // A pace without an interval would ask without end.
    Pace { interval: pace.interval.max(Duration::from_millis(10)), ..pace }
}
