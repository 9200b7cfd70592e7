use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "elbv2.load_balancer",
        read: &[
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeTargetGroups",
        ],
        create: &["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:AddTags"],
        change: &[
            "elasticloadbalancing:ModifyLoadBalancerAttributes",
            "elasticloadbalancing:SetIpAddressType",
            "elasticloadbalancing:SetSecurityGroups",
            "elasticloadbalancing:SetSubnets",
            "elasticloadbalancing:RemoveTags",
        ],
        delete: &["elasticloadbalancing:DeleteLoadBalancer"],
        resources: &["arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/*/{name}*"],
        linked_roles: &["elasticloadbalancing.amazonaws.com"],
        ..ACCESS
    },
    Access {
        kind: "elbv2.target_group",
        read: &[
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetGroupAttributes",
            "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeLoadBalancers",
        ],
        create: &["elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags"],
        change: &[
            "elasticloadbalancing:ModifyTargetGroup",
            "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RegisterTargets",
            "elasticloadbalancing:DeregisterTargets",
            "elasticloadbalancing:RemoveTags",
        ],
        delete: &["elasticloadbalancing:DeleteTargetGroup"],
        resources: &["arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}*"],
        ..ACCESS
    },
    Access {
        kind: "elbv2.targets",
        read: &[
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:DescribeTags",
        ],
        create: &["elasticloadbalancing:RegisterTargets"],
        change: &["elasticloadbalancing:DeregisterTargets"],
        delete: &["elasticloadbalancing:DeregisterTargets"],
        resources: &["arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}*"],
        names_of: Some("elbv2.target_group"),
        ..ACCESS
    },
    Access {
        kind: "elbv2.listener",
        read: &[
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeListenerAttributes",
            "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeTags",
        ],
        create: &["elasticloadbalancing:CreateListener", "elasticloadbalancing:AddTags"],
        change: &[
            "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:ModifyListenerAttributes",
            "elasticloadbalancing:AddListenerCertificates",
            "elasticloadbalancing:RemoveListenerCertificates",
            "elasticloadbalancing:RemoveTags",
        ],
        delete: &["elasticloadbalancing:DeleteListener"],
        resources: &[
            "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/*/{name}*",
            "arn:aws:elasticloadbalancing:{region}:{account}:listener/*/{name}*",
        ],
        names_of: Some("elbv2.load_balancer"),
        ..ACCESS
    },
    Access {
        kind: "elbv2.listener_rule",
        read: &[
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTags",
        ],
        create: &["elasticloadbalancing:CreateRule", "elasticloadbalancing:AddTags"],
        change: &[
            "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:SetRulePriorities",
            "elasticloadbalancing:RemoveTags",
        ],
        delete: &["elasticloadbalancing:DeleteRule"],
        resources: &[
            "arn:aws:elasticloadbalancing:{region}:{account}:listener/*/{name}*",
            "arn:aws:elasticloadbalancing:{region}:{account}:listener-rule/*/{name}*",
        ],
        names_of: Some("elbv2.load_balancer"),
        ..ACCESS
    },
];
