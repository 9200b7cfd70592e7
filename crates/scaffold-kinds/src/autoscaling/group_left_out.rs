//! Members of AWS's calls on scaling groups that no attribute carries.

const CONFIGURATIONS: &str = "AWS has ended launch configurations";
const REQUIREMENTS: &str = "instance types are named";
const RESERVATIONS: &str = "capacity reservations go with the launch template";
const BY_ID: &str = "templates go by id";

pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("AutoScalingGroupName", "deterministic, from stack and address"),
    ("Tags", "identity, `Name` and `tags`, which instances do not get"),
    ("LaunchConfigurationName", CONFIGURATIONS),
    ("InstanceId", CONFIGURATIONS),
    ("LaunchTemplate.LaunchTemplateName", BY_ID),
    ("MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName", BY_ID),
    ("MixedInstancesPolicy.LaunchTemplate.Overrides.LaunchTemplateSpecification.LaunchTemplateName", BY_ID),
    ("MixedInstancesPolicy.LaunchTemplate.Overrides.InstanceRequirements", REQUIREMENTS),
    ("MixedInstancesPolicy.LaunchTemplate.Overrides.ImageId", "another image is another launch template"),
    ("MixedInstancesPolicy.InstancesDistribution.DistributionSegments", RESERVATIONS),
    ("DesiredCapacityType", REQUIREMENTS),
    ("AvailabilityZones", "subnets say them"),
    ("AvailabilityZoneIds", "subnets say them"),
    ("LoadBalancerNames", "balancers of the first generation are not covered"),
    ("TrafficSources", "target groups are `target_groups`; VPC Lattice is not covered"),
    ("SkipZonalShiftValidation", "AWS's checks are kept"),
    ("CapacityReservationSpecification", RESERVATIONS),
    ("InstanceLifecyclePolicy", "instances whose hook was abandoned go, as AWS's default is"),
    ("Context", "reserved by AWS"),
    ("Operator", "AWS's own services set it"),
    ("PutScalingPolicy.MinAdjustmentStep", "MinAdjustmentMagnitude took its place"),
    ("PutScheduledUpdateGroupAction.Time", "StartTime took its place"),
    ("StartInstanceRefresh.Strategy", "`Rolling`, AWS's default"),
    ("StartInstanceRefresh.DesiredConfiguration", "the group has it already"),
    ("Preferences.AutoRollback", "a group that goes back by itself is another than planned"),
    ("DeletePolicy.*", "by name"),
    ("EnableMetricsCollection.Granularity", "`1Minute`, the only one"),
];
