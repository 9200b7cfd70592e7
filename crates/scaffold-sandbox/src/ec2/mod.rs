//! What is particular about kinds of Amazon EC2. One file and one line per kind.

mod elastic_ip;
mod flow_log;
mod internet_gateway;
mod launch_template;
mod nat_gateway;
mod prefix_lists;
mod route_table;
mod security_group;
mod security_group_rule;
mod security_group_rules;
mod subnet;
mod vpc;
mod vpc_endpoint;

use crate::rib::Rib;

pub use launch_template::latest as latest_version;
pub(crate) use prefix_lists::prefix_list;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &vpc::Vpc,
    &internet_gateway::InternetGateway,
    &subnet::Subnet,
    &elastic_ip::ElasticIp,
    &nat_gateway::NatGateway,
    &flow_log::FlowLog,
    &route_table::RouteTable,
    &vpc_endpoint::VpcEndpoint,
    &security_group::SecurityGroup,
    &security_group_rules::SecurityGroupRules,
    &security_group_rule::SecurityGroupRule,
    &launch_template::LaunchTemplate,
];
