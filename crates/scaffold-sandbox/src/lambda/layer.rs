use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::store::Transaction;

/// Has versions, of which the last is shown.
pub struct Layer;

impl Rib for Layer {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.layer",
            arn: "layer",
            list: "ListLayers",
            delete: "DeleteLayerVersion",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceConflictException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("GetLayerVersion", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        Some(PhysicalId::new(place.arn_in(&place.region, "lambda", self.words().arn, name)))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        number(record, 1);
        Ok(())
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "PublishLayerVersion"
    }

    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        let last: u64 = before.text("version").and_then(|number| number.parse().ok()).unwrap_or(0);
        number(after, last + 1);
        Ok(())
    }
}

fn number(layer: &mut Record, version: u64) {
    layer.set("version", Value::text(version.to_string()));
    layer.set("arn", Value::text(format!("{}:{version}", layer.key.id)));
}
