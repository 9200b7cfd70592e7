//! Every kind reads what it writes, with every attribute and every key of every table set.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "round_trip/balancing.rs"]
mod balancing;
#[path = "round_trip/caches.rs"]
mod caches;
#[path = "round_trip/databases.rs"]
mod databases;
#[path = "round_trip/edge.rs"]
mod edge;
#[path = "round_trip/functions.rs"]
mod functions;
#[path = "round_trip/storage.rs"]
mod storage;

use std::collections::BTreeSet;

use scaffold_kinds::{Kind, autoscaling, ec2, iam, logs};
use scaffold_model::{Attribute, Type, Value, Values};
use serde_json::{Value as Json, json};

fn values(json: &Json) -> Values {
    Value::from_json(json).unwrap().as_map().unwrap().clone()
}

/// Reads and writes; every attribute must be in the example.
fn round_trip<K: Kind + PartialEq + std::fmt::Debug>(example: Json) {
    let values = values(&example);
    let schema = &K::schema().schema;
    covered(K::KIND, &schema.attributes, &[&Value::Map(values.clone())]);
    let decoded = K::decode(&values).unwrap();
    assert_eq!(decoded.encode(), values, "{}", K::KIND);
    assert_eq!(K::decode(&decoded.encode()).unwrap(), decoded);
    // A set that is not there is empty: what must be said of it, checking says.
    let single =
        |attribute: &&Attribute| !matches!(attribute.ty, Type::List(_) | Type::Set(_) | Type::Map(_));
    for attribute in schema.attributes.iter().filter(|attribute| attribute.required).filter(single) {
        let mut without = values.clone();
        without.remove(attribute.name);
        let error = K::decode(&without).unwrap_err();
        // Of a table, what it must say.
        let path = error.path.split('.').next().unwrap_or_default();
        assert_eq!(path, attribute.name, "{}", K::KIND);
    }
}

fn covered(path: &str, attributes: &[Attribute], tables: &[&Value]) {
    for attribute in attributes {
        let path = format!("{path}.{}", attribute.name);
        let found: Vec<&Value> = tables
            .iter()
            .filter_map(|table| table.as_map())
            .filter_map(|table| table.get(attribute.name))
            .collect();
        assert!(!found.is_empty(), "the example lacks {path}");
        let (ty, items) = match &attribute.ty {
            Type::List(item) | Type::Set(item) => {
                (item.as_ref(), found.iter().filter_map(|value| value.as_list()).flatten().collect())
            }
            ty => (ty, found),
        };
        if let Type::Record { attributes, .. } = ty {
            covered(&path, attributes, &items);
        }
    }
}

#[test]
fn vpc() {
    round_trip::<ec2::Vpc>(json!({
        "cidr_block": "10.0.0.0/16",
        "ipv4_ipam_pool": "ipam-pool-1",
        "ipv4_netmask_length": 20,
        "secondary_cidr_blocks": ["10.1.0.0/16", "10.2.0.0/16"],
        "amazon_ipv6": true,
        "instance_tenancy": "dedicated",
        "dns_support": false,
        "dns_hostnames": true,
        "network_address_usage_metrics": true,
        "dhcp_options": "dopt-1",
        "default_security_group": "unmanaged",
        "main_route_table": "closed",
    }));
}

#[test]
fn internet_gateway() {
    round_trip::<ec2::InternetGateway>(json!({ "vpc": "vpc-1" }));
}

#[test]
fn subnet() {
    round_trip::<ec2::Subnet>(json!({
        "vpc": "vpc-1",
        "cidr_block": "10.0.0.0/24",
        "availability_zone": "us-east-1a",
        "ipv6_cidr_block": "2001:db8::/64",
        "ipv6_native": false,
        "assign_ipv6_address_on_creation": true,
        "map_public_ip_on_launch": true,
        "dns64": true,
        "private_dns_hostname_type": "resource-name",
        "resource_name_dns_a_record": true,
        "resource_name_dns_aaaa_record": true,
    }));
}

#[test]
fn elastic_ip() {
    round_trip::<ec2::ElasticIp>(json!({
        "address": "203.0.113.10",
        "public_ipv4_pool": "amazon",
        "ipam_pool": "ipam-pool-1",
        "network_border_group": "us-east-1",
    }));
}

#[test]
fn nat_gateway() {
    round_trip::<ec2::NatGateway>(json!({
        "subnet": "subnet-1",
        "connectivity_type": "public",
        "elastic_ip": "eipalloc-1",
        "private_ip_address": "10.0.0.10",
        "secondary_elastic_ips": ["eipalloc-2", "eipalloc-3"],
        "secondary_private_ip_addresses": ["10.0.0.11"],
    }));
}

#[test]
fn route_table() {
    // In the order of the set: by destination.
    round_trip::<ec2::RouteTable>(json!({
        "vpc": "vpc-1",
        "routes": [
            { "destination": "0.0.0.0/0", "internet_gateway": "igw-1" },
            { "destination": "10.1.0.0/16", "nat_gateway": "nat-1" },
            { "destination": "10.2.0.0/16", "vpc_endpoint": "vpce-1" },
            { "destination": "10.3.0.0/16", "virtual_private_gateway": "vgw-1" },
            { "destination": "10.4.0.0/16", "transit_gateway": "tgw-1" },
            { "destination": "10.5.0.0/16", "vpc_peering_connection": "pcx-1" },
            { "destination": "10.6.0.0/16", "network_interface": "eni-1" },
            { "destination": "10.7.0.0/16", "carrier_gateway": "cagw-1" },
            { "destination": "10.8.0.0/16", "core_network": "arn:aws:networkmanager::1:core-network/1" },
            { "destination": "::/0", "egress_only_internet_gateway": "eigw-1" },
        ],
        "subnets": ["subnet-1", "subnet-2"],
        "gateways": ["igw-1"],
        "propagating_gateways": ["vgw-1"],
    }));
}

#[test]
fn vpc_endpoint() {
    round_trip::<ec2::VpcEndpoint>(json!({
        "vpc": "vpc-1",
        "service_name": "com.amazonaws.us-east-1.sqs",
        "service_region": "us-east-1",
        "endpoint_type": "Interface",
        "policy": "{}",
        "route_tables": ["rtb-1"],
        "subnets": ["subnet-1"],
        "security_groups": ["sg-1"],
        "private_dns": true,
        "ip_address_type": "dualstack",
        "dns_options": { "record_ip_type": "service-defined", "private_only_for_inbound_resolver": true },
    }));
}

#[test]
fn security_group() {
    round_trip::<ec2::SecurityGroup>(json!({ "vpc": "vpc-1", "description": "what it is for" }));
}

#[test]
fn security_group_rules() {
    round_trip::<ec2::SecurityGroupRules>(json!({
        "security_group": "sg-1",
        "ingress": [
            { "protocol": "50", "prefix_list": "pl-1" },
            { "protocol": "all", "security_group": "sg-2" },
            { "protocol": "tcp", "from_port": 22, "to_port": 22, "ipv6_cidr_block": "2001:db8::/32" },
            { "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_block": "10.0.0.0/8", "description": "TLS" },
        ],
        "egress": [
            { "protocol": "50", "prefix_list": "pl-1" },
            { "protocol": "all", "security_group": "sg-2" },
            { "protocol": "icmp", "from_port": -1, "to_port": -1, "cidr_block": "0.0.0.0/0", "description": "ping" },
            { "protocol": "udp", "from_port": 53, "to_port": 53, "ipv6_cidr_block": "::/0" },
        ],
    }));
}

#[test]
fn security_group_rule() {
    round_trip::<ec2::SingleRule>(json!({
        "security_group": "sg-1",
        "direction": "egress",
        "protocol": "tcp",
        "from_port": 22,
        "to_port": 23,
        "cidr_block": "10.0.0.0/8",
        "ipv6_cidr_block": "2001:db8::/32",
        "prefix_list": "pl-1",
        "peer_security_group": "sg-2",
        "description": "what it is for",
    }));
}

#[test]
fn flow_log() {
    round_trip::<ec2::FlowLog>(json!({
        "vpc": "vpc-1",
        "subnet": "subnet-1",
        "network_interface": "eni-1",
        "traffic_type": "REJECT",
        "destination_type": "s3",
        "log_group": "arn:aws:logs:us-east-1:1:log-group:flows",
        "role": "arn:aws:iam::1:role/writer",
        "destination": "arn:aws:s3:::flows",
        "destination_options": {
            "file_format": "parquet",
            "hive_compatible_partitions": true,
            "per_hour_partition": true,
        },
        "max_aggregation_seconds": 60,
        "log_format": "${version}",
    }));
}

#[test]
fn role() {
    round_trip::<iam::Role>(json!({
        "assume_role_policy": "{}",
        "inline_policies": { "assets": "{}", "jobs": "{}" },
        "attached_policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "permissions_boundary": "arn:aws:iam::aws:policy/PowerUserAccess",
        "description": "what it is for",
        "max_session_seconds": 7200,
    }));
}

#[test]
fn instance_profile() {
    round_trip::<iam::InstanceProfile>(json!({ "role": "arn:aws:iam::1:role/web" }));
}

#[test]
fn log_group() {
    round_trip::<logs::LogGroup>(json!({
        "retention_days": 30,
        "encryption_key": "arn:aws:kms:us-east-1:1:key/1",
        "class": "INFREQUENT_ACCESS",
        "deletion_protection": true,
    }));
}

#[test]
fn launch_template() {
    round_trip::<ec2::LaunchTemplate>(json!({
        "image": "ami-1",
        "instance_type": "m7g.large",
        "user_data": "#!/bin/sh\n",
        "key_name": "operators",
        "security_groups": ["sg-1"],
        "public_ip_address": false,
        "instance_profile": "web",
        "root_volume": {
            "size_gib": 20, "volume_type": "gp3", "encrypted": true, "encryption_key": "alias/disks",
            "iops": 3000, "throughput": 125, "delete_on_termination": true,
        },
        "block_devices": { "/dev/sdf": { "size_gib": 100, "snapshot": "snap-1", "initialization_rate": 100 } },
        "metadata_options": {
            "http_tokens": "required", "http_put_response_hop_limit": 2, "http_endpoint": "enabled",
            "http_protocol_ipv6": "disabled", "instance_metadata_tags": "enabled",
        },
        "detailed_monitoring": true,
        "instance_tags": { "Name": "web" },
        "ebs_optimized": true,
        "spot": { "max_price": "0.05", "interruption_behavior": "terminate" },
        "cpu_credits": "unlimited",
        "cpu_options": {
            "core_count": 2, "threads_per_core": 1, "amd_sev_snp": "disabled", "nested_virtualization": "disabled",
        },
        "capacity_reservation": { "preference": "open", "id": "cr-1", "resource_group": "arn:aws:x" },
        "tenancy": "dedicated",
        "placement_group": "near",
        "private_dns": {
            "hostname_type": "ip-name", "resource_name_dns_a_record": true, "resource_name_dns_aaaa_record": false,
        },
        "shutdown_behavior": "terminate",
        "disable_api_termination": true,
        "disable_api_stop": true,
        "auto_recovery": "disabled",
        "hibernation": false,
        "enclaves": false,
        "bandwidth_weighting": "vpc-1",
        "license_configurations": ["arn:aws:license-manager:us-east-1:1:license-configuration:lic-1"],
    }));
}

#[test]
fn group() {
    round_trip::<autoscaling::Group>(json!({
        "launch_template": "lt-1",
        "launch_template_version": "3",
        "mixed_instances": {
            "overrides": [{
                "instance_type": "m7g.large", "weight": 2, "launch_template": "lt-2",
                "launch_template_version": "1",
            }],
            "on_demand_base": 1, "on_demand_percent": 50, "on_demand_strategy": "lowest-price",
            "spot_strategy": "lowest-price", "spot_instance_pools": 2, "spot_max_price": "0.05",
        },
        "instances": "current",
        "rollout": {
            "min_healthy_percent": 90, "max_healthy_percent": 110, "warmup_seconds": 60,
            "checkpoint_percentages": [20, 100], "checkpoint_delay_seconds": 300, "bake_seconds": 60,
            "scale_in_protected": "Wait", "standby": "Ignore", "alarms": ["errors"],
        },
        "subnets": ["subnet-1", "subnet-2"],
        "zone_distribution": "balanced-only",
        "zonal_shift": true,
        "impaired_zone_health_checks": "IgnoreUnhealthy",
        "min_size": 1,
        "max_size": 4,
        "desired_capacity": 2,
        "target_groups": ["arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1"],
        "health_check_type": "EBS,ELB",
        "health_check_grace_seconds": 120,
        "default_cooldown_seconds": 60,
        "default_instance_warmup_seconds": 60,
        "termination_policies": ["OldestInstance", "Default"],
        "new_instances_protected_from_scale_in": true,
        "capacity_rebalance": true,
        "max_instance_lifetime_seconds": 86400,
        "maintenance_policy": { "min_healthy_percent": 90, "max_healthy_percent": 110 },
        "placement_group": "near",
        "service_linked_role": "arn:aws:iam::1:role/aws-service-role/autoscaling.amazonaws.com/x",
        "deletion_protection": "prevent-all-deletion",
        "suspended_processes": ["AZRebalance"],
        "metrics": ["GroupMinSize"],
        "policies": { "cpu": { "target_tracking": {
            "metric": "ALBRequestCountPerTarget", "target_value": 50.5, "load_balancer": "arn:lb",
            "target_group": "arn:tg", "disable_scale_in": false,
        }, "enabled": true } },
        "schedules": { "morning": { "recurrence": "0 7 * * *", "time_zone": "Europe/Berlin", "min_size": 2 } },
        "lifecycle_hooks": { "drain": {
            "transition": "autoscaling:EC2_INSTANCE_TERMINATING", "heartbeat_timeout_seconds": 300,
            "default_result": "CONTINUE",
        } },
        "warm_pool": {
            "min_size": 1, "max_prepared_capacity": 4, "state": "Running", "reuse_on_scale_in": true,
        },
        "notifications": { "arn:aws:sns:us-east-1:1:scaling": ["autoscaling:EC2_INSTANCE_LAUNCH"] },
    }));
}

#[test]
fn every_kind_has_a_round_trip() {
    let source = concat!(
        include_str!("round_trip.rs"),
        include_str!("round_trip/balancing.rs"),
        include_str!("round_trip/caches.rs"),
        include_str!("round_trip/databases.rs"),
        include_str!("round_trip/edge.rs"),
        include_str!("round_trip/storage.rs"),
        include_str!("round_trip/functions.rs"),
    );
    let kinds: BTreeSet<&str> = scaffold_kinds::all().map(|kind| kind.kind.kind()).collect();
    for kind in kinds {
        assert!(source.contains(&format!("fn {kind}()")), "{kind} has none");
    }
}

#[test]
fn a_wrong_value_is_told_with_its_path() {
    let wrong =
        values(&json!({ "vpc": "vpc-1", "routes": [{ "destination": "0.0.0.0/0" }, { "destination": 7 }] }));
    let error = ec2::RouteTable::decode(&wrong).unwrap_err();
    assert_eq!(error.path, "routes[1].destination");
    assert!(error.to_string().contains("found `7`"), "{error}");
}
