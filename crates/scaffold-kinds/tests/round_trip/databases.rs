//! Kinds of RDS and Secrets Manager.

use scaffold_kinds::{rds, secrets};
use serde_json::json;

use super::round_trip;

#[test]
fn secret() {
    round_trip::<secrets::Secret>(json!({
        "description": "Password",
        "content": "nothing",
        "encryption_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "password": { "length": 24, "exclude_characters": "%", "exclude_punctuation": true },
        "values": { "username": "app" },
        "recovery_days": 7,
        "deletion_protection": true,
    }));
}

#[test]
fn subnet_group() {
    round_trip::<rds::SubnetGroup>(json!({ "subnets": ["subnet-1", "subnet-2"], "description": "Data" }));
}

#[test]
fn parameter_group() {
    round_trip::<rds::ParameterGroup>(json!({
        "family": "postgres16",
        "region": "eu-west-1",
        "parameters": { "work_mem": "65536" },
        "description": "Settings",
    }));
}

#[test]
fn instance() {
    round_trip::<rds::Instance>(json!({
        "engine": "postgres",
        "engine_version": "16.4",
        "instance_class": "db.r7g.large",
        "source": "orders",
        "region": "eu-west-1",
        "restore_from_snapshot": "orders-final-1",
        "storage_gib": 100,
        "max_storage_gib": 500,
        "storage_type": "io2",
        "iops": 3000,
        "throughput": 125,
        "storage_encrypted": true,
        "encryption_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "multi_az": true,
        "availability_zone": "us-east-1a",
        "subnet_group": "data",
        "security_groups": ["sg-1"],
        "public": false,
        "network_type": "DUAL",
        "port": 5433,
        "username": "app",
        "database_name": "orders",
        "password_secret": "arn:1",
        "password_version": "1",
        "iam_authentication": true,
        "parameter_group": "orders",
        "parameter_status": "in-sync",
        "backup_retention_days": 7,
        "backup_window": "02:00-02:30",
        "maintenance_window": "sun:04:00-sun:04:30",
        "apply": "now",
        "auto_minor_upgrade": false,
        "extended_support": "open-source-rds-extended-support-disabled",
        "ca_certificate": "rds-ca-rsa2048-g1",
        "performance_insights": true,
        "performance_insights_retention_days": 31,
        "performance_insights_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "database_insights": "advanced",
        "monitoring_seconds": 60,
        "monitoring_role": "arn:2",
        "log_exports": ["postgresql"],
        "copy_tags_to_snapshot": true,
        "deletion_protection": true,
        "final_snapshot": false,
        "identifier": "orders",
    }));
}
