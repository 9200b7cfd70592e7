use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::StackId;
use scaffold_provider::{Gate, spread};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::claim::{Ask, Claim, Loss, Seen, Validity, Wrote};
use crate::clock::{Clock, Moment};
use crate::format::Reason;
use crate::lease_record::LeaseRecord;
use crate::store::{Cause, Condition, Store, StoreError, Written};
use crate::times::Times;

/// Sleeps are not longer: a timer does not count while the machine sleeps, the clock of leases does.
const NAP: Duration = Duration::from_secs(1);

/// How often a release is tried; then it is left to lapse.
const RELEASES: u32 = 5;

/// One stack's lease in a store.
#[derive(Clone)]
pub(crate) struct Place {
    pub store: Arc<dyn Store>,
    pub key: String,
    pub stack: StackId,
    pub clock: Arc<dyn Clock>,
    pub times: Times,
}

/// A lease that is held and renewed until it is released or dropped.
///
/// Dropped without release it lapses; where the process has ended, who runs on the same machine may take it at once.
pub struct Lease {
    held: Arc<Held>,
    renewing: Mutex<Option<JoinHandle<()>>>,
}

struct Held {
    place: Place,
    claim: Mutex<Claim>,
    changes: Mutex<Changes>,
    /// Counts news: renewals, losses, failures to renew.
    news: watch::Sender<u64>,
    /// Why the last renewal failed.
    trouble: Mutex<Option<String>>,
}

/// Calls of the run that change something.
#[derive(Debug, Default)]
struct Changes {
    under_way: usize,
    last: Option<Moment>,
    /// The lease is being given back: nothing may be sent any more, whatever becomes of that.
    closed: bool,
}

/// The lease could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Another run holds it.
    #[error("{} is held by {}", record.stack, record.holder)]
    Held {
        /// Which.
        record: Box<LeaseRecord>,
    },
    /// The store did not do its part.
    #[error("taking the lease: {0}")]
    Store(StoreError),
    /// What lies there is no lease.
    #[error("the lease {path} cannot be used: {reason}")]
    Unusable {
        /// Where.
        path: String,
        /// Why.
        reason: Reason,
    },
}

/// What a taking waits for, to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// For another run.
    Held(Box<LeaseRecord>),
    /// For the store, which did not answer.
    Store(StoreError),
}

impl Lease {
    /// Takes a lease, waiting at most so long for another run, and keeps it renewed.
    pub(crate) async fn take(
        place: Place,
        mut claim: Claim,
        wait: Duration,
        tell: &(dyn Fn(Waiting) + Send + Sync),
    ) -> Result<Self, NotTaken> {
        let begin = place.clock.now();
        let mut trouble = None;
        loop {
            let now = place.clock.now();
            match claim.next(now) {
                Ask::Rest(_) | Ask::Lost(_) => break,
                Ask::Blocked(record) => {
                    if now.since(begin) >= wait {
                        return Err(NotTaken::Held { record });
                    }
                    tell(Waiting::Held(record));
                    sleep(place.times.free / 30).await;
                    claim.look_again();
                }
                ask => match place.answer(&mut claim, ask).await {
                    Ok(true) => trouble = None,
                    // Others write too: not all of them again at the same moment.
                    Ok(false) => sleep(spread(Duration::from_millis(100))).await,
                    Err(NotTaken::Store(error)) if error.is_unknown() => {
                        let since = *trouble.get_or_insert(now);
                        if now.since(since) >= place.times.free.max(wait) {
                            return Err(NotTaken::Store(error));
                        }
                        tell(Waiting::Store(error));
                        sleep(spread(place.times.renew / 15)).await;
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        let held = Arc::new(Held {
            place,
            claim: Mutex::new(claim),
            changes: Mutex::default(),
            news: watch::Sender::new(0),
            trouble: Mutex::new(None),
        });
        let renewing = Mutex::new(Some(tokio::spawn(renew(Arc::clone(&held)))));
        Ok(Self { held, renewing })
    }

    /// How long is still to be waited until everything that earlier runs did is visible.
    pub fn settles_in(&self) -> Duration {
        lock(&self.held.claim).settled().since(self.held.place.clock.now())
    }

    /// Returns when everything that earlier runs did is visible: nothing may be surveyed earlier.
    pub async fn settled(&self) {
        loop {
            let left = self.settles_in();
            if left.is_zero() {
                return;
            }
            sleep(left.min(NAP)).await;
        }
    }

    /// What calls that change something pass.
    pub fn gate(&self) -> Arc<dyn Gate> {
        Arc::clone(&self.held) as Arc<dyn Gate>
    }

    /// How it was lost, if it was.
    pub fn lost(&self) -> Option<String> {
        match lock(&self.held.claim).validity(self.held.place.clock.now()) {
            Validity::Lost(loss) => Some(lost(&loss)),
            Validity::Open | Validity::Stale => None,
        }
    }

    /// What tells this taking from others: `unlock` asks for it.
    pub fn nonce(&self) -> Option<String> {
        lock(&self.held.claim).record().map(|record| record.nonce.clone())
    }

    /// Gives the lease back. Nothing of this run may be under way any more.
    ///
    /// # Errors
    /// The store's: then the lease lapses by itself.
    pub async fn release(&self) -> Result<(), StoreError> {
        let renewing = lock(&self.renewing).take();
        if let Some(renewing) = renewing {
            renewing.abort();
            // Ended or broken off, it writes nothing more.
            let _ = renewing.await;
        }
        let Held { place, changes, .. } = &*self.held;
        lock(changes).closed = true;
        let mut trouble = None;
        for _ in 0..RELEASES {
            let now = place.clock.now();
            let last = lock(changes).at(now);
            let release = lock(&self.held.claim).release(last, now);
            let Some((record, condition)) = release else { return Ok(()) };
            match place.write(&record, condition).await {
                Ok(Written::Done(_)) => {
                    lock(&self.held.claim).released();
                    return Ok(());
                }
                // An own renewal whose answer nobody waited for, or an own release; or it is lost.
                Ok(Written::Refused) => trouble = None,
                Err(error) if error.is_unknown() => trouble = Some(error),
                Err(error) => return Err(error),
            }
            match place.read().await {
                Ok(seen) => lock(&self.held.claim).read(seen, now),
                Err(NotTaken::Store(error)) if error.is_unknown() => trouble = Some(error),
                Err(_) => return Ok(()),
            }
            sleep(spread(place.times.renew / 30)).await;
        }
        trouble.map_or(Ok(()), Err)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(renewing) = lock(&self.renewing).take() {
            renewing.abort();
        }
    }
}

/// Renews until the lease is lost.
async fn renew(held: Arc<Held>) {
    let place = &held.place;
    loop {
        let now = place.clock.now();
        let mut claim = lock(&held.claim).clone();
        let ask = claim.next(now);
        *lock(&held.claim) = claim.clone();
        let pause = match ask {
            Ask::Rest(until) => until.since(now).min(NAP),
            Ask::Lost(_) => {
                held.tell();
                return;
            }
            ask => {
                let answer = place.answer(&mut claim, ask).await;
                *lock(&held.claim) = claim;
                let failed = answer.as_ref().err().map(ToString::to_string);
                let pause = if failed.is_some() { spread(place.times.renew / 15) } else { Duration::ZERO };
                *lock(&held.trouble) = failed;
                held.tell();
                pause
            }
        };
        if !pause.is_zero() {
            sleep(pause).await;
        }
    }
}

#[async_trait]
impl Gate for Held {
    async fn enter(&self) -> Result<(), String> {
        let begin = self.place.clock.now();
        let mut news = self.news.subscribe();
        loop {
            let now = self.place.clock.now();
            match lock(&self.claim).validity(now) {
                Validity::Open => return lock(&self.changes).begin(),
                Validity::Lost(loss) => return Err(lost(&loss)),
                Validity::Stale if now.since(begin) >= self.place.times.free => {
                    return Err(self.not_renewed());
                }
                Validity::Stale => {}
            }
            // Also without news: the clock goes on while the machine sleeps.
            let _ = timeout(NAP, news.changed()).await;
        }
    }

    fn left(&self) {
        let mut changes = lock(&self.changes);
        changes.under_way = changes.under_way.saturating_sub(1);
        changes.last = Some(self.place.clock.now());
    }
}

impl Held {
    fn tell(&self) {
        self.news.send_modify(|count| *count += 1);
    }

    fn not_renewed(&self) -> String {
        let why = lock(&self.trouble).clone().unwrap_or_else(|| "its store does not answer".to_owned());
        format!("the lease could not be renewed for {} s: {why}", self.place.times.free.as_secs_f64())
    }
}

impl Changes {
    /// A call begins, unless it is too late for one.
    fn begin(&mut self) -> Result<(), String> {
        if self.closed {
            return Err(lost(&Loss::Released));
        }
        self.under_way += 1;
        Ok(())
    }

    /// When something was changed last.
    fn at(&self, now: Moment) -> Option<Moment> {
        if self.under_way > 0 { Some(now) } else { self.last }
    }
}

impl Place {
    /// Does what a claim asks for; whether it was done as asked.
    async fn answer(&self, claim: &mut Claim, ask: Ask) -> Result<bool, NotTaken> {
        match ask {
            Ask::Read => {
                let seen = self.read().await?;
                claim.read(seen, self.clock.now());
                Ok(true)
            }
            Ask::Write(record, condition) => {
                let (wrote, answer) = match self.write(&record, condition).await {
                    Ok(Written::Done(tag)) => (Wrote::Done(tag), Ok(true)),
                    Ok(Written::Refused) => (Wrote::Refused, Ok(false)),
                    Err(error) => (Wrote::Unknown, Err(NotTaken::Store(error))),
                };
                claim.wrote(*record, wrote);
                answer
            }
            Ask::Rest(_) | Ask::Blocked(_) | Ask::Lost(_) => Ok(true),
        }
    }

    /// The lease as it lies there.
    pub async fn read(&self) -> Result<Option<Seen>, NotTaken> {
        let answer = timeout(self.times.attempt, self.store.get(&self.key)).await;
        let object = answer.unwrap_or_else(|_| Err(self.no_answer("reading"))).map_err(NotTaken::Store)?;
        let Some(object) = object else { return Ok(None) };
        let record = LeaseRecord::read(&self.stack, &object.bytes).map_err(|reason| {
            let path = format!("{}/{}", self.store.place(), self.key);
            NotTaken::Unusable { path, reason }
        })?;
        let dead = record.holder.is_dead();
        Ok(Some(Seen { record, tag: object.tag, age: object.age, dead }))
    }

    /// Writes the lease. One attempt is short: the next renewal must not wait for it.
    pub async fn write(&self, record: &LeaseRecord, condition: Condition) -> Result<Written, StoreError> {
        let bytes = record.write().map_err(|error| StoreError {
            cause: Cause::Unusable,
            message: format!("writing the lease: {error}"),
            help: None,
        })?;
        let limit = (self.times.gate.saturating_sub(self.times.renew)) / 2;
        let answer = timeout(limit, self.store.put(&self.key, bytes, condition)).await;
        answer.unwrap_or_else(|_| Err(self.no_answer("writing")))
    }

    fn no_answer(&self, doing: &str) -> StoreError {
        StoreError {
            cause: Cause::Unknown,
            message: format!("{doing} {}/{}: no answer in time", self.store.place(), self.key),
            help: None,
        }
    }
}

fn lost(loss: &Loss) -> String {
    match loss {
        Loss::Released => "the lease was given back".to_owned(),
        Loss::Unlocked => "the lease was unlocked by somebody else".to_owned(),
        Loss::Taken(holder) => format!("the lease has lapsed and was taken by {holder}"),
        Loss::Removed => "the lease was deleted".to_owned(),
    }
}

/// A panic while a lock was held leaves what it guards usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
