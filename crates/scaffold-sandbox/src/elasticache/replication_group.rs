use scaffold_model::{Lifecycle, Value, Values};

use super::change::{BUSY, begin_change, lifecycle_of};
use super::terms::{
    check_family, check_name, check_network, choose_security_groups, is_on, name_by_arn, number,
    wrong_combination, wrong_value,
};
use super::versions;
use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, Words};
use crate::state::State;
use crate::store::Transaction;

/// A primary with replicas, or several. One change at a time; while AWS is at work on one it refuses
/// the next.
pub struct ReplicationGroup;

/// What AWS restarts, adds or moves nodes for.
const DISTURBING: &[&str] = &[
    "engine",
    "engine_version",
    "node_type",
    "replicas",
    "shards",
    "cluster_mode",
    "multi_az",
    "automatic_failover",
    "encryption_in_transit",
    "encryption_in_transit_mode",
    "auth_token",
    "user_groups",
    "parameter_group",
    "durability",
];

/// Seconds that such a change takes here.
const CHANGE: u32 = 240;

impl Rib for ReplicationGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.replication_group",
            arn: "replicationgroup",
            list: "DescribeReplicationGroups",
            delete: "DeleteReplicationGroup",
            not_found: "ReplicationGroupNotFoundFault",
            in_use: "InvalidReplicationGroupState",
            protected: "scaffold:protected",
            named_ids: true,
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("DescribeCacheClusters", count.min(1)), ("ListTagsForResource", count)]
    }

    fn choose(
        &self,
        place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        name_by_arn(place, record, "replicationgroup");
        settle_version(record)?;
        choose_security_groups(&*transaction.state, record);
        let chosen = [
            ("snapshot_window", "03:00-04:00"),
            ("maintenance_window", "sun:05:00-sun:06:00"),
            ("ip_discovery", "ipv4"),
            ("durability", "default"),
        ];
        for (name, word) in chosen {
            if record.value(name).is_null() {
                record.set(name, Value::from(word));
            }
        }
        check_together(&*transaction.state, record)
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 40)?;
        check_network(state, after)
    }

    /// Replicas leave after failover was switched off.
    fn comes_last(&self, attribute: &str, live: &Value, wanted: &Value) -> bool {
        attribute == "replicas" && wanted.as_integer() < live.as_integer()
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
        settle_version(after)?;
        check_step(before, after)?;
        if !is_on(after, "encryption_in_transit") {
            after.set("encryption_in_transit_mode", Value::Null);
        }
        check_together(&*transaction.state, after)
    }

    fn view(&self, _state: &State, record: &Record, values: &mut Values) {
        values.remove(BUSY);
        let (id, mode) = (&record.key.id, record.text("cluster_mode").unwrap_or_default());
        let tail = format!("{id}.{:06x}.use1.cache.amazonaws.com", scattered(id.as_str(), 1 << 24));
        let mut endpoint = |name: &str, word: &str| {
            values.insert(name.to_owned(), Value::from(format!("{word}.{tail}")));
        };
        if mode != "enabled" {
            endpoint("primary_endpoint", "master");
            endpoint("reader_endpoint", "replica");
        }
        if mode != "disabled" {
            endpoint("configuration_endpoint", "clustercfg");
        }
    }

    fn lifecycle(&self, record: &Record, declared: Lifecycle) -> Lifecycle {
        lifecycle_of(record, declared)
    }
}

fn settle_version(record: &mut Record) -> Result<(), Refusal> {
    let engine = record.text("engine").unwrap_or_default().to_owned();
    versions::settle(record, &engine)
}

/// What clients must follow goes step by step.
fn check_step(before: &Record, after: &Record) -> Result<(), Refusal> {
    let words = |name| (before.text(name), after.text(name));
    let (was, is) = words("cluster_mode");
    if was != is
        && !matches!(
            (was, is),
            (Some("disabled"), Some("compatible")) | (Some("compatible"), Some("disabled" | "enabled"))
        )
    {
        let message = "Cluster mode goes from disabled to compatible to enabled, and never back from enabled";
        return Err(wrong_combination(message));
    }
    let encrypts = |record| is_on(record, "encryption_in_transit");
    let must = |record: &Record| record.text("encryption_in_transit_mode") == Some("required");
    if encrypts(before) != encrypts(after) && (must(before) || (encrypts(after) && must(after))) {
        let message = "Transit encryption is switched on or off with TransitEncryptionMode preferred";
        return Err(wrong_combination(message));
    }
    if !before.value("auth_token").is_null()
        && after.value("auth_token").is_null()
        && after.texts("user_groups").next().is_none()
    {
        return Err(wrong_combination("An AUTH token is only taken away where user groups take its place"));
    }
    Ok(())
}

fn check_together(state: &State, record: &Record) -> Result<(), Refusal> {
    let mode = record.text("cluster_mode").unwrap_or_default();
    let (replicas, shards) = (number(record, "replicas"), number(record, "shards"));
    let failover = is_on(record, "automatic_failover");
    if shards > 1 && mode != "enabled" {
        return Err(wrong_combination("More than one node group needs cluster mode enabled"));
    }
    if mode == "enabled" && !failover {
        return Err(wrong_combination("Automatic failover must be enabled with cluster mode enabled"));
    }
    if failover && replicas == 0 && mode == "disabled" {
        return Err(wrong_combination("Automatic failover needs at least one replica"));
    }
    if is_on(record, "multi_az") && (!failover || replicas == 0) {
        return Err(wrong_combination("Multi-AZ needs automatic failover and at least one replica"));
    }
    let tiered = record.text("node_type").is_some_and(|node| node.starts_with("cache.r6gd."));
    if tiered != is_on(record, "data_tiering") {
        return Err(wrong_combination("Data tiering must be enabled for r6gd nodes, and only for them"));
    }
    if record.text("ip_discovery") == Some("ipv6") && record.text("network_type") == Some("ipv4") {
        return Err(wrong_value("IP discovery ipv6 needs a network type with IPv6"));
    }
    check_family(state, record, record.text("engine").unwrap_or_default())?;
    check_cluster_parameter(state, record)
}

/// A parameter group of one's own says whether clients speak the cluster protocol.
fn check_cluster_parameter(state: &State, record: &Record) -> Result<(), Refusal> {
    let id = record.text("parameter_group").unwrap_or_default();
    let Some(group) = state.find("elasticache.parameter_group", id) else { return Ok(()) };
    let says =
        group.value("parameters").as_map().and_then(|entries| entries.get("cluster-enabled")?.as_text());
    if record.text("cluster_mode") == Some("enabled") && says != Some("yes") {
        let message = format!("The parameter group {id} must have cluster-enabled for cluster mode enabled");
        return Err(wrong_combination(message));
    }
    Ok(())
}
