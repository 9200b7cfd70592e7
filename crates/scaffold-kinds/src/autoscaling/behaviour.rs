//! Words and small tables of a scaling group.

use crate::{choice, record};

record! {
    /// How many instances there may be while some are replaced, in percent of the desired number.
    pub struct MaintenancePolicy {
        /// Fewest that are healthy.
        min_healthy_percent: i64 => required().between(0, 100),
        /// Most that are there.
        max_healthy_percent: i64 => required().between(100, 200),
    }
}

/// `EC2`, or what else is asked, in one order.
pub(super) fn is_health_check_type(text: &str) -> bool {
    let words: Vec<&str> = text.split(',').collect();
    text == "EC2"
        || (words.iter().all(|word| matches!(*word, "EBS" | "ELB" | "VPC_LATTICE"))
            && words.is_sorted_by(|one, other| one < other))
}

/// A number: `$Latest` would move the group without a plan.
pub(super) fn is_version(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|number| number > 0 && number.to_string() == text)
}

choice! {
    /// How instances are spread over zones.
    pub enum ZoneDistribution {
        /// Evenly; elsewhere where a zone has no room.
        BestEffort = "balanced-best-effort",
        /// Evenly; not at all where a zone has no room.
        Only = "balanced-only",
        /// Capacity reservations first, then evenly.
        ReservationsFirst = "reservations-then-balanced",
    }
}

choice! {
    /// What happens to unhealthy instances in a zone that traffic was shifted away from.
    pub enum ImpairedZoneHealthChecks {
        /// They are replaced.
        ReplaceUnhealthy = "ReplaceUnhealthy",
        /// They are left alone.
        IgnoreUnhealthy = "IgnoreUnhealthy",
    }
}

choice! {
    /// What AWS refuses.
    pub enum DeletionProtection {
        /// Nothing.
        None = "none",
        /// Deletion with instances.
        PreventForceDeletion = "prevent-force-deletion",
        /// Deletion.
        PreventAllDeletion = "prevent-all-deletion",
    }
}

choice! {
    /// What a group does by itself.
    pub enum ScalingProcess {
        /// It starts instances.
        Launch = "Launch",
        /// It ends instances.
        Terminate = "Terminate",
        /// It adds instances to balancers.
        AddToLoadBalancer = "AddToLoadBalancer",
        /// It listens to alarms.
        AlarmNotification = "AlarmNotification",
        /// It keeps zones even.
        AzRebalance = "AZRebalance",
        /// It checks health.
        HealthCheck = "HealthCheck",
        /// It replaces instances that were said to be.
        InstanceRefresh = "InstanceRefresh",
        /// It replaces what is unhealthy.
        ReplaceUnhealthy = "ReplaceUnhealthy",
        /// It follows schedules.
        ScheduledActions = "ScheduledActions",
    }
}

choice! {
    /// Metrics of a group.
    pub enum GroupMetric {
        /// The fewest instances.
        MinSize = "GroupMinSize",
        /// The most instances.
        MaxSize = "GroupMaxSize",
        /// The desired number.
        DesiredCapacity = "GroupDesiredCapacity",
        /// Instances that serve.
        InServiceInstances = "GroupInServiceInstances",
        /// Instances that do not serve yet.
        PendingInstances = "GroupPendingInstances",
        /// Instances in standby.
        StandbyInstances = "GroupStandbyInstances",
        /// Instances on their way out.
        TerminatingInstances = "GroupTerminatingInstances",
        /// All instances.
        TotalInstances = "GroupTotalInstances",
        /// Capacity units that serve.
        InServiceCapacity = "GroupInServiceCapacity",
        /// Capacity units that do not serve yet.
        PendingCapacity = "GroupPendingCapacity",
        /// Capacity units in standby.
        StandbyCapacity = "GroupStandbyCapacity",
        /// Capacity units on their way out.
        TerminatingCapacity = "GroupTerminatingCapacity",
        /// All capacity units.
        TotalCapacity = "GroupTotalCapacity",
        /// The warm pool's desired number.
        WarmPoolDesiredCapacity = "WarmPoolDesiredCapacity",
        /// The warm pool's instances that are ready.
        WarmPoolWarmedCapacity = "WarmPoolWarmedCapacity",
        /// The warm pool's instances that are not ready yet.
        WarmPoolPendingCapacity = "WarmPoolPendingCapacity",
        /// The warm pool's instances on their way out.
        WarmPoolTerminatingCapacity = "WarmPoolTerminatingCapacity",
        /// All of the warm pool's instances.
        WarmPoolTotalCapacity = "WarmPoolTotalCapacity",
        /// The desired number of group and warm pool.
        GroupAndWarmPoolDesiredCapacity = "GroupAndWarmPoolDesiredCapacity",
        /// All instances of group and warm pool.
        GroupAndWarmPoolTotalCapacity = "GroupAndWarmPoolTotalCapacity",
    }
}

choice! {
    /// Events that a topic is told.
    pub enum NotificationType {
        /// An instance was started.
        Launch = "autoscaling:EC2_INSTANCE_LAUNCH",
        /// One could not be started.
        LaunchError = "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        /// An instance was ended.
        Terminate = "autoscaling:EC2_INSTANCE_TERMINATE",
        /// One could not be ended.
        TerminateError = "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
        /// Told once, when a topic is added.
        Test = "autoscaling:TEST_NOTIFICATION",
    }
}
