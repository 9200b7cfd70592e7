use std::collections::BTreeSet;

use scaffold_model::{Lifecycle, PhysicalId, TAG_STACK, Value, Values};

use super::behaviors::check_behaviors;
use super::ids::short;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Seconds until every edge knows of a change.
const SPREADING: u32 = 300;

/// Serves names that no other distribution has. It is disabled before it goes.
pub struct Distribution;

impl Rib for Distribution {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "cloudfront.distribution",
            arn: "distribution",
            list: "ListDistributions",
            delete: "DeleteDistribution",
            not_found: "NoSuchDistribution",
            in_use: "DistributionNotDisabled",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("GetDistribution", count)]
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        Some(PhysicalId::new(short(record)))
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let id = record.key.id.as_str().to_owned();
        record.set("arn", Value::text(format!("arn:aws:cloudfront::{}:distribution/{id}", place.account)));
        record.set("domain_name", Value::text(format!("d{}.cloudfront.net", id[1..].to_ascii_lowercase())));
        record.set("hosted_zone_id", Value::text(scaffold_kinds::cloudfront::HOSTED_ZONE));
        check_behaviors(record)
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let names: BTreeSet<&str> = after.texts("aliases").collect();
        let has_them = |other: &&Record| other.texts("aliases").any(|name| names.contains(name));
        let mut others = state.of_kind(self.words().kind).filter(|other| other.key != after.key);
        match others.find(has_them) {
            Some(other) => {
                let message =
                    format!("One or more of the CNAMEs you provided are of {} already", other.key.id);
                Err(Refusal::invalid("CNAMEAlreadyExists", message))
            }
            None => Ok(()),
        }
    }

    /// Names that another distribution of the stack has go over to this one, in a call of their own.
    fn change_elsewhere(
        &self,
        transaction: &mut Transaction<'_>,
        record: &Record,
        attribute: &str,
        value: &Value,
    ) -> bool {
        if attribute != "aliases" {
            return false;
        }
        let wanted: BTreeSet<&str> =
            value.as_list().unwrap_or_default().iter().filter_map(Value::as_text).collect();
        let of_stack = |other: &&Record| {
            other.key != record.key && other.tags.get(TAG_STACK) == record.tags.get(TAG_STACK)
        };
        let holds = |other: &&Record| other.texts("aliases").any(|name| wanted.contains(name));
        let others = transaction.state.of_kind(self.words().kind).filter(of_stack);
        let holders: Vec<Record> = others.filter(holds).cloned().collect();
        for mut holder in holders {
            if let Some(Value::List(names)) = holder.values.get_mut("aliases") {
                names.retain(|name| name.as_text().is_none_or(|name| !wanted.contains(name)));
            }
            transaction.put(holder);
        }
        false
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "UpdateDistribution"
    }

    fn changed(
        &self,
        transaction: &mut Transaction<'_>,
        _before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        check_behaviors(after)?;
        if waits(after) {
            after.ready = transaction.clock.after(transaction.now, f64::from(SPREADING));
        }
        Ok(())
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["enabled"]
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        values.entry("enabled".to_owned()).or_insert(Value::Boolean(false));
    }

    fn lifecycle(&self, record: &Record, declared: Lifecycle) -> Lifecycle {
        let creating = waits(record).then_some(("InProgress", SPREADING));
        Lifecycle { creating, ..declared }
    }
}

fn waits(record: &Record) -> bool {
    record.value("wait").as_bool() == Some(true)
}
