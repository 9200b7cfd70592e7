//! What is particular about kinds of Amazon ElastiCache. One file and one line per kind.

mod change;
mod cluster;
mod parameter_group;
mod replication_group;
mod subnet_group;
mod terms;
mod user;
mod user_group;
mod versions;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &subnet_group::SubnetGroup,
    &parameter_group::ParameterGroup,
    &user::User,
    &user_group::UserGroup,
    &replication_group::ReplicationGroup,
    &cluster::Cluster,
];
