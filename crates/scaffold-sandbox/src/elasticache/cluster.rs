use scaffold_model::{Lifecycle, Value, Values};

use super::change::{BUSY, begin_change, lifecycle_of};
use super::terms::{
    check_family, check_name, check_network, choose_security_groups, is_on, name_by_arn, number,
    wrong_combination,
};
use super::versions;
use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, Words};
use crate::state::State;
use crate::store::Transaction;

/// Nodes of Memcached.
pub struct Cluster;

/// What AWS restarts or moves nodes for.
const DISTURBING: &[&str] = &["engine_version", "node_type", "nodes", "az_mode"];

/// Seconds that such a change takes here.
const CHANGE: u32 = 120;

impl Rib for Cluster {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.cluster",
            arn: "cluster",
            list: "DescribeCacheClusters",
            delete: "DeleteCacheCluster",
            not_found: "CacheClusterNotFound",
            in_use: "InvalidCacheClusterState",
            protected: "scaffold:protected",
            named_ids: true,
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count)]
    }

    fn choose(
        &self,
        place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        name_by_arn(place, record, "cluster");
        versions::settle(record, "memcached")?;
        choose_security_groups(&*transaction.state, record);
        let several = number(record, "nodes") > 1;
        let chosen = [
            ("maintenance_window", Value::from("sun:05:00-sun:06:00")),
            ("ip_discovery", Value::from("ipv4")),
            ("az_mode", if several { Value::from("single-az") } else { Value::Null }),
        ];
        for (name, value) in chosen {
            if record.value(name).is_null() {
                record.set(name, value);
            }
        }
        check_together(&*transaction.state, record)
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 50)?;
        check_network(state, after)?;
        let spread = |record: &Record| record.text("az_mode") == Some("cross-az");
        if before.is_some_and(spread) && !spread(after) && number(after, "nodes") > 1 {
            return Err(wrong_combination("single-az cannot be said while nodes stand in several zones"));
        }
        Ok(())
    }

    fn takes_directives(&self) -> bool {
        true
    }

    fn changed(
        &self,
        transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        begin_change(transaction, (before, DISTURBING, CHANGE), after)?;
        versions::settle(after, "memcached")?;
        if number(after, "nodes") == 1 {
            after.set("az_mode", Value::Null);
        } else if after.value("az_mode").is_null() {
            after.set("az_mode", Value::from("single-az"));
        }
        check_together(&*transaction.state, after)
    }

    fn view(&self, _state: &State, record: &Record, values: &mut Values) {
        values.remove(BUSY);
        let tail = format!("{:06x}.cfg.use1.cache.amazonaws.com", scattered(record.key.id.as_str(), 1 << 24));
        values.insert("configuration_endpoint".to_owned(), Value::from(format!("{}.{tail}", record.key.id)));
    }

    fn lifecycle(&self, record: &Record, declared: Lifecycle) -> Lifecycle {
        lifecycle_of(record, declared)
    }
}

fn check_together(state: &State, record: &Record) -> Result<(), Refusal> {
    if record.text("az_mode") == Some("cross-az") && number(record, "nodes") < 2 {
        return Err(wrong_combination("cross-az needs more than one node"));
    }
    let version = record.text("engine_version").unwrap_or_default();
    if is_on(record, "encryption_in_transit") && version.starts_with("1.5") {
        return Err(wrong_combination("In-transit encryption is supported from Memcached 1.6.12 on"));
    }
    check_family(state, record, "memcached")
}
