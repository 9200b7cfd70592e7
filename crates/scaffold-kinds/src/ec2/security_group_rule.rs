use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Facts, Identity, Quota, Rule, TextRule};

use super::{DRY_RUN, TAGS, facts, security_group::is_description, security_group_rules::is_protocol};
use crate::{Ref, choice, kind};

kind! {
    /// One rule in a security group that another stack owns. The rules of a group of the stack's own are
    /// `ec2.security_group_rules`, a complete set, which leaves single rules alone.
    pub struct SingleRule: "ec2.security_group_rule" {
        /// The group that the rule is in.
        security_group: Ref => required().refers_to("ec2.security_group").replaces().created_by(&["GroupId"]),
        /// Whether it lets in or out.
        direction: Direction => defaults_to("ingress").replaces().created_by(&["GroupId", "AuthorizeSecurityGroupEgress.GroupId"]),
        /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or another protocol's number.
        protocol: String => required().text(TextRule::Described { words: "`tcp`, `udp`, `icmp`, `icmpv6`, `all` or another protocol's number", fits: is_protocol }).replaces().created_by(&["IpPermissions.IpProtocol"]),
        /// First port, or ICMP type (-1: all).
        from_port: Option<i64> => between(-1, 65_535).replaces().created_by(&["IpPermissions.FromPort"]),
        /// Last port, or ICMP code (-1: all).
        to_port: Option<i64> => between(-1, 65_535).replaces().created_by(&["IpPermissions.ToPort"]),
        /// Peer: an IPv4 range.
        cidr_block: Option<Ipv4Net> => replaces().created_by(&["IpPermissions.IpRanges.CidrIp"]),
        /// Peer: an IPv6 range.
        ipv6_cidr_block: Option<Ipv6Net> => replaces().created_by(&["IpPermissions.Ipv6Ranges.CidrIpv6"]),
        /// Peer: a prefix list (`pl-…`).
        prefix_list: Option<String> => text(TextRule::Prefix("pl-")).replaces().created_by(&["IpPermissions.PrefixListIds.PrefixListId"]),
        /// Peer: whatever carries this security group.
        peer_security_group: Option<Ref> => refers_to("ec2.security_group").replaces().created_by(&["IpPermissions.UserIdGroupPairs.GroupId"]),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: Option<String> => text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }).replaces().created_by(&["IpPermissions.IpRanges.Description", "IpPermissions.Ipv6Ranges.Description", "IpPermissions.PrefixListIds.Description", "IpPermissions.UserIdGroupPairs.Description"]),
    }
    rules {
        Rule::ExactlyOneOf(&["cidr_block", "ipv6_cidr_block", "prefix_list", "peer_security_group"]),
        Rule::Requires { attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"], needs: &["from_port", "to_port"] },
        Rule::OnlyWhere { attributes: &["from_port", "to_port"], attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"] },
    }
    outputs {
        /// `sgr-…`.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        identity: Identity::Tags,
        // AWS has no two rules that differ in their descriptions alone.
        create_before_delete: false,
        quota: Some(Quota { limit: 60, within: Some("security_group"), error: "RulesPerSecurityGroupLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            ("CidrIp", "IpPermissions says it"),
            ("FromPort", "IpPermissions says it"),
            ("ToPort", "IpPermissions says it"),
            ("IpProtocol", "IpPermissions says it"),
            ("IpPermissions", "attribute by attribute"),
            ("IpPermissions.UserIdGroupPairs.UserId", "groups of other accounts are not covered"),
            ("IpPermissions.UserIdGroupPairs.GroupName", "groups outside VPCs are gone"),
            ("IpPermissions.UserIdGroupPairs.VpcId", "in answers alone"),
            ("IpPermissions.UserIdGroupPairs.VpcPeeringConnectionId", "in answers alone"),
            ("IpPermissions.UserIdGroupPairs.PeeringStatus", "in answers alone"),
            ("GroupName", "groups outside VPCs are gone"),
            ("SourceSecurityGroupName", "groups outside VPCs are gone"),
            ("SourceSecurityGroupOwnerId", "groups outside VPCs are gone"),
        ],
        ..facts("sgr-", "AuthorizeSecurityGroupIngress")
    } }
}

choice! {
    /// Which way a rule lets traffic.
    pub enum Direction {
        /// To what carries the group.
        Ingress = "ingress",
        /// From what carries the group.
        Egress = "egress",
    }
}
