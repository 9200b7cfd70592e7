use scaffold_model::{Lifecycle, Value};

use crate::record::Record;
use crate::refusal::Refusal;
use crate::store::Transaction;

/// That AWS is at work on something that was made already. Never shown.
pub(super) const BUSY: &str = "busy";

/// What AWS makes in the window of nodes, unless it is told to make it at once.
const WAITING: &[&str] = &["engine", "engine_version", "node_type", "nodes"];

/// Queues what can wait, unless the call says `now`: then all that waits is made with it. A queued value
/// counts as the live one, and `pending` tells of it. Gives the names of what waits.
fn queue(before: &Record, after: &mut Record) -> Vec<&'static str> {
    let now = after.text("apply") == Some("now");
    after.set("apply", Value::Null);
    let changes = |name: &&&str| before.value(name) != after.value(name);
    let waiting: Vec<&'static str> = WAITING.iter().filter(changes).copied().collect();
    if now {
        after.set("pending", Value::Null);
        return Vec::new();
    }
    if !waiting.is_empty() {
        let told = |name: &&str| format!("{name} {} -> {}", before.value(name), after.value(name));
        let earlier =
            before.text("pending").and_then(|text| text.split_once(": ")).map(|(_, what)| what.to_owned());
        let what: Vec<String> = earlier.into_iter().chain(waiting.iter().map(told)).collect();
        let window = after.text("maintenance_window").unwrap_or_default().to_owned();
        let pending = format!("waits for the maintenance window {window}: {}", what.join(", "));
        after.set("pending", Value::text(pending));
    }
    waiting
}

/// Refuses a change while another is under way, and takes its time for one that disturbs, where that does
/// not wait for the window.
pub(super) fn begin_change(
    transaction: &Transaction<'_>,
    (before, disturbing, seconds): (&Record, &[&str], u32),
    after: &mut Record,
) -> Result<(), Refusal> {
    let waiting = queue(before, after);
    if !disturbing.iter().any(|name| !waiting.contains(name) && before.value(name) != after.value(name)) {
        return Ok(());
    }
    if before.ready > transaction.now {
        let code = match before.key.kind.as_str() {
            "elasticache.cluster" => "InvalidCacheClusterState",
            _ => "InvalidReplicationGroupState",
        };
        return Err(Refusal::in_use(code, format!("{} is not in the available state", before.key.id)));
    }
    after.set(BUSY, Value::from("modifying"));
    after.ready = transaction.clock.after(transaction.now, f64::from(seconds));
    Ok(())
}

pub(super) fn lifecycle_of(record: &Record, declared: Lifecycle) -> Lifecycle {
    match record.text(BUSY) {
        Some(_) => Lifecycle { creating: Some(("modifying", 0)), ..declared },
        None => declared,
    }
}
