use std::collections::BTreeSet;

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Disruption, Facts, Identity, Quota, Rule, TextRule};

use super::{DRY_RUN, TAGS, facts, security_group::is_description};
use crate::{Ref, kind, record};

kind! {
    /// The rules of one security group, as a complete set: what someone adds by hand is a
    /// difference. A rule tagged by another stack is shown and kept.
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
        protocol: String => required().text(TextRule::Described { words: "`tcp`, `udp`, `icmp`, `icmpv6`, `all` or another protocol's number", fits: is_protocol }),
        /// First port, or ICMP type (-1: all).
        from_port: Option<i64> => between(-1, 65_535),
        /// Last port, or ICMP code (-1: all).
        to_port: Option<i64> => between(-1, 65_535),
        /// Peer: an IPv4 range.
        cidr_block: Option<Ipv4Net>,
        /// Peer: an IPv6 range.
        ipv6_cidr_block: Option<Ipv6Net>,
        /// Peer: a prefix list (`pl-…`).
        prefix_list: Option<String> => text(TextRule::Prefix("pl-")),
        /// Peer: whatever carries this security group.
        security_group: Option<Ref> => refers_to("ec2.security_group"),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: Option<String> => text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }),
    }
    rules {
        Rule::ExactlyOneOf(&["cidr_block", "ipv6_cidr_block", "prefix_list", "security_group"]),
        Rule::Requires { attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"], needs: &["from_port", "to_port"] },
        Rule::OnlyWhere { attributes: &["from_port", "to_port"], attribute: "protocol", is: &["tcp", "udp", "icmp", "icmpv6"] },
    }
}

/// One spelling a protocol: those with names by name, others by number.
fn is_protocol(text: &str) -> bool {
    match text.parse::<u8>() {
        Ok(number) => !matches!(number, 1 | 6 | 17 | 58) && text == number.to_string(),
        Err(_) => matches!(text, "tcp" | "udp" | "icmp" | "icmpv6" | "all"),
    }
}
