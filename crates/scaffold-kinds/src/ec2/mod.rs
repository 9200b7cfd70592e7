//! Kinds of Amazon EC2, after its API reference (2016-11-15).

mod elastic_ip;
mod flow_log;
mod internet_gateway;
mod launch_template;
mod launch_template_data;
mod nat_gateway;
mod route_table;
mod security_group;
mod security_group_rule;
mod security_group_rules;
mod subnet;
mod vpc;
mod vpc_endpoint;

pub use elastic_ip::ElasticIp;
pub use flow_log::{DestinationOptions, FileFormat, FlowLog, FlowLogDestination, TrafficType};
pub use internet_gateway::InternetGateway;
pub use launch_template::LaunchTemplate;
pub use launch_template_data::{
    BandwidthWeighting, BlockDevice, CapacityPreference, CapacityReservation, CpuCredits, CpuOptions,
    Enabled, InstanceTenancy, InterruptionBehavior, MetadataOptions, PrivateDns, RecoveryMode, RootVolume,
    ShutdownBehavior, Spot, Tokens, VolumeType,
};
pub use nat_gateway::{ConnectivityType, NatGateway};
pub use route_table::{Route, RouteTable};
pub use security_group::SecurityGroup;
pub use security_group_rule::{Direction, SingleRule};
pub use security_group_rules::{SecurityGroupRule, SecurityGroupRules};
pub use subnet::{HostnameType, Subnet};
pub use vpc::{Tenancy, Vpc, VpcDefault};
pub use vpc_endpoint::{DnsOptions, DnsRecordIpType, EndpointIpAddressType, EndpointType, VpcEndpoint};

use scaffold_model::Facts;

const DRY_RUN: (&str, &str) = ("DryRun", "a plan is made without it");
const TAGS: (&str, &str) = ("TagSpecifications", "identity, `Name` and `tags`");
const TOKEN: (&str, &str) = ("ClientToken", "set on every call");

/// What most EC2 kinds share: tags in the creating call, 1,000 a page.
fn facts(id_prefix: &'static str, create_operation: &'static str) -> Facts {
    Facts { id_prefix, create_operation, page_size: 1000, left_out: &[DRY_RUN, TAGS], ..crate::facts::FACTS }
}
