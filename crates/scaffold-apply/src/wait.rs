use std::time::Duration;

use scaffold_model::{Change, Live, LiveState, PhysicalId, Step, Value, Verb, is_version_of};
use scaffold_provider::{Class, CreateRequest, Error, Pace, PaceOf};
use tokio::time::Instant;

use crate::failure::Halt;
use crate::run::pace;
use crate::task::{Task, cause};

/// How long an updated resource may be out of sight before it counts as removed.
const OUT_OF_SIGHT: Duration = Duration::from_secs(30);

/// What one look says.
enum Look<T> {
    /// It is as it should be.
    Done(T),
    /// Not yet, for this reason.
    Wait(String),
    /// It carries no identity although its creation asked for it.
    Untagged,
}

/// Waits until something just made is ready and carries our identity. A create that left no tags is
/// mended once, by tagging; what carries another identity is not ours, and is left alone.
pub(crate) async fn until_created(
    task: &Task<'_>,
    id: &PhysicalId,
    request: &CreateRequest,
) -> Result<Live, Halt> {
    let pace = pace(task.provider, PaceOf::Create);
    let mut tagged = false;
    loop {
        let look = |live: Option<Live>| match live {
            None => Ok(Look::Wait("not visible yet".to_owned())),
            Some(live) => match ownership(task, request, &live) {
                Ownership::Theirs => Err(theirs(&live)),
                Ownership::Nobodys if !tagged => Ok(Look::Untagged),
                Ownership::Nobodys => Ok(Look::Wait("identity not visible yet".to_owned())),
                Ownership::Ours => readiness(live),
            },
        };
        match watch(task, id, pace, look).await? {
            Some(live) => return Ok(live),
            None => {
                task.progress("left without tags, tagging it");
                task.persist(pace, || task.provider.tag(id, &request.tags)).await?;
                tagged = true;
            }
        }
    }
}

/// Waits until a change has taken effect, or until what an earlier run made is ready.
pub(crate) async fn until_updated(task: &Task<'_>, id: &PhysicalId, verb: PaceOf) -> Result<Live, Halt> {
    let mut missing_since = None;
    let look = |live: Option<Live>| match live {
        Some(live) => {
            missing_since = None;
            match not_yet(task.step, &live) {
                Some(what) if live.state == LiveState::Ready => Ok(Look::Wait(what)),
                _ => readiness(live),
            }
        }
        None if missing_since.get_or_insert_with(Instant::now).elapsed() >= OUT_OF_SIGHT => {
            Err(Error::new(Class::Gone, "readiness", format!("{id} is gone")))
        }
        None => Ok(Look::Wait("not visible".to_owned())),
    };
    complete(id, watch(task, id, pace(task.provider, verb), look).await?)
}

/// What another step has set off, and has not come yet: a change that this step's own call does not carry.
fn not_yet(step: &Step, live: &Live) -> Option<String> {
    let Verb::Update { patch, .. } = &step.verb else { return None };
    let is_there = |change: &Change| match (&change.after, live.value(&change.attribute)) {
        (Value::Text(wanted), Value::Text(is)) => is_version_of(wanted, is),
        (wanted, is) => wanted == is,
    };
    let waited = step.changes.iter().filter(|change| !patch.contains_key(&change.attribute));
    // The state of what an earlier run made is no attribute: readiness tells.
    let mut waited = waited.filter(|change| live.values.contains_key(&change.attribute));
    waited
        .find(|change| !is_there(change))
        .map(|change| format!("{} is still {}", change.attribute, live.value(&change.attribute)))
}

/// Waits until an adopted resource carries our identity. Its state does not matter.
pub(crate) async fn until_adopted(task: &Task<'_>, id: &PhysicalId) -> Result<Live, Halt> {
    let look = |live: Option<Live>| match live {
        Some(live) if is_ours(task, &live) => Ok(Look::Done(live)),
        _ => Ok(Look::Wait("identity not visible yet".to_owned())),
    };
    complete(id, watch(task, id, pace(task.provider, PaceOf::Update), look).await?)
}

/// Waits until something is gone. A complete set is gone when nothing in it is ours: it is there as
/// long as its parent.
pub(crate) async fn until_gone(task: &Task<'_>, id: &PhysicalId) -> Result<(), Halt> {
    let look = |live: Option<Live>| match live {
        None => Ok(Look::Done(())),
        Some(Live { state: LiveState::Deleting(status), .. }) => Ok(Look::Wait(status)),
        Some(Live { identity: None, .. }) => Ok(Look::Done(())),
        Some(_) => Ok(Look::Wait("still visible".to_owned())),
    };
    complete(id, watch(task, id, pace(task.provider, PaceOf::Delete), look).await?)
}

fn complete<T>(id: &PhysicalId, seen: Option<T>) -> Result<T, Halt> {
    seen.ok_or_else(|| Error::new(Class::Failed, "readiness", format!("{id} lost its tags")).into())
}

/// Looks until it is done (`Some`) or needs tags (`None`), at the pace's interval and within its limit.
async fn watch<T>(
    task: &Task<'_>,
    id: &PhysicalId,
    pace: Pace,
    mut look: impl FnMut(Option<Live>) -> Result<Look<T>, Error>,
) -> Result<Option<T>, Halt> {
    let begin = Instant::now();
    let mut told: Option<(String, Instant)> = None;
    loop {
        let status = match task.read(task.provider.read(id)).await {
            Ok(live) => match look(live)? {
                Look::Done(answer) => return Ok(Some(answer)),
                Look::Untagged => return Ok(None),
                Look::Wait(status) => status,
            },
            Err(Halt::Cloud(error)) => match error.class {
                Class::Throttled | Class::Transient | Class::Ambiguous | Class::NotYetVisible => {
                    format!("{}, looking again", cause(&error))
                }
                _ => return Err(Halt::Cloud(error)),
            },
            Err(halt) => return Err(halt),
        };
        if begin.elapsed() >= pace.limit {
            return Err(out_of_time(id, pace, &status).into());
        }
        let is_news = told
            .as_ref()
            .is_none_or(|(last, at)| *last != status || at.elapsed() >= task.run.settings.heartbeat);
        if is_news {
            task.progress(&status);
            told = Some((status, Instant::now()));
        }
        task.pause(pace.interval).await?;
    }
}

fn readiness(live: Live) -> Result<Look<Live>, Error> {
    match &live.state {
        LiveState::Ready => Ok(Look::Done(live)),
        LiveState::Pending(status) => Ok(Look::Wait(status.clone())),
        LiveState::Deleting(status) => {
            Err(Error::new(Class::Gone, "readiness", format!("{} is being deleted ({status})", live.id)))
        }
        LiveState::Failed(status) => {
            let message = format!("{} will never be usable: its status is `{status}`", live.id);
            Err(Error::new(Class::Failed, "readiness", message))
        }
    }
}

enum Ownership {
    Ours,
    Theirs,
    Nobodys,
}

fn ownership(task: &Task<'_>, request: &CreateRequest, live: &Live) -> Ownership {
    if is_ours(task, live) || is_part(request, &live.id) {
        return Ownership::Ours;
    }
    // Some creates answer with what was there before. Tags that were not asked for give it away.
    let is_bare = live.tags.iter().all(|(key, value)| request.tags.get(key) == Some(value));
    if live.identity.is_none() && is_bare { Ownership::Nobodys } else { Ownership::Theirs }
}

pub(crate) fn is_ours(task: &Task<'_>, live: &Live) -> bool {
    live.identity
        .as_ref()
        .is_some_and(|identity| identity.stack == task.run.stack && identity.address == task.step.address)
}

/// A complete set has the physical id of its parent, which one of its attributes names. It carries no
/// identity of its own, only what is in it does.
fn is_part(request: &CreateRequest, id: &PhysicalId) -> bool {
    request.values.values().any(|value| value.as_text() == Some(id.as_str()))
}

fn theirs(live: &Live) -> Error {
    let owner = match &live.identity {
        Some(identity) => format!("it belongs to {} of stack {}", identity.address, identity.stack),
        None => "it carries tags that were not asked for, and no identity".to_owned(),
    };
    let message = format!("the answer was {}, which was there before: {owner}", live.id);
    Error::new(Class::OwnedBySomeoneElse, "readiness", message).made(&live.id)
}

fn out_of_time(id: &PhysicalId, pace: Pace, status: &str) -> Error {
    let seconds = pace.limit.as_secs();
    let message = format!("{id} was not there after {seconds} s; its last status was `{status}`");
    Error::new(Class::Failed, "readiness", message)
}
