use std::time::Duration;

use scaffold_model::{Live, LiveState, PhysicalId, Values};
use scaffold_provider::{Class, CreateRequest, Error, PaceOf, UpdateRequest};

use crate::failure::Halt;
use crate::run::pace;
use crate::task::{Patience, Task};
use crate::wait::{is_ours, until_created, until_updated};

/// How often something is made when every answer is lost and nothing is found.
const ATTEMPTS: usize = 3;
/// How long something is looked for whose creation may have happened.
const SEARCH: Duration = Duration::from_secs(30);

/// Makes a resource and waits until it is ready.
pub(crate) async fn create(task: &Task<'_>, request: &CreateRequest) -> Result<Live, Halt> {
    let made = make(task, request).await?;
    let (Made::Answered(id) | Made::Found(id)) = &made;
    let ready = async {
        let live = until_created(task, id, request).await?;
        match &made {
            Made::Answered(_) => Ok(live),
            Made::Found(_) => complete(task, request, live).await,
        }
    };
    ready.await.map_err(|halt: Halt| halt.made(id))
}

enum Made {
    /// The creating call answered.
    Answered(PhysicalId),
    /// Its answer was lost; what it made was found.
    Found(PhysicalId),
}

/// Makes one, never two: after an answer that was lost, what carries the identity is taken, and only
/// where nothing does is it made again.
async fn make(task: &Task<'_>, request: &CreateRequest) -> Result<Made, Halt> {
    let pace = pace(task.provider, PaceOf::Create);
    let mut attempt = 1;
    loop {
        let lost = match task.persist(pace, || task.provider.create(request)).await {
            Ok(id) => return Ok(Made::Answered(id)),
            Err(Halt::Cloud(error)) if error.class == Class::Ambiguous && error.made.is_none() => error,
            Err(halt) => return Err(halt),
        };
        if let Some(id) = search(task, request, &lost).await? {
            task.run.cloud.found(&id);
            return Ok(Made::Found(id));
        }
        if attempt == ATTEMPTS {
            return Err(Halt::Cloud(lost));
        }
        attempt += 1;
        task.progress("nothing was made, creating it again");
    }
}

/// Looks for what a call without an answer may have made. `None` only when a look at the end of the
/// time found nothing.
async fn search(task: &Task<'_>, request: &CreateRequest, lost: &Error) -> Result<Option<PhysicalId>, Halt> {
    let mut patience = Patience::new();
    task.progress("the answer was lost, looking for what was made");
    loop {
        let (elapsed, enough) = (patience.since.elapsed(), task.hastened(SEARCH));
        match task.read(task.provider.survey(&request.stack)).await {
            Ok(live) => match pick(task, request, live) {
                Some(id) => return Ok(Some(id)),
                None if elapsed >= enough => return Ok(None),
                None => {}
            },
            Err(Halt::Cloud(error)) if elapsed >= enough * 2 || !is_passing(error.class) => {
                let message = format!("{}; looking for what it made failed too: {error}", lost.message);
                return Err(Halt::Cloud(Error { message, ..lost.clone() }));
            }
            Err(Halt::Cloud(_)) => {}
            Err(halt) => return Err(halt),
        }
        // Before haste, as pauses are.
        let left = SEARCH.saturating_sub(patience.since.elapsed() * task.run.settings.haste.get());
        let pause = patience.next_pause();
        task.pause(if left.is_zero() { pause } else { pause.min(left) }).await?;
    }
}

fn is_passing(class: Class) -> bool {
    matches!(class, Class::Throttled | Class::Transient | Class::Ambiguous | Class::NotYetVisible)
}

/// Of what is live, that which the call made: ours, new since the plan, and with the name that was
/// asked for. The oldest, if there are several; the next run deposes the others.
fn pick(task: &Task<'_>, request: &CreateRequest, live: Vec<Live>) -> Option<PhysicalId> {
    live.into_iter()
        .filter(|live| is_ours(task, live) && !task.run.has_seen(live))
        .filter(|live| matches!(live.state, LiveState::Ready | LiveState::Pending(_)))
        .filter(|live| request.name.is_none() || live.name.is_none() || live.name == request.name)
        .min_by(|one, other| (&one.created, &one.id).cmp(&(&other.created, &other.id)))
        .map(|live| live.id)
}

/// Does what would have followed the creating call, had it answered: attributes that it does not carry.
async fn complete(task: &Task<'_>, request: &CreateRequest, live: Live) -> Result<Live, Halt> {
    let patch: Values = request
        .values
        .iter()
        .filter(|(name, value)| !value.is_null() && live.value(name) != *value)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if patch.is_empty() {
        return Ok(live);
    }
    let update = UpdateRequest {
        id: live.id.clone(),
        stack: request.stack.clone(),
        address: request.address.clone(),
        before: patch.keys().map(|name| (name.clone(), live.value(name).clone())).collect(),
        patch,
        values: request.values.clone(),
    };
    task.progress("found, setting what was not set yet");
    task.persist(pace(task.provider, PaceOf::Update), || task.provider.update(&update)).await?;
    until_updated(task, &live.id, PaceOf::Update).await
}
