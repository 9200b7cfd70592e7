use std::time::Duration;

use scaffold_model::User;
use scaffold_provider::{Class, Error};
use tokio::time::Instant;

/// For how long something may be in use before it is asked who uses it: mostly that is what is going, too.
const QUIET: Duration = Duration::from_secs(3);
/// Between two such questions.
const AGAIN: Duration = Duration::from_secs(15);
/// How many are named.
const MOST: usize = 3;

/// Who keeps something from being deleted, as far as that can be seen.
pub(crate) struct Blockers {
    first: Option<Instant>,
    looked: Option<Instant>,
    named: Option<String>,
}

impl Blockers {
    pub fn new() -> Self {
        Self { first: None, looked: None, named: None }
    }

    /// Whether to ask who they are: where a deletion has been refused for a while, and not each time. Tests are in
    /// more of a haste.
    pub fn ask(&mut self, error: &Error, hastened: impl Fn(Duration) -> Duration) -> bool {
        if error.class != Class::Dependency {
            return false;
        }
        let first = *self.first.get_or_insert_with(Instant::now);
        let is_old = self.looked.is_none_or(|looked| looked.elapsed() >= hastened(AGAIN));
        let asks = is_old && first.elapsed() >= hastened(QUIET);
        if asks {
            self.looked = Some(Instant::now());
        }
        asks
    }

    /// Takes in who they are.
    pub fn learn(&mut self, users: &[User]) {
        self.named = words(users);
    }

    /// Behind the cause of a refusal.
    pub fn named(&self) -> String {
        self.named.as_ref().map_or_else(String::new, |named| format!(": used by {named}"))
    }
}

fn words(users: &[User]) -> Option<String> {
    let mut words: Vec<String> = users.iter().map(User::to_string).collect();
    words.sort();
    words.dedup();
    let more = words.len().saturating_sub(MOST);
    words.truncate(MOST);
    if more > 0 {
        words.push(format!("{more} more"));
    }
    (!words.is_empty()).then(|| words.join(", "))
}
