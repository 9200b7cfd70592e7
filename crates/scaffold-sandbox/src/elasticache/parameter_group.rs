use super::terms::{check_name, name_by_arn, wrong_value};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Parameters by name; a cache that uses it keeps it.
pub struct ParameterGroup;

const FAMILIES: &[&str] =
    &["memcached1.4", "memcached1.5", "memcached1.6", "redis6.x", "redis7", "valkey7", "valkey8"];

impl Rib for ParameterGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.parameter_group",
            arn: "parametergroup",
            list: "DescribeCacheParameterGroups",
            delete: "DeleteCacheParameterGroup",
            not_found: "CacheParameterGroupNotFound",
            in_use: "InvalidCacheParameterGroupState",
            named_ids: true,
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("DescribeCacheParameters", count)]
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
