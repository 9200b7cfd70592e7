use scaffold_model::{Lifecycle, Value, Values, digest};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, Words};
use crate::state::State;
use crate::store::Transaction;

/// Has instances, each of the template and version that the group had when it was started.
pub struct Group;

/// What the instances run, one entry each: `lt-0123 3`. Shown as a count alone.
const FLEET: &str = "fleet";

/// Seconds that an instance refresh takes here.
const REFRESH: u32 = 120;

impl Rib for Group {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "autoscaling.group",
            arn: "autoScalingGroup",
            list: "DescribeAutoScalingGroups",
            delete: "DeleteAutoScalingGroup",
            not_found: "ValidationError",
            in_use: "ResourceInUse",
            protected: "ResourceInUse",
            named_ids: true,
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        let pages = count.min(1);
        vec![
            ("DescribePolicies", pages),
            ("DescribeScheduledActions", pages),
            ("DescribeNotificationConfigurations", pages),
            ("DescribeLifecycleHooks", count),
        ]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let name = record.key.id.as_str().to_owned();
        let word = format!("autoScalingGroup:{}:autoScalingGroupName", &digest(name.as_bytes())[..12]);
        record.set("arn", Value::text(place.arn("autoscaling", &word, &name)));
        if record.value("desired_capacity").is_null() {
            record.set("desired_capacity", record.value("min_size").clone());
        }
        check_sizes(record)?;
        fill(record);
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let id = after.text("launch_template").unwrap_or_default();
        let version = after.text("launch_template_version").unwrap_or_default();
        let latest = state.find("ec2.launch_template", id).map_or(0, crate::ec2::latest_version);
        if version.parse::<u64>().is_ok_and(|version| (1..=latest).contains(&version)) {
            return Ok(());
        }
        let message = format!(
            "You must use a valid fully-formed launch template. The version {version} of {id} does not exist"
        );
        Err(Refusal::invalid("ValidationError", message))
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "UpdateAutoScalingGroup"
    }

    fn changed(
        &self,
        transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        check_sizes(after)?;
        if after.text("instances") == Some("current") {
            after.set("instances", Value::Null);
            after.set(FLEET, Value::Null);
            after.ready = transaction.clock.after(transaction.now, f64::from(REFRESH));
        }
        if before.value("desired_capacity") == after.value("desired_capacity") {
            clamp(after);
        }
        fill(after);
        Ok(())
    }

    fn set_off(&self, live: &Values, wanted: &Values) -> &'static [&'static str] {
        let is = |values: &Values, word| values.get("instances").and_then(Value::as_text) == Some(word);
        if is(wanted, "current") && !is(live, "current") { &["instances"] } else { &[] }
    }

    fn view(&self, _state: &State, record: &Record, values: &mut Values) {
        let fleet = record.texts(FLEET).count();
        let current = template_of(record);
        let outdated = record.texts(FLEET).filter(|running| *running != current).count();
        let word = match outdated {
            0 => "current".to_owned(),
            _ => format!("{outdated} of {fleet} on another launch template or version"),
        };
        values.remove(FLEET);
        values.insert("instances".to_owned(), Value::text(word));
    }

    fn lifecycle(&self, _record: &Record, declared: Lifecycle) -> Lifecycle {
        Lifecycle { creating: declared.creating.or(Some(("refreshing", 0))), ..declared }
    }
}

fn template_of(record: &Record) -> String {
    let text = |name| record.text(name).unwrap_or_default();
    format!("{} {}", text("launch_template"), text("launch_template_version"))
}

fn number(record: &Record, name: &str) -> i64 {
    record.value(name).as_integer().unwrap_or(0)
}

/// A number that nobody said follows the bounds.
fn clamp(record: &mut Record) {
    let desired = number(record, "desired_capacity");
    let within = desired.min(number(record, "max_size")).max(number(record, "min_size"));
    record.set("desired_capacity", Value::from(within));
}

fn check_sizes(record: &Record) -> Result<(), Refusal> {
    let (least, most) = (number(record, "min_size"), number(record, "max_size"));
    if least > most {
        let message = format!("Max bound, {most}, must be greater than or equal to min bound, {least}");
        return Err(Refusal::invalid("ValidationError", message));
    }
    Ok(())
}

/// Starts and ends instances until there are as many as desired. The oldest go first.
fn fill(record: &mut Record) {
    let wanted = usize::try_from(number(record, "desired_capacity")).unwrap_or(0);
    let mut fleet: Vec<Value> = record.value(FLEET).as_list().unwrap_or_default().to_vec();
    if fleet.len() > wanted {
        fleet.drain(..fleet.len() - wanted);
    }
    fleet.resize(wanted, Value::text(template_of(record)));
    record.set(FLEET, Value::List(fleet));
}
