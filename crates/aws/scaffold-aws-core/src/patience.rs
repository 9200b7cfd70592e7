use std::time::Duration;

use scaffold_provider::{Class, spread};

/// How long and how often a call is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// For how long a throttled call is tried.
    pub throttled: Duration,
    /// For how long something just made may stay invisible.
    pub unseen: Duration,
    /// How often a call that failed in passing is sent, at most.
    pub sends: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_secs(8),
            throttled: Duration::from_secs(180),
            unseen: Duration::from_secs(120),
            sends: 5,
        }
    }
}

impl Patience {
    /// The same with pauses that are so many times shorter, and as much less time for things to come in
    /// sight: for tests on emulators, which have done at once what takes AWS its time.
    #[must_use]
    pub fn hastened(self, haste: u32) -> Self {
        let haste = haste.max(1);
        let of = |usual: Duration| usual / haste;
        Self { first: of(self.first), longest: of(self.longest), unseen: of(self.unseen), ..self }
    }

    /// The pause before the call is sent again; none when it is over.
    pub fn pause(&self, class: Class, sent: u32, elapsed: Duration) -> Option<Duration> {
        let again = match class {
            Class::Throttled => elapsed < self.throttled,
            Class::NotYetVisible => elapsed < self.unseen,
            Class::Transient => sent < self.sends,
            _ => false,
        };
        again
            .then(|| spread(self.first.saturating_mul(1 << sent.saturating_sub(1).min(16)).min(self.longest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn haste_shortens_pauses_and_leaves_who_throttles_its_time() {
        let (usual, hasty) = (Patience::default(), Patience::default().hastened(10));
        assert_eq!((hasty.first, hasty.longest), (Duration::from_millis(25), Duration::from_millis(800)));
        assert_eq!((hasty.unseen, hasty.throttled, hasty.sends), (usual.unseen / 10, usual.throttled, 5));
        assert_eq!(usual.hastened(0), usual);
    }

    #[test]
    fn pauses_grow_and_end() {
        let patience = Patience::default();
        let first = patience.pause(Class::Transient, 1, Duration::ZERO).unwrap();
        assert!((125..=250).contains(&first.as_millis()), "{first:?}");
        let fourth = patience.pause(Class::Transient, 4, Duration::ZERO).unwrap();
        assert!((1000..=2000).contains(&fourth.as_millis()), "{fourth:?}");
        assert_eq!(patience.pause(Class::Transient, 5, Duration::ZERO), None);
        assert_eq!(patience.pause(Class::Throttled, 40, Duration::from_secs(181)), None);
        assert!(patience.pause(Class::Throttled, 40, Duration::from_secs(1)).unwrap() <= patience.longest);
        for class in [Class::Ambiguous, Class::Permission, Class::Dependency, Class::Unsupported] {
            assert_eq!(patience.pause(class, 1, Duration::ZERO), None);
        }
    }
}
