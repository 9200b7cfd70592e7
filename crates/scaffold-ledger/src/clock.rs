use std::ops::Add;
use std::time::Duration;

/// A moment of a clock that no one sets and that goes on while the machine sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub Duration);

impl Moment {
    /// How long ago another moment was; nothing where it is yet to come.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span))
    }
}

/// Tells the time that a lease counts by.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// Time since the machine was started, suspension included: `CLOCK_BOOTTIME` on Linux, the continuous clock on
/// macOS.
#[derive(Clone, Copy, Debug, Default)]
pub struct BootClock;

#[cfg(unix)]
impl Clock for BootClock {
    fn now(&self) -> Moment {
        #[cfg(target_os = "linux")]
        let id = rustix::time::ClockId::Boottime;
        // macOS's monotonic clock goes on while it sleeps.
        #[cfg(not(target_os = "linux"))]
        let id = rustix::time::ClockId::Monotonic;
        let now = rustix::time::clock_gettime(id);
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        Moment(Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default()))
    }
}

#[cfg(not(unix))]
impl Clock for BootClock {
    fn now(&self) -> Moment {
        use std::sync::OnceLock;
        use std::time::Instant;

        // Windows' performance counter goes on while it sleeps.
        static BEGIN: OnceLock<Instant> = OnceLock::new();
        Moment(BEGIN.get_or_init(Instant::now).elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_on() {
        let before = BootClock.now();
        std::thread::sleep(Duration::from_millis(5));
        let passed = BootClock.now().since(before);
        assert!((Duration::from_millis(5)..Duration::from_secs(60)).contains(&passed), "{passed:?}");
        assert_eq!(before.since(BootClock.now()), Duration::ZERO);
    }
}
