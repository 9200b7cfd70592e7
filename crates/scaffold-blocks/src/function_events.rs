//! `events`: what a function is called for.

use scaffold_kinds::record;
use scaffold_kinds::s3::EVENTS;
use scaffold_model::{Address, Rule, TextRule, Type, Value, Values};

use crate::given::Given;
use crate::kind_type::kind_type;

record! {
    /// What a function is called for: exactly one of `schedule`, `queue`, `bucket`.
    pub struct FunctionEvent {
        /// Times: `"rate(5 minutes)"`, or `"cron(0 8 ? * MON-FRI *)"` in UTC.
        schedule: Option<Given> => of_type(kind_type("events.rule", "schedule")),
        /// Messages of a queue, which it is called with until it succeeds, or the queue's `dead_letter` gets them.
        queue: Option<String> => of_type(Type::BlockReference("queue")),
        /// Objects of a bucket.
        bucket: Option<String> => of_type(Type::BlockReference("bucket")),
        /// With `schedule`: what it is called with, as JSON; the time's own event when it is not said.
        input: Option<Given> => text(TextRule::Described { words: "JSON of at most 8192 characters", fits: is_input }),
        /// With `queue`: how many messages it gets at most at once, 1 to 10000. Above 10 say `batching_window_seconds`.
        batch_size: Option<i64> => between(1, 10_000),
        /// With `queue`: for how long messages are gathered first, in seconds.
        batching_window_seconds: Option<i64> => between(0, 300),
        /// With `queue`: how many of it may be busy with that queue at the same time.
        max_concurrency: Option<i64> => between(2, 1_000),
        /// With `queue`: whether it tells which messages of a batch failed, so that only those come again.
        report_item_failures: Option<bool> => defaults_to(false),
        /// With `queue`: which messages it gets: patterns in JSON, of which one must fit.
        filters: Vec<String> => text(TextRule::AtMost(4_096)),
        /// With `bucket`: what happens to objects: `["s3:ObjectCreated:*"]`.
        on: Vec<String> => of_type(Type::List(Box::new(Type::Choice(EVENTS)))),
        /// With `bucket`: objects whose names begin so.
        prefix: Option<String> => text(TextRule::AtMost(1_024)),
        /// With `bucket`: objects whose names end so.
        suffix: Option<String> => text(TextRule::AtMost(1_024)),
    }
    rules {
        Rule::ExactlyOneOf(&["schedule", "queue", "bucket"]),
        Rule::Requires { attribute: "bucket", is: &[], needs: &["on"] },
        Rule::OnlyWhere { attributes: &["input"], attribute: "schedule", is: &[] },
        Rule::OnlyWhere {
            attributes: &["batch_size", "batching_window_seconds", "max_concurrency", "report_item_failures", "filters"],
            attribute: "queue",
            is: &[],
        },
        Rule::OnlyWhere { attributes: &["on", "prefix", "suffix"], attribute: "bucket", is: &[] },
    }
}

impl FunctionEvent {
    /// The queue whose messages it is called with.
    pub(crate) fn queue(&self) -> Option<Address> {
        Address::parse(self.queue.as_deref()?).ok()
    }

    /// The bucket whose objects it is called for.
    pub(crate) fn bucket(&self) -> Option<Address> {
        Address::parse(self.bucket.as_deref()?).ok()
    }

    /// What the bucket tells, to whoever has this ARN.
    pub(crate) fn notification(&self, arn: Value) -> Value {
        let texts = |texts: &[String]| Value::List(texts.iter().map(|text| text.as_str().into()).collect());
        let mut values = Values::from([("arn".to_owned(), arn), ("events".to_owned(), texts(&self.on))]);
        let bounds = [("prefix", &self.prefix), ("suffix", &self.suffix)];
        values.extend(
            bounds.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.as_deref()?.into()))),
        );
        Value::Map(values)
    }
}

/// What reading a queue needs of its role.
pub(crate) const TAKE: &[&str] = &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/// Queues, each once, in their order.
pub(crate) fn queues(events: &[FunctionEvent]) -> Vec<Address> {
    let mut queues: Vec<Address> = events.iter().filter_map(FunctionEvent::queue).collect();
    queues.sort();
    queues.dedup();
    queues
}

fn is_input(text: &str) -> bool {
    text.chars().count() <= 8_192 && serde_json::from_str::<serde_json::Value>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_input;

    #[test]
    fn what_a_schedule_gives_is_json() {
        assert!(is_input(r#"{"report": "daily"}"#) && is_input("5") && is_input(r#""daily""#));
        let long = format!("\"{}\"", "a".repeat(8_191));
        assert!(!is_input("daily") && !is_input("{report: 1}") && !is_input("") && !is_input(&long));
    }
}
