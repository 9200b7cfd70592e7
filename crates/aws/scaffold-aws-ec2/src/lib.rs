//! Takes a connection to AWS. Gives the providers of every `ec2.*` kind, one file a kind, and the
//! zones of a region. Never plans: it does what it is told, call by call.

mod client;
mod elastic_ip;
mod found;
mod interfaces;
mod internet_gateway;
mod nat_gateway;
mod route;
mod route_table;
mod rule;
mod security_group;
mod security_group_rules;
mod service;
mod settle;
mod subnet;
mod tags;
mod token;
mod vpc;
mod vpc_defaults;
mod vpc_endpoint;
mod vpc_users;

pub use service::service;
