use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use scaffold_model::{Event, EventKind};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep_until};

use crate::clock;

/// Where events go. A receiver that is gone is no reason to stop.
#[derive(Debug)]
pub(crate) struct Events {
    sender: UnboundedSender<Event>,
    last: Mutex<Instant>,
}

impl Events {
    pub fn new(sender: UnboundedSender<Event>) -> Self {
        Self { sender, last: Mutex::new(Instant::now()) }
    }

    pub fn send(&self, kind: EventKind) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Instant::now();
        let _ = self.sender.send(Event { time: clock::now(), kind });
    }

    /// Ends when nothing was sent for so long.
    pub async fn quiet_for(&self, heartbeat: Duration) {
        loop {
            let due = self.last() + heartbeat;
            if due <= Instant::now() {
                return;
            }
            sleep_until(due).await;
        }
    }

    fn last(&self) -> Instant {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
