//! Kinds of Amazon ElastiCache, after its API reference (2015-02-02).

mod cluster;
mod parameter_group;
mod replication_group;
mod replication_group_left_out;
mod subnet_group;
mod user;
mod user_group;
mod words;

pub use cluster::{AzMode, Cluster};
pub use parameter_group::ParameterGroup;
pub use replication_group::{
    AuthToken, ClusterMode, Engine, LogDelivery, LogDestination, LogFormat, ReplicationGroup,
};
pub use subnet_group::SubnetGroup;
pub use user::{Authentication, User};
pub use user_group::UserGroup;
pub use words::{Apply, Durability, IpDiscovery, NetworkType, TransitEncryptionMode};

use scaffold_model::{Facts, Queue};

/// Longest name of a replication group (`CreateReplicationGroup`).
pub const REPLICATION_GROUP_NAME: usize = 40;
/// Longest name of a cluster (`CreateCacheCluster`).
pub const CLUSTER_NAME: usize = 50;
/// Longest id of a user or a group of users.
pub const USER_NAME: usize = 40;
/// Longest name of a subnet group or parameter group.
pub const GROUP_NAME: usize = 255;

const TAGS: (&str, &str) = ("Tags", "identity, `Name` and `tags`");

/// What disturbs nodes waits for their window.
const QUEUE: Queue = Queue { unless: ("apply", "now"), window: "maintenance_window", pending: "pending" };

/// What kinds of this service share: tags in the creating call, names for ids, 100 a page.
fn facts(create_operation: &'static str) -> Facts {
    Facts { create_operation, page_size: 100, left_out: &[TAGS], ..crate::facts::FACTS }
}
