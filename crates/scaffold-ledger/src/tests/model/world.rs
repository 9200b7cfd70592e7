//! The world of the model: runs, a store, what is on its way between them, and every step that it can take.

use std::time::Duration;

use scaffold_model::StackId;

use crate::claim::{Ask, Claim, Seen, Validity, Wrote, unlocked};
use crate::clock::Moment;
use crate::holder::Holder;
use crate::lease_record::LeaseRecord;
use crate::store::{Condition, Tag};
use crate::times::Times;

const TICK: Duration = Duration::from_secs(25);

/// As close to what users get as whole ticks are: what a deaf holder sends arrives by `gate + attempt`, two ticks,
/// and the lease is free after three.
pub(super) const TIMES: Times =
    Times { renew: TICK, gate: TICK, attempt: TICK, free: ticks(3), settle: ticks(2) };

const fn ticks(count: u64) -> Duration {
    Duration::from_secs(25 * count)
}

/// What is varied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub times: Times,
    pub runs: usize,
    pub ticks: u64,
    pub mishaps: u32,
    /// Whether the store tells how old its object is.
    pub clock: bool,
    pub unlocks: bool,
}

/// Everything that there is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) tick: u64,
    object: Option<Stored>,
    runs: Vec<Run>,
    /// Writes that nobody waits for any more and that may still arrive.
    strays: Vec<(LeaseRecord, Condition)>,
    /// The latest taking that has surveyed.
    surveyed: u64,
    /// When a call of each taking arrived last.
    arrivals: Vec<(u64, u64)>,
    /// What may still go wrong.
    mishaps: u32,
}

impl World {
    /// A write that nobody waits for; one whose condition will never hold is as good as lost.
    fn stray(&mut self, record: LeaseRecord, condition: Condition) {
        if self.fits(&condition) {
            self.strays.push((record, condition));
        }
    }

    fn fits(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Any => true,
            Condition::Absent => self.object.is_none(),
            Condition::Matches(tag) => self.object.as_ref().is_some_and(|stored| stored.tag == *tag),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stored {
    record: LeaseRecord,
    tag: Tag,
    tick: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Run {
    claim: Claim,
    done: bool,
    /// A write that was sent and not answered.
    writing: Option<(LeaseRecord, Condition)>,
    surveyed: bool,
    /// A call that changes something: when it was sent, in which taking.
    call: Option<(u64, u64)>,
    last_change: Option<u64>,
}

impl Run {
    /// What it knew makes no difference any more.
    fn end(&mut self, scope: Scope) {
        self.claim = begin(Scope { runs: 1, ..scope }).runs.remove(0).claim;
        self.done = true;
        self.surveyed = false;
        self.last_change = None;
    }
}

fn now(world: &World) -> Moment {
    Moment(TICK * u32::try_from(world.tick).unwrap())
}

pub(super) fn begin(scope: Scope) -> World {
    let stack = StackId { name: String::new(), environment: None, region: String::new() };
    let holder = Holder {
        who: String::new(),
        host: String::new(),
        job: None,
        command: String::new(),
        since: String::new(),
        scaffold: String::new(),
        process: None,
    };
    let run = |nonce: usize| Run {
        claim: Claim::new(scope.times, stack.clone(), holder.clone(), nonce.to_string()),
        done: false,
        writing: None,
        surveyed: false,
        call: None,
        last_change: None,
    };
    World {
        tick: 100,
        object: None,
        runs: (0..scope.runs).map(run).collect(),
        strays: Vec::new(),
        surveyed: 0,
        arrivals: Vec::new(),
        mishaps: scope.mishaps,
    }
}

/// Who did what.
pub(super) type Move = (&'static str, usize);
pub(super) type Next = (Move, Result<World, String>);

pub(super) fn steps(world: &World, scope: Scope, end: u64) -> Vec<Next> {
    let mut steps = Vec::new();
    if world.tick < end {
        let mut next = world.clone();
        next.tick += 1;
        for run in &mut next.runs {
            // It arrived before, or never does.
            let late = |sent: u64| TICK * u32::try_from(next.tick - sent).unwrap() > scope.times.attempt;
            run.call = run.call.filter(|(sent, _)| !late(*sent));
        }
        for run in &mut next.runs {
            // What has settled makes no difference any more.
            run.last_change = run.last_change.filter(|tick| next.tick - tick < 2);
        }
        next.arrivals.retain(|(_, tick)| next.tick - tick < 2);
        steps.push((("is the time", usize::try_from(next.tick).unwrap()), Ok(next)));
    }
    for index in 0..world.runs.len() {
        let mut add = |what: &'static str, next: Option<World>| {
            steps.extend(next.map(|next| ((what, index), Ok(next))));
        };
        add("goes on", go_on(world, index, scope));
        add("sends a call", send(world, index));
        add("is served", serve(world, index));
        add("releases", release(world, index, scope));
        if world.mishaps > 0 {
            add("gives up waiting", time_out(world, index));
            add("dies", die(world, index, scope));
            if scope.unlocks {
                add("is unlocked", unlock(world, index, scope));
            }
        }
        let arrived = arrive(world, index);
        steps.extend(arrived.map(|next| (("has a call arrive", index), next)));
        steps.extend(survey(world, index).map(|next| (("surveys", index), next)));
    }
    for stray in 0..world.strays.len() {
        let mut next = world.clone();
        let (record, condition) = next.strays.remove(stray);
        write(&mut next, &record, &condition);
        steps.push((("is the late write that arrives", stray), Ok(next)));
    }
    steps
}

/// A read is asked, served and heard at once: to hear it late is to act on it late, which is tried too, and leaves
/// less to do wrong. Likewise a write, from its arrival on.
fn go_on(world: &World, index: usize, scope: Scope) -> Option<World> {
    let run = &world.runs[index];
    if run.done || run.writing.is_some() {
        return None;
    }
    let mut next = world.clone();
    let time = now(world);
    let run = &mut next.runs[index];
    match run.claim.next(time) {
        Ask::Read => {
            let seen = world.object.clone().map(|stored| Seen {
                age: scope.clock.then(|| TICK * u32::try_from(world.tick - stored.tick).unwrap()),
                record: stored.record,
                tag: stored.tag,
                dead: false,
            });
            run.claim.read(seen, time);
        }
        Ask::Write(record, condition) => run.writing = Some((*record, condition)),
        Ask::Blocked(_) => run.claim.look_again(),
        Ask::Lost(_) => run.end(scope),
        Ask::Rest(_) => return None,
    }
    Some(next)
}

/// A call that changes something passes the gate, also while a renewal is under way.
fn send(world: &World, index: usize) -> Option<World> {
    let run = &world.runs[index];
    if run.done || !run.surveyed || run.call.is_some() {
        return None;
    }
    let epoch = run.claim.record()?.epoch;
    let mut next = world.clone();
    next.runs[index].call = Some((world.tick, epoch));
    (run.claim.validity(now(world)) == Validity::Open).then_some(next)
}

fn serve(world: &World, index: usize) -> Option<World> {
    let mut next = world.clone();
    let (record, condition) = next.runs[index].writing.take()?;
    let tag = write(&mut next, &record, &condition);
    next.runs[index].claim.wrote(record, tag.map_or(Wrote::Refused, Wrote::Done));
    Some(next)
}

fn write(world: &mut World, record: &LeaseRecord, condition: &Condition) -> Option<Tag> {
    world.fits(condition).then(|| {
        // Versions do not come back: what waits for another one waits for ever.
        world.strays.clear();
        // As an ETag, it is made from what the object holds.
        let tag = Tag(format!("{}/{}/{}", record.nonce, record.sequence, record.free));
        world.object = Some(Stored { record: record.clone(), tag: tag.clone(), tick: world.tick });
        tag
    })
}

/// No answer comes; what was to be written may be there, or come yet, or never.
fn time_out(world: &World, index: usize) -> Option<World> {
    let mut next = world.clone();
    next.mishaps -= 1;
    let (record, condition) = next.runs[index].writing.take()?;
    next.runs[index].claim.wrote(record.clone(), Wrote::Unknown);
    next.stray(record, condition);
    Some(next)
}

fn die(world: &World, index: usize, scope: Scope) -> Option<World> {
    let mut next = world.clone();
    next.mishaps -= 1;
    let run = &mut next.runs[index];
    if run.done {
        return None;
    }
    let writing = run.writing.take();
    run.end(scope);
    if let Some((record, condition)) = writing {
        next.stray(record, condition);
    }
    Some(next)
}

/// A user unlocks what this run holds, though it is alive.
fn unlock(world: &World, index: usize, scope: Scope) -> Option<World> {
    let stored = world.object.as_ref()?;
    let holds = world.runs[index].claim.record()?.nonce == stored.record.nonce && !stored.record.free;
    let mut next = world.clone();
    next.mishaps -= 1;
    let age = Some(TICK * u32::try_from(world.tick - stored.tick).unwrap()).filter(|_| scope.clock);
    let seen = Seen { record: stored.record.clone(), tag: stored.tag.clone(), age, dead: false };
    let (record, condition) = unlocked(scope.times, &seen);
    write(&mut next, &record, &condition);
    holds.then_some(next)
}

fn release(world: &World, index: usize, scope: Scope) -> Option<World> {
    let run = &world.runs[index];
    if run.done || run.writing.is_some() || run.call.is_some() {
        return None;
    }
    let last = run.last_change.map(|tick| Moment(TICK * u32::try_from(tick).unwrap()));
    let (record, condition) = run.claim.release(last, now(world))?;
    let mut next = world.clone();
    next.runs[index].end(scope);
    next.stray(record, condition);
    Some(next)
}

/// A call that changes something is carried out, though nobody may wait for its answer.
fn arrive(world: &World, index: usize) -> Option<Result<World, String>> {
    let (_, epoch) = world.runs[index].call?;
    let mut next = world.clone();
    next.runs[index].call = None;
    next.runs[index].last_change = Some(world.tick);
    next.arrivals.retain(|(known, tick)| *known != epoch && world.tick - tick < 2);
    next.arrivals.push((epoch, world.tick));
    if epoch < world.surveyed {
        return Some(Err(format!(
            "a call of taking {epoch} arrives after taking {} surveyed",
            world.surveyed
        )));
    }
    Some(Ok(next))
}

fn survey(world: &World, index: usize) -> Option<Result<World, String>> {
    let run = &world.runs[index];
    let epoch = run.claim.record()?.epoch;
    if run.done || run.surveyed || now(world) < run.claim.settled() {
        return None;
    }
    let mut next = world.clone();
    next.runs[index].surveyed = true;
    next.surveyed = world.surveyed.max(epoch);
    // What must have settled is TIMES' word, also where a test breaks it.
    let unseen = world.arrivals.iter().find(|(other, tick)| {
        *other < epoch && TICK * u32::try_from(world.tick - tick).unwrap() < TIMES.settle
    });
    match unseen {
        Some((other, _)) => Some(Err(format!("taking {epoch} surveys before what {other} did has settled"))),
        None => Some(Ok(next)),
    }
}
