use std::collections::BTreeSet;

use scaffold_model::{Class, Disruption, Facts, Identity, Lifecycle, Quota, TextRule, Unique};

use super::words::{Apply, IpDiscovery, MAINTENANCE_WINDOW, NetworkType};
use super::{CLUSTER_NAME, QUEUE, facts};
use crate::{Ref, choice, kind};

const NO_EARLIER: &str =
    "ElastiCache never goes back to an earlier version: make another cluster that has it";

kind! {
    /// Memcached: nodes without replicas, snapshots or passwords. What a node holds goes with it.
    pub struct Cluster: "elasticache.cluster" {
        /// Version of Memcached: `1.6.22`, or `1.6` for any `1.6.x`, of which a new cluster gets the latest.
        engine_version: String => required().text(TextRule::Version).equal_while_unset().only_grows(NO_EARLIER).disrupts(Disruption::Downtime).queued().created_by(&["EngineVersion"]).modified_by(&["ModifyCacheCluster.EngineVersion"]),
        /// Instance type of nodes: `cache.t4g.small`.
        node_type: String => required().text(TextRule::Prefix("cache.")).equal_while_unset().disrupts(Disruption::Downtime).queued().created_by(&["CacheNodeType"]).modified_by(&["ModifyCacheCluster.CacheNodeType"]),
        /// Nodes. Those with the highest numbers go first.
        nodes: i64 => defaults_to(1).between(1, 60).disrupts(Disruption::Rolling).queued().created_by(&["NumCacheNodes"]).modified_by(&["ModifyCacheCluster.NumCacheNodes", "ModifyCacheCluster.CacheNodeIdsToRemove"]),
        /// Whether nodes stand in several zones. Needs two nodes; nodes that are there stay where they are.
        az_mode: Option<AzMode> => provider_chosen().equal_while_unset().created_by(&["AZMode"]).modified_by(&["ModifyCacheCluster.AZMode"]),
        /// Its parameters. The engine's default group when it is not said.
        parameter_group: Option<Ref> => provider_chosen().equal_while_unset().refers_to("elasticache.parameter_group").created_by(&["CacheParameterGroupName"]).modified_by(&["ModifyCacheCluster.CacheParameterGroupName"]),
        /// Where nodes stand. The default VPC when it is not said.
        subnet_group: Option<Ref> => provider_chosen().equal_while_unset().refers_to("elasticache.subnet_group").replaces().created_by(&["CacheSubnetGroupName"]),
        /// Who may connect. The VPC's default group when it is not said.
        security_groups: BTreeSet<Ref> => provider_chosen().refers_to("ec2.security_group").created_by(&["SecurityGroupIds"]).modified_by(&["ModifyCacheCluster.SecurityGroupIds"]),
        /// The port of every node.
        port: Option<i64> => defaults_to(11_211).between(1, 65_535).equal_while_unset().replaces().created_by(&["Port"]),
        /// Whether connections are encrypted. Needs 1.6.12.
        encryption_in_transit: bool => defaults_to(true).replaces().created_by(&["TransitEncryptionEnabled"]),
        /// When AWS may restart nodes, and makes changes that wait for it.
        maintenance_window: Option<String> => provider_chosen().text(MAINTENANCE_WINDOW).created_by(&["PreferredMaintenanceWindow"]).modified_by(&["ModifyCacheCluster.PreferredMaintenanceWindow"]),
        /// Whether AWS moves nodes to the next minor version.
        auto_minor_version_upgrade: bool => defaults_to(true).created_by(&["AutoMinorVersionUpgrade"]).modified_by(&["ModifyCacheCluster.AutoMinorVersionUpgrade"]),
        /// The topic that is told of events (ARN).
        notification_topic: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["NotificationTopicArn"]).modified_by(&["ModifyCacheCluster.NotificationTopicArn", "ModifyCacheCluster.NotificationTopicStatus"]),
        /// Address families of nodes.
        network_type: NetworkType => defaults_to("ipv4").replaces().created_by(&["NetworkType"]),
        /// The addresses that clients are told.
        ip_discovery: Option<IpDiscovery> => provider_chosen().created_by(&["IpDiscovery"]).modified_by(&["ModifyCacheCluster.IpDiscovery"]),
        /// Whether `scaffold` refuses to delete it: kept in the tag `scaffold:protected`, since ElastiCache
        /// has no such flag. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).created_by(&["Tags"]).modified_by(&["AddTagsToResource.Tags", "RemoveTagsFromResource.TagKeys"]),
        /// When changes that disturb are made: in the maintenance window, unless `now` is said.
        apply: Option<Apply> => class(Class::Directive).modified_by(&["ModifyCacheCluster.ApplyImmediately"]),
    }
    outputs {
        /// Its name.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
        /// Where clients that find nodes by themselves begin.
        configuration_endpoint: String,
        /// What AWS has queued, and for when.
        pending: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: CLUSTER_NAME },
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        lifecycle: Lifecycle { creating: Some(("creating", 300)), deleting: Some(("deleting", 180)) },
        unique: &[Unique { attributes: &["name"], error: "CacheClusterAlreadyExists" }],
        quota: Some(Quota { limit: 300, within: None, error: "ClusterQuotaForCustomerExceeded" }),
        protected_by: Some(("deletion_protection", &["true"])),
        queue: Some(QUEUE),
        left_out: &[
            ("CacheClusterId", "deterministic, from stack and address"),
            ("ReplicationGroupId", "elasticache.replication_group has its nodes"),
            ("Engine", "Memcached; other engines are elasticache.replication_group"),
            ("PreferredAvailabilityZone", "AWS chooses among the zones of the subnet group"),
            ("PreferredAvailabilityZones", "AWS chooses among the zones of the subnet group"),
            ("NewAvailabilityZones", "AWS chooses among the zones of the subnet group"),
            ("CacheSecurityGroupNames", "of EC2-Classic, which is no more"),
            ("SnapshotArns", "Memcached has no snapshots"),
            ("SnapshotName", "Memcached has no snapshots"),
            ("SnapshotRetentionLimit", "Memcached has no snapshots"),
            ("SnapshotWindow", "Memcached has no snapshots"),
            ("AuthToken", "Memcached has no passwords"),
            ("AuthTokenUpdateStrategy", "Memcached has no passwords"),
            ("LogDeliveryConfigurations", "Memcached has no logs"),
            ("OutpostMode", "Outposts are not covered"),
            ("PreferredOutpostArn", "Outposts are not covered"),
            ("PreferredOutpostArns", "Outposts are not covered"),
            ("ScaleConfig", "how fast another node type comes is AWS's default"),
            ("AddTagsToResource.ResourceName", "its ARN"),
            ("RemoveTagsFromResource.ResourceName", "its ARN"),
        ],
        ..facts("CreateCacheCluster")
    } }
}

choice! {
    /// Over how many zones nodes are spread.
    pub enum AzMode {
        /// One.
        SingleAz = "single-az",
        /// Several.
        CrossAz = "cross-az",
    }
}
