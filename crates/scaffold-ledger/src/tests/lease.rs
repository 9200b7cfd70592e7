//! Leases in a directory, on a clock that tests turn.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::StackId;
use scaffold_provider::Gate;
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{
    Cause, Clock, Condition, DirectoryStore, Holder, Ledger, Moment, NotTaken, Object, Process, Store,
    StoreError, Tag, Times, Unlocking, Written,
};

/// tokio's clock, and the time that the machine slept.
struct TestClock {
    begin: Instant,
    slept: AtomicU64,
}

impl TestClock {
    fn new() -> Arc<Self> {
        Arc::new(Self { begin: Instant::now() - Duration::from_secs(1000), slept: AtomicU64::new(0) })
    }

    fn sleep(&self, span: Duration) {
        self.slept.fetch_add(span.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment(self.begin.elapsed() + Duration::from_secs(self.slept.load(Ordering::Relaxed)))
    }
}

/// A store that loses answers or does not answer, when told so.
struct Flaky {
    inner: DirectoryStore,
    mood: Mutex<Mood>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Good,
    /// Does what it is asked, and the answer is lost.
    LosesAnswers,
    Deaf,
}

impl Flaky {
    fn mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn trouble(&self) -> Result<(), StoreError> {
        match *self.mood.lock().unwrap() {
            Mood::Good => Ok(()),
            _ => Err(StoreError { cause: Cause::Unknown, message: "no answer".into(), help: None }),
        }
    }

    fn is_deaf(&self) -> bool {
        *self.mood.lock().unwrap() == Mood::Deaf
    }
}

#[async_trait]
impl Store for Flaky {
    fn place(&self) -> String {
        self.inner.place()
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        self.inner.prepare().await
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        if self.is_deaf() {
            self.trouble()?;
        }
        self.inner.get(key).await
    }

    async fn put(&self, key: &str, bytes: Vec<u8>, condition: Condition) -> Result<Written, StoreError> {
        if self.is_deaf() {
            self.trouble()?;
        }
        let written = self.inner.put(key, bytes, condition).await;
        self.trouble()?;
        written
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.inner.delete(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.inner.list(prefix).await
    }
}

struct Scene {
    _directory: TempDir,
    store: Arc<Flaky>,
    clock: Arc<TestClock>,
    ledger: Ledger,
}

impl Scene {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store =
            Arc::new(Flaky { inner: DirectoryStore::at(directory.path()), mood: Mutex::new(Mood::Good) });
        let clock = TestClock::new();
        let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
        let ledger = Ledger::new(store.clone(), stack, Times::default()).with_clock(clock.clone());
        Self { _directory: directory, store, clock, ledger }
    }

    async fn take(&self, who: &str, wait: Duration) -> Result<crate::Lease, NotTaken> {
        self.ledger.take(holder(who), wait, &|_| {}).await
    }
}

/// Somebody on another machine, unless told otherwise.
fn holder(who: &str) -> Holder {
    Holder { who: who.into(), process: None, ..Holder::this("apply", "0.1.0") }
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

async fn enters(gate: &Arc<dyn Gate>) -> Result<(), String> {
    gate.enter().await?;
    gate.left();
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_second_run_is_told_who_holds_it_and_gets_it_after_the_release() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    assert_eq!(first.settles_in(), Duration::ZERO, "nobody was there before");
    let refused = scene.take("ben", Duration::ZERO).await.err().unwrap();
    assert!(refused.to_string().contains("anna on "), "{refused}");
    enters(&first.gate()).await.unwrap();
    tokio::time::sleep(seconds(10)).await;
    first.release().await.unwrap();
    let second = scene.take("ben", Duration::ZERO).await.unwrap();
    let settles = second.settles_in().as_secs_f64();
    assert!((19.9..=30.1).contains(&settles), "30 s after anna's last change, {settles}");
    second.settled().await;
    assert_eq!(second.settles_in(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_changed_nothing_is_not_waited_for() {
    let scene = Scene::new();
    scene.take("anna", Duration::ZERO).await.unwrap().release().await.unwrap();
    let second = scene.take("ben", Duration::ZERO).await.unwrap();
    assert_eq!(second.settles_in(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_goes_on_keeps_it_however_long() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    let refused = scene.take("ben", seconds(600)).await.err().unwrap();
    assert!(matches!(refused, NotTaken::Held { .. }), "{refused}");
    enters(&first.gate()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_hears_nothing_closes_its_gate_before_another_may_begin() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    let gate = first.gate();
    tokio::time::sleep(seconds(20)).await;
    scene.store.mood(Mood::Deaf);
    let began = Instant::now();
    let closed = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if tokio::time::timeout(Duration::from_millis(1), gate.enter()).await.is_err() {
            break began.elapsed();
        }
        gate.left();
    };
    assert!(closed <= seconds(26), "25 s after the last renewal was sent, {closed:?}");
    let why = gate.enter().await.unwrap_err();
    assert!(why.contains("could not be renewed") && why.contains("no answer"), "{why}");
    // The other run has a store that works, and sees the lease for the first time now.
    drop(first);
    scene.store.mood(Mood::Good);
    let second = scene.take("ben", seconds(120)).await.unwrap();
    assert!(second.settles_in() >= seconds(25), "{:?}", second.settles_in());
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_changes_nothing_before_it_has_renewed() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    let gate = first.gate();
    enters(&gate).await.unwrap();
    scene.store.mood(Mood::Deaf);
    // Timers do not notice.
    scene.clock.sleep(seconds(3600));
    assert!(
        tokio::time::timeout(Duration::from_millis(10), gate.enter()).await.is_err(),
        "an hour has passed"
    );
    // Nobody took it meanwhile: it goes on.
    scene.store.mood(Mood::Good);
    gate.enter().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_while_it_slept_is_lost() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    scene.store.mood(Mood::Deaf);
    let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
    let other = Ledger::new(Arc::new(scene.store.inner.clone()), stack, Times::default())
        .with_clock(scene.clock.clone());
    let second = other.take(holder("ben"), seconds(90), &|_| {}).await.unwrap();
    scene.store.mood(Mood::Good);
    let why = first.gate().enter().await.unwrap_err();
    assert!(why.contains("was taken by ben"), "{why}");
    assert!(first.lost().is_some());
    first.release().await.unwrap();
    enters(&second.gate()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_lost_lose_nothing() {
    let scene = Scene::new();
    scene.store.mood(Mood::LosesAnswers);
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    for _ in 0..10 {
        tokio::time::sleep(seconds(20)).await;
        enters(&first.gate()).await.unwrap();
    }
    first.release().await.unwrap();
    let record = scene.ledger.holder().await.unwrap().unwrap();
    assert!(record.free && record.epoch == 1, "{record:?}");
}

#[tokio::test(start_paused = true)]
async fn from_the_release_on_nothing_is_sent_whatever_becomes_of_it() {
    let scene = Scene::new();
    let first = Arc::new(scene.take("anna", Duration::ZERO).await.unwrap());
    let gate = first.gate();
    scene.store.mood(Mood::Deaf);
    let releasing = tokio::spawn({
        let first = Arc::clone(&first);
        async move { first.release().await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!releasing.is_finished());
    let why = gate.enter().await.unwrap_err();
    assert!(why.contains("given back"), "{why}");
    assert!(releasing.await.unwrap().is_err(), "it lapses");
}

#[tokio::test(start_paused = true)]
async fn who_unlocks_has_to_know_whom() {
    let scene = Scene::new();
    let first = scene.take("anna", Duration::ZERO).await.unwrap();
    assert!(matches!(scene.ledger.unlock("another").await.unwrap(), Unlocking::Other(_)));
    enters(&first.gate()).await.unwrap();
    let nonce = first.nonce().unwrap();
    assert!(matches!(scene.ledger.unlock(&nonce).await.unwrap(), Unlocking::Unlocked(_)));
    assert_eq!(scene.ledger.unlock(&nonce).await.unwrap(), Unlocking::Free);
    let second = scene.take("ben", Duration::ZERO).await.unwrap();
    assert!(second.settles_in() >= seconds(60), "anna may not know it yet: {:?}", second.settles_in());
    tokio::time::sleep(seconds(16)).await;
    let why = first.gate().enter().await.unwrap_err();
    assert!(why.contains("taken by ben"), "{why}");
}

#[tokio::test(start_paused = true)]
async fn a_dead_process_of_this_machine_frees_it_at_once() {
    let scene = Scene::new();
    let Some(this) = Process::this() else { return };
    let dead = Holder { process: Some(Process { started: this.started + 1, ..this }), ..holder("anna") };
    let first = scene.ledger.take(dead, Duration::ZERO, &|_| {}).await.unwrap();
    drop(first);
    let second = scene.take("ben", Duration::ZERO).await.unwrap();
    assert_eq!(second.settles_in().as_secs_f64().round(), 30.0, "what it sent last may not be visible yet");
}

#[tokio::test(start_paused = true)]
async fn of_twenty_at_once_one_gets_it() {
    let scene = Arc::new(Scene::new());
    let mut runs = tokio::task::JoinSet::new();
    for run in 0..20 {
        let scene = scene.clone();
        runs.spawn(async move { scene.take(&run.to_string(), Duration::ZERO).await });
    }
    let leases: Vec<_> = runs.join_all().await;
    assert_eq!(leases.iter().filter(|lease| lease.is_ok()).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_lease_is_not_overwritten() {
    let scene = Scene::new();
    let key = "shop@us-east-1/lease.json";
    for bytes in [&b"{"[..], br#"{"format": 7}"#, b""] {
        scene.store.put(key, bytes.to_vec(), Condition::Any).await.unwrap();
        let refused = scene.take("anna", Duration::ZERO).await.err().unwrap().to_string();
        assert!(refused.contains("lease.json cannot be used"), "{refused}");
        assert_eq!(scene.store.get(key).await.unwrap().unwrap().bytes, bytes);
    }
    let Tag(_) = scene.store.get(key).await.unwrap().unwrap().tag;
}
