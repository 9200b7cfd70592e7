use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use scaffold_model::{Live, LiveState};

/// For how long a promotion that was begun may not show.
const PROMOTION: Duration = Duration::from_secs(600);

/// What this run did to instances that AWS does not show at once. Losing it loses a wait: the next run
/// reads what has become of them.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// New names by old ones.
    renamed: Mutex<HashMap<String, String>>,
    /// Those with changes at once that are under way.
    changing: Mutex<HashSet<String>>,
    /// Since when those are promoted that were replicas.
    promoted: Mutex<HashMap<String, Instant>>,
    /// What was deleted, with its last snapshot.
    deleted: Mutex<HashMap<String, (String, Live)>>,
}

impl Memory {
    /// What it is called by now.
    pub fn name_of(&self, id: &str) -> String {
        lock(&self.renamed).get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    pub fn renames(&self, id: &str, name: &str) {
        lock(&self.renamed).insert(id.to_owned(), name.to_owned());
    }

    pub fn changes(&self, id: &str) {
        lock(&self.changing).insert(id.to_owned());
    }

    pub fn promotes(&self, id: &str) {
        lock(&self.promoted).insert(id.to_owned(), Instant::now());
    }

    pub fn deletes(&self, id: &str, snapshot: &str, live: Live) {
        lock(&self.deleted).insert(id.to_owned(), (snapshot.to_owned(), live));
    }

    /// What is not done yet of what this run began, given what AWS has queued and whether it shows a
    /// replica.
    pub fn under_way(&self, id: &str, queued: Option<String>, is_replica: bool) -> Option<String> {
        let promoted = lock(&self.promoted).get(id).is_some_and(|since| since.elapsed() < PROMOTION);
        if promoted && is_replica {
            return Some("about to be promoted".to_owned());
        }
        let mut changing = lock(&self.changing);
        match queued {
            Some(what) if changing.contains(id) => Some(format!("about to change: {what}")),
            _ => {
                changing.remove(id);
                None
            }
        }
    }

    /// The last snapshot of one that was deleted.
    pub fn snapshot_of(&self, id: &str) -> Option<String> {
        lock(&self.deleted).get(id).map(|(snapshot, _)| snapshot.clone())
    }

    /// What was deleted, as going away for that reason.
    pub fn going(&self, id: &str, status: String) -> Option<Live> {
        let (_, mut live) = lock(&self.deleted).get(id).cloned()?;
        live.state = LiveState::Deleting(status);
        Some(live)
    }
}

/// A panic while it was held leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
