use std::time::Duration;

/// How long the parts of a lease last. They hang together: what a holder that hears nothing any more still sends
/// arrives `gate + attempt` after its last good renewal, and that is before the lease is `free`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Times {
    /// The holder renews so long after its last good renewal was sent.
    pub renew: Duration,
    /// A call that changes something is sent at most so long after it.
    pub gate: Duration,
    /// One attempt of a call lasts at most so long.
    pub attempt: Duration,
    /// A lease that was not written for so long, by the store's clock, may be taken.
    pub free: Duration,
    /// What a run did last is visible everywhere so long afterwards; nobody surveys earlier.
    pub settle: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            renew: Duration::from_secs(15),
            gate: Duration::from_secs(25),
            attempt: Duration::from_secs(20),
            free: Duration::from_secs(60),
            settle: Duration::from_secs(30),
        }
    }
}

impl Times {
    /// As long after the last renewal of a holder that may still be there, nothing of what it did is unseen.
    pub(crate) fn quiet(&self) -> Duration {
        self.free + self.settle
    }
}
