use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Targets that one rule may have.
const MOST_TARGETS: usize = 5;

/// Has targets, which go before it does.
pub struct Rule;

impl Rib for Rule {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "events.rule",
            arn: "rule",
            list: "ListRules",
            delete: "DeleteRule",
            not_found: "ResourceNotFoundException",
            in_use: "ValidationException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("ListTargetsByRule", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        let path = match record.text("event_bus") {
            Some(bus) if bus != "default" => format!("{bus}/{name}"),
            _ => name.to_owned(),
        };
        Some(PhysicalId::new(place.arn("events", self.words().arn, &path)))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("arn", Value::text(record.key.id.as_str()));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        if !after.value("schedule").is_null() && after.text("event_bus") != Some("default") {
            let message = "ScheduleExpression is supported only on the default event bus.";
            return Err(Refusal::invalid("ValidationException", message));
        }
        if after.value("targets").as_map().is_some_and(|targets| targets.len() > MOST_TARGETS) {
            let message = "The requested resource exceeds the maximum number allowed.";
            return Err(Refusal::invalid("LimitExceededException", message));
        }
        Ok(())
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "PutRule"
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["targets"]
    }
}
