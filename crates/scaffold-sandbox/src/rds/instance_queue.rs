use scaffold_model::Value;

use crate::record::Record;

/// What AWS makes in the window unless it is told to make it at once. The rest it makes at once in any case.
const WAITING: &[&str] = &[
    "engine_version",
    "instance_class",
    "storage_gib",
    "storage_type",
    "iops",
    "throughput",
    "multi_az",
    "subnet_group",
    "network_type",
    "iam_authentication",
    "backup_retention_days",
    "ca_certificate",
    "identifier",
];

/// Whether AWS sets another password: as soon as it can, whatever `apply` says.
pub(super) fn resets_password(before: &Record, after: &Record) -> bool {
    ["password_secret", "password_version"].iter().any(|name| before.value(name) != after.value(name))
}

/// Queues what can wait, unless the call says `now`: then all that waits is made with it. Says whether
/// something is being made. A queued value counts as the live one, and `pending` tells of it.
pub(super) fn queue(before: &Record, after: &mut Record) -> bool {
    let now = after.text("apply") == Some("now");
    after.set("apply", Value::Null);
    let changes = |name: &&&str| before.value(name) != after.value(name);
    let waiting: Vec<String> = WAITING
        .iter()
        .filter(changes)
        .map(|name| format!("{name} {} -> {}", before.value(name), after.value(name)))
        .collect();
    if waiting.is_empty() {
        return false;
    }
    if now {
        after.set("pending", Value::Null);
        return true;
    }
    let earlier =
        before.text("pending").and_then(|text| text.split_once(": ")).map(|(_, what)| what.to_owned());
    let what: Vec<String> = earlier.into_iter().chain(waiting).collect();
    let window = after.text("maintenance_window").unwrap_or_default();
    after.set(
        "pending",
        Value::text(format!("waits for the maintenance window {window}: {}", what.join(", "))),
    );
    false
}
