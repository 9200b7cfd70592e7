use scaffold_model::PhysicalId;

use super::terms::{check_name, name_by_arn, wrong_value};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::Rib;
use crate::state::State;
use crate::store::Transaction;

/// Parameters by name; a cache that uses it keeps it.
pub struct ParameterGroup;

const FAMILIES: &[&str] =
    &["memcached1.4", "memcached1.5", "memcached1.6", "redis6.x", "redis7", "valkey7", "valkey8"];

impl Rib for ParameterGroup {
    fn kind(&self) -> &'static str {
        "elasticache.parameter_group"
    }

    fn not_found(&self) -> &'static str {
        "CacheParameterGroupNotFound"
    }

    fn in_use(&self) -> &'static str {
        "InvalidCacheParameterGroupState"
    }

    fn list_and_delete(&self) -> (&'static str, &'static str) {
        ("DescribeCacheParameterGroups", "DeleteCacheParameterGroup")
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("DescribeCacheParameters", count)]
    }

    fn arn_word(&self) -> &'static str {
        "parametergroup"
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
        name_by_arn(place, record, "parametergroup");
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 255)?;
        let family = after.text("family").unwrap_or_default();
        if !FAMILIES.contains(&family) {
            let message = format!("CacheParameterGroupFamily {family} is not a valid parameter group family");
            return Err(wrong_value(message));
        }
        let is_name = |name: &str| {
            name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
        };
        let parameters = after.value("parameters").as_map();
        match parameters.into_iter().flatten().find(|(name, _)| !is_name(name)) {
            Some((name, _)) => Err(wrong_value(format!("Invalid parameter name: {name}"))),
            None => Ok(()),
        }
    }
}
