use std::future::pending;
use std::time::Duration;

use scaffold_model::Signal;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// Asks a run to stop. Dropping it asks nothing.
#[derive(Debug)]
pub struct Canceller(watch::Sender<Option<(Signal, Instant)>>);

/// Whether a run was asked to stop, by which signal and when.
#[derive(Clone, Debug)]
pub struct Cancel(watch::Receiver<Option<(Signal, Instant)>>);

/// A pair: one for the signal handler, one for [`crate::apply`].
pub fn cancellation() -> (Canceller, Cancel) {
    let (sender, receiver) = watch::channel(None);
    (Canceller(sender), Cancel(receiver))
}

impl Canceller {
    /// No new step begins, waits are left at once, calls in flight get the grace of the settings.
    /// The first signal counts; further ones change nothing.
    pub fn cancel(&self, signal: Signal) {
        self.0.send_if_modified(|asked| {
            let first = asked.is_none();
            asked.get_or_insert((signal, Instant::now()));
            first
        });
    }
}

impl Cancel {
    /// For runs that nothing stops.
    pub fn never() -> Self {
        cancellation().1
    }

    /// The signal that came, if one did.
    pub fn signal(&self) -> Option<Signal> {
        self.0.borrow().map(|(signal, _)| signal)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Ends when a signal came; never, if none comes.
    pub(crate) async fn asked(&self) -> (Signal, Instant) {
        let mut receiver = self.0.clone();
        let asked = receiver.wait_for(Option::is_some).await.ok().and_then(|asked| *asked);
        match asked {
            Some(asked) => asked,
            None => pending().await,
        }
    }

    /// Ends so long after the signal.
    pub(crate) async fn grace_is_over(&self, grace: Duration) {
        let (_, since) = self.asked().await;
        sleep_until(since + grace).await;
    }
}
