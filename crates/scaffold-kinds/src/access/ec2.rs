use super::actions::{ACCESS, Access};

const OF: Access = Access { tags_guard: true, ..ACCESS };

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "ec2.vpc",
        read: &[
            "ec2:DescribeVpcs",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSecurityGroupRules",
            "ec2:DescribeSubnets",
            "ec2:DescribeInternetGateways",
            "ec2:DescribeVpcEndpoints",
            "ec2:DescribeVpnGateways",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstances",
            "ec2:DescribeNatGateways",
        ],
        create: &["ec2:CreateVpc", "ec2:CreateTags"],
        change: &[
            "ec2:ModifyVpcAttribute",
            "ec2:ModifyVpcTenancy",
            "ec2:AssociateVpcCidrBlock",
            "ec2:DisassociateVpcCidrBlock",
            "ec2:AssociateDhcpOptions",
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:AuthorizeSecurityGroupEgress",
            "ec2:RevokeSecurityGroupIngress",
            "ec2:RevokeSecurityGroupEgress",
            "ec2:CreateRoute",
            "ec2:ReplaceRoute",
            "ec2:DeleteRoute",
            "ec2:DeleteTags",
        ],
        delete: &["ec2:DeleteVpc"],
        ..OF
    },
    Access {
        kind: "ec2.internet_gateway",
        read: &[
            "ec2:DescribeInternetGateways",
            "ec2:DescribeAddresses",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstances",
            "ec2:DescribeNatGateways",
            "ec2:DescribeVpcEndpoints",
        ],
        create: &["ec2:CreateInternetGateway", "ec2:AttachInternetGateway", "ec2:CreateTags"],
        change: &["ec2:DetachInternetGateway", "ec2:DeleteTags"],
        delete: &["ec2:DeleteInternetGateway"],
        ..OF
    },
    Access {
        kind: "ec2.subnet",
        read: &[
            "ec2:DescribeSubnets",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstances",
            "ec2:DescribeNatGateways",
            "ec2:DescribeVpcEndpoints",
        ],
        create: &["ec2:CreateSubnet", "ec2:CreateTags"],
        change: &[
            "ec2:ModifySubnetAttribute",
            "ec2:AssociateSubnetCidrBlock",
            "ec2:DisassociateSubnetCidrBlock",
            "ec2:DeleteTags",
        ],
        delete: &["ec2:DeleteSubnet"],
        ..OF
    },
    Access {
        kind: "ec2.elastic_ip",
        read: &[
            "ec2:DescribeAddresses",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstances",
            "ec2:DescribeNatGateways",
            "ec2:DescribeVpcEndpoints",
        ],
        create: &["ec2:AllocateAddress", "ec2:CreateTags"],
        change: &["ec2:DeleteTags"],
        delete: &["ec2:ReleaseAddress"],
        ..OF
    },
    Access {
        kind: "ec2.nat_gateway",
        read: &["ec2:DescribeNatGateways"],
        create: &["ec2:CreateNatGateway", "ec2:CreateTags"],
        change: &[
            "ec2:AssociateNatGatewayAddress",
            "ec2:DisassociateNatGatewayAddress",
            "ec2:AssignPrivateNatGatewayAddress",
            "ec2:UnassignPrivateNatGatewayAddress",
            "ec2:DeleteTags",
        ],
        delete: &["ec2:DeleteNatGateway"],
        ..OF
    },
    Access {
        kind: "ec2.route_table",
        read: &["ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"],
        create: &["ec2:CreateRouteTable", "ec2:CreateRoute", "ec2:AssociateRouteTable", "ec2:CreateTags"],
        change: &[
            "ec2:ReplaceRoute",
            "ec2:DeleteRoute",
            "ec2:ReplaceRouteTableAssociation",
            "ec2:DisassociateRouteTable",
            "ec2:EnableVgwRoutePropagation",
            "ec2:DisableVgwRoutePropagation",
            "ec2:DeleteTags",
        ],
        delete: &["ec2:DeleteRouteTable"],
        ..OF
    },
    Access {
        kind: "ec2.vpc_endpoint",
        read: &["ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"],
        create: &["ec2:CreateVpcEndpoint", "ec2:CreateTags"],
        change: &["ec2:ModifyVpcEndpoint", "ec2:DeleteTags"],
        delete: &["ec2:DeleteVpcEndpoints"],
        ..OF
    },
    Access {
        kind: "ec2.security_group",
        read: &[
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSecurityGroupRules",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstances",
            "ec2:DescribeNatGateways",
            "ec2:DescribeVpcEndpoints",
        ],
        create: &["ec2:CreateSecurityGroup", "ec2:CreateTags"],
        change: &["ec2:DeleteTags"],
        delete: &["ec2:DeleteSecurityGroup"],
        ..OF
    },
    Access {
        kind: "ec2.security_group_rules",
        read: &["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"],
        create: &["ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:CreateTags"],
        change: &[
            "ec2:RevokeSecurityGroupIngress",
            "ec2:RevokeSecurityGroupEgress",
            "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
            "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
        ],
        ..ACCESS
    },
    Access {
        kind: "ec2.security_group_rule",
        read: &["ec2:DescribeSecurityGroupRules"],
        create: &["ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:CreateTags"],
        change: &["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress", "ec2:DeleteTags"],
        ..ACCESS
    },
    Access {
        kind: "ec2.flow_log",
        read: &["ec2:DescribeFlowLogs"],
        create: &["ec2:CreateFlowLogs", "ec2:CreateTags"],
        change: &["ec2:DeleteTags"],
        delete: &["ec2:DeleteFlowLogs"],
        passes_role_to: &["vpc-flow-logs.amazonaws.com"],
        ..OF
    },
    Access {
        kind: "ec2.launch_template",
        read: &[
            "ec2:DescribeLaunchTemplates",
            "ec2:DescribeLaunchTemplateVersions",
            "ec2:DescribeImages",
            "ec2:DescribeInstances",
        ],
        create: &["ec2:CreateLaunchTemplate", "ec2:CreateTags"],
        change: &["ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplateVersions", "ec2:DeleteTags"],
        delete: &["ec2:DeleteLaunchTemplate"],
        ..OF
    },
];
