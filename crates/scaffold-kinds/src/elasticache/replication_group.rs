use std::collections::BTreeSet;

use scaffold_model::{Class, Disruption, Facts, Identity, Keeps, Lifecycle, Quota, Rule, TextRule, Unique};

use super::replication_group_left_out::LEFT_OUT;
use super::words::{
    Apply, Durability, IpDiscovery, MAINTENANCE_WINDOW, NetworkType, SNAPSHOT_WINDOW, TransitEncryptionMode,
};
use super::{QUEUE, REPLICATION_GROUP_NAME, facts};
use crate::{Ref, choice, kind, record};

const NO_EARLIER: &str = "ElastiCache never goes back to an earlier version: restore a snapshot into a new group \
                          that has the version";

const CLUSTER_MODES: &[(&str, &str)] =
    &[("disabled", "compatible"), ("compatible", "disabled"), ("compatible", "enabled")];

kind! {
    /// Valkey or Redis: a primary with replicas, or several of them (shards). Which node is the primary
    /// is never a difference: a failover moves it.
    pub struct ReplicationGroup: "elasticache.replication_group" {
        /// The engine. Redis becomes Valkey in place; there is no way back.
        engine: Engine => required().in_place_only_to("valkey").disrupts(Disruption::Restart).fails_over_with("automatic_failover").queued().created_by(&["Engine"]).modified_by(&["ModifyReplicationGroup.Engine"]),
        /// Its version: `8.0`, or `8` for any `8.x`, of which a new group gets the latest.
        engine_version: String => required().text(TextRule::Version).equal_while_unset().only_grows(NO_EARLIER).disrupts(Disruption::Restart).fails_over_with("automatic_failover").queued().created_by(&["EngineVersion"]).modified_by(&["ModifyReplicationGroup.EngineVersion"]),
        /// Instance type of nodes: `cache.t4g.small`.
        node_type: String => required().text(TextRule::Prefix("cache.")).equal_while_unset().disrupts(Disruption::Restart).fails_over_with("automatic_failover").queued().created_by(&["CacheNodeType"]).modified_by(&["ModifyReplicationGroup.CacheNodeType"]),
        /// Replicas of each primary.
        replicas: Option<i64> => defaults_to(0).between(0, 5).equal_while_unset().created_by(&["ReplicasPerNodeGroup"]).modified_by(&["IncreaseReplicaCount.NewReplicaCount", "DecreaseReplicaCount.NewReplicaCount"]),
        /// Primaries, each with a share of the keys. More than one with cluster mode `enabled` only.
        shards: Option<i64> => defaults_to(1).between(1, 500).equal_while_unset().disrupts(Disruption::Rolling).created_by(&["NumNodeGroups"]).modified_by(&["ModifyReplicationGroupShardConfiguration.NodeGroupCount"]),
        /// Whether clients speak the cluster protocol. From `disabled` to `enabled` it goes by way of
        /// `compatible`, in two applies: clients move in between.
        cluster_mode: ClusterMode => defaults_to("disabled").disrupts(Disruption::Rolling).stepwise(CLUSTER_MODES, "let every client speak the cluster protocol").created_by(&["ClusterMode"]).modified_by(&["ModifyReplicationGroup.ClusterMode"]),
        /// Whether nodes of a shard stand in several zones. Needs a replica and automatic failover.
        multi_az: bool => defaults_to(false).created_by(&["MultiAZEnabled"]).modified_by(&["ModifyReplicationGroup.MultiAZEnabled"]),
        /// Whether a replica takes the place of a primary that fails. Cluster mode needs it.
        automatic_failover: bool => defaults_to(false).created_by(&["AutomaticFailoverEnabled"]).modified_by(&["ModifyReplicationGroup.AutomaticFailoverEnabled"]),
        /// Whether snapshots and disks are encrypted.
        encryption_at_rest: bool => defaults_to(true).replaces().created_by(&["AtRestEncryptionEnabled"]),
        /// The KMS key of that (ARN). ElastiCache's own when it is not said.
        encryption_key: Option<String> => provider_chosen().text(TextRule::Prefix("arn:")).replaces().created_by(&["KmsKeyId"]),
        /// Whether connections are encrypted. Switched on or off with mode `preferred` first, in an apply
        /// of its own: clients move in between.
        encryption_in_transit: bool => defaults_to(true).disrupts(Disruption::Rolling).only_while("encryption_in_transit_mode", "preferred", "let every client follow").created_by(&["TransitEncryptionEnabled"]).modified_by(&["ModifyReplicationGroup.TransitEncryptionEnabled"]),
        /// Whether clients may encrypt (`preferred`) or must.
        encryption_in_transit_mode: Option<TransitEncryptionMode> => defaults_to("required").disrupts(Disruption::Rolling).created_by(&["TransitEncryptionMode"]).modified_by(&["ModifyReplicationGroup.TransitEncryptionMode"]),
        /// The password that clients give, by the secret that holds it: read when the call is made, never
        /// shown. Another secret or version is a difference; the password before holds beside it until
        /// the next change.
        auth_token: Option<AuthToken> => created_by(&["AuthToken"]).modified_by(&["ModifyReplicationGroup.AuthToken", "ModifyReplicationGroup.AuthTokenUpdateStrategy"]),
        /// Who may connect, with which rights: at most one group of users (RBAC, IAM).
        user_groups: BTreeSet<Ref> => refers_to("elasticache.user_group").created_by(&["UserGroupIds"]).modified_by(&["ModifyReplicationGroup.UserGroupIdsToAdd", "ModifyReplicationGroup.UserGroupIdsToRemove"]),
        /// Its parameters. The engine's default group when it is not said.
        parameter_group: Option<Ref> => provider_chosen().equal_while_unset().refers_to("elasticache.parameter_group").created_by(&["CacheParameterGroupName"]).modified_by(&["ModifyReplicationGroup.CacheParameterGroupName"]),
        /// Where nodes stand. The default VPC when it is not said.
        subnet_group: Option<Ref> => provider_chosen().equal_while_unset().refers_to("elasticache.subnet_group").replaces().created_by(&["CacheSubnetGroupName"]),
        /// Who may connect. The VPC's default group when it is not said.
        security_groups: BTreeSet<Ref> => provider_chosen().refers_to("ec2.security_group").created_by(&["SecurityGroupIds"]).modified_by(&["ModifyReplicationGroup.SecurityGroupIds"]),
        /// The port of every node.
        port: Option<i64> => defaults_to(6379).between(1, 65_535).equal_while_unset().replaces().created_by(&["Port"]),
        /// For how many days automatic snapshots are kept; 0: none are taken.
        snapshot_retention_days: i64 => defaults_to(0).between(0, 35).created_by(&["SnapshotRetentionLimit"]).modified_by(&["ModifyReplicationGroup.SnapshotRetentionLimit"]),
        /// When they are taken.
        snapshot_window: Option<String> => provider_chosen().text(SNAPSHOT_WINDOW).created_by(&["SnapshotWindow"]).modified_by(&["ModifyReplicationGroup.SnapshotWindow"]),
        /// When AWS may restart nodes, and makes changes that wait for it.
        maintenance_window: Option<String> => provider_chosen().text(MAINTENANCE_WINDOW).created_by(&["PreferredMaintenanceWindow"]).modified_by(&["ModifyReplicationGroup.PreferredMaintenanceWindow"]),
        /// Whether AWS moves nodes to the next minor version.
        auto_minor_version_upgrade: bool => defaults_to(true).created_by(&["AutoMinorVersionUpgrade"]).modified_by(&["ModifyReplicationGroup.AutoMinorVersionUpgrade"]),
        /// The topic that is told of events (ARN).
        notification_topic: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["NotificationTopicArn"]).modified_by(&["ModifyReplicationGroup.NotificationTopicArn", "ModifyReplicationGroup.NotificationTopicStatus"]),
        /// Where slow commands are logged.
        slow_log: Option<LogDelivery> => created_by(&["LogDeliveryConfigurations"]).modified_by(&["ModifyReplicationGroup.LogDeliveryConfigurations"]),
        /// Where the engine logs.
        engine_log: Option<LogDelivery> => created_by(&["LogDeliveryConfigurations"]).modified_by(&["ModifyReplicationGroup.LogDeliveryConfigurations"]),
        /// When a write counts as done.
        durability: Option<Durability> => provider_chosen().equal_while_unset().created_by(&["Durability"]).modified_by(&["ModifyReplicationGroup.Durability"]),
        /// Whether what is used less lies on disks. `cache.r6gd` nodes need it, others do not have it.
        data_tiering: bool => defaults_to(false).replaces().created_by(&["DataTieringEnabled"]),
        /// Address families of nodes.
        network_type: NetworkType => defaults_to("ipv4").replaces().created_by(&["NetworkType"]),
        /// The addresses that clients are told.
        ip_discovery: Option<IpDiscovery> => provider_chosen().created_by(&["IpDiscovery"]).modified_by(&["ModifyReplicationGroup.IpDiscovery"]),
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(255)).created_by(&["ReplicationGroupDescription"]).modified_by(&["ModifyReplicationGroup.ReplicationGroupDescription"]),
        /// Whether `scaffold` refuses to delete it: kept in the tag `scaffold:protected`, since ElastiCache
        /// has no such flag. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).created_by(&["Tags"]).modified_by(&["AddTagsToResource.Tags", "RemoveTagsFromResource.TagKeys"]),
        /// Whether a snapshot is taken before it is deleted. Kept in the tag `scaffold:final-snapshot`.
        final_snapshot: bool => defaults_to(true).created_by(&["Tags"]).modified_by(&["AddTagsToResource.Tags", "RemoveTagsFromResource.TagKeys"]),
        /// The snapshot of ElastiCache's that it begins with, by name. Used once.
        restore_from_snapshot: Option<String> => class(Class::CreateOnly).created_by(&["SnapshotName"]),
        /// When changes that disturb are made: in the maintenance window, unless `now` is said.
        apply: Option<Apply> => class(Class::Directive).modified_by(&["ModifyReplicationGroup.ApplyImmediately"]),
    }
    rules {
        Rule::AtMostOneOf(&["auth_token", "user_groups"]),
        Rule::OnlyWhere {
            attributes: &["encryption_in_transit_mode", "auth_token", "user_groups"],
            attribute: "encryption_in_transit",
            is: &["true"],
        },
        Rule::OnlyWhere { attributes: &["encryption_key"], attribute: "encryption_at_rest", is: &["true"] },
    }
    outputs {
        /// Its name.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
        /// Where to write, without cluster mode.
        primary_endpoint: String,
        /// Where to read from replicas, without cluster mode.
        reader_endpoint: String,
        /// Where clients of the cluster protocol begin.
        configuration_endpoint: String,
        /// What AWS has queued, and for when.
        pending: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: REPLICATION_GROUP_NAME },
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        lifecycle: Lifecycle { creating: Some(("creating", 480)), deleting: Some(("deleting", 300)) },
        unique: &[Unique { attributes: &["name"], error: "ReplicationGroupAlreadyExists" }],
        quota: Some(Quota { limit: 300, within: None, error: "ClusterQuotaForCustomerExceeded" }),
        protected_by: Some(("deletion_protection", &["true"])),
        queue: Some(QUEUE),
        keeps: &[Keeps { what: "a last snapshot", unless: Some(("final_snapshot", "false")) }],
        left_out: LEFT_OUT,
        ..facts("CreateReplicationGroup")
    } }
}

record! {
    /// Where a password is kept.
    pub struct AuthToken {
        /// The secret's ARN: 16 to 128 printable characters.
        secret: String => required().text(TextRule::Described { words: "the ARN of a secret: `arn:aws:secretsmanager:…`", fits: is_secret }),
        /// Id of its version; the current one when it is not said.
        version: Option<String> => text(TextRule::Described { words: "the id of a version: letters, digits and hyphens", fits: is_version_id }),
    }
}

record! {
    /// Where a log goes.
    pub struct LogDelivery {
        /// What takes it.
        destination_type: LogDestination => defaults_to("cloudwatch-logs"),
        /// Name of the log group or stream.
        destination: String => required(),
        /// How it is written.
        format: LogFormat => defaults_to("json"),
    }
}

/// What fits in a tag too, in which the reference is kept.
fn is_secret(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_.:/=+-".contains(c);
    text.starts_with("arn:")
        && text.contains(":secretsmanager:")
        && text.len() <= 190
        && text.chars().all(fits)
}

fn is_version_id(text: &str) -> bool {
    (32..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

choice! {
    /// Engines.
    pub enum Engine {
        /// Valkey.
        Valkey = "valkey",
        /// Redis OSS.
        Redis = "redis",
    }
}

choice! {
    /// Whether clients speak the cluster protocol.
    pub enum ClusterMode {
        /// They do not.
        Disabled = "disabled",
        /// They may.
        Compatible = "compatible",
        /// They must.
        Enabled = "enabled",
    }
}

choice! {
    /// What takes logs.
    pub enum LogDestination {
        /// A log group of CloudWatch Logs.
        CloudwatchLogs = "cloudwatch-logs",
        /// A delivery stream of Firehose.
        KinesisFirehose = "kinesis-firehose",
    }
}

choice! {
    /// How logs are written.
    pub enum LogFormat {
        /// Lines.
        Text = "text",
        /// JSON.
        Json = "json",
    }
}
