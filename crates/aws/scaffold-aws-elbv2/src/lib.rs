//! Takes a connection to AWS and where secrets are. Gives the providers of every `elbv2.*` kind, one
//! file a kind. Never plans: it does what it is told, call by call; never keeps a secret.
//!
//! A survey finds balancers and target groups by name and tags, listeners by balancers, rules by
//! listeners; the kinds' surveys run side by side and read shared lists once. With B balancers, T target
//! groups, L listeners (S of them with certificates) and R rules of the stack, whose lists have one page
//! each, and b and t candidates by name, it makes
//! (1 + ⌈b/20⌉ + B) + (1 + ⌈t/20⌉ + 2T) + (B + ⌈L/20⌉ + L + S) + (L + ⌈R/20⌉) calls.
//! Ten balancers with two listeners and two rules each, ten of the listeners with certificates, and ten groups: 96 calls.

mod actions;
mod actions_wanted;
mod attributes;
mod certificates;
mod client;
mod conditions;
mod found;
mod health_check;
mod listener;
mod listener_attributes;
mod listener_rule;
mod lists;
mod load_balancer;
mod load_balancer_attributes;
mod names;
mod registrations;
mod service;
mod subnets;
mod tags;
mod target_group;
mod target_group_attributes;
mod targets;
mod users;

pub use service::service;
