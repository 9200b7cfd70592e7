use scaffold_model::{Lifecycle, Value};

use crate::record::Record;
use crate::refusal::Refusal;
use crate::store::Transaction;

/// That AWS is at work on something that was made already. Never shown.
pub(super) const BUSY: &str = "busy";

/// Refuses a change while another is under way, and takes its time for one that disturbs.
pub(super) fn begin_change(
    transaction: &Transaction<'_>,
    (before, disturbing, seconds): (&Record, &[&str], u32),
    after: &mut Record,
) -> Result<(), Refusal> {
    if !disturbing.iter().any(|name| before.value(name) != after.value(name)) {
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
