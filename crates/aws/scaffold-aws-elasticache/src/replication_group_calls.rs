use aws_sdk_elasticache::operation::create_replication_group::builders::CreateReplicationGroupFluentBuilder;
use aws_sdk_elasticache::operation::modify_replication_group::builders::ModifyReplicationGroupFluentBuilder;
use aws_sdk_elasticache::types::{
    AuthTokenUpdateStrategyType, CloudWatchLogsDestinationDetails, DestinationDetails,
    KinesisFirehoseDestinationDetails, LogDeliveryConfigurationRequest, LogType,
};
use scaffold_aws_core::Secret;
use scaffold_kinds::Choice;
use scaffold_kinds::elasticache::{
    AuthToken, LogDelivery, LogDestination, ReplicationGroup, TransitEncryptionMode,
};
use scaffold_provider::Error;

use crate::changes::Changes;
use crate::client::ElastiCache;

impl ElastiCache {
    /// The password that a reference stands for, on its way into a call.
    pub async fn password(&self, token: Option<&AuthToken>) -> Result<Option<Secret>, Error> {
        match token {
            Some(token) => self.passwords.password(&token.secret, token.version.as_deref()).await.map(Some),
            None => Ok(None),
        }
    }
}

/// Attributes on a creating call; name, version and tags are the caller's.
pub(crate) fn creating(
    call: CreateReplicationGroupFluentBuilder,
    group: &ReplicationGroup,
    password: Option<&Secret>,
) -> CreateReplicationGroupFluentBuilder {
    let number = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
    let texts = |texts: Vec<String>| (!texts.is_empty()).then_some(texts);
    // AWS takes the mode of versions alone that have both; `required` is what the others have.
    let mode = group.encryption_in_transit_mode.filter(|mode| *mode == TransitEncryptionMode::Preferred);
    let logs = [(LogType::SlowLog, &group.slow_log), (LogType::EngineLog, &group.engine_log)];
    let logs: Vec<_> =
        logs.into_iter().filter_map(|(of, log)| Some(log_request(of, Some(log.as_ref()?)))).collect();
    call.engine(group.engine.word())
        .cache_node_type(&group.node_type)
        .replication_group_description(&group.description)
        .set_replicas_per_node_group(number(group.replicas.or(Some(0))))
        .set_num_node_groups(number(group.shards.or(Some(1))))
        .cluster_mode(group.cluster_mode.word().into())
        .multi_az_enabled(group.multi_az)
        .automatic_failover_enabled(group.automatic_failover)
        .at_rest_encryption_enabled(group.encryption_at_rest)
        .set_kms_key_id(group.encryption_key.clone())
        .transit_encryption_enabled(group.encryption_in_transit)
        .set_transit_encryption_mode(mode.map(|mode| mode.word().into()))
        .set_auth_token(password.map(|password| password.reveal().to_owned()))
        .set_user_group_ids(texts(group.user_groups.iter().map(|group| group.0.clone()).collect()))
        .set_cache_parameter_group_name(group.parameter_group.as_ref().map(|it| it.0.clone()))
        .set_cache_subnet_group_name(group.subnet_group.as_ref().map(|it| it.0.clone()))
        .set_security_group_ids(texts(group.security_groups.iter().map(|it| it.0.clone()).collect()))
        .set_port(number(group.port))
        .snapshot_retention_limit(number(Some(group.snapshot_retention_days)).unwrap_or(0))
        .set_snapshot_window(group.snapshot_window.clone())
        .set_preferred_maintenance_window(group.maintenance_window.clone())
        .auto_minor_version_upgrade(group.auto_minor_version_upgrade)
        .set_notification_topic_arn(group.notification_topic.clone())
        .set_log_delivery_configurations((!logs.is_empty()).then_some(logs))
        .set_durability(group.durability.map(|word| word.word().into()))
        .set_data_tiering_enabled(group.data_tiering.then_some(true))
        .network_type(group.network_type.word().into())
        .set_ip_discovery(group.ip_discovery.map(|word| word.word().into()))
        .set_snapshot_name(group.restore_from_snapshot.clone())
}

/// What has calls of its own, or is kept in tags.
pub(crate) const ELSEWHERE: &[&str] =
    &["replicas", "shards", "auth_token", "deletion_protection", "final_snapshot"];

/// What changes, and nothing else, on a modifying call. All of it goes at once: another engine needs
/// its version and parameters beside it, several zones the failover.
pub(crate) fn modifying(
    mut call: ModifyReplicationGroupFluentBuilder,
    (wanted, live): (&ReplicationGroup, &ReplicationGroup),
    changes: &Changes,
) -> ModifyReplicationGroupFluentBuilder {
    let changed = |name: &str| changes.has(name);
    call = call
        .set_engine(changed("engine").then(|| wanted.engine.word().to_owned()))
        .set_cache_node_type(changed("node_type").then(|| wanted.node_type.clone()))
        .set_cluster_mode(changed("cluster_mode").then(|| wanted.cluster_mode.word().into()))
        .set_multi_az_enabled(changed("multi_az").then_some(wanted.multi_az))
        .set_automatic_failover_enabled(changed("automatic_failover").then_some(wanted.automatic_failover))
        .set_transit_encryption_enabled(
            changed("encryption_in_transit").then_some(wanted.encryption_in_transit),
        )
        .set_snapshot_retention_limit(
            changed("snapshot_retention_days")
                .then_some(wanted.snapshot_retention_days)
                .and_then(|days| i32::try_from(days).ok()),
        )
        .set_auto_minor_version_upgrade(
            changed("auto_minor_version_upgrade").then_some(wanted.auto_minor_version_upgrade),
        )
        .set_replication_group_description(changed("description").then(|| wanted.description.clone()));
    if changed("encryption_in_transit_mode") {
        call = call
            .set_transit_encryption_mode(wanted.encryption_in_transit_mode.map(|mode| mode.word().into()));
    }
    if changed("parameter_group") {
        call = call.set_cache_parameter_group_name(wanted.parameter_group.as_ref().map(|it| it.0.clone()));
    }
    if changed("security_groups") {
        call =
            call.set_security_group_ids(Some(wanted.security_groups.iter().map(|it| it.0.clone()).collect()));
    }
    if changed("snapshot_window") {
        call = call.set_snapshot_window(wanted.snapshot_window.clone());
    }
    if changed("maintenance_window") {
        call = call.set_preferred_maintenance_window(wanted.maintenance_window.clone());
    }
    if changed("durability") {
        call = call.set_durability(wanted.durability.map(|word| word.word().into()));
    }
    if changed("ip_discovery") {
        call = call.set_ip_discovery(wanted.ip_discovery.map(|word| word.word().into()));
    }
    call = modifying_notices(call, wanted, changes);
    if changed("user_groups") {
        call = modifying_users(call, (wanted, live));
    }
    call
}

/// Where events and logs go; what goes nowhere any more has words of its own.
fn modifying_notices(
    mut call: ModifyReplicationGroupFluentBuilder,
    wanted: &ReplicationGroup,
    changes: &Changes,
) -> ModifyReplicationGroupFluentBuilder {
    let changed = |name: &str| changes.has(name);
    if changed("notification_topic") {
        call = match &wanted.notification_topic {
            Some(topic) => call.notification_topic_arn(topic).notification_topic_status("active"),
            None => call.notification_topic_status("inactive"),
        };
    }
    for (name, of, log) in [
        ("slow_log", LogType::SlowLog, &wanted.slow_log),
        ("engine_log", LogType::EngineLog, &wanted.engine_log),
    ] {
        if changed(name) {
            call = call.log_delivery_configurations(log_request(of, log.as_ref()));
        }
    }
    call
}

/// User groups take the place of a password in one call.
fn modifying_users(
    mut call: ModifyReplicationGroupFluentBuilder,
    (wanted, live): (&ReplicationGroup, &ReplicationGroup),
) -> ModifyReplicationGroupFluentBuilder {
    for id in wanted.user_groups.difference(&live.user_groups) {
        call = call.user_group_ids_to_add(&id.0);
    }
    for id in live.user_groups.difference(&wanted.user_groups) {
        call = call.user_group_ids_to_remove(&id.0);
    }
    if live.auth_token.is_some() && wanted.auth_token.is_none() {
        call = call.auth_token_update_strategy(AuthTokenUpdateStrategyType::Delete);
    }
    call
}

fn log_request(of: LogType, log: Option<&LogDelivery>) -> LogDeliveryConfigurationRequest {
    let request = LogDeliveryConfigurationRequest::builder().log_type(of).enabled(log.is_some());
    let Some(log) = log else { return request.build() };
    let details = DestinationDetails::builder();
    let name = &log.destination;
    let details = match log.destination_type {
        LogDestination::CloudwatchLogs => details
            .cloud_watch_logs_details(CloudWatchLogsDestinationDetails::builder().log_group(name).build()),
        LogDestination::KinesisFirehose => details.kinesis_firehose_details(
            KinesisFirehoseDestinationDetails::builder().delivery_stream(name).build(),
        ),
    };
    request
        .destination_type(log.destination_type.word().into())
        .destination_details(details.build())
        .log_format(log.format.word().into())
        .build()
}
