use std::collections::BTreeSet;

use crate::{choice, record};

record! {
    /// How instances are replaced that run another launch template or version than their group has.
    pub struct Rollout {
        /// How much of the desired number stays healthy, in percent.
        min_healthy_percent: i64 => defaults_to(90).between(0, 100).modified_by(&["StartInstanceRefresh.Preferences.MinHealthyPercentage"]),
        /// How much of the desired number may be there, in percent. Above 100, new ones come first.
        max_healthy_percent: Option<i64> => between(100, 200).modified_by(&["StartInstanceRefresh.Preferences.MaxHealthyPercentage"]),
        /// How long a new instance takes until it counts as healthy, in seconds. The group's own warm-up,
        /// or else its health check's grace, when it is not said.
        warmup_seconds: Option<i64> => between(0, 31_536_000).modified_by(&["StartInstanceRefresh.Preferences.InstanceWarmup"]),
        /// At which percentages to wait.
        checkpoint_percentages: Vec<i64> => between(1, 100).modified_by(&["StartInstanceRefresh.Preferences.CheckpointPercentages"]),
        /// How long to wait there, in seconds.
        checkpoint_delay_seconds: Option<i64> => between(0, 172_800).modified_by(&["StartInstanceRefresh.Preferences.CheckpointDelay"]),
        /// How long to watch in the end, in seconds.
        bake_seconds: Option<i64> => between(0, 172_800).modified_by(&["StartInstanceRefresh.Preferences.BakeTime"]),
        /// What happens to instances that scaling in leaves alone.
        scale_in_protected: ScaleInProtected => defaults_to("Refresh").modified_by(&["StartInstanceRefresh.Preferences.ScaleInProtectedInstances"]),
        /// What happens to instances in standby.
        standby: StandbyInstances => defaults_to("Wait").modified_by(&["StartInstanceRefresh.Preferences.StandbyInstances"]),
        /// CloudWatch alarms that end it, by name.
        alarms: BTreeSet<String> => modified_by(&["StartInstanceRefresh.Preferences.AlarmSpecification"]),
    }
}

choice! {
    /// What happens to instances that scaling in leaves alone.
    pub enum ScaleInProtected {
        /// They are replaced.
        Refresh = "Refresh",
        /// They stay.
        Ignore = "Ignore",
        /// They are waited for, an hour at most.
        Wait = "Wait",
    }
}

choice! {
    /// What happens to instances in standby.
    pub enum StandbyInstances {
        /// They are replaced.
        Terminate = "Terminate",
        /// They stay.
        Ignore = "Ignore",
        /// They are waited for, an hour at most.
        Wait = "Wait",
    }
}
