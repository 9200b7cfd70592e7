//! Every blueprint of the gallery is parsed, expanded and resolved.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;

use scaffold_blocks::{catalogue, expand};
use scaffold_blueprint::{Input, parse};
use scaffold_graph::{Graph, resolve};
use scaffold_model::{Address, SourceFile, Value};

fn graph(name: &str, text: &str) -> Graph {
    let files = vec![SourceFile { name: name.to_owned(), text: text.to_owned() }];
    let input = Input { files, ..Input::default() };
    let blueprint = parse(&input, &catalogue()).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    let origin = scaffold_sources::locate(Some(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints").as_path(),
    ))
    .unwrap();
    let sources = scaffold_sources::read(&blueprint, &origin)
        .unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    let resources = expand(&blueprint, &sources).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
    assert!(resources.warnings.is_empty(), "{name}: {:#?}", resources.warnings);
    resolve(resources).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
}

fn gallery(name: &str) -> Graph {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints").join(name);
    graph(name, &std::fs::read_to_string(path).unwrap())
}

fn count_by_kind(graph: &Graph) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for resource in &graph.desired.resources {
        *counts.entry(resource.kind.kind()).or_default() += 1;
    }
    counts
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn minimal_is_one_network_over_three_zones() {
    let graph = gallery("minimal.toml");
    let expected = [
        ("elastic_ip", 3),
        ("internet_gateway", 1),
        ("nat_gateway", 3),
        ("route_table", 4),
        ("subnet", 6),
        ("vpc", 1),
        ("vpc_endpoint", 1),
    ];
    assert_eq!(count_by_kind(&graph), BTreeMap::from(expected));
    assert_eq!(graph.order()[0], address("vpc.main/vpc"));
    assert_eq!(graph.desired.outputs[0].value, Value::pending(address("vpc.main/vpc"), "id"));
    assert_eq!(graph.desired.outputs[1].value.as_list().unwrap().len(), 3);
}

#[test]
fn groups_of_office_access_refer_to_each_other_both_ways() {
    let graph = gallery("office-access.toml");
    let machines = address("ec2.security_group.machines");
    let endpoints = address("ec2.security_group.endpoints");
    for rules in ["ec2.security_group_rules.machines", "ec2.security_group_rules.endpoints"] {
        let references = graph.references(&address(rules));
        assert_eq!(references, [endpoints.clone(), machines.clone()], "{rules}");
    }
    let endpoint = graph.get(&address("ec2.vpc_endpoint.session-manager")).unwrap();
    assert_eq!(endpoint.values["subnets"].as_list().unwrap().len(), 2);
    assert_eq!(endpoint.tags["team"], "platform".into());
    assert!(!count_by_kind(&graph).contains_key("nat_gateway"));
}

#[test]
fn web_is_a_balancer_before_two_groups_that_talk_to_each_other() {
    let graph = gallery("web.toml");
    let counts = count_by_kind(&graph);
    for (kind, count) in [
        ("load_balancer", 1),
        ("listener", 2),
        ("listener_rule", 2),
        ("target_group", 2),
        ("launch_template", 2),
        ("group", 2),
        ("role", 2),
        ("security_group_rules", 3),
    ] {
        assert_eq!(counts[kind], count, "{kind}");
    }
    // Neither is a circle: rules are resources of their own.
    for (group, other) in [("web", "api"), ("api", "web")] {
        let rules = address(&format!("autoscaling_group.{group}/security_group_rules"));
        let other = address(&format!("autoscaling_group.{other}/security_group"));
        assert!(graph.references(&rules).contains(&other));
    }
    let order = graph.order();
    let place = |text: &str| order.iter().position(|one| *one == address(text)).unwrap();
    assert!(place("load_balancer.edge/load_balancer") < place("autoscaling_group.web/target_group"));
    assert!(place("autoscaling_group.web/target_group") < place("load_balancer.edge/listener.https"));
}

#[test]
fn blue_and_green_share_one_listener_by_weight() {
    let graph = gallery("blue-green.toml");
    let listener = graph.get(&address("load_balancer.edge/listener.http")).unwrap();
    let shares = listener.values["default_actions"].to_string();
    assert!(shares.contains("weight = 100") && shares.contains("weight = 0"), "{shares}");
    assert_eq!(count_by_kind(&graph)["target_group"], 2);
}

#[test]
fn read_heavy_is_a_fleet_before_a_database_with_five_replicas_and_a_cache() {
    let graph = gallery("read-heavy.toml");
    let counts = count_by_kind(&graph);
    for (kind, count) in [("instance", 6), ("secret", 1), ("replication_group", 1), ("subnet_group", 2)] {
        assert_eq!(counts[kind], count, "{kind}");
    }
    // RDS refuses replicas of a primary whose password it keeps.
    let primary = address("database.catalogue/instance");
    assert!(graph.references(&primary).contains(&address("database.catalogue/secret")));
    let replica = graph.get(&address("database.catalogue/replica-reports")).unwrap();
    assert_eq!(replica.values["source"], Value::pending(primary.clone(), "id"));
    let order = graph.order();
    let place = |text: &str| order.iter().position(|one| *one == address(text)).unwrap();
    assert!(place("database.catalogue/instance") < place("autoscaling_group.web/launch_template"));
    let readers = graph.desired.outputs.iter().find(|output| output.name == "readers").unwrap();
    assert_eq!(readers.value.as_list().unwrap().len(), 5);
}

#[test]
fn an_application_stands_in_the_network_of_another_stack() {
    let network = gallery("network.toml");
    let app = gallery("app.toml");
    assert!(!count_by_kind(&app).contains_key("vpc"));
    assert_eq!(count_by_kind(&app)["security_group_rule"], 1);
    // Whatever the one refers to the other has, or has all that begin so.
    for (address, kind) in &app.abroad {
        let local = address.local();
        let is_it = |known: &Address| match local.as_str().strip_suffix('*') {
            Some(beginning) => known.as_str().starts_with(beginning),
            None => *known == local,
        };
        let found = network.desired.resources.iter().find(|resource| is_it(&resource.address));
        assert_eq!(found.map(|resource| &resource.kind), Some(kind), "{address}");
    }
    assert!(app.abroad.len() >= 5, "{:?}", app.abroad);
}

#[test]
fn every_blueprint_of_the_gallery_has_a_test() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let tested = include_str!("gallery.rs");
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            !name.ends_with(".toml") || tested.contains(&format!("gallery(\"{name}\")")),
            "{name} has none"
        );
    }
}

#[test]
fn static_site_is_two_buckets_behind_a_cdn() {
    let expected = [
        ("bucket", 2),
        ("bucket_policy", 1),
        ("cache_policy", 1),
        ("distribution", 1),
        ("function", 1),
        ("origin_access_control", 1),
    ];
    assert_eq!(count_by_kind(&gallery("static-site.toml")), BTreeMap::from(expected));
}

#[test]
fn serverless_api_is_two_functions_and_what_calls_them() {
    let graph = gallery("serverless-api.toml");
    let count = count_by_kind(&graph);
    let expected = [
        ("function", 2),
        ("alias", 1),
        ("url", 1),
        ("permission", 3),
        ("event_source", 1),
        ("rule", 1),
        ("queue", 2),
    ];
    for (kind, number) in expected {
        assert_eq!(count.get(kind), Some(&number), "{kind}");
    }
}

/// The measure of the language: about 60 lines, about 60 resources.
#[test]
fn web_platform_is_sixty_resources_in_sixty_lines() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints/web-platform.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    let resources = gallery("web-platform.toml").desired.resources.len();
    assert!(
        (55..=65).contains(&lines) && (55..=65).contains(&resources),
        "{lines} lines, {resources} resources"
    );
}
