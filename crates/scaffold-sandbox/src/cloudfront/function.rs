use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::store::Transaction;

/// Runs at edges. What is changed here is published with the same call.
pub struct Function;

impl Rib for Function {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "cloudfront.function",
            arn: "function",
            list: "ListFunctions",
            delete: "DeleteFunction",
            not_found: "NoSuchFunctionExists",
            in_use: "FunctionInUse",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("DescribeFunction", count), ("GetFunction", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        Some(PhysicalId::new(format!("arn:aws:cloudfront::{}:function/{name}", place.account)))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("arn", Value::text(record.key.id.as_str()));
        check(record)
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "UpdateFunction"
    }

    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        _before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        check(after)
    }
}

fn check(record: &Record) -> Result<(), Refusal> {
    let stores = record.texts("key_value_stores").count();
    if stores > 1 || (stores == 1 && record.text("runtime") != Some("cloudfront-js-2.0")) {
        let message = "A function of cloudfront-js-2.0 takes one key value store";
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    Ok(())
}
