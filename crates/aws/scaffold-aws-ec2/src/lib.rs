//! Takes a connection to AWS. Gives the providers of every `ec2.*` kind, one file a kind, and the
//! zones of a region. Never plans: it does what it is told, call by call.
//!
//! A survey of a stack whose lists have one page each makes 11 calls, one a kind; 1 for the rules of its
//! groups, 1 for the versions of its templates, 1 for prefix lists, 3 for what AWS puts into VPCs; and 3
//! for each VPC. Each file has its part. Ten networks: 46 calls.

mod client;
mod elastic_ip;
mod flow_log;
mod interfaces;
mod internet_gateway;
mod launch_template;
mod launch_template_data;
mod launch_template_live;
mod launch_template_versions;
mod nat_gateway;
mod route;
mod route_table;
mod rule;
mod security_group;
mod security_group_rule;
mod security_group_rules;
mod service;
mod subnet;
mod tags;
mod vpc;
mod vpc_defaults;
mod vpc_endpoint;
mod vpc_users;

pub use service::service;
