//! Kinds of Amazon RDS, after its API reference (2014-10-31): instances of PostgreSQL, MySQL and MariaDB.

mod instance;
mod instance_left_out;
mod parameter_group;
mod subnet_group;

pub use instance::{Apply, DatabaseInsights, Engine, ExtendedSupport, Instance, NetworkType, StorageType};
pub use parameter_group::ParameterGroup;
pub use subnet_group::SubnetGroup;

use scaffold_model::Facts;

const TAGS: (&str, &str) = ("Tags", "identity, `Name` and `tags`");

/// What kinds of this service share: tags in the creating call, a hundred a page.
fn facts(create_operation: &'static str) -> Facts {
    Facts { create_operation, left_out: &[TAGS], ..crate::facts::FACTS }
}
