use scaffold_model::{PhysicalId, Value};

use super::names::{arn, is_name};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Has one role at a time, which another takes the place of after it was taken out.
pub struct InstanceProfile;

impl Rib for InstanceProfile {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "iam.instance_profile",
            arn: "instance-profile",
            list: "ListInstanceProfiles",
            delete: "DeleteInstanceProfile",
            not_found: "NoSuchEntity",
            in_use: "DeleteConflict",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("GetInstanceProfile", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        arn(place, self.words().arn, record)
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
        if is_name(after.name.as_deref().unwrap_or_default(), 128) {
            return Ok(());
        }
        let message = "The specified value for instanceProfileName is invalid";
        Err(Refusal::invalid("ValidationError", message))
    }

    fn clears_first(&self, attribute: &str) -> bool {
        attribute == "role"
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["role"]
    }
}
