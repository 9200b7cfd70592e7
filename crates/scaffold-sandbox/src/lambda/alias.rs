use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Names what its function is when it is made or moved. Its versions are counted by itself.
pub struct Alias;

impl Rib for Alias {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.alias",
            arn: "function",
            list: "ListAliases",
            delete: "DeleteAlias",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceConflictException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("GetFunctionConfiguration", count), ("ListProvisionedConcurrencyConfigs", count)]
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        let (function, name) = (record.text("function")?, record.text("name")?);
        Some(PhysicalId::new(format!("{function}:{name}")))
    }

    fn choose(
        &self,
        _place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("arn", Value::text(record.key.id.as_str()));
        record.set("version", Value::text("1"));
        if record.value("revision").is_null() {
            record.set("revision", of_function(transaction.state, record));
        }
        Ok(())
    }

    /// A version is what the function is now, never what it was.
    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let is_new = before.is_none_or(|before| before.value("revision") != after.value("revision"));
        if is_new && *after.value("revision") != of_function(state, after) {
            let message = format!("The function of {} has another revision by now", after.key.id);
            return Err(Refusal::invalid("PreconditionFailedException", message));
        }
        Ok(())
    }

    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        if before.value("revision") != after.value("revision") {
            let number: u64 = after.text("version").and_then(|number| number.parse().ok()).unwrap_or(0);
            after.set("version", Value::text((number + 1).to_string()));
        }
        Ok(())
    }

    fn takes_along(&self) -> &'static [&'static str] {
        &["lambda.url", "lambda.permission"]
    }
}

fn of_function(state: &State, alias: &Record) -> Value {
    let function = alias.text("function").and_then(|function| state.find("lambda.function", function));
    function.map(|function| function.value("revision").clone()).unwrap_or_default()
}
