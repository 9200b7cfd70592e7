use scaffold_model::{PhysicalId, Value, Values};

use crate::place::Place;
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Open to nobody, with a policy that says nothing and nobody who is told of anything.
pub struct Bucket;

/// What is there whenever a bucket is.
const PARTS: [&str; 2] = ["s3.bucket_policy", "s3.bucket_notification"];

impl Rib for Bucket {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "s3.bucket",
            list: "ListBuckets",
            delete: "DeleteBucket",
            not_found: "NoSuchBucket",
            in_use: "BucketNotEmpty",
            protected: "scaffold:protected",
            named_ids: true,
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        let settings = [
            "GetBucketTagging",
            "GetBucketVersioning",
            "GetEncryptionConfiguration",
            "GetBucketPublicAccessBlock",
            "GetBucketOwnershipControls",
            "GetLifecycleConfiguration",
            "GetBucketCORS",
            "GetBucketLogging",
        ];
        settings.map(|operation| (operation, count)).into()
    }

    fn name(&self, values: &Values, made: Option<&str>) -> Option<String> {
        values.get("bucket").and_then(Value::as_text).or(made).map(str::to_owned)
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        record.name.as_deref().map(PhysicalId::from)
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let name = record.key.id.as_str().to_owned();
        let domain = format!("{name}.s3.{}.amazonaws.com", place.region);
        record.set("bucket", Value::text(name.as_str()));
        record.set("name", Value::text(name.as_str()));
        record.set("arn", Value::from(format!("arn:aws:s3:::{name}")));
        record.set("regional_domain_name", Value::from(domain));
        record.set("account", Value::text(place.account.as_str()));
        Ok(())
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation.starts_with("Put")
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let rules = after.value("lifecycle").as_list().unwrap_or_default();
        let name = |rule: &Value| rule.as_map().and_then(|rule| rule.get("name").cloned());
        let mut names: Vec<String> = rules.iter().filter_map(name).map(|name| name.to_string()).collect();
        names.sort();
        if names.windows(2).any(|two| two[0] == two[1]) {
            let message = "Rule ID must be unique. Found same ID for more than one rule";
            return Err(Refusal::invalid("InvalidArgument", message));
        }
        if names.len() > 1000 {
            let message = "The maximum number of lifecycle rules is 1000";
            return Err(Refusal::invalid("InvalidRequest", message));
        }
        Ok(())
    }

    fn made(&self, transaction: &mut Transaction<'_>, record: &Record) {
        let id = record.key.id.as_str();
        for kind in PARTS {
            let mut part = transaction.fresh_record(Key::new(kind, id));
            part.owner = Some(record.key.clone());
            part.set("bucket", Value::from(id));
            part.set("id", Value::from(id));
            if kind == "s3.bucket_notification" {
                part.set("event_bridge", Value::from(false));
            }
            transaction.put(part);
        }
    }
}
