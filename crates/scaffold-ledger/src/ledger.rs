use std::sync::Arc;
use std::time::Duration;

use scaffold_model::{DesiredState, StackId, digest};

use crate::applied;
use crate::claim::{Claim, unlocked};
use crate::clock::{BootClock, Clock};
use crate::format::Reason;
use crate::history::Entry;
use crate::holder::{Holder, nonce};
use crate::lease::{Lease, NotTaken, Place, Waiting};
use crate::lease_record::LeaseRecord;
use crate::store::{Cause, Condition, Store, StoreError, Written};
use crate::times::Times;

/// Longest directory name; file systems allow 255 bytes.
const LONGEST_NAME: usize = 200;

/// One stack's part of a ledger: its lease, what was applied last, its history.
///
/// A stack's name does not tell clouds apart: what was applied on a sandbox or an emulator belongs into another place
/// than what was applied on AWS.
#[derive(Clone)]
pub struct Ledger {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    times: Times,
    stack: StackId,
}

/// An object of the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The store did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What lies there cannot be used.
    #[error("{path}: {reason}")]
    Unusable {
        /// Where.
        path: String,
        /// Why.
        reason: Reason,
    },
}

/// What came of an attempt to unlock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// It is free.
    Unlocked(Box<LeaseRecord>),
    /// Nobody held it.
    Free,
    /// It is held in another taking than the one named.
    Other(Box<LeaseRecord>),
}

impl Ledger {
    /// A stack's part of what lies in a store.
    pub fn new(store: Arc<dyn Store>, stack: StackId, times: Times) -> Self {
        Self { store, clock: Arc::new(BootClock), times, stack }
    }

    /// By another clock.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// What users know its place by.
    pub fn place(&self) -> String {
        self.store.place()
    }

    /// Takes the stack's lease, waiting at most so long for another run. Makes the place where it is not there.
    ///
    /// # Errors
    /// Another run holds it, or the store does not do its part.
    pub async fn take(
        &self,
        holder: Holder,
        wait: Duration,
        tell: &(dyn Fn(Waiting) + Send + Sync),
    ) -> Result<Lease, NotTaken> {
        self.store.prepare().await.map_err(NotTaken::Store)?;
        let claim = Claim::new(self.times, self.stack.clone(), holder, nonce());
        Lease::take(self.lease(), claim, wait, tell).await
    }

    /// Who holds the lease, if anybody does, or held it last.
    ///
    /// # Errors
    /// Those of reading it.
    pub async fn holder(&self) -> Result<Option<LeaseRecord>, NotTaken> {
        Ok(self.lease().read().await?.map(|seen| seen.record))
    }

    /// Frees the lease of the taking that has this nonce, though its run may go on: it notices before its next
    /// renewal, and whoever takes the lease next waits as long as if it had lapsed.
    ///
    /// # Errors
    /// Those of reading and writing it.
    pub async fn unlock(&self, nonce: &str) -> Result<Unlocking, NotTaken> {
        loop {
            let Some(seen) = self.lease().read().await?.filter(|seen| !seen.record.free) else {
                return Ok(Unlocking::Free);
            };
            if seen.record.nonce != nonce {
                return Ok(Unlocking::Other(Box::new(seen.record)));
            }
            let (record, condition) = unlocked(self.times, &seen);
            match self.lease().write(&record, condition).await.map_err(NotTaken::Store)? {
                Written::Done(_) => return Ok(Unlocking::Unlocked(Box::new(record))),
                // It was renewed or given back just now.
                Written::Refused => {}
            }
        }
    }

    /// What the blueprint asked for when the stack was applied last; `None` when it never was, as far as this
    /// ledger knows.
    ///
    /// # Errors
    /// A warning, never a reason to stop.
    pub async fn last_applied(&self) -> Result<Option<DesiredState>, Trouble> {
        let key = self.key("applied.json");
        match self.store.get(&key).await? {
            Some(object) => match applied::read(&self.stack, &object.bytes) {
                Ok(desired) => Ok(Some(desired)),
                Err(reason) => Err(self.unusable(&key, reason)),
            },
            None => Ok(None),
        }
    }

    /// Keeps what the blueprint asked for, in place of what was kept before.
    ///
    /// # Errors
    /// A warning: nothing but labels depends on it.
    pub async fn record(&self, desired: &DesiredState) -> Result<(), Trouble> {
        let key = self.key("applied.json");
        let bytes =
            applied::write(&self.stack, desired).map_err(|error| self.unusable(&key, error.into()))?;
        self.store.put(&key, bytes, Condition::Any).await?;
        Ok(())
    }

    /// Forgets what was applied last, where nobody knows what the blueprint asked for.
    ///
    /// # Errors
    /// A warning: nothing but labels depends on it.
    pub async fn forget(&self) -> Result<(), Trouble> {
        Ok(self.store.delete(&self.key("applied.json")).await?)
    }

    /// Writes an entry of the history, in place of what it said before.
    ///
    /// # Errors
    /// A warning: nothing depends on it.
    pub async fn write(&self, entry: &Entry) -> Result<(), Trouble> {
        let key = self.entry_key(&entry.id);
        let bytes = entry.write().map_err(|error| self.unusable(&key, error.into()))?;
        self.store.put(&key, bytes, Condition::Any).await?;
        Ok(())
    }

    /// Ids of the history's entries, the newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn history(&self) -> Result<Vec<String>, Trouble> {
        let prefix = self.key("history/");
        let keys = self.store.list(&prefix).await?;
        let id = |key: &String| Some(key.strip_prefix(&prefix)?.strip_suffix(".json")?.to_owned());
        Ok(keys.iter().rev().filter_map(id).collect())
    }

    /// One entry of the history.
    ///
    /// # Errors
    /// The store's, or that it cannot be used.
    pub async fn entry(&self, id: &str) -> Result<Option<Entry>, Trouble> {
        let key = self.entry_key(id);
        let Some(object) = self.store.get(&key).await? else { return Ok(None) };
        Entry::read(&object.bytes).map(Some).map_err(|reason| self.unusable(&key, reason))
    }

    fn entry_key(&self, id: &str) -> String {
        self.key(&format!("history/{id}.json"))
    }

    fn key(&self, name: &str) -> String {
        format!("{}/{name}", folder(&self.stack))
    }

    fn lease(&self) -> Place {
        Place {
            store: Arc::clone(&self.store),
            key: self.key("lease.json"),
            stack: self.stack.clone(),
            clock: Arc::clone(&self.clock),
            times: self.times,
        }
    }

    fn unusable(&self, key: &str, reason: Reason) -> Trouble {
        Trouble::Unusable { path: format!("{}/{key}", self.store.place()), reason }
    }
}

impl Trouble {
    /// Whether the credentials do not allow it: a plan needs no leave to read a ledger.
    pub fn is_permission(&self) -> bool {
        matches!(self, Self::Store(error) if error.cause == Cause::Permission)
    }
}

/// `shop+prod@us-east-1`: no two stacks share one, also where file names have no case, and none leads out of the
/// ledger's place.
fn folder(stack: &StackId) -> String {
    let text = stack.to_string();
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' | '@' => name.push(c),
            '/' => name.push('+'),
            other => name.push_str(&format!("%{:x}.", u32::from(other))),
        }
    }
    if name.len() > LONGEST_NAME { digest(text.as_bytes()) } else { name }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn folders_differ_and_stay_inside() {
        let stack = |name: &str, environment: Option<&str>| StackId {
            name: name.into(),
            environment: environment.map(str::to_owned),
            region: "us-east-1".into(),
        };
        let long = "x".repeat(300);
        let stacks = [
            stack("shop", None),
            stack("shop", Some("prod")),
            stack("shop+prod", None),
            stack("SHOP", None),
            stack("shop-prod", None),
            stack("..", Some("..")),
            stack("a%2b.", None),
            stack("a+", None),
            stack(&long, None),
            stack(&long, Some("prod")),
        ];
        let names: BTreeSet<String> = stacks.iter().map(folder).collect();
        assert_eq!(names.len(), stacks.len(), "{names:?}");
        for name in names {
            assert!(name.len() <= LONGEST_NAME && !name.contains(['/', '\\', ':']), "{name}");
            assert!(name != "." && name != ".." && !name.starts_with('.'), "{name}");
        }
    }
}
