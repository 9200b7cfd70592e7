use scaffold_model::{PhysicalId, Value, Values};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Goes with all messages in it. Its name is taken until it is gone wholly.
pub struct Queue;

impl Rib for Queue {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "sqs.queue",
            arn: "queue",
            list: "ListQueues",
            delete: "DeleteQueue",
            not_found: "QueueDoesNotExist",
            in_use: "InvalidAddress",
            protected: "scaffold:protected",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListQueueTags", count), ("GetQueueAttributes", count)]
    }

    fn name(&self, values: &Values, made: Option<&str>) -> Option<String> {
        let is_fifo = values.get("fifo").and_then(Value::as_bool) == Some(true);
        made.map(|name| if is_fifo { format!("{name}.fifo") } else { name.to_owned() })
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        let Place { region, account } = place;
        Some(PhysicalId::new(format!("https://sqs.{region}.amazonaws.com/{account}/{name}")))
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let Place { region, account } = place;
        let name = record.name.clone().unwrap_or_default();
        record.set("arn", Value::from(format!("arn:aws:sqs:{region}:{account}:{name}")));
        record.set("url", Value::text(record.key.id.as_str()));
        Ok(())
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "SetQueueAttributes"
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        let stem = name.strip_suffix(".fifo").unwrap_or(name);
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        if !(1..=80).contains(&name.len()) || stem.is_empty() || !stem.chars().all(fits) {
            let message =
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
            return Err(Refusal::invalid("InvalidParameterValue", message));
        }
        let is = |attribute: &str, word: &str| after.text(attribute) == Some(word);
        if is("throughput_limit", "perMessageGroupId") && !is("deduplication_scope", "messageGroup") {
            let message = "FifoThroughputLimit perMessageGroupId needs DeduplicationScope messageGroup";
            return Err(Refusal::invalid("InvalidAttributeValue", message));
        }
        let dead = after.value("dead_letter").as_map().and_then(|dead| dead.get("queue")?.as_text());
        match dead.and_then(|dead| state.find("sqs.queue", dead)) {
            Some(dead) if dead.value("fifo") != after.value("fifo") => {
                let message = "Dead-letter queue must be same type of queue as the source";
                Err(Refusal::invalid("InvalidParameterValue", message))
            }
            _ => Ok(()),
        }
    }
}
