use std::sync::Arc;
use std::time::Duration;

use scaffold_model::{EventKind, Step, StepId, Verb};
use scaffold_provider::{Class, Error, Pace, Place, Provider};
use tokio::time::{Instant, sleep, timeout};

use crate::blockers::Blockers;
use crate::failure::Halt;
use crate::run::Run;
use crate::slot::Slot;

/// How long a refusal that passes by itself is answered by trying again.
pub(crate) const PASSING_LIMIT: Duration = Duration::from_secs(120);
/// Between the first two attempts; then twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Most between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// A step under way: every call, wait and message of it goes through here.
pub(crate) struct Task<'a> {
    pub run: &'a Run<'a>,
    pub id: StepId,
    pub step: &'a Step,
    pub provider: &'a dyn Provider,
    began: Instant,
    slot: Arc<Slot>,
}

impl<'a> Task<'a> {
    pub fn new(
        run: &'a Run<'a>,
        id: StepId,
        step: &'a Step,
        provider: &'a dyn Provider,
        slot: Arc<Slot>,
    ) -> Self {
        Self { run, id, step, provider, began: Instant::now(), slot }
    }

    /// A call that changes nothing. After an interrupt it has the grace to answer.
    pub async fn read<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Halt> {
        tokio::select! {
            biased;
            answer = call => answer.map_err(Halt::Cloud),
            () = self.run.cancel.grace_is_over(self.run.settings.grace) => Err(Halt::Interrupted),
        }
    }

    /// A call that changes something. Every one of a run passes here, so that what must hold before
    /// anything is changed has one place. Within the grace a step may still do what belongs to what
    /// it did: something made without tags is tagged, not left behind.
    pub async fn change<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Halt> {
        self.read(call).await
    }

    /// A change, tried again while it is refused for a reason that passes (see [`passes_within`]).
    pub async fn persist<T, F>(&self, pace: Pace, attempt: impl FnMut() -> F) -> Result<T, Halt>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.persist_while(|class| passes_within(class, pace), attempt).await
    }

    /// A change, tried again while `limit` gives its refusal time to pass; what is in use gets it
    /// again whenever another step ends. Never again after something was made.
    pub async fn persist_while<T, F>(
        &self,
        limit: impl Fn(Class) -> Option<Duration>,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, Halt>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut patience = Patience::new();
        let mut ended = self.run.ended.subscribe();
        let mut blockers = Blockers::new();
        loop {
            let error = match self.change(attempt()).await {
                Err(Halt::Cloud(error)) if error.made.is_none() => error,
                answer => return answer,
            };
            if let Verb::Delete { id, .. } = &self.step.verb
                && blockers.ask(&error, |pause| self.hastened(pause))
                // Where nobody can tell, the refusal alone is told.
                && let Ok(users) = self.read(self.provider.users(std::slice::from_ref(id))).await
            {
                blockers.learn(&users);
            }
            if limit(error.class).is_none_or(|limit| patience.since.elapsed() >= limit) {
                let message = format!("{}{}", error.message, blockers.named());
                return Err(Halt::Cloud(Error { message, ..error }));
            }
            self.progress(format!("{}{}, trying again", cause(&error), blockers.named()));
            self.pause(FIRST_PAUSE).await?;
            let rest = patience.next_pause().saturating_sub(FIRST_PAUSE);
            if error.class == Class::Dependency {
                let others = async { timeout(self.hastened(rest), ended.changed()).await.is_ok() };
                if self.without_slot(others).await? {
                    patience = Patience::new();
                }
            } else {
                self.pause(rest).await?;
            }
        }
    }

    /// A wait, left at once at an interrupt.
    pub async fn pause(&self, duration: Duration) -> Result<(), Halt> {
        self.unless_interrupted(sleep(self.hastened(duration))).await
    }

    /// A pause as tests may have it.
    pub fn hastened(&self, duration: Duration) -> Duration {
        duration / self.run.settings.haste.get()
    }

    /// A wait for others, who get this step's place meanwhile: what they do may be what is waited for.
    async fn without_slot<T>(&self, wait: impl Future<Output = T>) -> Result<T, Halt> {
        self.slot.leave();
        let answer = self.unless_interrupted(wait).await?;
        self.unless_interrupted(self.slot.come_back()).await?;
        Ok(answer)
    }

    async fn unless_interrupted<T>(&self, wait: impl Future<Output = T>) -> Result<T, Halt> {
        tokio::select! {
            biased;
            _ = self.run.cancel.asked() => Err(Halt::Interrupted),
            answer = wait => Ok(answer),
        }
    }

    /// Tells what the step waits for.
    pub fn progress(&self, status: impl Into<String>) {
        self.run.events.send(EventKind::StepProgress {
            step: self.id,
            address: self.step.address.clone(),
            status: status.into(),
            elapsed_seconds: self.elapsed_seconds(),
        });
    }

    pub fn elapsed_seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

/// How long a refusal of any call may take to pass: what is in use as long as the kind may take,
/// throttling and what is not visible yet a while, anything else not at all.
pub(crate) fn passes_within(class: Class, pace: Pace) -> Option<Duration> {
    match class {
        Class::Dependency => Some(pace.limit),
        Class::Throttled | Class::NotYetVisible => Some(PASSING_LIMIT),
        _ => None,
    }
}

/// Why something is tried again, in the cloud's word where it has one.
pub(crate) fn cause(error: &Error) -> String {
    error.code.clone().unwrap_or_else(|| error.class.name().replace('_', " "))
}

/// Pauses that double.
pub(crate) struct Patience {
    /// When it began.
    pub since: Instant,
    pause: Duration,
}

impl Patience {
    pub fn new() -> Self {
        Self { since: Instant::now(), pause: FIRST_PAUSE }
    }

    pub fn next_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(LONGEST_PAUSE);
        pause
    }
}
