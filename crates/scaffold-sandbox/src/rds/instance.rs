use scaffold_model::{Lifecycle, Value, Values};

use super::instance_checks::{check_alone, check_beside, check_together};
use super::instance_choices::{choose, name, name_secret, pick_version, round_up, speed_up};
use super::instance_queue::{queue, resets_password};
use super::instance_upgrade::{check_family, check_upgrade, take_along};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, Words};
use crate::state::State;
use crate::store::Transaction;

/// What it is busy with after a change. Not shown as a value.
const STATUS: &str = "status";

/// Seconds that a change at once, a reboot and a promotion take.
const CHANGE: u32 = 180;

/// A primary or a replica. It keeps its first name as its id. A source lives while its replicas do: AWS
/// would let it go and make primaries of them, which nobody asked for.
pub struct Instance;

impl Rib for Instance {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "rds.instance",
            arn: "db",
            list: "DescribeDBInstances",
            delete: "DeleteDBInstance",
            not_found: "DBInstanceNotFound",
            in_use: "InvalidDBInstanceState",
            protected: "InvalidParameterCombination",
            named_ids: true,
        }
    }

    fn initial(&self, attribute: &str) -> Option<Value> {
        (attribute == "parameter_status").then(|| Value::from("in-sync"))
    }

    fn choose(
        &self,
        place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        choose(place, transaction.state, record)?;
        check_family(transaction.state, record)?;
        check_together(record)
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_alone(before, after)?;
        check_beside(state, before, after)
    }

    /// Other settings hold after a reboot.
    fn set_off(&self, live: &Values, wanted: &Values) -> &'static [&'static str] {
        let status = |values: &Values| values.get("parameter_status").cloned().unwrap_or_default();
        let is_due = status(live).as_text() == Some("pending-reboot");
        if is_due && status(wanted).as_text() == Some("in-sync") { &["parameter_status"] } else { &[] }
    }

    fn takes_directives(&self) -> bool {
        true
    }

    fn changed(
        &self,
        transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        let storage = ["storage_gib", "storage_type"];
        if storage.iter().any(|name| before.value(name) != after.value(name)) {
            round_up(before, after);
            speed_up(after);
        }
        check_together(after)?;
        if before.value("identifier") != after.value("identifier") {
            name(after);
        }
        if before.value("engine_version") != after.value("engine_version") {
            pick_version(after);
            check_upgrade(transaction.state, before, after)?;
        }
        check_family(transaction.state, after)?;
        if before.value("password_secret") != after.value("password_secret") {
            name_secret(after);
        }
        if before.value("parameter_group") != after.value("parameter_group") {
            after.set("parameter_status", Value::from("pending-reboot"));
        }
        let at_once = queue(before, after);
        let taken = if at_once { take_along(transaction, before, after) } else { Vec::new() };
        for mut replica in taken {
            replica.set(STATUS, Value::from("upgrading"));
            replica.ready = transaction.clock.after(transaction.now, f64::from(CHANGE));
            transaction.put(replica);
        }
        let in_sync = |record: &Record| record.text("parameter_status") != Some("pending-reboot");
        let reboots = in_sync(after) && !in_sync(before);
        let promotes = before.value("source") != after.value("source");
        if at_once || reboots || promotes || resets_password(before, after) {
            after.set(STATUS, Value::from(if reboots { "rebooting" } else { "modifying" }));
            after.ready = transaction.clock.after(transaction.now, f64::from(CHANGE));
        }
        Ok(())
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        values.remove(STATUS);
        values.entry("parameter_status".to_owned()).or_insert_with(|| Value::from("in-sync"));
    }

    fn lifecycle(&self, record: &Record, declared: Lifecycle) -> Lifecycle {
        match record.text(STATUS) {
            Some("upgrading") => Lifecycle { creating: Some(("upgrading", CHANGE)), ..declared },
            Some("rebooting") => Lifecycle { creating: Some(("rebooting", CHANGE)), ..declared },
            Some(_) => Lifecycle { creating: Some(("modifying", CHANGE)), ..declared },
            None => declared,
        }
    }
}
