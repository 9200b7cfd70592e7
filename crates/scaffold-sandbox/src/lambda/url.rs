use scaffold_model::{PhysicalId, Value, digest};

use super::qualified::{check_alias, qualified};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Has a name that AWS makes up.
pub struct Url;

impl Rib for Url {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.url",
            arn: "function",
            list: "GetFunctionUrlConfig",
            delete: "DeleteFunctionUrlConfig",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceConflictException",
            ..WORDS
        }
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        qualified(record).map(|of| PhysicalId::new(format!("{of}/url")))
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let made_up = digest(format!("{} {}", record.key.id, record.number).as_bytes());
        let domain = format!("{}.lambda-url.{}.on.aws", &made_up[..32], place.region);
        record.set("url", Value::text(format!("https://{domain}/")));
        record.set("domain_name", Value::text(domain));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_alias(after)
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "UpdateFunctionUrlConfig"
    }
}
