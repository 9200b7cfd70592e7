use std::collections::BTreeSet;

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Disruption, Facts, Identity, Quota, Rule, TextRule};

use super::{DRY_RUN, TAGS, facts, security_group::is_description};
use crate::{Ref, kind, record};

kind! {
    /// The rules of one security group, as a complete set: what someone adds by hand is a
    /// difference. A rule tagged by another stack is shown and kept, and so is an
    /// `ec2.security_group_rule`.
    pub struct SecurityGroupRules: "ec2.security_group_rules" {
        /// The group.
        security_group: Ref => required().refers_to("ec2.security_group").replaces().exclusive_within("").created_by(&["GroupId"]),
        /// Who may come in. Nobody when it is not said.
        ingress: BTreeSet<SecurityGroupRule> => disrupts(Disruption::None).created_by(&["IpPermissions"]).modified_by(&["AuthorizeSecurityGroupIngress.IpPermissions", "RevokeSecurityGroupIngress.SecurityGroupRuleIds"]),
        /// Where those inside may go. Nowhere when it is not said.
        egress: BTreeSet<SecurityGroupRule> => disrupts(Disruption::None).modified_by(&["AuthorizeSecurityGroupEgress.IpPermissions", "RevokeSecurityGroupEgress.SecurityGroupRuleIds"]),
    }
    outputs {
        /// `sg-…` of the group.
        id: String,
    }
    facts { Facts {
        identity: Identity::PartOf { attribute: "security_group" },
        create_before_delete: false,
        quota: Some(Quota { limit: 60, within: Some("security_group"), error: "RulesPerSecurityGroupLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            ("CidrIp", "IpPermissions says it"),
            ("FromPort", "IpPermissions says it"),
            ("ToPort", "IpPermissions says it"),
            ("IpProtocol", "IpPermissions says it"),
            ("RevokeSecurityGroupIngress.GroupId", "names the group"),
            ("RevokeSecurityGroupIngress.IpPermissions", "rules are revoked by their ids"),
            ("RevokeSecurityGroupEgress.IpPermissions", "rules are revoked by their ids"),
            ("IpPermissions.UserIdGroupPairs.UserId", "groups of other accounts are not covered"),
            ("IpPermissions.UserIdGroupPairs.GroupName", "groups outside VPCs are gone"),
            ("IpPermissions.UserIdGroupPairs.VpcId", "in answers alone"),
            ("IpPermissions.UserIdGroupPairs.VpcPeeringConnectionId", "in answers alone"),
            ("IpPermissions.UserIdGroupPairs.PeeringStatus", "in answers alone"),
            ("GroupName", "groups outside VPCs are gone"),
            ("SourceSecurityGroupName", "groups outside VPCs are gone"),
            ("SourceSecurityGroupOwnerId", "groups outside VPCs are gone"),
        ],
        ..facts("sg-", "AuthorizeSecurityGroupIngress")
    } }
}

record! {
    /// One rule: a protocol, ports, and one peer.
    pub struct SecurityGroupRule {
        /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or another protocol's number.
        protocol: String => required().text(TextRule::Described { words: "`tcp`, `udp`, `icmp`, `icmpv6`, `all` or another protocol's number", fits: is_protocol }).created_by(&["IpPermissions.IpProtocol"]),
        /// First port, or ICMP type (-1: all).
        from_port: Option<i64> => between(-1, 65_535).created_by(&["IpPermissions.FromPort"]),
        /// Last port, or ICMP code (-1: all).
        to_port: Option<i64> => between(-1, 65_535).created_by(&["IpPermissions.ToPort"]),
        /// Peer: an IPv4 range.
        cidr_block: Option<Ipv4Net> => created_by(&["IpPermissions.IpRanges.CidrIp"]),
        /// Peer: an IPv6 range.
        ipv6_cidr_block: Option<Ipv6Net> => created_by(&["IpPermissions.Ipv6Ranges.CidrIpv6"]),
        /// Peer: a prefix list (`pl-…`), or the name of one of AWS's own, which the plan pins
        /// (`com.amazonaws.global.cloudfront.origin-facing`).
        prefix_list: Option<String> => text(TextRule::PrefixList).created_by(&["IpPermissions.PrefixListIds.PrefixListId"]),
        /// Peer: whatever carries this security group.
        security_group: Option<Ref> => refers_to("ec2.security_group").created_by(&["IpPermissions.UserIdGroupPairs.GroupId"]),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: Option<String> => text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }).created_by(&["IpPermissions.IpRanges.Description", "IpPermissions.Ipv6Ranges.Description", "IpPermissions.PrefixListIds.Description", "IpPermissions.UserIdGroupPairs.Description"]),
    }
    rules {
        Rule::ExactlyOneOf(&["cidr_block", "ipv6_cidr_block", "prefix_list", "security_group"]),
        Rule::Requires { attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"], needs: &["from_port", "to_port"] },
        Rule::OnlyWhere { attributes: &["from_port", "to_port"], attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"] },
    }
}

/// One spelling a protocol: those with names by name, others by number.
pub(super) fn is_protocol(text: &str) -> bool {
    match text.parse::<u8>() {
        Ok(number) => !matches!(number, 1 | 6 | 17 | 58) && text == number.to_string(),
        Err(_) => matches!(text, "tcp" | "udp" | "icmp" | "icmpv6" | "all"),
    }
}
