//! Takes a connection to AWS. Gives the providers of ElastiCache kinds.
//! Never plans, and never shows a password.

mod changes;
mod client;
mod cluster;
mod cluster_found;
mod names;
mod parameter_group;
mod parameters;
mod pending;
mod replication_group;
mod replication_group_calls;
mod replication_group_found;
mod replication_group_steps;
mod service;
mod subnet_group;
mod tags;
mod user;
mod user_group;
mod versions;

pub use service::service;
