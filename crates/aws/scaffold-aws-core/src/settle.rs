use std::collections::BTreeSet;
use std::future::Future;
use std::time::Instant;

use scaffold_provider::{Class, Error};

use crate::Caller;

/// How often a set is read and brought to what it should be.
const ROUNDS: u32 = 5;

fn is_worth_another(error: &Error, moved: &[&str]) -> bool {
    error.class == Class::Ambiguous || error.code.as_deref().is_some_and(|code| moved.contains(&code))
}

impl Caller {
    /// Runs a round that reads a set and does what is missing. Where the fate of a call in it is
    /// unknown, or the set moved under it (a code of `moved`), the round is run again, which reads
    /// first: after a pause, since what a read shows lags behind.
    ///
    /// # Errors
    /// The last round's.
    pub async fn settle<F>(&self, moved: &[&str], round: impl Fn() -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        let patience = self.connection().patience();
        let mut pause = patience.first;
        for _ in 1..ROUNDS {
            match round().await {
                Err(error) if is_worth_another(&error, moved) => {}
                answer => return answer,
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 4).min(patience.longest);
        }
        round().await
    }

    /// Looks until something just made can be seen, for as long as the connection's patience lasts.
    ///
    /// # Errors
    /// Those of `look`.
    pub async fn until_seen<T, F>(&self, look: impl Fn() -> F) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<Option<T>, Error>>,
    {
        let patience = self.connection().patience();
        let begun = Instant::now();
        let mut pause = patience.first;
        loop {
            if let Some(seen) = look().await? {
                return Ok(Some(seen));
            }
            if begun.elapsed() + pause > patience.unseen {
                return Ok(None);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(patience.longest);
        }
    }
}

/// What is in `wanted` and not in `there`.
pub fn missing<T: Ord + Clone>(wanted: &BTreeSet<T>, there: &BTreeSet<T>) -> Option<Vec<T>> {
    let missing: Vec<T> = wanted.difference(there).cloned().collect();
    (!missing.is_empty()).then_some(missing)
}
