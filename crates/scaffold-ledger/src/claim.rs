//! One run's side of the lease, without clock or network: it is told what time it is and what the store answered,
//! and says what to do next. So that every order of events can be tried.

use std::collections::BTreeMap;
use std::time::Duration;

use scaffold_model::StackId;

use crate::clock::Moment;
use crate::holder::Holder;
use crate::lease_record::{Dated, LeaseRecord, millis};
use crate::store::{Condition, Tag};
use crate::times::Times;

/// One run and the lease that it wants, holds or held.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    times: Times,
    stack: StackId,
    holder: Holder,
    nonce: String,
    phase: Phase,
    /// When those of our writes were sent that lie in the store or may still come there.
    sent: BTreeMap<u64, Moment>,
    /// The version that was read last, and since when it has been seen: where the store has no clock.
    watched: Option<(Tag, Moment)>,
    /// Before this nothing may be surveyed.
    settled: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// Has to read what is there.
    Looking,
    /// Has read, and may take it.
    Taking { epoch: u64, condition: Condition },
    /// Somebody else holds it.
    Blocked { record: LeaseRecord },
    /// Holds it: `record` is what lies in the store in the version `tag`.
    Held { record: LeaseRecord, tag: Tag, certain: bool },
    /// Held it once.
    Lost { by: Loss },
}

/// How a lease was lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Loss {
    /// It was given back.
    Released,
    /// Somebody unlocked it.
    Unlocked,
    /// It lapsed, and somebody took it.
    Taken(Box<Holder>),
    /// It is not there any more.
    Removed,
}

/// The lease as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it holds.
    pub record: LeaseRecord,
    /// Its version.
    pub tag: Tag,
    /// How long ago it was written, by the store's clock.
    pub age: Option<Duration>,
    /// Whether the process that holds it is certainly gone.
    pub dead: bool,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Read the lease, and tell by [`Claim::read`].
    Read,
    /// Write this under this condition, at once, and tell by [`Claim::wrote`].
    Write(Box<LeaseRecord>, Condition),
    /// Held: nothing is to be done before this moment.
    Rest(Moment),
    /// Somebody else holds it; it may be read again later.
    Blocked(Box<LeaseRecord>),
    /// It is lost for good.
    Lost(Loss),
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// It is there, in this version.
    Done(Tag),
    /// Something stood in its way; perhaps an earlier one of ours whose answer was lost.
    Refused,
    /// Nobody knows.
    Unknown,
}

/// Whether a call that changes something may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Now.
    Open,
    /// When the lease is renewed, if it is.
    Stale,
    /// Never again.
    Lost(Loss),
}

impl Claim {
    /// A run that wants the lease of a stack. The nonce is its own.
    pub fn new(times: Times, stack: StackId, holder: Holder, nonce: String) -> Self {
        Self {
            times,
            stack,
            holder,
            nonce,
            phase: Phase::Looking,
            sent: BTreeMap::new(),
            watched: None,
            settled: Moment(Duration::ZERO),
        }
    }

    /// What to do next.
    pub fn next(&mut self, now: Moment) -> Ask {
        match &self.phase {
            Phase::Looking | Phase::Held { certain: false, .. } => Ask::Read,
            Phase::Blocked { record } => Ask::Blocked(Box::new(record.clone())),
            Phase::Lost { by } => Ask::Lost(by.clone()),
            Phase::Taking { epoch, condition } => {
                let record =
                    LeaseRecord::taken(self.stack.clone(), *epoch, self.nonce.clone(), self.holder.clone());
                let sequence = self.next_sequence();
                let record = LeaseRecord { sequence, ..record };
                let condition = condition.clone();
                self.send(record, condition, now)
            }
            Phase::Held { record, tag, .. } => {
                let due = self.valid_since(record) + self.times.renew;
                if now < due {
                    return Ask::Rest(due);
                }
                let condition = Condition::Matches(tag.clone());
                let record = LeaseRecord { sequence: self.next_sequence(), ..record.clone() };
                self.send(record, condition, now)
            }
        }
    }

    /// After [`Ask::Blocked`]: look again.
    pub fn look_again(&mut self) {
        if matches!(self.phase, Phase::Blocked { .. }) {
            self.phase = Phase::Looking;
        }
    }

    /// The lease was read: `None` where there is none.
    pub fn read(&mut self, seen: Option<Seen>, now: Moment) {
        let held = matches!(self.phase, Phase::Held { .. });
        match seen {
            Some(seen) if seen.record.nonce == self.nonce && !seen.record.free => {
                self.hold(seen.record, seen.tag)
            }
            Some(seen) if held && seen.record.nonce == self.nonce => {
                self.phase = Phase::Lost { by: Loss::Unlocked };
            }
            Some(seen) if held => self.phase = Phase::Lost { by: Loss::Taken(Box::new(seen.record.holder)) },
            None if held => self.phase = Phase::Lost { by: Loss::Removed },
            Some(seen) => self.judge(seen, now),
            None => {
                self.settled = now;
                self.phase = Phase::Taking { epoch: 1, condition: Condition::Absent };
            }
        }
    }

    /// What became of the last write.
    pub fn wrote(&mut self, record: LeaseRecord, wrote: Wrote) {
        match (wrote, &mut self.phase) {
            (Wrote::Done(tag), _) => self.hold(record, tag),
            (_, Phase::Held { certain, .. }) => *certain = false,
            (_, phase) => *phase = Phase::Looking,
        }
    }

    /// Whether a call that changes something may be sent now.
    pub fn validity(&self, now: Moment) -> Validity {
        match &self.phase {
            Phase::Held { record, .. } if now.since(self.valid_since(record)) <= self.times.gate => {
                Validity::Open
            }
            Phase::Lost { by } => Validity::Lost(by.clone()),
            _ => Validity::Stale,
        }
    }

    /// When what is live may be read, once the lease is held.
    pub fn settled(&self) -> Moment {
        self.settled
    }

    /// What lies in the store while it is held.
    pub fn record(&self) -> Option<&LeaseRecord> {
        match &self.phase {
            Phase::Held { record, .. } => Some(record),
            _ => None,
        }
    }

    /// What gives the lease back, if it is held: whoever takes it next lets what this run changed last settle.
    pub fn release(&self, last_change: Option<Moment>, now: Moment) -> Option<(LeaseRecord, Condition)> {
        let Phase::Held { record, tag, .. } = &self.phase else { return None };
        let own = last_change.map_or(Duration::ZERO, |at| self.times.settle.saturating_sub(now.since(at)));
        let record = LeaseRecord { sequence: self.next_sequence(), free: true, ..record.clone() };
        let record = self.dated(record, now).settling(own.max(self.settled.since(now)));
        Some((record, Condition::Matches(tag.clone())))
    }

    /// This is what lies in the store. Nothing that was sent before can come there any more: each write is bound to
    /// the version that it was to replace.
    fn hold(&mut self, record: LeaseRecord, tag: Tag) {
        self.sent = self.sent.split_off(&record.sequence);
        self.phase = Phase::Held { record, tag, certain: true };
    }

    /// The lease was given back: there is nothing left to do.
    pub fn released(&mut self) {
        self.phase = Phase::Lost { by: Loss::Released };
    }

    /// Somebody else's lease: free, lapsed, abandoned, or held.
    fn judge(&mut self, seen: Seen, now: Moment) {
        let Seen { record, tag, age, dead } = seen;
        let age = age
            .or_else(|| record.age_here(self.holder.process.as_ref(), now))
            .unwrap_or_else(|| self.watch(&tag, now));
        let wait = if record.free {
            record.settle_left(age)
        } else if age >= self.times.free {
            self.times.quiet().saturating_sub(age)
        } else if dead {
            self.times.settle.max(record.settle_left(age))
        } else {
            self.phase = Phase::Blocked { record };
            return;
        };
        self.settled = now + wait;
        self.phase = Phase::Taking { epoch: record.epoch + 1, condition: Condition::Matches(tag) };
    }

    /// For how long this version has been seen.
    fn watch(&mut self, tag: &Tag, now: Moment) -> Duration {
        match &self.watched {
            Some((known, since)) if known == tag => now.since(*since),
            _ => {
                self.watched = Some((tag.clone(), now));
                Duration::ZERO
            }
        }
    }

    /// A write of ours, from whose sending on the lease is valid if it arrives. It hands on how long is still to
    /// be waited for those before us.
    fn send(&mut self, record: LeaseRecord, condition: Condition, now: Moment) -> Ask {
        let record = self.dated(record, now).settling(self.settled.since(now));
        self.sent.insert(record.sequence, now);
        Ask::Write(Box::new(record), condition)
    }

    fn dated(&self, record: LeaseRecord, now: Moment) -> LeaseRecord {
        let process = self.holder.process.as_ref();
        let written = process.map(|process| Dated {
            boot: process.boot.clone(),
            namespace: process.namespace.clone(),
            millis: millis(now),
        });
        LeaseRecord { written, ..record }
    }

    fn next_sequence(&self) -> u64 {
        self.sent.last_key_value().map_or(1, |(last, _)| last + 1)
    }

    /// When the write that lies in the store was sent. One that is not known is long ago.
    fn valid_since(&self, record: &LeaseRecord) -> Moment {
        self.sent.get(&record.sequence).copied().unwrap_or(Moment(Duration::ZERO))
    }
}

/// What unlocks a lease that somebody else holds, who may not know it for a while: as if it had lapsed when it was
/// written last.
pub fn unlocked(times: Times, seen: &Seen) -> (LeaseRecord, Condition) {
    let settle = times.quiet().saturating_sub(seen.age.unwrap_or(Duration::ZERO));
    let sequence = seen.record.sequence + 1;
    let record = LeaseRecord { sequence, free: true, written: None, ..seen.record.clone() };
    (record.settling(settle), Condition::Matches(seen.tag.clone()))
}
