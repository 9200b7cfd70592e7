//! Kinds of ElastiCache.

use scaffold_kinds::elasticache;
use serde_json::json;

use super::round_trip;

#[test]
fn subnet_group() {
    round_trip::<elasticache::SubnetGroup>(json!({
        "subnets": ["subnet-1", "subnet-2"],
        "description": "caches",
    }));
}

#[test]
fn parameter_group() {
    round_trip::<elasticache::ParameterGroup>(json!({
        "family": "valkey8",
        "description": "caches",
        "parameters": { "maxmemory-policy": "allkeys-lru" },
    }));
}

#[test]
fn replication_group() {
    let log = json!({ "destination_type": "kinesis-firehose", "destination": "stream", "format": "text" });
    round_trip::<elasticache::ReplicationGroup>(json!({
        "engine": "valkey",
        "engine_version": "8.0",
        "node_type": "cache.r6gd.xlarge",
        "replicas": 2,
        "shards": 3,
        "cluster_mode": "enabled",
        "multi_az": true,
        "automatic_failover": true,
        "encryption_at_rest": true,
        "encryption_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "encryption_in_transit": true,
        "encryption_in_transit_mode": "preferred",
        "auth_token": {
            "secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
            "version": "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        },
        "user_groups": ["readers"],
        "parameter_group": "shop-clustered",
        "subnet_group": "shop-cache",
        "security_groups": ["sg-1"],
        "port": 6380,
        "snapshot_retention_days": 7,
        "snapshot_window": "03:00-04:00",
        "maintenance_window": "sun:05:00-sun:06:00",
        "auto_minor_version_upgrade": false,
        "notification_topic": "arn:aws:sns:us-east-1:123456789012:caches",
        "slow_log": log,
        "engine_log": log,
        "durability": "async",
        "data_tiering": true,
        "network_type": "dual_stack",
        "ip_discovery": "ipv6",
        "description": "feeds",
        "deletion_protection": true,
        "final_snapshot": false,
        "restore_from_snapshot": "yesterday",
        "apply": "now",
    }));
}

#[test]
fn cluster() {
    round_trip::<elasticache::Cluster>(json!({
        "engine_version": "1.6.22",
        "node_type": "cache.t4g.small",
        "nodes": 3,
        "az_mode": "cross-az",
        "parameter_group": "shop-memory",
        "subnet_group": "shop-cache",
        "security_groups": ["sg-1"],
        "port": 11212,
        "encryption_in_transit": true,
        "maintenance_window": "sun:05:00-sun:06:00",
        "auto_minor_version_upgrade": true,
        "notification_topic": "arn:aws:sns:us-east-1:123456789012:caches",
        "network_type": "ipv6",
        "ip_discovery": "ipv6",
        "deletion_protection": true,
        "apply": "window",
    }));
}

#[test]
fn user() {
    round_trip::<elasticache::User>(json!({
        "engine": "valkey",
        "user_name": "writer",
        "authentication": "password",
        "password": {
            "secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
            "version": "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        },
        "access_string": "on ~* +@all",
    }));
}

#[test]
fn user_group() {
    round_trip::<elasticache::UserGroup>(json!({ "engine": "redis", "users": ["default", "reader"] }));
}
