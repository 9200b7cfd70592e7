//! Takes a connection to AWS. Gives the provider of scaling groups with all that belongs to them, and
//! replaces their instances. Never plans: it does what it is told, call by call.
//!
//! A survey makes one call a page of groups (100); where there is one, as many as policies, scheduled
//! actions and notifications have pages (100 each, those of other stacks too), one a group for its
//! hooks, and one for each group of which an instance runs another launch template or version.
//! Ten groups: 14 calls.

mod client;
mod group;
mod group_live;
mod group_write;
mod instances;
mod label;
mod lifecycle_hook;
mod metric;
mod mixed_instances;
mod notification;
mod policy;
mod policy_live;
mod predictive;
mod read;
mod refresh;
mod schedule;
mod service;
mod sets;
mod tags;
mod warm_pool;

pub use service::service;
