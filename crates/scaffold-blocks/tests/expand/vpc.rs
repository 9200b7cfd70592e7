use std::collections::BTreeMap;

use scaffold_model::{Value, ZoneNumber};

use crate::blueprints::*;

fn cidr(resources: &scaffold_model::Resources, name: &str) -> String {
    part(resources, name).values["cidr_block"].to_string()
}

#[test]
fn silence_is_three_zones_two_tiers_and_nat_in_each() {
    let resources = expanded(vec![vpc(&[])]);
    assert_eq!(
        names(&resources),
        [
            "vpc",
            "internet_gateway",
            "subnet.public-1",
            "subnet.public-2",
            "subnet.public-3",
            "subnet.private-1",
            "subnet.private-2",
            "subnet.private-3",
            "elastic_ip.1",
            "elastic_ip.2",
            "elastic_ip.3",
            "nat_gateway.1",
            "nat_gateway.2",
            "nat_gateway.3",
            "route_table.public",
            "route_table.private-1",
            "route_table.private-2",
            "route_table.private-3",
            "vpc_endpoint.s3",
        ]
    );
    assert_eq!(cidr(&resources, "subnet.public-2"), "10.0.8.0/21");
    assert_eq!(cidr(&resources, "subnet.private-1"), "10.0.64.0/21");
    let network = part(&resources, "vpc");
    assert_eq!(network.values["dns_hostnames"], Value::Boolean(true));
    assert_eq!(network.origin_of("cidr_block"), &origin(2));
    assert_eq!(network.origin_of("dns_hostnames"), &origin(1), "what is not written stands at the header");
    assert_eq!(part(&resources, "subnet.public-1").values["map_public_ip_on_launch"], Value::Boolean(true));
    assert!(!part(&resources, "subnet.private-1").values.contains_key("map_public_ip_on_launch"));
    let zone = ZoneNumber { block: network.address.block_address(), number: 2 };
    assert_eq!(part(&resources, "subnet.private-2").zone, Some(zone));
    assert_eq!(
        part(&resources, "vpc_endpoint.s3").values["service_name"],
        "com.amazonaws.us-east-1.s3".into()
    );
}

#[test]
fn one_nat_instead_of_three_changes_default_routes_alone() {
    let before = expanded(vec![vpc(&[])]);
    let after = expanded(vec![vpc(&[("nat", "single".into())])]);
    let gone: Vec<&str> = names(&before).into_iter().filter(|name| !names(&after).contains(name)).collect();
    assert_eq!(gone, ["elastic_ip.2", "elastic_ip.3", "nat_gateway.2", "nat_gateway.3"]);
    let mut changed = Vec::new();
    for resource in &after.resources {
        let name = resource.address.part_name().unwrap();
        for (attribute, value) in &resource.values {
            if part(&before, name).values.get(attribute) != Some(value) {
                changed.push(format!("{name} {attribute}"));
            }
        }
    }
    assert_eq!(changed, ["route_table.private-2 routes", "route_table.private-3 routes"]);
    assert_eq!(part(&after, "route_table.private-2").origin_of("routes"), &origin(3));
}

#[test]
fn without_nat_private_tables_have_no_routes() {
    let resources = expanded(vec![vpc(&[("nat", "none".into())])]);
    assert!(!names(&resources).iter().any(|name| name.starts_with("nat_gateway")));
    assert!(!part(&resources, "route_table.private-1").values.contains_key("routes"));
}

#[test]
fn isolated_subnets_share_a_table_without_routes() {
    let resources = expanded(vec![vpc(&[("tiers", words(&["isolated"])), ("zones", Value::Integer(2))])]);
    assert_eq!(
        names(&resources),
        ["vpc", "subnet.isolated-1", "subnet.isolated-2", "route_table.isolated", "vpc_endpoint.s3"]
    );
    assert_eq!(cidr(&resources, "subnet.isolated-1"), "10.0.128.0/21");
    let table = part(&resources, "route_table.isolated");
    assert_eq!(table.values["subnets"].as_list().unwrap().len(), 2);
    assert!(!table.values.contains_key("routes"));
}

#[test]
fn named_zones_are_numbered_by_their_letter() {
    let zones = words(&["us-east-1c", "us-east-1a"]);
    let resources = expanded(vec![vpc(&[("zones", zones), ("nat", "single".into())])]);
    let subnet = part(&resources, "subnet.public-3");
    assert_eq!(subnet.values["availability_zone"], "us-east-1c".into());
    assert_eq!(subnet.zone, None);
    assert_eq!(cidr(&resources, "subnet.public-3"), "10.0.16.0/21");
    assert!(names(&resources).contains(&"nat_gateway.1"));
}

#[test]
fn zones_of_other_regions_are_refused() {
    let problem = refused(vec![vpc(&[("zones", words(&["us-east-1a", "eu-west-1a"]))])]);
    assert_eq!(problem.code.name, "zone-not-of-region");
    assert_eq!(problem.labels[0].origin, origin(3));
    assert_eq!(refused(vec![vpc(&[("zones", words(&[]))])]).code.name, "zone-not-of-region");
}

#[test]
fn nat_needs_somewhere_to_stand_and_somebody_to_serve() {
    let problem = refused(vec![vpc(&[("tiers", words(&["private"]))])]);
    assert_eq!(problem.code.name, "nat-without-public-tier");
    assert_eq!(problem.labels[0].origin, origin(3), "where tiers stand, since nat is not written");
    let none = expanded(vec![vpc(&[("tiers", words(&["private"])), ("nat", "none".into())])]);
    assert!(none.warnings.is_empty());
    let idle = expanded(vec![vpc(&[("tiers", words(&["public"])), ("nat", "single".into())])]);
    assert_eq!(idle.warnings[0].code.name, "nat-without-private-tier");
    assert!(!names(&idle).contains(&"nat_gateway.1"));
    let silent = expanded(vec![vpc(&[("tiers", words(&["public"]))])]);
    assert!(silent.warnings.is_empty(), "the default is no mistake of the user");
}

fn overrides(ranges: &[(&str, &str)]) -> (&'static str, Value) {
    let ranges = ranges.iter().map(|(name, range)| ((*name).to_owned(), Value::from(*range)));
    ("subnet_cidrs", Value::Map(ranges.collect::<BTreeMap<_, _>>()))
}

#[test]
fn single_ranges_can_be_said() {
    let resources = expanded(vec![vpc(&[overrides(&[("public-1", "10.0.0.0/22")])])]);
    assert_eq!(cidr(&resources, "subnet.public-1"), "10.0.0.0/22");
    assert_eq!(part(&resources, "subnet.public-1").origin_of("cidr_block"), &origin(3));
    assert_eq!(cidr(&resources, "subnet.public-2"), "10.0.8.0/21");
}

#[test]
fn ranges_that_cannot_be_are_refused() {
    for (name, range, code) in [
        ("public-9", "10.0.0.0/22", "unknown-subnet"),
        ("public-1", "10.1.0.0/22", "subnet-outside-vpc"),
        ("public-1", "10.0.8.0/24", "subnets-overlap"),
    ] {
        let problem = refused(vec![vpc(&[overrides(&[(name, range)])])]);
        assert_eq!(problem.code.name, code);
        assert_eq!(problem.labels[0].origin, origin(3));
    }
}

#[test]
fn outputs_name_parts() {
    let resources = expanded(vec![vpc(&[])]);
    let outputs = resources.block_outputs.values().next().unwrap();
    let declared: Vec<&str> = scaffold_blocks::catalogue().blocks[0].outputs.iter().map(|o| o.name).collect();
    assert_eq!(outputs.len(), declared.len());
    assert!(declared.iter().all(|name| outputs.contains_key(*name)));
    assert_eq!(outputs["private_subnet_ids"].as_list().unwrap().len(), 3);
    assert_eq!(outputs["isolated_subnet_ids"], Value::List(Vec::new()));
}

#[test]
fn the_smallest_range_still_has_subnets_that_aws_takes() {
    let values = [("cidr_block", Value::from("10.0.0.0/22")), ("zones", Value::Integer(6))];
    let resources = expanded(vec![block("vpc.main", &values)]);
    assert_eq!(cidr(&resources, "subnet.private-6"), "10.0.1.160/27");
}
