use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// How many calls a service takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Tokens that can be saved up.
    pub burst: f64,
    /// Tokens a second.
    pub per_second: f64,
}

/// A token bucket that every call of one service and class passes: reads, waits and steps alike.
///
/// A throttled answer halves the rate; every answer that is none raises it by a twentieth of the
/// published rate, up to that (additive increase, multiplicative decrease).
#[derive(Debug)]
pub struct Governor {
    published: Rate,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    per_second: f64,
    filled: Instant,
}

impl Governor {
    /// A full bucket with the published rate.
    pub fn new(published: Rate) -> Self {
        Self {
            published,
            bucket: Mutex::new(Bucket {
                tokens: published.burst,
                per_second: published.per_second,
                filled: Instant::now(),
            }),
        }
    }

    /// Waits for a turn. Turns are given in the order of asking.
    pub async fn turn(&self) {
        let mut bucket = self.bucket.lock().await;
        bucket.fill(self.published.burst);
        if bucket.tokens < 1.0 {
            let missing = Duration::from_secs_f64((1.0 - bucket.tokens) / bucket.per_second);
            sleep_until(bucket.filled + missing).await;
            bucket.fill(self.published.burst);
        }
        bucket.tokens = (bucket.tokens - 1.0).max(0.0);
    }

    /// The service said that it was too much.
    pub async fn throttled(&self) {
        let mut bucket = self.bucket.lock().await;
        bucket.fill(self.published.burst);
        bucket.per_second = (bucket.per_second / 2.0).max(self.published.per_second / 64.0);
        bucket.tokens = 0.0;
    }

    /// The service answered.
    pub async fn answered(&self) {
        let mut bucket = self.bucket.lock().await;
        bucket.fill(self.published.burst);
        let raised = bucket.per_second + self.published.per_second / 20.0;
        bucket.per_second = raised.min(self.published.per_second);
    }
}

impl Bucket {
    fn fill(&mut self, burst: f64) {
        let now = Instant::now();
        let elapsed = now.duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + elapsed * self.per_second).min(burst);
        self.filled = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_published_rate_is_kept_and_reached() {
        let governor = Governor::new(Rate { burst: 10.0, per_second: 5.0 });
        let begin = Instant::now();
        for _ in 0..60 {
            governor.turn().await;
        }
        let seconds = begin.elapsed().as_secs_f64();
        assert!((9.9..10.2).contains(&seconds), "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_slows_and_answers_recover() {
        let governor = Governor::new(Rate { burst: 1.0, per_second: 8.0 });
        governor.throttled().await;
        let begin = Instant::now();
        governor.turn().await;
        assert!((0.24..0.26).contains(&begin.elapsed().as_secs_f64()));
        for _ in 0..20 {
            governor.answered().await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        governor.turn().await;
        let begin = Instant::now();
        governor.turn().await;
        assert!((0.12..0.13).contains(&begin.elapsed().as_secs_f64()));
    }
}
