//! Every kind reads what it writes, with every attribute and every key of every table set.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeSet;

use scaffold_kinds::{Kind, ec2, iam, logs};
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
    for attribute in schema.attributes.iter().filter(|attribute| attribute.required) {
        let mut without = values.clone();
        without.remove(attribute.name);
        let error = K::decode(&without).unwrap_err();
        assert_eq!(error.path, attribute.name, "{}", K::KIND);
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
fn every_kind_has_a_round_trip() {
    let source = include_str!("round_trip.rs");
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
