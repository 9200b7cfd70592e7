use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// 2026-01-01T00:00:00Z in milliseconds: where a virtual clock begins.
const VIRTUAL_BEGIN: u64 = 1_767_225_600_000;

/// How time passes in the sandbox.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Time {
    /// As tokio's clock does: under `start_paused` nothing is waited for.
    Virtual,
    /// So many times as fast as on AWS.
    Scaled(f64),
}

/// The clock of one open sandbox, in milliseconds since 1970.
#[derive(Debug)]
pub struct Clock {
    time: Time,
    begin: u64,
    opened: Instant,
    really_opened: std::time::Instant,
}

impl Clock {
    /// A clock that a state of `last` goes on with. This machine's is asked once: one that was set back since
    /// would stand still, and whatever is pending with it.
    pub fn new(time: Time, last: u64) -> Self {
        let begin = match time {
            Time::Virtual => VIRTUAL_BEGIN,
            Time::Scaled(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis),
        };
        let (opened, really_opened) = (Instant::now(), std::time::Instant::now());
        Self { time, begin: begin.max(last), opened, really_opened }
    }

    /// Now.
    pub fn now(&self) -> u64 {
        match self.time {
            Time::Virtual => self.begin + millis(self.opened.elapsed()),
            Time::Scaled(_) => self.begin + millis(self.really_opened.elapsed()),
        }
    }

    /// How long something takes here that takes `span` on AWS.
    pub fn scaled(&self, span: Duration) -> Duration {
        match self.time {
            Time::Virtual => span,
            Time::Scaled(factor) => span.div_f64(factor),
        }
    }

    /// When something ends that begins at `now` and takes `seconds` on AWS.
    pub fn after(&self, now: u64, seconds: f64) -> u64 {
        now + millis(self.scaled(Duration::from_secs_f64(seconds)))
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// A time as RFC 3339 text in UTC, to the second.
pub fn rfc3339(at: u64) -> String {
    let seconds = at / 1000;
    let (year, month, day) = civil(seconds / 86_400);
    let of_day = seconds % 86_400;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Year, month and day of a day since 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day_of_year - (153 * from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written() {
        assert_eq!(rfc3339(VIRTUAL_BEGIN), "2026-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_709_210_096_789), "2024-02-29T12:34:56Z");
    }

    #[test]
    fn a_clock_that_was_set_back_goes_on() {
        const IN_2100: u64 = 4_102_444_800_000;
        let clock = Clock::new(Time::Scaled(1.0), IN_2100);
        let begin = clock.now();
        std::thread::sleep(Duration::from_millis(5));
        assert!(begin >= IN_2100 && clock.now() >= begin + 5, "{begin} {}", clock.now());
        let today = Clock::new(Time::Scaled(1.0), 0).now();
        assert!((VIRTUAL_BEGIN..IN_2100).contains(&today), "{today}");
    }

    #[tokio::test(start_paused = true)]
    async fn virtual_time_follows_tokio() {
        let clock = Clock::new(Time::Virtual, 0);
        let begin = clock.now();
        tokio::time::sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.now(), clock.after(begin, 90.0));
    }
}
