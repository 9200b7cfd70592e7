use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use scaffold_provider::Place;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A step's place among those that are under way at one time. Several of its calls may wait at once.
pub(crate) struct Slot {
    slots: Arc<Semaphore>,
    held: Mutex<Held>,
    /// One at a time comes back: a second one would wait for the place that the first has taken.
    returning: tokio::sync::Mutex<()>,
}

struct Held {
    permit: Option<OwnedSemaphorePermit>,
    away: usize,
}

impl Slot {
    pub fn new(slots: &Arc<Semaphore>, permit: OwnedSemaphorePermit) -> Arc<Self> {
        let held = Mutex::new(Held { permit: Some(permit), away: 0 });
        Arc::new(Self { slots: Arc::clone(slots), held, returning: tokio::sync::Mutex::default() })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Place for Slot {
    fn leave(&self) {
        let mut held = self.held();
        held.away += 1;
        held.permit = None;
    }

    async fn come_back(&self) {
        let _returning = self.returning.lock().await;
        {
            let mut held = self.held();
            held.away = held.away.saturating_sub(1);
            // Who is still away will take it again.
            if held.away > 0 || held.permit.is_some() {
                return;
            }
        }
        let permit = Arc::clone(&self.slots).acquire_owned().await.ok();
        let mut held = self.held();
        if held.away == 0 {
            held.permit = permit;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn only() -> (Arc<Semaphore>, Arc<Slot>) {
        let slots = Arc::new(Semaphore::new(1));
        let permit = slots.clone().acquire_owned().await.unwrap();
        let slot = Slot::new(&slots, permit);
        (slots, slot)
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_away_leaves_its_place_to_others() {
        let (slots, slot) = only().await;
        assert_eq!(slots.available_permits(), 0);
        slot.leave();
        let other = slots.clone().acquire_owned().await.unwrap();
        let back = tokio::time::timeout(std::time::Duration::from_secs(1), slot.come_back());
        assert!(back.await.is_err(), "another has it");
        drop(other);
        slot.leave();
        slot.come_back().await;
        assert_eq!(slots.available_permits(), 0);
        drop(slot);
        assert_eq!(slots.available_permits(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn several_calls_of_a_step_never_wait_for_each_other() {
        let (slots, slot) = only().await;
        for _ in 0..3 {
            slot.leave();
        }
        let calls = (0..3).map(|_| {
            let slot = Arc::clone(&slot);
            async move {
                slot.come_back().await;
                slot.leave();
                slot.come_back().await;
            }
        });
        let all = futures_util::future::join_all(calls);
        tokio::time::timeout(std::time::Duration::from_secs(1), all).await.unwrap();
        assert_eq!(slots.available_permits(), 0);
    }
}
