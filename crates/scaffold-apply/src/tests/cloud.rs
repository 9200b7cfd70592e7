//! A cloud of one kind whose every resource behaves as its script says, on tokio's paused clock.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::{
    Address, Answer, CloudId, KindName, Live, LiveIdentity, LiveState, Lookup, PhysicalId, ServiceCost,
    Signal, StackId, TAG_ADDRESS, TAG_STACK, User, Value, Values,
};
use scaffold_provider::{
    Class, Cloud, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest,
};
use tokio::time::{Instant, sleep};

use super::script::{Fault, Script};
use crate::Canceller;

pub const KIND: &str = "test.thing";

#[derive(Clone, Debug)]
pub struct Thing {
    pub live: Live,
    shown: Instant,
    ready: Instant,
    gone: Option<Instant>,
}

#[derive(Default)]
pub struct State {
    pub scripts: BTreeMap<Address, Script>,
    pub things: BTreeMap<PhysicalId, Thing>,
    /// Changing calls in the order in which they began: verb, address, when.
    pub changes: Vec<(&'static str, Address, Duration)>,
    pub creates_that_landed: BTreeMap<Address, usize>,
    /// What it was told of, since the answer to its creation was lost.
    pub found: Vec<PhysicalId>,
    pub surveys: usize,
    pub survey_refusal: Option<Class>,
    pub canceller: Option<Canceller>,
    /// Calls that found something pending, or referring to what is not there.
    pub wrongs: Vec<String>,
    in_flight: usize,
    pub most_in_flight: usize,
    made: usize,
}

pub struct Fake {
    id: CloudId,
    kind: KindName,
    began: Instant,
    pub pace: Pace,
    state: Mutex<State>,
}

pub fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

pub fn identity(address: &Address) -> LiveIdentity {
    LiveIdentity { stack: stack().to_string(), address: address.clone(), name: None }
}

/// What refuses a call by default: a code and a request id, as AWS does.
pub fn refusal(class: Class) -> Error {
    Error {
        code: Some("Test.Refused".into()),
        request_id: Some("req-42".into()),
        ..Error::new(class, "test:ChangeThing", "the test says no")
    }
}

/// Counts a call as long as it is not dropped.
struct InFlight<'a>(&'a Fake);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.state().in_flight -= 1;
    }
}

impl Fake {
    pub fn new() -> Self {
        let second = Duration::from_secs(1);
        Self {
            id: CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None },
            kind: KindName::from(KIND),
            began: Instant::now(),
            pace: Pace { interval: second, limit: second * 600, typical: second },
            state: Mutex::default(),
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn script(&self, address: &Address, script: Script) {
        self.state().scripts.insert(address.clone(), script);
    }

    /// Something that is there already.
    pub fn put(&self, id: &str, address: &Address) {
        let thing = Thing {
            live: Live {
                kind: self.kind.clone(),
                id: PhysicalId::from(id),
                identity: Some(identity(address)),
                name: None,
                values: Values::new(),
                tags: BTreeMap::new(),
                state: LiveState::Ready,
                created: None,
                foreign: Vec::new(),
            },
            shown: self.began,
            ready: self.began,
            gone: None,
        };
        self.state().things.insert(thing.live.id.clone(), thing);
    }

    /// What is there already gets ready, or fails, only so much later.
    pub fn delay(&self, id: &str, by: Duration, breaks: bool) {
        if let Some(thing) = self.state().things.get_mut(&PhysicalId::from(id)) {
            thing.ready = self.began + by;
            if breaks {
                thing.live.state = LiveState::Failed("failed".into());
            }
        }
    }

    /// What is there now of an address.
    pub fn there(&self, address: &Address) -> Vec<Live> {
        let state = self.state();
        let ours = |live: &Live| live.identity.as_ref().is_some_and(|identity| identity.address == *address);
        state.things.values().filter_map(Thing::seen).filter(ours).collect()
    }

    pub fn verbs(&self) -> Vec<&'static str> {
        self.state().changes.iter().map(|(verb, ..)| *verb).collect()
    }

    fn begin(&self) -> InFlight<'_> {
        let mut state = self.state();
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        InFlight(self)
    }

    /// Begins a changing call; gives its script and its fault.
    async fn change(&self, verb: &'static str, address: &Address) -> (Script, Option<Fault>) {
        let (script, fault) = {
            let mut state = self.state();
            state.changes.push((verb, address.clone(), self.began.elapsed()));
            let script = state.scripts.entry(address.clone()).or_default();
            let fault = script.faults.pop_front();
            (script.clone(), fault)
        };
        sleep(script.call).await;
        if fault == Some(Fault::Hangs) {
            std::future::pending::<()>().await;
        }
        if let (Some(Fault::Interrupts), Some(canceller)) = (fault, &self.state().canceller) {
            canceller.cancel(Signal::Interrupt);
        }
        (script, fault)
    }

    fn address_of(&self, id: &PhysicalId) -> Address {
        let state = self.state();
        let identity = state.things.get(id).and_then(|thing| thing.live.identity.as_ref());
        identity.map_or_else(|| Address::block("test", "unknown"), |identity| identity.address.clone())
    }

    fn make(&self, request: &CreateRequest, script: &Script) -> PhysicalId {
        let mut state = self.state();
        state.made += 1;
        let id = PhysicalId::new(format!("thing-{:05}", state.made));
        let now = Instant::now();
        let is_ours = !script.untagged && request.tags.contains_key(TAG_STACK);
        let failed = script.breaks.then(|| LiveState::Failed("failed".into()));
        let live = Live {
            kind: self.kind.clone(),
            id: id.clone(),
            identity: is_ours.then(|| identity(&request.address)),
            name: request.name.clone(),
            values: request.values.iter().filter(|(name, _)| *name != "later").map(clone_pair).collect(),
            tags: BTreeMap::new(),
            state: failed.unwrap_or(LiveState::Ready),
            created: None,
            foreign: Vec::new(),
        };
        let shown = now + script.hidden;
        state.things.insert(id.clone(), Thing { live, shown, ready: now + script.slow, gone: None });
        *state.creates_that_landed.entry(request.address.clone()).or_default() += 1;
        id
    }

    /// Nothing that is handed to a call may be pending, or refer to what is not ready.
    fn judge(&self, values: &Values) {
        let mut state = self.state();
        for value in values.values().flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value)))
        {
            let id = PhysicalId::from(value.as_text().unwrap_or_default());
            let is_reference = id.as_str().starts_with("thing-");
            let is_ready = state.things.get(&id).is_some_and(|thing| thing.ready <= Instant::now());
            if !value.is_known() || (is_reference && !is_ready) {
                state.wrongs.push(value.to_string());
            }
        }
    }
}

fn clone_pair((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

impl Thing {
    fn seen(&self) -> Option<Live> {
        let now = Instant::now();
        if now < self.shown || self.gone.is_some_and(|gone| gone <= now) {
            return None;
        }
        let state = match (self.gone, now < self.ready) {
            (Some(_), _) => LiveState::Deleting("deleting".into()),
            (None, true) => LiveState::Pending("pending".into()),
            (None, false) => self.live.state.clone(),
        };
        Some(Live { state, ..self.live.clone() })
    }
}

#[async_trait]
impl Cloud for Fake {
    fn id(&self) -> &CloudId {
        &self.id
    }

    fn providers(&self) -> Vec<&dyn Provider> {
        vec![self]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Answer, Error> {
        unreachable!("apply looks nothing up")
    }

    fn found(&self, id: &PhysicalId) {
        self.state().found.push(id.clone());
    }

    fn guard(&self, _: std::sync::Arc<dyn scaffold_provider::Gate>) {}

    fn cost(&self) -> Vec<ServiceCost> {
        Vec::new()
    }
}

#[async_trait]
impl Provider for Fake {
    fn kind(&self) -> KindName {
        self.kind.clone()
    }

    fn pace(&self, _: PaceOf) -> Pace {
        self.pace
    }

    async fn survey(&self, _: &StackId) -> Result<Vec<Live>, Error> {
        let _call = self.begin();
        let mut state = self.state();
        state.surveys += 1;
        match state.survey_refusal {
            Some(class) => Err(refusal(class)),
            None => Ok(state
                .things
                .values()
                .filter_map(Thing::seen)
                .filter(|live| live.identity.is_some())
                .collect()),
        }
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let _call = self.begin();
        Ok(self.state().things.get(id).and_then(Thing::seen))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let _call = self.begin();
        let (script, fault) = self.change("create", &request.address).await;
        self.judge(&request.values);
        match fault {
            Some(Fault::Refused(class)) => return Err(refusal(class)),
            Some(Fault::Lost { landed: false }) => return Err(refusal(Class::Ambiguous)),
            _ => {}
        }
        if let Some(id) = script.answers_with {
            return Ok(id);
        }
        let id = self.make(request, &script);
        match fault {
            Some(Fault::Lost { .. }) => return Err(refusal(Class::Ambiguous)),
            Some(Fault::Halfway(class)) => return Err(refusal(class).made(&id)),
            _ => {}
        }
        if let Some(later) = request.values.get("later")
            && let Some(thing) = self.state().things.get_mut(&id)
        {
            thing.live.values.insert("later".into(), later.clone());
        }
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let _call = self.begin();
        let (script, fault) = self.change("update", &request.address).await;
        self.judge(&request.values);
        if let Some(Fault::Refused(class)) = fault {
            return Err(refusal(class));
        }
        if let Some(thing) = self.state().things.get_mut(&request.id) {
            thing.live.values.extend(request.patch.clone());
            thing.ready = Instant::now() + script.slow;
        }
        match fault {
            Some(Fault::Lost { .. }) => Err(refusal(Class::Ambiguous)),
            _ => Ok(()),
        }
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let _call = self.begin();
        let (script, fault) = self.change("delete", &self.address_of(&request.id)).await;
        match fault {
            Some(Fault::Refused(class)) => return Err(refusal(class)),
            Some(Fault::Lost { landed: false }) => return Err(refusal(Class::Ambiguous)),
            _ => {}
        }
        let mut state = self.state();
        let user = script.used_by.and_then(|user| state.things.get(&user).and_then(Thing::seen));
        if user.is_some() {
            return Err(refusal(Class::Dependency));
        }
        if let Some(thing) = state.things.get_mut(&request.id) {
            if script.stays {
                thing.live.identity = None;
            } else {
                thing.gone.get_or_insert(Instant::now() + script.slow);
            }
        }
        match fault {
            Some(Fault::Lost { .. }) => Err(refusal(Class::Ambiguous)),
            _ => Ok(()),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let _call = self.begin();
        let address = tags.get(TAG_ADDRESS).and_then(|text| Address::parse(text).ok()).unwrap();
        let (_, fault) = self.change("tag", &address).await;
        if let Some(Fault::Refused(class)) = fault {
            return Err(refusal(class));
        }
        if let Some(thing) = self.state().things.get_mut(id) {
            thing.live.identity = Some(identity(&address));
        }
        Ok(())
    }

    /// Only deletions that are refused for a while ask.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let state = self.state();
        let user = |id: &PhysicalId| {
            let address = &state.things.get(id)?.live.identity.as_ref()?.address;
            let user = state.scripts.get(address)?.used_by.clone()?;
            Some(User::new(id, user, "thing"))
        };
        Ok(ids.iter().filter_map(user).collect())
    }
}
