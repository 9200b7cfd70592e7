use scaffold_model::{PhysicalId, Value, digest};

use super::qualified::{check_alias, qualified};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Reads one source for one function.
pub struct EventSource;

impl Rib for EventSource {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.event_source",
            arn: "event-source-mapping",
            list: "ListEventSourceMappings",
            delete: "DeleteEventSourceMapping",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceInUseException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTags", count)]
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        let hex = digest(format!("event source {}", record.number).as_bytes());
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32]];
        Some(PhysicalId::new(parts.join("-")))
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let arn = place.arn_in(&place.region, "lambda", self.words().arn, record.key.id.as_str());
        record.set("arn", Value::text(arn));
        if record.value("batch_size").is_null() {
            record.set("batch_size", Value::from(if is_queue(record) { 10 } else { 100 }));
        }
        if !is_queue(record) && record.value("starting_position").is_null() {
            return Err(invalid("1 validation error detected: StartingPosition is required for streams"));
        }
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_alias(after)?;
        let batch = after.value("batch_size").as_integer().unwrap_or(0);
        let window = after.value("batching_window_seconds").as_integer().unwrap_or(0);
        if before.is_none() && is_queue(after) && batch > 10 && window == 0 {
            return Err(invalid(
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
            ));
        }
        let same = |other: &&Record| {
            other.key != after.key
                && other.gone.is_none()
                && other.value("source") == after.value("source")
                && qualified(other) == qualified(after)
        };
        if let Some(other) = state.of_kind("lambda.event_source").find(same) {
            let message = format!(
                "An event source mapping with these arguments already exists. Please update or delete the existing mapping with UUID {}",
                other.key.id
            );
            return Err(Refusal::invalid("ResourceConflictException", message));
        }
        check_patience(state, after)
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "UpdateEventSourceMapping"
    }
}

/// A queue keeps what is being worked on to itself for as long as the function may take.
fn check_patience(state: &State, source: &Record) -> Result<(), Refusal> {
    let arn = source.value("source");
    let queue = state.of_kind("sqs.queue").find(|queue| queue.value("arn") == arn);
    let hidden = queue.and_then(|queue| queue.value("visibility_timeout_seconds").as_integer());
    let function = source.text("function").and_then(|id| state.find("lambda.function", id));
    let takes = function.and_then(|function| function.value("timeout_seconds").as_integer());
    match (hidden, takes) {
        (Some(hidden), Some(takes)) if hidden < takes => Err(invalid(format!(
            "Queue visibility timeout: {hidden} seconds is less than Function timeout: {takes} seconds"
        ))),
        _ => Ok(()),
    }
}

fn is_queue(source: &Record) -> bool {
    source.text("source").is_some_and(|source| source.contains(":sqs:"))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidParameterValueException", message)
}
