use std::fmt;

use scaffold_model::{Address, KindName, KindSchema, Value, Values};

use crate::Cloud;

/// A resource to make and to change.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Whose.
    pub address: Address,
    /// Of what kind.
    pub kind: KindName,
    /// What it is made with, in the cloud's own spelling. References are pending on fixtures before it.
    pub values: Values,
    /// What is changed, one after the other: attribute and value.
    pub updates: Vec<(&'static str, Value)>,
}

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// A stack without resources has none.
    EmptyAtFirst,
    /// What was made is found once, by its identity, and is what was asked for.
    MadeAsAsked,
    /// The same request again gives the same resource, where tokens or names allow.
    MadeOnce,
    /// A change arrives, and nothing else changes.
    ChangesOneThing,
    /// Tags arrive, and nothing else changes.
    Tags,
    /// What was deleted is not found, and can be deleted again.
    Deletes,
    /// Another stack's resources stay as they are.
    LeavesOthersAlone,
}

/// A promise that a cloud is known not to keep, such as an emulator without client tokens.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The kind; all of them when `None`.
    pub kind: Option<&'static str>,
    /// The attribute, for changes and values; all of them when `None`.
    pub attribute: Option<&'static str>,
    /// The promise.
    pub promise: Promise,
    /// Why.
    pub reason: &'static str,
}

/// What the suite runs on.
pub struct Contract<'a> {
    /// The cloud.
    pub cloud: &'a dyn Cloud,
    /// The schema of a kind.
    pub schema: fn(&str) -> Option<&'static KindSchema>,
    /// What is made, each after what it refers to.
    pub fixtures: Vec<Fixture>,
    /// Begins the names of both stacks, so that runs side by side keep apart.
    pub name: String,
    /// What the cloud is known not to keep.
    pub exceptions: Vec<Exception>,
}

/// A promise that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Of what.
    pub address: Address,
    /// Which.
    pub promise: Promise,
    /// What was expected, and what was there.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}: {}", self.address, self.promise, self.what)
    }
}
