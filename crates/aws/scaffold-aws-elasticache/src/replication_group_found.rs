use std::collections::BTreeSet;

use aws_sdk_elasticache::types::{
    AutomaticFailoverStatus, CacheCluster, DataTieringStatus, LogDeliveryConfiguration, LogType,
    MultiAzStatus, NodeGroup, PendingAutomaticFailoverStatus, ReplicationGroup as LiveGroup,
};
use scaffold_aws_core::{Found, Tags};
use scaffold_kinds::elasticache::{
    AuthToken, ClusterMode, Durability, Engine, IpDiscovery, LogDelivery, LogDestination, LogFormat,
    NetworkType, ReplicationGroup, TransitEncryptionMode,
};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{Live, LiveState};

use crate::pending::waiting;
use crate::tags::{TAG_AUTH_TOKEN, TAG_FINAL_SNAPSHOT, are_protecting};

/// A group as it was found: itself, one of its nodes, which has much that the group has not, and its
/// tags; none of these while they cannot be read.
pub(crate) struct Seen {
    pub group: LiveGroup,
    pub node: Option<CacheCluster>,
    pub tags: Option<Tags>,
}

/// Whether a state says that it is only being made.
pub(crate) fn is_new(group: &LiveGroup) -> bool {
    group.status() == Some("creating")
}

fn state(status: &str) -> LiveState {
    match status {
        "available" => LiveState::Ready,
        "deleting" => LiveState::Deleting(status.to_owned()),
        "create-failed" => LiveState::Failed(status.to_owned()),
        // `creating`, `modifying`, `snapshotting`.
        _ => LiveState::Pending(status.to_owned()),
    }
}

impl Seen {
    /// In the words of the port.
    pub fn live(self) -> Live {
        told(self.found())
    }

    /// In the words of the kind. What waits for the maintenance window counts as done.
    pub fn found(self) -> Found<ReplicationGroup> {
        let Self { group, node, tags } = self;
        let tags = tags.unwrap_or_default();
        let name = group.replication_group_id.clone().unwrap_or_default();
        let first = group.node_groups().first();
        let address = |endpoint: Option<&aws_sdk_elasticache::types::Endpoint>| {
            endpoint.and_then(|endpoint| endpoint.address.clone())
        };
        Found {
            attributes: attributes(&group, node.as_ref(), &tags),
            outputs: vec![
                ("arn", group.arn.clone()),
                ("name", Some(name.clone())),
                ("primary_endpoint", address(first.and_then(NodeGroup::primary_endpoint))),
                ("reader_endpoint", address(first.and_then(NodeGroup::reader_endpoint))),
                ("configuration_endpoint", address(group.configuration_endpoint())),
                ("pending", node.as_ref().and_then(waiting)),
            ],
            state: state(group.status().unwrap_or_default()),
            created: group.replication_group_create_time,
            tags,
            name: Some(name.clone()),
            id: name,
        }
    }
}

/// A found resource in the words of the port. Version and type that AWS does not tell, as of what is
/// only being made, are not there.
pub(crate) fn told<K: Kind>(found: Found<K>) -> Live {
    let mut live = found.live();
    for name in ["engine_version", "node_type"] {
        if live.value(name).as_text() == Some("") {
            live.values.remove(name);
        }
    }
    live
}

fn attributes(group: &LiveGroup, node: Option<&CacheCluster>, tags: &Tags) -> ReplicationGroup {
    let waits = node.and_then(CacheCluster::pending_modified_values);
    let own = |value: Option<&str>| value.filter(|value| !value.is_empty()).map(str::to_owned);
    let (shards, replicas) = counts(group);
    let logs = |of: LogType| {
        let mut of_group = group.log_delivery_configurations().iter();
        of_group.find(|log| log.log_type() == Some(&of)).and_then(log_delivery)
    };
    ReplicationGroup {
        engine: word(group.engine().or_else(|| node?.engine())).unwrap_or(Engine::Redis),
        engine_version: own(waits.and_then(|waits| waits.engine_version()))
            .or_else(|| own(node?.engine_version()))
            .unwrap_or_default(),
        node_type: own(waits.and_then(|waits| waits.cache_node_type()))
            .or_else(|| own(group.cache_node_type()))
            .unwrap_or_default(),
        replicas,
        shards,
        cluster_mode: cluster_mode(group),
        multi_az: group.multi_az() == Some(&MultiAzStatus::Enabled),
        automatic_failover: fails_over(group),
        encryption_at_rest: group.at_rest_encryption_enabled().unwrap_or(false),
        encryption_key: own(group.kms_key_id()),
        encryption_in_transit: encrypts(group),
        encryption_in_transit_mode: encrypts(group).then(|| mode(group)),
        auth_token: tags
            .get(TAG_AUTH_TOKEN)
            .filter(|_| group.auth_token_enabled() != Some(false))
            .map(|tag| kept(tag)),
        user_groups: user_groups(group),
        parameter_group: node
            .and_then(CacheCluster::cache_parameter_group)
            .and_then(|of| own(of.cache_parameter_group_name()))
            .map(Ref),
        subnet_group: node.and_then(|node| own(node.cache_subnet_group_name())).map(Ref),
        security_groups: security_groups(node),
        port: port(group),
        snapshot_retention_days: i64::from(group.snapshot_retention_limit().unwrap_or(0)),
        snapshot_window: own(group.snapshot_window()),
        maintenance_window: node.and_then(|node| own(node.preferred_maintenance_window())),
        auto_minor_version_upgrade: group
            .auto_minor_version_upgrade()
            .or_else(|| node?.auto_minor_version_upgrade())
            .unwrap_or(false),
        notification_topic: topic(node),
        slow_log: logs(LogType::SlowLog),
        engine_log: logs(LogType::EngineLog),
        durability: group.durability().and_then(|word| Durability::from_word(word.as_str())),
        data_tiering: group.data_tiering() == Some(&DataTieringStatus::Enabled),
        network_type: word(group.network_type().map(|word| word.as_str())).unwrap_or(NetworkType::Ipv4),
        ip_discovery: word::<IpDiscovery>(group.ip_discovery().map(|word| word.as_str())),
        description: group.description().unwrap_or_default().to_owned(),
        deletion_protection: are_protecting(tags),
        final_snapshot: tags.get(TAG_FINAL_SNAPSHOT).is_none_or(|word| word != "false"),
        restore_from_snapshot: None,
        apply: None,
    }
}

/// One of a choice's words.
pub(crate) fn word<C: Choice>(word: Option<&str>) -> Option<C> {
    word.and_then(C::from_word)
}

fn cluster_mode(group: &LiveGroup) -> ClusterMode {
    let pending = group.pending_modified_values().and_then(|pending| pending.cluster_mode());
    let told = word(pending.or_else(|| group.cluster_mode()).map(|mode| mode.as_str()));
    told.unwrap_or(if group.cluster_enabled() == Some(true) {
        ClusterMode::Enabled
    } else {
        ClusterMode::Disabled
    })
}

fn encrypts(group: &LiveGroup) -> bool {
    let pending = group.pending_modified_values().and_then(|pending| pending.transit_encryption_enabled());
    pending.or_else(|| group.transit_encryption_enabled()).unwrap_or(false)
}

/// Versions that have one mode only do not name it.
fn mode(group: &LiveGroup) -> TransitEncryptionMode {
    let pending = group.pending_modified_values().and_then(|pending| pending.transit_encryption_mode());
    let told = pending.or_else(|| group.transit_encryption_mode());
    word(told.map(|mode| mode.as_str())).unwrap_or(TransitEncryptionMode::Required)
}

fn fails_over(group: &LiveGroup) -> bool {
    let pending = group.pending_modified_values().and_then(|pending| pending.automatic_failover_status());
    match pending {
        Some(status) => *status == PendingAutomaticFailoverStatus::Enabled,
        None => matches!(
            group.automatic_failover(),
            Some(AutomaticFailoverStatus::Enabled | AutomaticFailoverStatus::Enabling)
        ),
    }
}

/// Shards, and the fewest replicas that one has; by the names of nodes (`web-0001-002`, `web-002`) while
/// there is nothing else.
fn counts(group: &LiveGroup) -> (Option<i64>, Option<i64>) {
    let count = |number: usize| i64::try_from(number).ok();
    let shards = group.node_groups();
    if let Some(fewest) =
        shards.iter().map(|shard| shard.node_group_members().len()).min().filter(|it| *it > 0)
    {
        return (count(shards.len()), count(fewest - 1));
    }
    let nodes = group.member_clusters();
    let shards: BTreeSet<&str> = nodes.iter().filter_map(|node| Some(node.rsplit_once('-')?.0)).collect();
    match nodes.len().checked_div(shards.len()) {
        Some(nodes) => (count(shards.len()), count(nodes.saturating_sub(1))),
        None => (None, None),
    }
}

fn port(group: &LiveGroup) -> Option<i64> {
    let first = group.node_groups().first();
    let endpoints = [
        group.configuration_endpoint(),
        first.and_then(NodeGroup::primary_endpoint),
        first.and_then(|first| first.node_group_members().first()?.read_endpoint()),
    ];
    endpoints.into_iter().flatten().find_map(|endpoint| endpoint.port).filter(|port| *port > 0).map(i64::from)
}

pub(crate) fn security_groups(node: Option<&CacheCluster>) -> BTreeSet<Ref> {
    let of_node = node.map(CacheCluster::security_groups).unwrap_or_default().iter();
    of_node.filter_map(|group| group.security_group_id.clone()).map(Ref).collect()
}

/// The topic, unless it is told nothing any more.
pub(crate) fn topic(node: Option<&CacheCluster>) -> Option<String> {
    let told = node?.notification_configuration()?;
    let is_told = told.topic_status().is_none_or(|status| status == "active");
    told.topic_arn().filter(|arn| is_told && !arn.is_empty()).map(str::to_owned)
}

fn user_groups(group: &LiveGroup) -> BTreeSet<Ref> {
    let mut groups: BTreeSet<Ref> = group.user_group_ids().iter().cloned().map(Ref).collect();
    if let Some(pending) = group.pending_modified_values().and_then(|pending| pending.user_groups()) {
        groups.extend(pending.user_group_ids_to_add().iter().cloned().map(Ref));
        groups.retain(|group| !pending.user_group_ids_to_remove().contains(&group.0));
    }
    groups
}

fn log_delivery(log: &LogDeliveryConfiguration) -> Option<LogDelivery> {
    let details = log.destination_details()?;
    let group = details.cloud_watch_logs_details().and_then(|details| details.log_group());
    let stream = details.kinesis_firehose_details().and_then(|details| details.delivery_stream());
    Some(LogDelivery {
        destination_type: word(log.destination_type().map(|word| word.as_str()))
            .unwrap_or(LogDestination::CloudwatchLogs),
        destination: group.or(stream)?.to_owned(),
        format: word(log.log_format().map(|word| word.as_str())).unwrap_or(LogFormat::Json),
    })
}

/// A reference as the tag keeps it: the secret's ARN, and the version after `@`.
pub(crate) fn to_keep(token: &AuthToken) -> String {
    match &token.version {
        Some(version) => format!("{}@{version}", token.secret),
        None => token.secret.clone(),
    }
}

pub(crate) fn kept(tag: &str) -> AuthToken {
    match tag.split_once('@') {
        Some((secret, version)) => AuthToken { secret: secret.to_owned(), version: Some(version.to_owned()) },
        None => AuthToken { secret: tag.to_owned(), version: None },
    }
}
