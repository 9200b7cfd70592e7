use aws_sdk_elasticache::types::CacheCluster;
use scaffold_aws_core::{Found, Tags};
use scaffold_kinds::Ref;
use scaffold_kinds::elasticache::{AzMode, Cluster, NetworkType};
use scaffold_model::LiveState;

use crate::pending::waiting;
use crate::replication_group_found::{security_groups, topic, word};
use crate::tags::are_protecting;

/// Where nodes are spread over several zones AWS names this one.
const SEVERAL: &str = "Multiple";

fn state(status: &str) -> LiveState {
    match status {
        "available" => LiveState::Ready,
        "deleting" | "deleted" => LiveState::Deleting(status.to_owned()),
        "incompatible-network" | "restore-failed" | "create-failed" => LiveState::Failed(status.to_owned()),
        // `creating`, `modifying`, `rebooting cluster nodes`, `snapshotting`.
        _ => LiveState::Pending(status.to_owned()),
    }
}

/// A cluster as it was found, in the words of the kind. What waits for the maintenance window counts as done.
pub(crate) fn found(cluster: CacheCluster, tags: Tags) -> Found<Cluster> {
    let name = cluster.cache_cluster_id.clone().unwrap_or_default();
    Found {
        attributes: attributes(&cluster, &tags),
        outputs: vec![
            ("arn", cluster.arn.clone()),
            ("name", Some(name.clone())),
            (
                "configuration_endpoint",
                cluster.configuration_endpoint().and_then(|endpoint| endpoint.address.clone()),
            ),
            ("pending", waiting(&cluster)),
        ],
        state: state(cluster.cache_cluster_status().unwrap_or_default()),
        created: cluster.cache_cluster_create_time,
        tags,
        name: Some(name.clone()),
        id: name,
    }
}

fn attributes(cluster: &CacheCluster, tags: &Tags) -> Cluster {
    let waits = cluster.pending_modified_values();
    let own = |value: Option<&str>| value.filter(|value| !value.is_empty()).map(str::to_owned);
    let nodes = waits.and_then(|waits| waits.num_cache_nodes()).or(cluster.num_cache_nodes()).unwrap_or(1);
    let is_spread = cluster.preferred_availability_zone() == Some(SEVERAL);
    let of_nodes = cluster.cache_nodes().iter().find_map(|node| node.endpoint()?.port);
    let port = cluster.configuration_endpoint().and_then(|endpoint| endpoint.port).or(of_nodes);
    Cluster {
        engine_version: own(waits.and_then(|waits| waits.engine_version()))
            .or_else(|| own(cluster.engine_version()))
            .unwrap_or_default(),
        node_type: own(waits.and_then(|waits| waits.cache_node_type()))
            .or_else(|| own(cluster.cache_node_type()))
            .unwrap_or_default(),
        nodes: i64::from(nodes),
        az_mode: match (nodes, cluster.preferred_availability_zone()) {
            (..=1, _) | (_, None) => None,
            _ if is_spread => Some(AzMode::CrossAz),
            _ => Some(AzMode::SingleAz),
        },
        parameter_group: cluster
            .cache_parameter_group()
            .and_then(|group| own(group.cache_parameter_group_name()))
            .map(Ref),
        subnet_group: own(cluster.cache_subnet_group_name()).map(Ref),
        security_groups: security_groups(Some(cluster)),
        port: port.filter(|port| *port > 0).map(i64::from),
        encryption_in_transit: cluster.transit_encryption_enabled().unwrap_or(false),
        maintenance_window: own(cluster.preferred_maintenance_window()),
        auto_minor_version_upgrade: cluster.auto_minor_version_upgrade().unwrap_or(false),
        notification_topic: topic(Some(cluster)),
        network_type: word(cluster.network_type().map(|word| word.as_str())).unwrap_or(NetworkType::Ipv4),
        ip_discovery: word(cluster.ip_discovery().map(|word| word.as_str())),
        deletion_protection: are_protecting(tags),
        apply: None,
    }
}
