//! The warm pool, in both directions.

use aws_sdk_autoscaling::types::{InstanceReusePolicy, WarmPoolConfiguration, WarmPoolStatus};
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::{WarmPool, WarmPoolState};
use scaffold_provider::Error;

use crate::client::{AutoScaling, told_apart};
use crate::metric::small;
use crate::sets::gone_is_done;

/// Takes a bound away.
const NO_BOUND: i32 = -1;

/// None where there is none, or none any more.
pub(crate) fn live(pool: Option<&WarmPoolConfiguration>) -> Option<WarmPool> {
    let pool = pool.filter(|pool| pool.status() != Some(&WarmPoolStatus::PendingDelete))?;
    let most = pool.max_group_prepared_capacity().filter(|most| *most != NO_BOUND);
    Some(WarmPool {
        min_size: i64::from(pool.min_size().unwrap_or(0)),
        max_prepared_capacity: most.map(i64::from),
        state: pool
            .pool_state()
            .and_then(|word| WarmPoolState::from_word(word.as_str()))
            .unwrap_or(WarmPoolState::Stopped),
        reuse_on_scale_in: pool.instance_reuse_policy().and_then(InstanceReusePolicy::reuse_on_scale_in)
            == Some(true),
    })
}

impl AutoScaling {
    /// Makes a group's warm pool what is wanted; none takes it away with its instances.
    pub async fn set_warm_pool(&self, group: &str, wanted: Option<&WarmPool>) -> Result<(), Error> {
        let Some(pool) = wanted else {
            let call = self.client.delete_warm_pool().auto_scaling_group_name(group).force_delete(true);
            let answer = self.write("DeleteWarmPool", || call.clone().send()).await;
            return gone_is_done(answer.map(drop).map_err(told_apart));
        };
        let WarmPool { min_size, max_prepared_capacity, state, reuse_on_scale_in } = pool;
        let call = self
            .client
            .put_warm_pool()
            .auto_scaling_group_name(group)
            .set_min_size(small(Some(*min_size)))
            .max_group_prepared_capacity(small(*max_prepared_capacity).unwrap_or(NO_BOUND))
            .pool_state(state.word().into())
            .instance_reuse_policy(
                InstanceReusePolicy::builder().reuse_on_scale_in(*reuse_on_scale_in).build(),
            );
        self.write("PutWarmPool", || call.clone().send()).await.map(drop).map_err(told_apart)
    }
}
