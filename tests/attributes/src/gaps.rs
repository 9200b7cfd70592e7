use crate::Gap;

/// What no cloud can be tried on with these fixtures.
pub fn everywhere() -> Vec<Gap> {
    let gap = |kind, attribute, why| Gap { kind, attribute: Some(attribute), why };
    vec![
        gap("ec2.vpc", "default_security_group", "opened from outside in tests/wire/test_drift.py"),
        gap("ec2.vpc", "main_route_table", "filled from outside in tests/wire/test_drift.py"),
        gap("ec2.vpc", "dhcp_options", "its sets of options are no kind of ours"),
        gap("ec2.vpc", "ipv6_cidr_block", "AWS chooses it"),
        gap("ec2.subnet", "ipv6_cidr_block", "needs a range that AWS chooses"),
        gap("ec2.subnet", "assign_ipv6_address_on_creation", "needs an IPv6 range"),
        gap("ec2.elastic_ip", "address", "needs an address that one brought along"),
        gap(
            "ec2.nat_gateway",
            "secondary_private_ip_addresses",
            "of private gateways, of which one is replayed",
        ),
        gap("ec2.security_group_rule", "prefix_list", "prefix lists are no kind of ours"),
        gap("cloudfront.origin_access_control", "signing_protocol", "AWS has one alone"),
        gap("ec2.route_table", "vpc", "its routes and subnets are in it"),
        gap("ec2.route_table", "propagating_gateways", "VPN gateways are no kind of ours"),
        gap("ec2.vpc_endpoint", "service_region", "one service of another region is replayed"),
        gap("ec2.vpc_endpoint", "endpoint_type", "no service has both"),
        gap(
            "rds.instance",
            "parameter_status",
            "left alone; rebooted in crates/scaffold-sandbox/tests/databases.rs",
        ),
        gap("rds.instance", "password_version", "goes with its secret, and is replayed with it"),
        gap("rds.instance", "subnet_group", "another one is in another VPC"),
        gap("elbv2.load_balancer", "ip_address_type", "needs subnets with IPv6 ranges, which AWS chooses"),
        gap("elbv2.load_balancer", "subnet_mappings", "of zones that are added, which are replayed"),
        gap("autoscaling.group", "instances", "replaced in crates/scaffold-sandbox/tests/scaling_groups.rs"),
        gap("ec2.flow_log", "destination_type", "goes with a destination"),
        gap("ec2.flow_log", "role", "the other role is another service's"),
        gap("ec2.flow_log", "network_interface", "interfaces are no kind of ours"),
        gap("elasticache.replication_group", "engine", "goes with a version of the other engine; replayed"),
        gap("elasticache.replication_group", "encryption_in_transit", "goes with its mode; replayed"),
        gap("elasticache.replication_group", "data_tiering", "goes with the node type"),
        gap("elasticache.user", "authentication", "goes with a password; replayed"),
        gap("elasticache.cluster", "az_mode", "nodes stay in the zones where they are"),
        gap("ec2.internet_gateway", "vpc", "it is in use; moved in crates/scaffold-plan/tests/laws"),
        gap("lambda.function", "package", "goes with the code"),
        gap("lambda.function", "log_format", "levels go with it; replayed"),
        gap("lambda.alias", "function", "its revision goes with it"),
        gap(
            "lambda.alias",
            "revision",
            "its function's word; moved in crates/scaffold-sandbox/tests/functions.rs",
        ),
        gap("events.rule", "event_bus", "buses are no kind of ours"),
    ]
}
