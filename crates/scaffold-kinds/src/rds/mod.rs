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

/// `eu-west-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = parts.last().is_some_and(|last| last.len() == 1 && last.as_bytes()[0].is_ascii_digit());
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    is_number && (3..=4).contains(&parts.len()) && parts[..parts.len() - 1].iter().all(is_word)
}
