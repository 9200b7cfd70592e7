use std::time::Duration;

use async_trait::async_trait;

/// Where a ledger's objects lie: S3, or a directory.
///
/// A write under a condition MUST be atomic: of any number at once, at most one finds its condition met.
/// Every method MUST be safe to drop at any await; what was being written is then there or not.
#[async_trait]
pub trait Store: Send + Sync {
    /// What users know it by: `s3://scaffold-123456789012-us-east-1`, `.scaffold/ledger`.
    fn place(&self) -> String;

    /// Makes the place where it is this store's to make, closed to everyone else; nothing where it is there.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn prepare(&self) -> Result<(), StoreError>;

    /// An object; `None` where there is none, also where the place itself is not there yet.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError>;

    /// Writes an object, whole or not at all, if the condition holds.
    ///
    /// # Errors
    /// [`StoreError`]; where it is [`StoreError::is_unknown`], the write may have happened or happen yet.
    async fn put(&self, key: &str, bytes: Vec<u8>, condition: Condition) -> Result<Written, StoreError>;

    /// Deletes an object; nothing where there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// Keys under a prefix, in the order of their bytes. None where the place is not there yet.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;
}

/// An object as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// This version of it.
    pub tag: Tag,
    /// How long ago it was written, by the one clock that the store itself has; `None` where it has none.
    pub age: Option<Duration>,
}

/// One version of an object: an ETag. Two versions that differ in a byte have different ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(pub String);

/// When a write may happen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Always.
    Any,
    /// Only where there is no object.
    Absent,
    /// Only over this version.
    Matches(Tag),
}

/// What became of a write that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there, in this version.
    Done(Tag),
    /// The condition did not hold (412), or another write was under way (409): nothing was written by this
    /// attempt. An earlier one whose answer was lost may be what stood in the way.
    Refused,
}

/// A store did not do its part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    /// What it means.
    pub cause: Cause,
    /// What was being done, where, and what the store said.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
}

/// What an error of a store means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No answer, or one that says nothing (timeout, reset, 5xx, throttled): worth another try. A write may have
    /// happened, or happen yet.
    Unknown,
    /// The credentials do not allow it.
    Permission,
    /// The place belongs to somebody else, or cannot be what it should be. Trying again does not help.
    Unusable,
}

impl StoreError {
    /// Whether it is worth another try, and a write may have happened.
    pub fn is_unknown(&self) -> bool {
        self.cause == Cause::Unknown
    }
}
