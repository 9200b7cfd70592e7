use scaffold_model::{Value, shrinks};

use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;
use crate::store::Transaction;

const VERSION: &str = "engine_version";

/// The major versions that AWS upgrades a version to, itself among them: of PostgreSQL and MariaDB any
/// later one, of MySQL the next.
pub(crate) fn upgrade_targets(engine: &str, version: &str) -> Option<Vec<&'static str>> {
    let (majors, steps): (&[&str], usize) = match engine {
        "postgres" => (&["11", "12", "13", "14", "15", "16", "17", "18"], usize::MAX),
        "mysql" => (&["5.7", "8.0", "8.4"], 2),
        "mariadb" => (&["10.4", "10.5", "10.6", "10.11", "11.4", "11.8"], usize::MAX),
        _ => return None,
    };
    let own = majors.iter().position(|major| scaffold_model::is_version_of(major, version))?;
    Some(majors[own..].iter().take(steps).copied().collect())
}

/// Whether AWS takes replicas along: to the next major version of PostgreSQL.
fn goes_along(before: &Record, after: &Record) -> bool {
    let major =
        |record: &Record| record.text(VERSION).and_then(|text| text.split('.').next()).map(str::to_owned);
    after.text("engine") == Some("postgres") && major(before) != major(after)
}

/// Settings are of the family of the engine's major version.
pub(super) fn check_family(state: &State, instance: &Record) -> Result<(), Refusal> {
    let group = instance.text("parameter_group").unwrap_or_default();
    let group = state.find("rds.parameter_group", group);
    let Some(family) = group.and_then(|group| group.text("family")) else { return Ok(()) };
    let engine = instance.text("engine").unwrap_or_default();
    let numbers = if engine == "postgres" { 1 } else { 2 };
    let version: Vec<&str> = instance.text(VERSION).unwrap_or_default().split('.').take(numbers).collect();
    let own = format!("{engine}{}", version.join("."));
    if family == own {
        return Ok(());
    }
    let id = instance.text("parameter_group").unwrap_or_default();
    Err(Refusal::invalid(
        "InvalidParameterCombination",
        format!(
            "The Parameter Group {id} with DBParameterGroupFamily {family} can't be used for this instance. Please \
             use a Parameter Group with DBParameterGroupFamily {own}"
        ),
    ))
}

fn replicas(state: &State, source: &Record) -> Vec<Record> {
    let namers = state.namers_of_kind("rds.instance", source.key.id.as_str());
    let replicas = namers.filter(|namer| namer.text("source") == Some(source.key.id.as_str()));
    replicas.cloned().collect()
}

/// What AWS refuses of a version because of sources and replicas.
pub(super) fn check_upgrade(state: &State, before: &Record, after: &Record) -> Result<(), Refusal> {
    if before.value(VERSION) == after.value(VERSION) {
        return Ok(());
    }
    let refuse = |message: String| Err(Refusal::invalid("InvalidParameterCombination", message));
    let along = goes_along(before, after);
    if along && !after.value("source").is_null() {
        return refuse(format!(
            "{} is a read replica: its major version is upgraded with that of its source",
            after.key.id
        ));
    }
    let behind = |replica: &Record| {
        let apart = replica.value("region") != after.value("region");
        (apart || !along) && shrinks(after.value(VERSION), replica.value(VERSION))
    };
    let behind: Vec<String> =
        replicas(state, after).into_iter().filter(behind).map(|replica| replica.key.id.to_string()).collect();
    if behind.is_empty() {
        return Ok(());
    }
    refuse(format!(
        "One or more of the DB Instance's read replicas need to be upgraded: {}",
        behind.join(", ")
    ))
}

/// Upgrades the replicas with their source. Gives them, for what else becomes of them.
pub(super) fn take_along(transaction: &mut Transaction<'_>, before: &Record, after: &Record) -> Vec<Record> {
    if before.value(VERSION) == after.value(VERSION) || !goes_along(before, after) {
        return Vec::new();
    }
    let version: Value = after.value(VERSION).clone();
    let mut taken = replicas(transaction.state, after);
    for replica in &mut taken {
        replica.set(VERSION, version.clone());
        // Its settings were those of the family before.
        replica.set("parameter_group", Value::Null);
    }
    taken
}
