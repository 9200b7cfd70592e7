use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Class, Disruption, Facts, Identity, Lifecycle, Quota, TextRule, Type, Unique, Value};

use super::behaviour::{
    DeletionProtection, GroupMetric, ImpairedZoneHealthChecks, MaintenancePolicy, NotificationType,
    ScalingProcess, ZoneDistribution, is_health_check_type, is_version,
};
use super::group_left_out::LEFT_OUT;
use super::lifecycle_hook::LifecycleHook;
use super::mixed_instances::MixedInstances;
use super::policy::ScalingPolicy;
use super::rollout::Rollout;
use super::schedule::Schedule;
use super::warm_pool::WarmPool;
use crate::{Ref, kind};

kind! {
    /// Keeps instances of one launch template running, and their number where policies and schedules
    /// want it. Policies, schedules, hooks and notifications are complete sets: what someone adds by
    /// hand is a difference.
    pub struct Group: "autoscaling.group" {
        /// The launch template.
        launch_template: Ref => required().refers_to("ec2.launch_template").disrupts(Disruption::Rolling).created_by(&["LaunchTemplate.LaunchTemplateId", "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId"]).modified_by(&["UpdateAutoScalingGroup.LaunchTemplate.LaunchTemplateId", "UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId"]),
        /// The version of it, by number: `"${ec2.launch_template.web.latest_version}"`.
        launch_template_version: String => required().text(TextRule::Described { words: "the number of a version", fits: is_version }).disrupts(Disruption::Rolling).created_by(&["LaunchTemplate.Version", "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version"]).modified_by(&["UpdateAutoScalingGroup.LaunchTemplate.Version", "UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version"]),
        /// Several instance types, on demand and spot.
        mixed_instances: Option<MixedInstances> => disrupts(Disruption::Rolling).created_by(&["MixedInstancesPolicy.LaunchTemplate.Overrides.InstanceType"]).modified_by(&["UpdateAutoScalingGroup.MixedInstancesPolicy.LaunchTemplate.Overrides.InstanceType"]),
        /// Whether instances run the launch template and version that the group has. `current`: those
        /// that do not are replaced, as `rollout` says. `any`: they stay. Live, it tells how many do not.
        instances: String => of_type(Type::Choice(&["current", "any"])).defaults_to("current").left_alone_when("any").disrupts(Disruption::Rolling).modified_by(&["StartInstanceRefresh.AutoScalingGroupName"]),
        /// How instances are replaced.
        rollout: Option<Rollout> => class(Class::Directive).modified_by(&["StartInstanceRefresh.Preferences.SkipMatching"]),
        /// Subnets that instances stand in, one a zone.
        subnets: BTreeSet<Ref> => required().refers_to("ec2.subnet").disrupts(Disruption::Rolling).created_by(&["VPCZoneIdentifier"]).modified_by(&["UpdateAutoScalingGroup.VPCZoneIdentifier"]),
        /// How instances are spread over zones.
        zone_distribution: ZoneDistribution => defaults_to("balanced-best-effort").created_by(&["AvailabilityZoneDistribution"]).modified_by(&["UpdateAutoScalingGroup.AvailabilityZoneDistribution"]),
        /// Whether a zone that AWS shifts traffic away from gets no new instances.
        zonal_shift: bool => defaults_to(false).created_by(&["AvailabilityZoneImpairmentPolicy.ZonalShiftEnabled"]).modified_by(&["UpdateAutoScalingGroup.AvailabilityZoneImpairmentPolicy.ZonalShiftEnabled"]),
        /// What happens to unhealthy instances in such a zone.
        impaired_zone_health_checks: Option<ImpairedZoneHealthChecks> => provider_chosen().created_by(&["AvailabilityZoneImpairmentPolicy.ImpairedZoneHealthCheckBehavior"]).modified_by(&["UpdateAutoScalingGroup.AvailabilityZoneImpairmentPolicy.ImpairedZoneHealthCheckBehavior"]),
        /// Fewest instances. What a schedule of the group has set it to is as good.
        min_size: i64 => required().between(0, 10_000).also_equal_to("schedules", "min_size").created_by(&["MinSize"]).modified_by(&["UpdateAutoScalingGroup.MinSize"]),
        /// Most instances. What a schedule of the group has set it to is as good.
        max_size: i64 => required().between(0, 10_000).also_equal_to("schedules", "max_size").created_by(&["MaxSize"]).modified_by(&["UpdateAutoScalingGroup.MaxSize"]),
        /// How many instances there are. Policies and schedules move it when it is not said; a new group
        /// begins with `min_size`.
        desired_capacity: Option<i64> => between(0, 10_000).class(Class::ControllerOwned).also_equal_to("schedules", "desired_capacity").created_by(&["DesiredCapacity"]).modified_by(&["UpdateAutoScalingGroup.DesiredCapacity"]),
        /// Target groups that instances join. Instances join a new one before the old one is left.
        target_groups: BTreeSet<Ref> => refers_to("elbv2.target_group").widens_first().created_by(&["TargetGroupARNs"]).modified_by(&["AttachLoadBalancerTargetGroups.TargetGroupARNs", "DetachLoadBalancerTargetGroups.TargetGroupARNs"]),
        /// Whose word makes an instance unhealthy: `EC2` (always), `EBS`, `ELB`, `VPC_LATTICE`. Several of
        /// the latter with commas, in the order of the alphabet.
        health_check_type: String => defaults_to("EC2").text(TextRule::Described { words: "`EC2`, or some of `EBS,ELB,VPC_LATTICE` in that order", fits: is_health_check_type }).created_by(&["HealthCheckType"]).modified_by(&["UpdateAutoScalingGroup.HealthCheckType"]),
        /// How long a new instance may be unhealthy, in seconds.
        health_check_grace_seconds: i64 => defaults_to(0).between(0, 31_536_000).created_by(&["HealthCheckGracePeriod"]).modified_by(&["UpdateAutoScalingGroup.HealthCheckGracePeriod"]),
        /// How long simple scaling waits before it scales again, in seconds.
        default_cooldown_seconds: i64 => defaults_to(300).between(0, 31_536_000).created_by(&["DefaultCooldown"]).modified_by(&["UpdateAutoScalingGroup.DefaultCooldown"]),
        /// How long the metrics of a new instance do not count, in seconds.
        default_instance_warmup_seconds: Option<i64> => between(0, 31_536_000).created_by(&["DefaultInstanceWarmup"]).modified_by(&["UpdateAutoScalingGroup.DefaultInstanceWarmup"]),
        /// Which instances go first: `Default`, `OldestInstance`, `NewestInstance`, `OldestLaunchTemplate`,
        /// `ClosestToNextInstanceHour`, `AllocationStrategy`, or the ARN of a function.
        termination_policies: Vec<String> => defaults_to(Value::List(vec![Value::from("Default")])).created_by(&["TerminationPolicies"]).modified_by(&["UpdateAutoScalingGroup.TerminationPolicies"]),
        /// Whether scaling in leaves new instances alone.
        new_instances_protected_from_scale_in: bool => defaults_to(false).created_by(&["NewInstancesProtectedFromScaleIn"]).modified_by(&["UpdateAutoScalingGroup.NewInstancesProtectedFromScaleIn"]),
        /// Whether a spot instance is replaced as soon as AWS thinks of taking it back.
        capacity_rebalance: bool => defaults_to(false).created_by(&["CapacityRebalance"]).modified_by(&["UpdateAutoScalingGroup.CapacityRebalance"]),
        /// How old an instance may get, in seconds; a day at least.
        max_instance_lifetime_seconds: Option<i64> => between(86_400, 31_536_000).created_by(&["MaxInstanceLifetime"]).modified_by(&["UpdateAutoScalingGroup.MaxInstanceLifetime"]),
        /// How many instances there may be while some are replaced.
        maintenance_policy: Option<MaintenancePolicy> => created_by(&["InstanceMaintenancePolicy"]).modified_by(&["UpdateAutoScalingGroup.InstanceMaintenancePolicy"]),
        /// Placement group.
        placement_group: Option<String> => created_by(&["PlacementGroup"]).modified_by(&["UpdateAutoScalingGroup.PlacementGroup"]),
        /// The role by which Auto Scaling calls other services (ARN). AWS's own when it is not said.
        service_linked_role: Option<String> => provider_chosen().text(TextRule::Prefix("arn:")).created_by(&["ServiceLinkedRoleARN"]).modified_by(&["UpdateAutoScalingGroup.ServiceLinkedRoleARN"]),
        /// What AWS refuses: nothing, deletion with its instances, or deletion.
        deletion_protection: DeletionProtection => defaults_to("none").created_by(&["DeletionProtection"]).modified_by(&["UpdateAutoScalingGroup.DeletionProtection"]),
        /// Processes that do nothing. Deployment tools suspend some for a while.
        suspended_processes: BTreeSet<ScalingProcess> => class(Class::ControllerOwned).modified_by(&["SuspendProcesses.ScalingProcesses", "ResumeProcesses.ScalingProcesses"]),
        /// Metrics of the group that are collected every minute.
        metrics: BTreeSet<GroupMetric> => modified_by(&["EnableMetricsCollection.Metrics", "DisableMetricsCollection.Metrics"]),
        /// Scaling policies by name.
        policies: BTreeMap<String, ScalingPolicy> => modified_by(&["PutScalingPolicy.PolicyName", "DeletePolicy.PolicyName"]),
        /// Scheduled actions by name.
        schedules: BTreeMap<String, Schedule> => modified_by(&["PutScheduledUpdateGroupAction.ScheduledActionName", "DeleteScheduledAction.ScheduledActionName"]),
        /// Lifecycle hooks by name.
        lifecycle_hooks: BTreeMap<String, LifecycleHook> => created_by(&["LifecycleHookSpecificationList.LifecycleHookName"]).modified_by(&["PutLifecycleHook.LifecycleHookName", "DeleteLifecycleHook.LifecycleHookName"]),
        /// Instances that are ready but do not serve yet.
        warm_pool: Option<WarmPool> => modified_by(&["PutWarmPool.AutoScalingGroupName", "DeleteWarmPool.ForceDelete"]),
        /// Which events go to which topic (ARN).
        notifications: BTreeMap<String, BTreeSet<NotificationType>> => modified_by(&["PutNotificationConfiguration.TopicARN", "PutNotificationConfiguration.NotificationTypes", "DeleteNotificationConfiguration.TopicARN"]),
    }
    outputs {
        /// Its name.
        id: String,
        /// ARN.
        arn: String,
        /// Its name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 255 },
        create_operation: "CreateAutoScalingGroup",
        delete_disruption: Disruption::Downtime,
        lifecycle: Lifecycle { creating: None, deleting: Some(("Delete in progress", 120)) },
        unique: &[Unique { attributes: &["name"], error: "AlreadyExists" }],
        quota: Some(Quota { limit: 500, within: None, error: "LimitExceeded" }),
        protected_by: Some(("deletion_protection", &["prevent-force-deletion", "prevent-all-deletion"])),
        page_size: 100,
        left_out: LEFT_OUT,
        ..crate::facts::FACTS
    } }
}
