//! What is particular about kinds of Amazon RDS. One file and one line per kind.

mod group;
mod instance;
mod instance_checks;
mod instance_choices;
mod instance_queue;
mod instance_upgrade;
mod parameter_group;
mod subnet_group;

pub(crate) use instance_upgrade::upgrade_targets;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] =
    &[&subnet_group::SubnetGroup, &parameter_group::ParameterGroup, &instance::Instance];
