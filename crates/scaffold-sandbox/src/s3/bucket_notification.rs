use scaffold_model::{Value, Values};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// Made and gone with its bucket.
pub struct BucketNotification;

const SORTS: [&str; 3] = ["functions", "queues", "topics"];

impl Rib for BucketNotification {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "s3.bucket_notification",
            list: "GetBucketNotification",
            delete: "PutBucketNotificationConfiguration",
            not_found: "NoSuchBucket",
            ..WORDS
        }
    }

    fn takes_many(&self, _operation: &str) -> bool {
        true
    }

    /// S3 looks whether those whom it shall tell are there.
    fn check(
        &self,
        place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        if before.is_some_and(|before| before.value("queues") == after.value("queues")) {
            return Ok(());
        }
        let here = format!("arn:aws:sqs:{}:{}:", place.region, place.account);
        let told = after.value("queues").as_map().into_iter().flat_map(Values::values);
        let arns = told.filter_map(|told| told.as_map()?.get("arn")?.as_text());
        let is_there = |arn: &str| state.of_kind("sqs.queue").any(|queue| queue.text("arn") == Some(arn));
        match arns.filter(|arn| arn.starts_with(&here)).find(|arn| !is_there(arn)) {
            Some(_) => {
                let message = "Unable to validate the following destination configurations";
                Err(Refusal::invalid("InvalidArgument", message))
            }
            None => Ok(()),
        }
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        for sort in SORTS {
            values.entry(sort.to_owned()).or_insert_with(|| Value::Map(Values::new()));
        }
    }
}
