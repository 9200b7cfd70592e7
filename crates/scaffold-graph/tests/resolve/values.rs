use std::collections::BTreeMap;

use scaffold_graph::resolve;
use scaffold_model::{Address, Output, Value};

use crate::blueprints::*;

#[test]
fn addresses_of_resources_parts_and_blocks_become_references() {
    let group = |at: &str, vpc: Value| resource(at, "ec2.security_group", &[("vpc", vpc)]);
    let mut resources = network();
    resources.resources.extend([
        group("ec2.security_group.part", "vpc.main/vpc".into()),
        group("ec2.security_group.block", "vpc.main".into()),
        group("ec2.security_group.expression", Value::pending(address("vpc.main"), "id")),
        group("ec2.security_group.physical", "vpc-0a1b2c".into()),
    ]);
    let graph = resolve(resources).unwrap();
    let wanted = Value::pending(address("vpc.main/vpc"), "id");
    for name in ["part", "block", "expression"] {
        assert_eq!(value(&graph, &format!("ec2.security_group.{name}"), "vpc"), wanted, "{name}");
    }
    assert_eq!(value(&graph, "ec2.security_group.physical", "vpc"), "vpc-0a1b2c".into());
    assert_eq!(graph.references(&address("ec2.security_group.block")), [address("vpc.main/vpc")]);
}

#[test]
fn what_is_referred_to_goes_first_and_ties_keep_the_blueprints_order() {
    let graph = resolve(network()).unwrap();
    let order: Vec<&str> = graph.order().iter().map(Address::as_str).collect();
    assert_eq!(order, ["vpc.main/vpc", "vpc.main/subnet.public-1", "vpc.main/subnet.public-2"]);
}

#[test]
fn references_inside_records_and_sets_resolve() {
    let route = Value::Map(BTreeMap::from([
        ("destination".to_owned(), "0.0.0.0/0".into()),
        ("internet_gateway".to_owned(), "ec2.internet_gateway.out".into()),
    ]));
    let gateway = resource("ec2.internet_gateway.out", "ec2.internet_gateway", &[("vpc", "vpc.main".into())]);
    let subnets = Value::List(vec![Value::pending(address("vpc.main"), "public_subnet_ids")]);
    let table = resource(
        "ec2.route_table.t",
        "ec2.route_table",
        &[("vpc", "vpc.main".into()), ("routes", Value::List(vec![route])), ("subnets", subnets)],
    );
    let graph = resolve(with(with(network(), gateway), table)).unwrap();
    let part = |name: &str| Value::pending(address("vpc.main").part(name), "id");
    assert_eq!(
        value(&graph, "ec2.route_table.t", "subnets"),
        Value::List(vec![part("subnet.public-1"), part("subnet.public-2")])
    );
    assert_eq!(graph.references(&address("ec2.route_table.t")).len(), 4);
}

#[test]
fn attributes_that_are_known_take_the_place_of_their_expressions() {
    let mut resources = network();
    let cidr = Value::pending(address("vpc.main"), "cidr_block");
    resources.resources[0].tags.insert("range".into(), Value::concat(vec!["in ".into(), cidr.clone()]));
    resources.outputs.push(Output { name: "range".into(), value: cidr, origin: origin(1) });
    resources.outputs.push(Output {
        name: "zone".into(),
        value: Value::pending(address("vpc.main/subnet.public-1"), "availability_zone"),
        origin: origin(2),
    });
    let graph = resolve(resources).unwrap();
    let tags = &graph.get(&address("vpc.main/subnet.public-1")).unwrap().tags;
    assert_eq!(tags["range"], "in 10.0.0.0/16".into());
    assert_eq!(graph.desired.outputs[0].value, "10.0.0.0/16".into());
    assert!(!graph.desired.outputs[1].value.is_known(), "a zone is known when it is there");
}

#[test]
fn values_are_canonical() {
    let rule = |cidr: &str| {
        Value::Map(BTreeMap::from([
            ("protocol".to_owned(), "tcp".into()),
            ("from_port".to_owned(), Value::Integer(22)),
            ("to_port".to_owned(), Value::Integer(22)),
            ("cidr_block".to_owned(), cidr.into()),
            ("description".to_owned(), Value::Null),
        ]))
    };
    let rules = resource(
        "ec2.security_group_rules.r",
        "ec2.security_group_rules",
        &[
            ("security_group", "sg-1".into()),
            ("ingress", Value::List(vec![rule("10.0.9.7/8"), rule("9.0.0.0/8"), rule("10.0.0.0/8")])),
        ],
    );
    let policy = r#"{ "Version": "2012-10-17", "Statement": [{"Effect":"Allow", "Action" : "*"}] }"#;
    let endpoint = resource(
        "ec2.vpc_endpoint.e",
        "ec2.vpc_endpoint",
        &[("vpc", "vpc-1".into()), ("service_name", "s3".into()), ("policy", policy.into())],
    );
    let graph = resolve(all(vec![rules, endpoint])).unwrap();
    let ingress = value(&graph, "ec2.security_group_rules.r", "ingress");
    let cidrs: Vec<_> =
        ingress.as_list().unwrap().iter().map(|rule| &rule.as_map().unwrap()["cidr_block"]).collect();
    assert_eq!(cidrs, [&Value::from("10.0.0.0/8"), &Value::from("9.0.0.0/8")]);
    assert!(!ingress.as_list().unwrap()[0].as_map().unwrap().contains_key("description"));
    assert_eq!(
        value(&graph, "ec2.vpc_endpoint.e", "policy"),
        r#"{"Statement":[{"Action":"*","Effect":"Allow"}],"Version":"2012-10-17"}"#.into()
    );
}

#[test]
fn a_policy_table_with_an_expression_is_json_text_in_pieces() {
    let arn = Value::pending(address("vpc.main/vpc"), "arn");
    let policy = Value::Map(BTreeMap::from([
        ("Resource".to_owned(), Value::concat(vec![arn.clone(), "/*".into()])),
        ("Action".to_owned(), Value::List(vec!["a\"b".into()])),
    ]));
    let endpoint = resource(
        "ec2.vpc_endpoint.e",
        "ec2.vpc_endpoint",
        &[("vpc", "vpc.main".into()), ("service_name", "s3".into()), ("policy", policy)],
    );
    let graph = resolve(with(network(), endpoint)).unwrap();
    let resolved = value(&graph, "ec2.vpc_endpoint.e", "policy").substitute(&|_| Some("arn:x".into()));
    assert_eq!(resolved, r#"{"Action":["a\"b"],"Resource":"arn:x/*"}"#.into());
}

#[test]
fn groups_may_refer_to_each_other_through_their_rules() {
    let group = |at: &str| resource(at, "ec2.security_group", &[("vpc", "vpc.main".into())]);
    let rules = |at: &str, own: &str, peer: &str| {
        let rule = Value::Map(BTreeMap::from([
            ("protocol".to_owned(), "all".into()),
            ("security_group".to_owned(), peer.into()),
        ]));
        let values = [("security_group", own.into()), ("ingress", Value::List(vec![rule]))];
        resource(at, "ec2.security_group_rules", &values)
    };
    let mut resources = network();
    resources.resources.extend([
        rules("ec2.security_group_rules.a", "ec2.security_group.a", "ec2.security_group.b"),
        rules("ec2.security_group_rules.b", "ec2.security_group.b", "ec2.security_group.a"),
        group("ec2.security_group.a"),
        group("ec2.security_group.b"),
    ]);
    assert_eq!(resolve(resources).unwrap().order().len(), 7);
}

#[test]
fn desired_state_holds_defaults_and_tags() {
    let mut resources = network();
    resources.resources[2].tags.insert("team".into(), "shop".into());
    let state = resolve(resources).unwrap().desired_state("main");
    let values = &state.resources[&address("vpc.main/vpc")];
    assert_eq!(state.label, "main");
    assert_eq!(values["dns_support"], Value::Boolean(true));
    assert_eq!(values["tags"].as_map().unwrap()["team"], "shop".into());
    assert_eq!(values["tags"].as_map().unwrap()["Name"], "shop-main-vpc".into());
}

#[test]
fn views_show_resources_or_blocks() {
    let graph = resolve(with(network(), subnet("ec2.subnet.a", "vpc.main"))).unwrap();
    let view = graph.view(false);
    assert_eq!(view.nodes.len(), 4);
    assert!(view.edges.contains(&("ec2.subnet.a".to_owned(), "vpc.main/vpc".to_owned())));
    let view = graph.view(true);
    assert_eq!(view.nodes, [("vpc.main".into(), "vpc".into()), ("ec2.subnet.a".into(), "ec2.subnet".into())]);
    assert_eq!(view.edges, [("ec2.subnet.a".to_owned(), "vpc.main".to_owned())]);
}
