use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use scaffold_model::{PhysicalId, TAG_ADDRESS, TAG_STACK, digest};

use crate::clock::{Clock, Time};
use crate::journal::{Journal, Lock, Trouble};
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::state::{Op, State, Token};

/// The state and where it is kept.
#[derive(Debug)]
pub struct Store {
    kept: Mutex<Kept>,
    lock: Option<Lock>,
    /// What the time is.
    pub clock: Clock,
}

#[derive(Debug)]
struct Kept {
    state: State,
    journal: Option<Journal>,
}

/// A transaction: all of its changes, or none.
pub struct Transaction<'a> {
    /// The state, changes included.
    pub state: &'a mut State,
    /// When.
    pub now: u64,
    /// What the time is.
    pub clock: &'a Clock,
    ops: Vec<Op>,
    undo: Vec<Undo>,
}

enum Undo {
    Put(Box<Record>),
    Remove(Key),
    Made(String, u64),
}

impl Store {
    /// Opens the state of a cloud: in a directory, or in memory.
    pub fn open(directory: Option<&Path>, cloud: String, time: Time) -> Result<Self, Trouble> {
        let mut state = State::default();
        let mut journal = directory.map(|directory| Journal::new(directory, cloud));
        let lock = directory.map(Lock::open).transpose()?;
        if let (Some(journal), Some(lock)) = (&mut journal, &lock) {
            let _held = lock.hold(false)?;
            journal.catch_up(&mut state, false)?;
        }
        let clock = Clock::new(time, state.last());
        Ok(Self { kept: Mutex::new(Kept { state, journal }), lock, clock })
    }

    /// Reads the state as it is now.
    pub fn read<R>(&self, work: impl FnOnce(&State, u64) -> Result<R, Refusal>) -> Result<R, Refusal> {
        let mut kept = self.kept();
        let Kept { state, journal } = &mut *kept;
        let _held = match (journal, &self.lock) {
            (Some(journal), Some(lock)) => {
                let held = lock.hold(false).map_err(own)?;
                journal.catch_up(state, false).map_err(own)?;
                Some(held)
            }
            _ => None,
        };
        let now = self.clock.now().max(state.last());
        state.settle(now);
        work(state, now)
    }

    /// Changes the state: wholly and kept when `work` agrees, else not at all.
    pub fn write<R>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let mut kept = self.kept();
        let Kept { state, journal } = &mut *kept;
        let _held = match (journal.as_mut(), &self.lock) {
            (Some(journal), Some(lock)) => {
                let held = lock.hold(true).map_err(own)?;
                journal.catch_up(state, true).map_err(own)?;
                Some(held)
            }
            _ => None,
        };
        let now = self.clock.now().max(state.last());
        state.settle(now);
        let mut transaction =
            Transaction { state, now, clock: &self.clock, ops: Vec::new(), undo: Vec::new() };
        let result = work(&mut transaction);
        let Transaction { state, ops, undo, .. } = transaction;
        let result = match (result, journal) {
            (Ok(result), Some(journal)) if !ops.is_empty() => {
                state.changed_at(now);
                journal.append(now, ops, state).map(|()| result).map_err(own)
            }
            (result, _) => result,
        };
        if result.is_err() {
            for step in undo.into_iter().rev() {
                match step {
                    Undo::Put(record) => state.put(*record),
                    Undo::Remove(key) => {
                        state.remove(&key);
                    }
                    Undo::Made(seed, count) => state.apply(Op::Made(seed, count)),
                }
            }
        }
        result
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A panic elsewhere leaves a state whose every step was whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn own(trouble: Trouble) -> Refusal {
    Refusal::own(trouble.to_string())
}

impl Transaction<'_> {
    /// Puts a record in the place of its predecessor, if it has one.
    pub fn put(&mut self, record: Record) {
        self.undo.push(match self.state.get(&record.key) {
            Some(before) => Undo::Put(Box::new(before.clone())),
            None => Undo::Remove(record.key.clone()),
        });
        self.ops.push(Op::Put(Box::new(record.clone())));
        self.state.put(record);
    }

    /// Takes a record away, and all that goes with it.
    pub fn remove(&mut self, key: &Key) {
        self.ops.push(Op::Remove(key.clone()));
        for went in self.state.remove(key) {
            self.undo.push(Undo::Put(Box::new(went)));
        }
    }

    /// Remembers a client token.
    pub fn remember(&mut self, token: &str, made: &Key, request: &str) {
        let op = Op::Token(
            token.to_owned(),
            Token { made: made.clone(), request: request.to_owned(), at: self.now },
        );
        self.ops.push(op.clone());
        self.state.apply(op);
    }

    /// Takes something that only one may ever have, if nobody took it before.
    pub fn claim(&mut self, what: &str) -> bool {
        if self.state.made(what) > 0 {
            return false;
        }
        self.undo.push(Undo::Made(what.to_owned(), 0));
        let op = Op::Made(what.to_owned(), 1);
        self.ops.push(op.clone());
        self.state.apply(op);
        true
    }

    /// An id that no other has, as AWS writes them. It depends on what was made before from the same
    /// seed alone, so that a test sees the same ids whatever runs side by side.
    pub fn fresh_id(&mut self, prefix: &str, seed: &str) -> PhysicalId {
        let count = self.state.made(seed) + 1;
        self.undo.push(Undo::Made(seed.to_owned(), count - 1));
        let op = Op::Made(seed.to_owned(), count);
        self.ops.push(op.clone());
        self.state.apply(op);
        let hash = digest(format!("{prefix}|{seed}|{count}").as_bytes());
        PhysicalId::new(format!("{prefix}0{}", &hash[..16]))
    }

    /// A new record of now with nothing in it.
    pub fn fresh_record(&self, key: Key) -> Record {
        Record {
            key,
            number: self.state.next_number(),
            name: None,
            values: scaffold_model::Values::new(),
            tags: std::collections::BTreeMap::new(),
            parts: Vec::new(),
            created: self.now,
            visible: self.now,
            ready: self.now,
            gone: None,
            failed: None,
            owner: None,
        }
    }
}

/// What the id of something with these tags is made from.
pub fn seed(kind: &str, tags: &std::collections::BTreeMap<String, String>) -> String {
    let tag = |key: &str| tags.get(key).map_or("", String::as_str);
    format!("{kind}|{}|{}", tag(TAG_STACK), tag(TAG_ADDRESS))
}
