use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Between half of a pause and the whole, so that those who failed together do not return together.
pub fn spread(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(0_u8);
    let part = f64::from(u32::try_from(random >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX);
    pause.mul_f64(0.5 + part / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_differ_between_the_half_and_the_whole() {
        let whole = Duration::from_secs(1);
        let pauses: std::collections::BTreeSet<Duration> = (0..100).map(|_| spread(whole)).collect();
        assert!(pauses.len() > 90);
        assert!(pauses.iter().all(|pause| (whole / 2..=whole).contains(pause)));
    }
}
