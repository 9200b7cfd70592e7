//! Kinds of Amazon EC2 Auto Scaling, after its API reference (2011-01-01).

mod behaviour;
mod group;
mod group_left_out;
mod lifecycle_hook;
mod mixed_instances;
mod policy;
mod policy_metric;
mod predictive;
mod rollout;
mod schedule;
mod warm_pool;

pub use behaviour::{
    DeletionProtection, GroupMetric, ImpairedZoneHealthChecks, MaintenancePolicy, NotificationType,
    ScalingProcess, ZoneDistribution,
};
pub use group::Group;
pub use lifecycle_hook::{DefaultResult, LifecycleHook, LifecycleTransition};
pub use mixed_instances::{MixedInstances, OnDemandStrategy, Override, SpotStrategy};
pub use policy::{
    AdjustmentType, Aggregation, ScalingPolicy, SimpleScaling, StepAdjustment, StepScaling, TargetTracking,
};
pub use policy_metric::{CustomMetric, MetricQuery, MetricStat, Statistic, TrackedMetric};
pub use predictive::{
    CapacityBreach, LoadMetric, PairMetric, PredictiveMode, PredictiveScaling, ScalingMetric,
};
pub use rollout::{Rollout, ScaleInProtected, StandbyInstances};
pub use schedule::Schedule;
pub use warm_pool::{WarmPool, WarmPoolState};
