use scaffold_kinds::{Kind, lambda};
use scaffold_model::{PhysicalId, Value, digest};

use super::qualified::{check_alias, qualified};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// A statement: two that allow the same are one.
pub struct Permission;

impl Rib for Permission {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.permission",
            arn: "function",
            list: "GetPolicy",
            delete: "RemovePermission",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceConflictException",
            ..WORDS
        }
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        let content = lambda::Permission::decode(&record.values).ok()?.content();
        qualified(record).map(|of| PhysicalId::new(format!("{of}/permission/{content}")))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let statement = digest(record.key.id.as_str().as_bytes());
        record.set("statement", Value::text(format!("scaffold-{}", &statement[..16])));
        let target = qualified(record).map(Value::text).unwrap_or_default();
        record.set("target", target);
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let of_urls = after.text("action") == Some("lambda:InvokeFunctionUrl");
        if !after.value("url_auth").is_null() && !of_urls {
            let message = "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action";
            return Err(Refusal::invalid("InvalidParameterValueException", message));
        }
        check_alias(after)
    }
}
