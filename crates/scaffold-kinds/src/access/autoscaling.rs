use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "autoscaling.group",
    read: &[
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeLifecycleHooks",
        "autoscaling:DescribeNotificationConfigurations",
        "autoscaling:DescribePolicies",
        "autoscaling:DescribeScheduledActions",
        "autoscaling:DescribeInstanceRefreshes",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeWarmPool",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeLaunchTemplates",
    ],
    create: &[
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        // AWS asks whether whoever makes the group might start its instances.
        "ec2:RunInstances",
        "ec2:CreateTags",
    ],
    change: &[
        "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:AttachLoadBalancerTargetGroups",
        "autoscaling:DetachLoadBalancerTargetGroups",
        "autoscaling:DisableMetricsCollection",
        "autoscaling:EnableMetricsCollection",
        "autoscaling:ResumeProcesses",
        "autoscaling:SuspendProcesses",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:PutLifecycleHook",
        "autoscaling:DeleteLifecycleHook",
        "autoscaling:PutNotificationConfiguration",
        "autoscaling:DeleteNotificationConfiguration",
        "autoscaling:PutScalingPolicy",
        "autoscaling:DeletePolicy",
        "autoscaling:PutScheduledUpdateGroupAction",
        "autoscaling:DeleteScheduledAction",
        "autoscaling:PutWarmPool",
        "autoscaling:DeleteWarmPool",
        "autoscaling:DeleteTags",
    ],
    delete: &["autoscaling:DeleteAutoScalingGroup"],
    // Instances are nobody's until they run.
    resources: &["*"],
    passes_role_to: &["ec2.amazonaws.com"],
    linked_roles: &["autoscaling.amazonaws.com"],
    ..ACCESS
}];
