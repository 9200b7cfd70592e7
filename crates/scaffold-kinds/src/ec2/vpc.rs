use std::collections::BTreeSet;

use ipnet::Ipv4Net;
use scaffold_model::{Disruption, Facts, Lifecycle, Quota, Rule, TextRule};

use super::{DRY_RUN, TAGS, facts};
use crate::{choice, kind};

kind! {
    /// A virtual network. Its ranges, its DNS, and what AWS puts into it unasked: the default
    /// security group and the main route table.
    pub struct Vpc: "ec2.vpc" {
        /// IPv4 range in CIDR notation, /16 to /28.
        cidr_block: Option<Ipv4Net> => prefix_between(16, 28).provider_chosen().replaces().created_by(&["CidrBlock"]),
        /// IPAM pool that gives the IPv4 range, in place of `cidr_block`.
        ipv4_ipam_pool: Option<String> => text(TextRule::Prefix("ipam-pool-")).class(scaffold_model::Class::CreateOnly).created_by(&["Ipv4IpamPoolId"]),
        /// Prefix length of the range that the IPAM pool gives, 16 to 28.
        ipv4_netmask_length: Option<i64> => between(16, 28).class(scaffold_model::Class::CreateOnly).created_by(&["Ipv4NetmaskLength"]),
        /// Further IPv4 ranges in CIDR notation, /16 to /28.
        secondary_cidr_blocks: BTreeSet<Ipv4Net> => prefix_between(16, 28).modified_by(&["AssociateVpcCidrBlock.CidrBlock", "DisassociateVpcCidrBlock.AssociationId"]),
        /// Whether AWS gives the VPC an IPv6 /56 range of its own.
        amazon_ipv6: bool => defaults_to(false).disrupts(Disruption::Downtime).created_by(&["AmazonProvidedIpv6CidrBlock"]).modified_by(&["AssociateVpcCidrBlock.AmazonProvidedIpv6CidrBlock", "DisassociateVpcCidrBlock.AssociationId"]),
        /// Whether instances run on hardware of your own by default. Going back to `default` is
        /// possible in place, for instances launched later.
        instance_tenancy: Tenancy => defaults_to("default").in_place_only_to("default").created_by(&["InstanceTenancy"]).modified_by(&["ModifyVpcTenancy.InstanceTenancy"]),
        /// Whether Amazon's DNS server answers inside the VPC.
        dns_support: bool => defaults_to(true).disrupts(Disruption::Downtime).modified_by(&["ModifyVpcAttribute.EnableDnsSupport"]),
        /// Whether instances with public addresses get public DNS names. Needs `dns_support`.
        dns_hostnames: bool => defaults_to(false).modified_by(&["ModifyVpcAttribute.EnableDnsHostnames"]),
        /// Whether network address usage metrics are collected.
        network_address_usage_metrics: bool => defaults_to(false).modified_by(&["ModifyVpcAttribute.EnableNetworkAddressUsageMetrics"]),
        /// DHCP option set, `dopt-…`, or `default` for AWS's own.
        dhcp_options: Option<String> => provider_chosen().text(TextRule::Described { words: "`default` or an id that begins with `dopt-`", fits: is_dhcp_options }).modified_by(&["AssociateDhcpOptions.DhcpOptionsId"]),
        /// `closed`: the default security group has no rules, so that nothing is reachable by
        /// forgetting to name a group. `unmanaged`: left alone.
        default_security_group: VpcDefault => defaults_to("closed").left_alone_when("unmanaged").modified_by(&["RevokeSecurityGroupIngress.SecurityGroupRuleIds", "RevokeSecurityGroupEgress.SecurityGroupRuleIds"]),
        /// `closed`: the main route table has no routes but the local one, so that a subnet without
        /// a table reaches nothing outside. `unmanaged`: left alone.
        main_route_table: VpcDefault => defaults_to("closed").left_alone_when("unmanaged").modified_by(&["DeleteRoute.RouteTableId"]),
    }
    rules {
        Rule::ExactlyOneOf(&["cidr_block", "ipv4_ipam_pool"]),
        Rule::Requires { attribute: "dns_hostnames", is: &["true"], needs: &["dns_support"] },
        Rule::Requires { attribute: "ipv4_netmask_length", is: &[], needs: &["ipv4_ipam_pool"] },
    }
    outputs {
        /// `vpc-…`.
        id: String,
        /// ARN.
        arn: String,
        /// The IPv6 /56 range, where there is one.
        ipv6_cidr_block: String,
        /// `sg-…` of the default security group.
        default_security_group_id: String,
        /// `rtb-…` of the main route table.
        main_route_table_id: String,
        /// `acl-…` of the default network ACL.
        default_network_acl_id: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Downtime,
        // What stands in it cannot follow.
        replace_disruption: Disruption::Downtime,
        lifecycle: Lifecycle { creating: Some(("pending", 2)), deleting: None },
        quota: Some(Quota { limit: 5, within: None, error: "VpcLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            ("Ipv6Pool", "ranges of your own are brought by few; not yet"),
            ("Ipv6CidrBlock", "goes with Ipv6Pool"),
            ("Ipv6IpamPoolId", "IPv6 from IPAM is used by few; not yet"),
            ("Ipv6NetmaskLength", "goes with Ipv6IpamPoolId"),
            ("Ipv6CidrBlockNetworkBorderGroup", "local zones' IPv6 is used by few; not yet"),
            ("InstanceTenancy=host", "AWS refuses it for VPCs; it is for instances"),
            ("AssociateVpcCidrBlock.Ipv4IpamPoolId", "further ranges are said, not given by a pool"),
            ("AssociateVpcCidrBlock.Ipv4NetmaskLength", "goes with Ipv4IpamPoolId"),
            ("RevokeSecurityGroupIngress.*", "empties the default group; rules are `ec2.security_group_rules`"),
            ("RevokeSecurityGroupEgress.*", "empties the default group; rules are `ec2.security_group_rules`"),
            ("DeleteRoute.*", "empties the main table; routes are `ec2.route_table`"),
            ("VpcEncryptionControl", "has a lifecycle and a resource of its own"),
        ],
        ..facts("vpc-", "CreateVpc")
    } }
}

choice! {
    /// On whose hardware instances run.
    pub enum Tenancy {
        /// Shared.
        Default = "default",
        /// Of your own.
        Dedicated = "dedicated",
    }
}

choice! {
    /// What becomes of something that AWS puts into a VPC.
    pub enum VpcDefault {
        /// Emptied and watched.
        Closed = "closed",
        /// Left alone. Live: it has rules or routes.
        Unmanaged = "unmanaged",
    }
}

fn is_dhcp_options(text: &str) -> bool {
    text == "default" || text.strip_prefix("dopt-").is_some_and(|rest| !rest.is_empty())
}
