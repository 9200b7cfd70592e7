use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

/// Region and name in an ARN of RDS.
pub(crate) fn parts(id: &str) -> Option<(&str, &str)> {
    let mut parts = id.strip_prefix("arn:")?.split(':');
    let (region, name) = (parts.nth(2)?, parts.next_back()?);
    (!region.is_empty() && !name.is_empty()).then_some((region, name))
}

/// What this run wrote into the tags of primaries, which lists may not show yet. Held while one is judged
/// by its tags or gets others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Arc<Mutex<Regions>>);

/// Regions by the ARN of the primary that tells of them.
type Regions = BTreeMap<String, BTreeSet<String>>;

impl Told {
    /// What was written, while nobody else writes.
    pub async fn hold(&self) -> MutexGuard<'_, Regions> {
        self.0.lock().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_taken_apart() {
        assert_eq!(parts("arn:aws:rds:eu-west-1:123456789012:db:shop-x"), Some(("eu-west-1", "shop-x")));
        assert_eq!(parts("shop-x"), None);
        assert_eq!(parts("arn:aws:iam::123456789012:role/x"), None);
    }
}
