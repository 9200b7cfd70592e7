//! Security group rules between AWS's words and the schema's.

use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, PrefixListId, UserIdGroupPair};
use scaffold_aws_core::Tags;
use scaffold_kinds::ec2::{SecurityGroupRule, SingleRule};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{TAG_ADDRESS, TAG_STACK};
use scaffold_provider::Error;

use crate::client::Ec2;
use crate::tags;

/// What tells a single rule from a member of a complete set.
pub(crate) const TAG_KIND: &str = "scaffold:kind";

/// Whether a rule is no member of its group's set.
pub(crate) fn is_single(tags: &Tags) -> bool {
    tags.get(TAG_KIND).is_some_and(|kind| kind == SingleRule::KIND)
}

/// A live rule.
pub(crate) struct LiveRule {
    pub id: String,
    pub is_egress: bool,
    pub rule: SecurityGroupRule,
    pub tags: Tags,
}

impl LiveRule {
    pub fn read(ec2: &Ec2, live: &aws_sdk_ec2::types::SecurityGroupRule) -> Result<Self, Error> {
        const LIST: &str = "DescribeSecurityGroupRules";
        let protocol = protocol_name(live.ip_protocol().unwrap_or("-1"));
        let has_ports = matches!(protocol.as_str(), "tcp" | "udp" | "icmp" | "icmpv6");
        let port = |port: Option<i32>| port.filter(|_| has_ports).map(i64::from);
        let range = "an address range";
        Ok(Self {
            id: live.security_group_rule_id().unwrap_or_default().to_owned(),
            is_egress: live.is_egress().unwrap_or_default(),
            rule: SecurityGroupRule {
                from_port: port(live.from_port()),
                to_port: port(live.to_port()),
                cidr_block: live.cidr_ipv4().map(|text| ec2.parse(LIST, range, text)).transpose()?,
                ipv6_cidr_block: live.cidr_ipv6().map(|text| ec2.parse(LIST, range, text)).transpose()?,
                prefix_list: live.prefix_list_id().map(str::to_owned),
                security_group: live
                    .referenced_group_info()
                    .and_then(|group| group.group_id())
                    .map(|id| Ref(id.to_owned())),
                description: live.description().filter(|text| !text.is_empty()).map(str::to_owned),
                protocol,
            },
            tags: tags::read(live.tags.as_ref()),
        })
    }

    /// The stack that it belongs to, when it is no member of a set that the reader's stack says: another
    /// one's, or a rule that stands for itself.
    pub fn other_stack(&self, stack: Option<&str>) -> Option<&str> {
        let of = self.tags.get(TAG_STACK)?.as_str();
        stack.is_some_and(|stack| of != stack || is_single(&self.tags)).then_some(of)
    }

    /// In words, for a report: what another stack has put here.
    pub fn in_words(&self, stack: &str) -> String {
        let SecurityGroupRule { protocol, from_port, to_port, .. } = &self.rule;
        let direction = if self.is_egress { "egress to" } else { "ingress from" };
        let ports = match (from_port, to_port) {
            (Some(from), Some(to)) if from != to => format!(" {from}-{to}"),
            (Some(from), _) => format!(" {from}"),
            _ => String::new(),
        };
        let address = self.tags.get(TAG_ADDRESS).map_or("unknown address", String::as_str);
        format!("{direction} {}, {protocol}{ports} ({}, {address} of {stack})", peer(&self.rule), self.id)
    }
}

fn peer(rule: &SecurityGroupRule) -> String {
    let SecurityGroupRule { cidr_block, ipv6_cidr_block, prefix_list, security_group, .. } = rule;
    cidr_block
        .map(|net| net.to_string())
        .or_else(|| ipv6_cidr_block.map(|net| net.to_string()))
        .or_else(|| prefix_list.clone())
        .or_else(|| security_group.as_ref().map(|group| group.0.clone()))
        .unwrap_or_default()
}

/// A rule without its description: AWS allows one of each.
pub(crate) fn essence(rule: &SecurityGroupRule) -> SecurityGroupRule {
    SecurityGroupRule { description: None, ..rule.clone() }
}

/// One spelling a protocol, as AWS gives names to four of them.
fn protocol_name(text: &str) -> String {
    match text.to_ascii_lowercase().as_str() {
        "-1" | "all" => "all",
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        other => return other.to_owned(),
    }
    .to_owned()
}

/// A rule as the authorising calls take it.
pub(crate) fn permission(rule: &SecurityGroupRule) -> IpPermission {
    let SecurityGroupRule {
        protocol,
        from_port,
        to_port,
        cidr_block,
        ipv6_cidr_block,
        prefix_list,
        security_group,
        description,
    } = rule;
    let port = |port: &Option<i64>| port.and_then(|port| i32::try_from(port).ok());
    let protocol = if protocol == "all" { "-1" } else { protocol.as_str() };
    let mut permission = IpPermission::builder()
        .ip_protocol(protocol)
        .set_from_port(port(from_port))
        .set_to_port(port(to_port));
    if let Some(net) = cidr_block {
        let range = IpRange::builder().cidr_ip(net.to_string()).set_description(description.clone());
        permission = permission.ip_ranges(range.build());
    }
    if let Some(net) = ipv6_cidr_block {
        let range = Ipv6Range::builder().cidr_ipv6(net.to_string()).set_description(description.clone());
        permission = permission.ipv6_ranges(range.build());
    }
    if let Some(list) = prefix_list {
        let list = PrefixListId::builder().prefix_list_id(list).set_description(description.clone());
        permission = permission.prefix_list_ids(list.build());
    }
    if let Some(group) = security_group {
        let pair = UserIdGroupPair::builder().group_id(&group.0).set_description(description.clone());
        permission = permission.user_id_group_pairs(pair.build());
    }
    permission.build()
}
