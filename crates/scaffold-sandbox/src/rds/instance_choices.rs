use scaffold_model::{TAG_NAME, Value};

use super::instance_checks::STRIPED;
use crate::place::{Place, scattered};
use crate::record::{Key, REGION, Record};
use crate::refusal::Refusal;
use crate::regions::of;
use crate::state::State;

/// What a replica has of its source, whatever is asked for.
const INHERITED: &[&str] = &["username", "database_name", "storage_encrypted", "encryption_key", "engine"];
/// What a replica has of its source unless something else is asked for.
const COPIED: &[&str] =
    &["engine_version", "storage_gib", "subnet_group", "security_groups", "iops", "throughput"];

/// What AWS chooses for a new instance, and what follows from its name.
pub(super) fn choose(place: &Place, state: &State, record: &mut Record) -> Result<(), Refusal> {
    if let Some(identifier) = record.text("identifier").map(str::to_owned) {
        let id = match record.text(REGION) {
            Some(region) => place.arn_in(region, "rds", "db", &identifier),
            None => identifier,
        };
        let key = Key::new("rds.instance", &id);
        if state.get(&key).is_some() && record.key != key {
            let message = "DB instance already exists";
            return Err(Refusal::invalid("DBInstanceAlreadyExists", message));
        }
        record.key = key;
    }
    let source = record.text("source").and_then(|id| state.find("rds.instance", id)).cloned();
    if let Some(source) = &source {
        check_inherited(source, record)?;
        inherit(source, record);
    } else if record.text(REGION).is_some() {
        let message = "a database begins in another region as a replica alone";
        return Err(Refusal::invalid("InvalidParameterCombination", message));
    } else if record.value("username").is_null() && record.value("restore_from_snapshot").is_null() {
        let message = "The parameter MasterUsername must be provided and must not be blank";
        return Err(Refusal::invalid("InvalidParameterValue", message));
    }
    let identifier = record.text("identifier").or(record.name.as_deref()).unwrap_or_default().to_owned();
    record.set("identifier", Value::text(identifier.as_str()));
    pick_version(record);
    for (attribute, value) in defaults(record, source.is_some()) {
        if record.value(attribute).is_null() {
            record.set(attribute, value);
        }
    }
    let number = number(record);
    record.set("resource_id", Value::text(format!("db-{number:026X}")));
    let id = record.key.id.as_str().to_owned();
    record.set("id", Value::text(id));
    let region = of(place, record).to_owned();
    record.set("arn", Value::text(place.arn_in(&region, "rds", "db", &identifier)));
    record.set("endpoint", Value::text(format!("{identifier}.c0a1b2c3d4e5.{region}.rds.amazonaws.com")));
    name(record);
    name_secret(record);
    Ok(())
}

fn number(record: &Record) -> u64 {
    scattered(&format!("{} {}", record.key.id, record.number), 1 << 40)
}

/// The secret that the password is in: ours, or one that RDS makes.
pub(super) fn name_secret(record: &mut Record) {
    if !record.value("source").is_null() {
        return;
    }
    let secret = match record.text("password_secret") {
        Some(secret) => secret.to_owned(),
        None => {
            let place: Vec<&str> =
                record.text("arn").unwrap_or_default().split(':').skip(3).take(2).collect();
            let place = place.join(":");
            format!("arn:aws:secretsmanager:{place}:secret:rds!db-{:012x}-a1B2c3", number(record))
        }
    };
    record.set("secret_arn", Value::text(secret));
}

/// The creating call cannot say these, so that whoever asks for others gets none.
fn check_inherited(source: &Record, record: &Record) -> Result<(), Refusal> {
    let differs = |name: &&&str| !record.value(name).is_null() && record.value(name) != source.value(name);
    let mut inherited = INHERITED.iter().filter(|name| !is_of_region(source, record, name));
    match inherited.find(differs) {
        Some(name) => {
            let (asked, has) = (record.value(name), source.value(name));
            let message = format!("`{name}` of a replica is its source's, {has}, and not {asked}");
            Err(Refusal::invalid("InvalidParameterCombination", message))
        }
        None => Ok(()),
    }
}

/// Whether it is of one region alone, and the source stands in another one.
fn is_of_region(source: &Record, record: &Record, name: &str) -> bool {
    let is_far = source.value(REGION) != record.value(REGION);
    is_far && ["encryption_key", "subnet_group", "security_groups"].contains(&name)
}

fn inherit(source: &Record, record: &mut Record) {
    for attribute in INHERITED {
        if is_of_region(source, record, attribute) {
            continue;
        }
        record.set(attribute, source.value(attribute).clone());
    }
    for attribute in COPIED {
        if is_of_region(source, record, attribute) {
            continue;
        }
        if record.value(attribute).as_list().map_or(record.value(attribute).is_null(), <[Value]>::is_empty) {
            record.set(attribute, source.value(attribute).clone());
        }
    }
}

/// All that follows from the identifier, the tag that tells copies apart among it.
pub(super) fn name(record: &mut Record) {
    let identifier = record.text("identifier").unwrap_or_default().to_owned();
    for output in ["arn", "endpoint"] {
        let separator = if output == "arn" { ':' } else { '.' };
        let renamed = match (record.text(output), output) {
            (Some(old), "arn") => {
                old.rsplit_once(separator).map(|(begin, _)| format!("{begin}:{identifier}"))
            }
            (Some(old), _) => old.split_once(separator).map(|(_, rest)| format!("{identifier}.{rest}")),
            (None, _) => None,
        };
        if let Some(renamed) = renamed {
            record.set(output, Value::text(renamed));
        }
    }
    record.name = Some(identifier.clone());
    record.set("name", Value::text(identifier.as_str()));
    if let Some(tag) = record.tags.get_mut(TAG_NAME) {
        *tag = identifier;
    }
}

/// The whole version that AWS picks where less is said: the latest minor one that it has.
pub(super) fn pick_version(record: &mut Record) {
    let (numbers, latest) = match record.text("engine") {
        Some("postgres") => (2, "17.6"),
        Some("mariadb") => (3, "11.8.3"),
        _ => (3, "8.4.6"),
    };
    let asked = record.text("engine_version").unwrap_or(latest);
    let mut picked = asked.to_owned();
    for _ in asked.split('.').count()..numbers {
        picked.push_str(".6");
    }
    record.set("engine_version", Value::text(picked));
}

/// What `gp3` of its size does at least.
fn least_speed(record: &Record) -> (i64, i64) {
    let striped = record.value("storage_gib").as_integer().is_some_and(|size| size >= STRIPED);
    if striped { (12_000, 500) } else { (3000, 125) }
}

/// Storage that has grown, or is another kind, is as fast as such storage is at least.
pub(super) fn speed_up(record: &mut Record) {
    if record.text("storage_type") != Some("gp3") {
        return;
    }
    let (iops, throughput) = least_speed(record);
    for (name, least) in [("iops", iops), ("throughput", throughput)] {
        let has = record.value(name).as_integer().unwrap_or(0);
        record.set(name, Value::from(has.max(least)));
    }
}

fn defaults(record: &Record, replica: bool) -> Vec<(&'static str, Value)> {
    let port = if record.text("engine") == Some("postgres") { 5432 } else { 3306 };
    let gp3 = record.text("storage_type") == Some("gp3");
    let mut defaults = vec![
        ("port", Value::from(port)),
        ("storage_gib", Value::from(20)),
        ("backup_retention_days", Value::from(i64::from(!replica))),
        ("backup_window", Value::from("06:10-06:40")),
        ("maintenance_window", Value::from("tue:07:20-tue:07:50")),
        ("ca_certificate", Value::from("rds-ca-rsa2048-g1")),
        ("extended_support", Value::from("open-source-rds-extended-support")),
        ("performance_insights", Value::from(false)),
        ("database_insights", Value::from("standard")),
    ];
    if gp3 {
        let (iops, throughput) = least_speed(record);
        defaults.extend([("iops", Value::from(iops)), ("throughput", Value::from(throughput))]);
    }
    if record.value("performance_insights").as_bool() == Some(true) {
        defaults.push(("performance_insights_retention_days", Value::from(7)));
    }
    defaults
}

/// Storage grows by a tenth at least.
pub(super) fn round_up(before: &Record, after: &mut Record) {
    let of = |record: &Record| record.value("storage_gib").as_integer();
    if let (Some(was), Some(is)) = (of(before), of(after))
        && was < is
    {
        after.set("storage_gib", Value::from(is.max(was.saturating_add(was.saturating_add(9) / 10))));
    }
}
