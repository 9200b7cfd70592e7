use std::time::Duration;

use scaffold_provider::Class;

/// How often a call that failed in passing is sent, at most.
const SENDS: u32 = 5;
/// For how long a throttled call is tried.
const THROTTLED: Duration = Duration::from_secs(180);
/// For how long something just made may stay invisible.
const UNSEEN: Duration = Duration::from_secs(45);
/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(250);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(8);

/// Whether a call is sent again, as the port wants it: what is safe to repeat is repeated behind it.
#[derive(Debug, Default)]
pub struct Patience {
    sent: u32,
    waited: Duration,
}

impl Patience {
    /// The pause before the call is sent again, as long as on AWS; none when it is over.
    pub fn pause(&mut self, class: Class) -> Option<Duration> {
        self.sent += 1;
        let again = match class {
            Class::Throttled => self.waited < THROTTLED,
            Class::NotYetVisible => self.waited < UNSEEN,
            Class::Transient => self.sent < SENDS,
            _ => false,
        };
        let pause = FIRST.saturating_mul(1 << (self.sent - 1).min(16)).min(LONGEST);
        self.waited += pause;
        again.then_some(pause)
    }
}
