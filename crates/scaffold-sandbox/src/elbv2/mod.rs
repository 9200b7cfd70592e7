//! What is particular about kinds of Elastic Load Balancing version 2. One file and one line per kind.

mod actions;
mod arn;
mod listener;
mod listener_rule;
mod load_balancer;
mod target_group;
mod targets;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &load_balancer::LoadBalancer,
    &target_group::TargetGroup,
    &targets::Targets,
    &listener::Listener,
    &listener_rule::ListenerRule,
];
