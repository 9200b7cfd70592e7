use scaffold_model::{Value, is_version_of};

use super::terms::wrong_value;
use crate::record::Record;
use crate::refusal::Refusal;

/// Versions that there are here, the latest first.
const VERSIONS: &[(&str, &[&str])] = &[
    ("valkey", &["8.1.0", "8.0.1", "7.2.6"]),
    ("redis", &["7.1.0", "7.0.7", "6.2.6"]),
    ("memcached", &["1.6.22", "1.6.17", "1.6.12", "1.5.16"]),
];

/// Makes of `8` the latest `8.x`.
///
/// # Errors
/// When the engine has no such version.
pub(super) fn settle(record: &mut Record, engine: &str) -> Result<(), Refusal> {
    let asked = record.text("engine_version").unwrap_or_default();
    let of_engine = VERSIONS.iter().find(|(name, _)| *name == engine).map_or(&[] as &[_], |(_, of)| of);
    match of_engine.iter().find(|version| is_version_of(asked, version)) {
        Some(version) => {
            record.set("engine_version", Value::text(*version));
            Ok(())
        }
        None => Err(wrong_value(format!("Cannot find version {asked} for {engine}"))),
    }
}
