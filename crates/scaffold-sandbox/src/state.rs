use std::collections::{BTreeSet, HashMap};

use scaffold_model::{KindName, PhysicalId, TAG_STACK};
use serde::{Deserialize, Serialize};

use crate::record::{Key, Record};

/// What is remembered of a client token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What was made with it.
    pub made: Key,
    /// Digest of the request.
    pub request: String,
    /// When.
    pub at: u64,
}

/// A change of the state, as the journal holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// A record is there, or is now so.
    Put(Box<Record>),
    /// A record is gone, and all that goes with it.
    Remove(Key),
    /// A client token was used.
    Token(String, Token),
    /// So many were made from this seed.
    Made(String, u64),
    /// The next record's number.
    Number(u64),
}

/// Everything that lives in the sandbox, with the indexes that keep each call from reading all of it.
#[derive(Debug, Default)]
pub struct State {
    records: HashMap<Key, Record>,
    by_kind: HashMap<KindName, BTreeSet<(u64, PhysicalId)>>,
    by_stack: HashMap<(KindName, String), BTreeSet<(u64, PhysicalId)>>,
    named_by: HashMap<PhysicalId, BTreeSet<Key>>,
    owned_by: HashMap<Key, BTreeSet<Key>>,
    going: BTreeSet<(u64, Key)>,
    tokens: HashMap<String, Token>,
    made: HashMap<String, u64>,
    next_number: u64,
    last: u64,
}

impl State {
    /// Does a change.
    pub fn apply(&mut self, op: Op) {
        match op {
            Op::Put(record) => self.put(*record),
            Op::Remove(key) => {
                self.remove(&key);
            }
            Op::Token(token, made) => {
                self.tokens.insert(token, made);
            }
            Op::Made(seed, count) => {
                self.made.insert(seed, count);
            }
            Op::Number(number) => self.next_number = number,
        }
    }

    /// Puts a record in the place of its predecessor, if it has one.
    pub fn put(&mut self, record: Record) {
        self.unlist(&record.key);
        self.next_number = self.next_number.max(record.number + 1);
        let key = record.key.clone();
        let entry = (record.number, key.id.clone());
        if let Some(stack) = record.tags.get(TAG_STACK) {
            self.by_stack.entry((key.kind.clone(), stack.clone())).or_default().insert(entry.clone());
        }
        self.by_kind.entry(key.kind.clone()).or_default().insert(entry);
        for naming in record.namings(scaffold_kinds::schema(key.kind.as_str())) {
            self.named_by.entry(naming.target.id).or_default().insert(key.clone());
        }
        if let Some(owner) = &record.owner {
            self.owned_by.entry(owner.clone()).or_default().insert(key.clone());
        }
        if let Some(gone) = record.gone {
            self.going.insert((gone, key.clone()));
        }
        self.records.insert(key, record);
    }

    /// Takes a record away, and all that goes with it. Gives what went.
    pub fn remove(&mut self, key: &Key) -> Vec<Record> {
        let mut went = Vec::new();
        for owned in self.owned_by.remove(key).unwrap_or_default() {
            went.extend(self.remove(&owned));
        }
        self.unlist(key);
        went.extend(self.records.remove(key));
        went
    }

    fn unlist(&mut self, key: &Key) {
        let Some(record) = self.records.get(key) else { return };
        let entry = (record.number, key.id.clone());
        if let Some(listed) = self.by_kind.get_mut(&key.kind) {
            listed.remove(&entry);
        }
        if let Some(stack) = record.tags.get(TAG_STACK)
            && let Some(listed) = self.by_stack.get_mut(&(key.kind.clone(), stack.clone()))
        {
            listed.remove(&entry);
        }
        for naming in record.namings(scaffold_kinds::schema(key.kind.as_str())) {
            if let Some(namers) = self.named_by.get_mut(&naming.target.id) {
                namers.remove(key);
                if namers.is_empty() {
                    self.named_by.remove(&naming.target.id);
                }
            }
        }
        if let Some(owner) = &record.owner
            && let Some(owned) = self.owned_by.get_mut(owner)
        {
            owned.remove(key);
        }
        if let Some(gone) = record.gone {
            self.going.remove(&(gone, key.clone()));
        }
    }

    /// Lets time pass: what was deleted and is gone by now is taken away.
    pub fn settle(&mut self, now: u64) {
        while let Some((gone, key)) = self.going.first().cloned()
            && gone <= now
        {
            self.remove(&key);
        }
    }

    /// A record.
    pub fn get(&self, key: &Key) -> Option<&Record> {
        self.records.get(key)
    }

    /// A record of a kind.
    pub fn find(&self, kind: &str, id: &str) -> Option<&Record> {
        self.records.get(&Key::new(kind, id))
    }

    /// Records that name an id, of any kind.
    pub fn namers(&self, id: &str) -> impl Iterator<Item = &Record> {
        self.named_by.get(id).into_iter().flatten().filter_map(|key| self.records.get(key))
    }

    /// Records of a kind that name an id.
    pub fn namers_of_kind(&self, kind: &str, id: &str) -> impl Iterator<Item = &Record> {
        self.namers(id).filter(move |record| record.key.kind.as_str() == kind)
    }

    /// All records of a kind, oldest first.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Record> {
        let kind = KindName::from(kind);
        let listed = self.by_kind.get(&kind).into_iter().flatten();
        listed.filter_map(move |(_, id)| self.records.get(&Key { kind: kind.clone(), id: id.clone() }))
    }

    /// Records of a kind with a stack's tag that are younger than `after`, oldest first.
    pub fn of_stack(
        &self,
        kind: &KindName,
        stack: &str,
        after: Option<u64>,
    ) -> impl Iterator<Item = &Record> {
        let from = (after.map_or(0, |number| number + 1), PhysicalId::from(""));
        let listed = self.by_stack.get(&(kind.clone(), stack.to_owned()));
        let kind = kind.clone();
        listed
            .into_iter()
            .flat_map(move |listed| listed.range(from.clone()..))
            .filter_map(move |(_, id)| self.records.get(&Key { kind: kind.clone(), id: id.clone() }))
    }

    /// All records, oldest first.
    pub fn all(&self) -> Vec<&Record> {
        let mut all: Vec<&Record> = self.records.values().collect();
        all.sort_by_key(|record| (record.number, &record.key));
        all
    }

    /// What a client token stands for.
    pub fn token(&self, token: &str) -> Option<&Token> {
        self.tokens.get(token)
    }

    /// How many were made from a seed.
    pub fn made(&self, seed: &str) -> u64 {
        self.made.get(seed).copied().unwrap_or(0)
    }

    /// The number of the next record.
    pub fn next_number(&self) -> u64 {
        self.next_number
    }

    /// When it was last changed.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// It was changed at that time.
    pub fn changed_at(&mut self, at: u64) {
        self.last = self.last.max(at);
    }

    /// The changes that make this state from nothing. Tokens older than a day are forgotten, as AWS
    /// forgets them.
    pub fn as_ops(&self) -> Vec<Op> {
        let day = 24 * 3600 * 1000;
        let mut ops: Vec<Op> =
            self.all().into_iter().map(|record| Op::Put(Box::new(record.clone()))).collect();
        ops.extend(
            self.tokens
                .iter()
                .filter(|(_, token)| token.at + day >= self.last || self.records.contains_key(&token.made))
                .map(|(name, token)| Op::Token(name.clone(), token.clone())),
        );
        ops.extend(self.made.iter().map(|(seed, count)| Op::Made(seed.clone(), *count)));
        ops.push(Op::Number(self.next_number));
        ops
    }
}
