use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Goes at once with all that it holds, unless it is protected; whoever writes to it does not keep it.
pub struct LogGroup;

impl Rib for LogGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "logs.log_group",
            arn: "log-group",
            list: "DescribeLogGroups",
            delete: "DeleteLogGroup",
            not_found: "ResourceNotFoundException",
            in_use: "OperationAbortedException",
            protected: "ValidationException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        let Place { region, account } = place;
        Some(PhysicalId::new(format!("arn:aws:logs:{region}:{account}:log-group:{name}")))
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
        place: &Place,
        _state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-/.#".contains(c);
        if !(1..=512).contains(&name.len()) || !name.chars().all(fits) || name.starts_with("aws/") {
            let message = format!("Value '{name}' at 'logGroupName' failed to satisfy constraint");
            return Err(Refusal::invalid("InvalidParameterException", message));
        }
        if before.is_some()
            && after.text("class") == Some("DELIVERY")
            && !after.value("retention_days").is_null()
        {
            let message = "The retention policy of a log group of the class DELIVERY cannot be changed";
            return Err(Refusal::invalid("InvalidParameterException", message));
        }
        let here = format!(":kms:{}:", place.region);
        match after.text("encryption_key") {
            Some(key) if !key.contains(&here) => {
                let message =
                    "The specified KMS key does not exist or is not allowed to be used with LogGroup";
                Err(Refusal::invalid("InvalidParameterException", format!("{message} '{}'", after.key.id)))
            }
            _ => Ok(()),
        }
    }
}
