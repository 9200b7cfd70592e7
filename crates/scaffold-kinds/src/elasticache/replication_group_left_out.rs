/// Members of the calls that no attribute carries.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("ReplicationGroupId", "deterministic, from stack and address"),
    ("GlobalReplicationGroupId", "global datastores span regions and have calls of their own; not covered"),
    (
        "PrimaryClusterId",
        "groups around a single node that was made before are not covered; failover chooses the primary",
    ),
    ("NumCacheClusters", "ReplicasPerNodeGroup says it"),
    ("PreferredCacheClusterAZs", "AWS spreads nodes over the zones of the subnet group"),
    ("NodeGroupConfiguration", "AWS spreads slots and nodes evenly"),
    ("CacheSecurityGroupNames", "of EC2-Classic, which is no more"),
    ("SnapshotArns", "restore_from_snapshot names a snapshot of ElastiCache's own"),
    ("ServerlessCacheSnapshotName", "serverless caches are not covered"),
    ("SnapshottingClusterId", "AWS takes snapshots from a replica where there is one"),
    ("NodeGroupId", "AWS has deprecated it"),
    ("RemoveUserGroups", "UserGroupIdsToRemove says it"),
    ("ReplicaConfiguration", "AWS spreads replicas over zones"),
    ("ReplicasToRemove", "AWS chooses which replica goes"),
    ("ReshardingConfiguration", "AWS spreads shards over zones"),
    ("NodeGroupsToRemove", "those with the highest numbers go"),
    ("NodeGroupsToRetain", "NodeGroupsToRemove says it"),
];
