use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::place::away;

/// How many calls a service takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Tokens that can be saved up.
    pub burst: f64,
    /// Tokens a second.
    pub per_second: f64,
}

/// The slowest that it gets: the lowest rate that AWS publishes for a call is a tenth a second.
const SLOWEST: f64 = 0.1;

/// How much faster it gets by each answer that is no throttle, up to the published rate.
const FASTER: f64 = 1.04;

/// Throttled answers that come nearer to each other than this were sent before the first was known.
const GUST: Duration = Duration::from_millis(500);

/// A token bucket that every call of one service and class passes: reads, waits and steps alike.
///
/// Where the service has less left than it publishes, or publishes nothing, the rate is learned. A
/// throttled answer says that the service's own bucket is empty; so between two of them it let pass
/// exactly what it was filled with, which is the rate from then on. Other answers raise it bit by bit.
#[derive(Debug)]
pub struct Governor {
    published: Rate,
    bucket: Mutex<Bucket>,
    /// Who holds this is next; the others wait in the order of asking.
    queue: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    per_second: f64,
    filled: Instant,
    /// Since when calls that passed are counted, and how many did.
    counted_from: Instant,
    passed: f64,
    /// Whether the service's bucket was empty then.
    was_empty: bool,
}

impl Governor {
    /// A full bucket with the published rate.
    pub fn new(published: Rate) -> Self {
        let now = Instant::now();
        Self {
            published,
            bucket: Mutex::new(Bucket {
                tokens: published.burst,
                per_second: published.per_second,
                filled: now,
                counted_from: now,
                passed: 0.0,
                was_empty: false,
            }),
            queue: tokio::sync::Mutex::default(),
        }
    }

    /// Waits for a turn. Turns are given in the order of asking. A step that waits leaves its place to others.
    pub async fn turn(&self) {
        if let Ok(_next) = self.queue.try_lock()
            && self.take().is_none()
        {
            return;
        }
        away(async {
            let _next = self.queue.lock().await;
            while let Some(until) = self.take() {
                sleep_until(until).await;
            }
        })
        .await;
    }

    /// Takes a token; where there is none, says when there will be.
    fn take(&self) -> Option<Instant> {
        let mut bucket = self.bucket();
        bucket.fill(self.published.burst);
        if bucket.tokens >= self.published.burst {
            // After so long a pause, nothing is known of the service's bucket.
            bucket.was_empty = false;
            bucket.counted_from = bucket.filled;
            bucket.passed = 0.0;
        }
        if bucket.tokens < 1.0 - f64::EPSILON {
            let missing = Duration::from_secs_f64((1.0 - bucket.tokens) / bucket.per_second);
            // The clock of a runtime has steps of a millisecond: never wait for less.
            return Some(bucket.filled + missing.max(Duration::from_millis(1)));
        }
        bucket.tokens = (bucket.tokens - 1.0).max(0.0);
        None
    }

    /// The service said that it was too much.
    pub async fn throttled(&self) {
        let mut bucket = self.bucket();
        bucket.fill(self.published.burst);
        bucket.tokens = 0.0;
        let now = bucket.filled;
        let elapsed = now.duration_since(bucket.counted_from);
        let learned = if !bucket.was_empty {
            // How much was saved up there is not known, nor then how fast it is filled: less than this.
            let passed = if bucket.passed < 1.0 { bucket.per_second } else { bucket.passed };
            bucket.per_second.min(passed / elapsed.as_secs_f64().max(1.0)) / 2.0
        } else if elapsed < GUST {
            return;
        } else {
            // Up to one more was filled in, and is what the throttled call lacked a part of. Where calls
            // paused, what was filled in overflowed, and tells too little.
            ((bucket.passed + 1.0) / elapsed.as_secs_f64()).max(bucket.per_second / 2.0)
        };
        if bucket.was_empty && bucket.passed < 1.0 {
            // Count on, so that a slow rate is seen at all.
            bucket.per_second = learned.max(SLOWEST).min(bucket.per_second);
            return;
        }
        bucket.per_second = learned.clamp(SLOWEST.min(self.published.per_second), self.published.per_second);
        bucket.was_empty = true;
        bucket.counted_from = now;
        bucket.passed = 0.0;
    }

    /// The service answered.
    pub async fn answered(&self) {
        let mut bucket = self.bucket();
        bucket.fill(self.published.burst);
        bucket.passed += 1.0;
        bucket.per_second = (bucket.per_second * FASTER).min(self.published.per_second);
    }

    /// A panic while it was held leaves a bucket usable.
    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
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
    use std::sync::Arc;

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
        for _ in 0..8 {
            governor.answered().await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
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

    #[tokio::test(start_paused = true)]
    async fn answers_are_heard_while_others_wait_for_a_turn() {
        let governor = Arc::new(Governor::new(Rate { burst: 1.0, per_second: 0.1 }));
        governor.turn().await;
        for _ in 0..5 {
            let governor = Arc::clone(&governor);
            tokio::spawn(async move { governor.turn().await });
        }
        tokio::task::yield_now().await;
        let begin = Instant::now();
        governor.answered().await;
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_tells_nothing_of_the_rate() {
        let governor = Governor::new(Rate { burst: 10.0, per_second: 8.0 });
        governor.throttled().await;
        for _ in 0..80 {
            governor.answered().await;
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
        governor.turn().await;
        governor.throttled().await;
        let begin = Instant::now();
        governor.turn().await;
        assert!(begin.elapsed() < Duration::from_millis(300), "{:?}", begin.elapsed());
    }

    /// A service that lets so much pass, and the calls of a plan through a governor that was told nothing
    /// of it. How long they took over what the service allows, and how many answers were throttles.
    async fn calls_to(service: Rate, calls: u32) -> (f64, u32) {
        let unpublished = Rate { burst: 1000.0, per_second: 1000.0 };
        let governor = Arc::new(Governor::new(unpublished));
        // A bucket that is asked, never waited for.
        let service_bucket = Arc::new(Governor::new(service));
        let throttled = Arc::new(Mutex::new(0));
        let begin = Instant::now();
        let all: Vec<_> = (0..calls)
            .map(|_| {
                let (governor, service) = (Arc::clone(&governor), Arc::clone(&service_bucket));
                let throttled = Arc::clone(&throttled);
                tokio::spawn(async move {
                    let mut pause = Duration::from_millis(250);
                    loop {
                        governor.turn().await;
                        tokio::time::sleep(Duration::from_millis(30)).await;
                        if service.take().is_none() {
                            return governor.answered().await;
                        }
                        *throttled.lock().unwrap() += 1;
                        governor.throttled().await;
                        tokio::time::sleep(pause).await;
                        pause = (pause * 2).min(Duration::from_secs(8));
                    }
                })
            })
            .collect();
        for each in all {
            each.await.unwrap();
        }
        let floor = (f64::from(calls) - service.burst) / service.per_second;
        let throttled = *throttled.lock().unwrap();
        (begin.elapsed().as_secs_f64() / floor, throttled)
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_rate_is_learned() {
        for (burst, per_second, calls) in
            [(10.0, 1.0, 48), (4.0, 0.3, 16), (50.0, 5.0, 200), (100.0, 20.0, 600)]
        {
            let (ratio, throttled) = calls_to(Rate { burst, per_second }, calls).await;
            assert!(ratio < 1.25, "{burst}, {per_second}: {ratio}");
            assert!(throttled < 2 * calls, "{burst}, {per_second}: {throttled}");
        }
    }
}
