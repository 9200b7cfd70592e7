use scaffold_model::{PhysicalId, Value, digest};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Holds a password that nobody sees. What is deleted here is gone at once; on AWS its name stays taken
/// until the days of its recovery are over.
pub struct Secret;

impl Rib for Secret {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "secrets.secret",
            arn: "secret",
            list: "ListSecrets",
            delete: "DeleteSecret",
            not_found: "ResourceNotFoundException",
            in_use: "InvalidRequestException",
            protected: "scaffold:protected",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("DescribeSecret", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        let Place { region, account } = place;
        let end = &digest(name.as_bytes())[..6];
        Some(PhysicalId::new(format!("arn:aws:secretsmanager:{region}:{account}:secret:{name}-{end}")))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let id = record.key.id.as_str().to_owned();
        let version = digest(format!("{id} {}", record.number).as_bytes());
        if record.values.get("content").and_then(Value::as_text) != Some("nothing") {
            record.set("version", Value::text(&version[..48]));
        }
        record.set("arn", Value::text(id));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        let fits = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
        if (1..=512).contains(&name.len()) && name.chars().all(fits) {
            return Ok(());
        }
        let message = format!("Invalid name: {name}");
        Err(Refusal::invalid("InvalidParameterException", message))
    }
}
