use scaffold_model::{Origin, Value};

use crate::blueprints::*;

#[test]
fn a_direct_table_is_one_resource() {
    let mut office = block("ec2.security_group.office", &[("vpc", "vpc.main".into())]);
    office.ignore.push(("description".into(), origin(9)));
    let resources = expanded(vec![office]);
    let office = &resources.resources[0];
    assert_eq!(office.kind.as_str(), "ec2.security_group");
    assert_eq!(office.values["vpc"], "vpc.main".into());
    assert_eq!(office.origin_of("vpc").line, 2);
    assert!(office.ignore.contains("description"));
}

#[test]
fn block_tags_go_over_the_blueprints() {
    let mut network = vpc(&[]);
    network.tags.insert("team".into(), "network".into());
    network.origins.insert("tags.team".into(), origin(8));
    let mut all = blueprint(vec![network]);
    all.tags.insert("team".into(), "shop".into());
    all.tags.insert("cost".into(), "7".into());
    let resources = scaffold_blocks::expand(&all, &Default::default()).unwrap();
    for resource in &resources.resources {
        assert_eq!(resource.tags["team"], "network".into());
        assert_eq!(resource.tags["cost"], "7".into());
        assert_eq!(resource.origin_of("tags.team").line, 8);
    }
}

#[test]
fn complete_sets_of_a_parent_carry_no_tags() {
    let rules = block("ec2.security_group_rules.r", &[("security_group", "sg-1".into())]);
    let mut all = blueprint(vec![rules]);
    all.tags.insert("team".into(), "shop".into());
    let resources = scaffold_blocks::expand(&all, &Default::default()).unwrap();
    assert!(resources.resources[0].tags.is_empty());
}

#[test]
fn more_tags_than_aws_takes_are_refused() {
    let mut network = vpc(&[("tiers", words(&[])), ("gateway_endpoints", words(&[]))]);
    for number in 0..30 {
        network.tags.insert(format!("block-{number}"), "x".into());
    }
    let mut all = blueprint(vec![network]);
    for number in 0..16 {
        all.tags.insert(format!("blueprint-{number}"), "x".into());
    }
    let problems = scaffold_blocks::expand(&all, &Default::default()).unwrap_err().diagnostics;
    assert_eq!(problems[0].code.name, "too-many-tags");
}

#[test]
fn ignore_reaches_every_part_that_has_the_attribute() {
    let mut network = vpc(&[]);
    network.ignore.push(("map_public_ip_on_launch".into(), origin(7)));
    let resources = expanded(vec![network.clone()]);
    for resource in &resources.resources {
        let ignored = resource.ignore.contains("map_public_ip_on_launch");
        assert_eq!(ignored, resource.kind.as_str() == "ec2.subnet", "{}", resource.address);
    }
    network.ignore = vec![("tags".into(), origin(7))];
    let resources = expanded(vec![network.clone()]).resources;
    assert!(resources.iter().all(|resource| resource.ignore.contains("tags")));
    network.ignore = vec![("map_public_ip".into(), origin(7))];
    let problem = refused(vec![network]);
    assert_eq!(problem.code.name, "ignored-by-no-part");
    assert_eq!(problem.labels[0].origin, origin(7));
}

#[test]
fn a_value_that_only_the_cloud_knows_is_refused_where_it_stands() {
    let address = scaffold_model::Address::parse("vpc.other").unwrap();
    let network =
        vpc(&[("subnet_cidrs", Value::Map([("public-1".to_owned(), Value::pending(address, "x"))].into()))]);
    let problem = refused(vec![network]);
    assert_eq!(problem.code.name, "not-known-yet");
    let Origin { line, .. } = problem.labels[0].origin;
    assert_eq!(line, 3);
}

#[test]
fn every_block_is_looked_at_in_one_run() {
    let zones = || vpc(&[("zones", words(&["eu-west-1a"]))]);
    let problems = scaffold_blocks::expand(&blueprint(vec![zones(), zones()]), &Default::default())
        .unwrap_err()
        .diagnostics;
    assert_eq!(problems.len(), 2);
}
