use crate::{choice, record};

record! {
    /// Instances that are ready but do not serve yet.
    pub struct WarmPool {
        /// Fewest.
        min_size: i64 => defaults_to(0).between(0, 10_000).modified_by(&["PutWarmPool.MinSize"]),
        /// Most instances of group and pool together. The group's `max_size` when it is not said.
        max_prepared_capacity: Option<i64> => between(0, 10_000).modified_by(&["PutWarmPool.MaxGroupPreparedCapacity"]),
        /// What they are while they wait.
        state: WarmPoolState => defaults_to("Stopped").modified_by(&["PutWarmPool.PoolState"]),
        /// Whether instances go back into the pool when the group scales in.
        reuse_on_scale_in: bool => defaults_to(false).modified_by(&["PutWarmPool.InstanceReusePolicy"]),
    }
}

choice! {
    /// What instances of a warm pool are while they wait.
    pub enum WarmPoolState {
        /// Stopped.
        Stopped = "Stopped",
        /// Running.
        Running = "Running",
        /// Hibernated.
        Hibernated = "Hibernated",
    }
}
