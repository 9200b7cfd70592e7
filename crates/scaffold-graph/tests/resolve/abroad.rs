//! References into other stacks, as far as they can be judged without looking there.

use std::collections::BTreeMap;

use scaffold_graph::{Graph, resolve};
use scaffold_model::{Address, BlockForm, Diagnostic, KindName, Output, Resource, Resources, Value};

use crate::blueprints::*;

fn abroad(text: &str) -> Address {
    Address::parse_abroad(text).unwrap()
}

/// What a `vpc` block of any stack may hold.
fn form() -> BlockForm {
    let part = |name: &str, kind: &str| (name.to_owned(), KindName::from(kind));
    let output = |name: &str, part: &str, path: &str| (name.to_owned(), (part.to_owned(), path.to_owned()));
    BlockForm {
        parts: vec![
            part("vpc", "ec2.vpc"),
            part("subnet.<tier>-<zone>", "ec2.subnet"),
            part("route_table.public", "ec2.route_table"),
            part("route_table.isolated", "ec2.route_table"),
        ],
        outputs: BTreeMap::from([
            output("id", "vpc", "id"),
            output("cidr_block", "vpc", "cidr_block"),
            output("private_subnet_ids", "subnet.private-*", "id"),
        ]),
        words: BTreeMap::new(),
    }
}

fn with_forms(resources: Vec<Resource>) -> Resources {
    let mut all = all(resources);
    all.forms.insert("vpc".into(), form());
    all
}

fn resolved(resource: Resource) -> Result<Graph, Vec<Diagnostic>> {
    resolve(with_forms(vec![resource]))
}

fn endpoint(subnets: Value) -> Resource {
    let values = [
        ("vpc", "@network/vpc.main".into()),
        ("service_name", "com.amazonaws.us-east-1.sqs".into()),
        ("endpoint_type", "Interface".into()),
        ("subnets", subnets),
    ];
    resource("ec2.vpc_endpoint.e", "ec2.vpc_endpoint", &values)
}

#[test]
fn a_block_elsewhere_stands_for_its_one_part_of_the_kind() {
    let graph = resolved(subnet("ec2.subnet.a", "@network/vpc.main")).unwrap();
    let vpc = abroad("@network/vpc.main/vpc");
    assert_eq!(value(&graph, "ec2.subnet.a", "vpc"), Value::pending(vpc.clone(), "id"));
    assert_eq!(graph.abroad, BTreeMap::from([(vpc, KindName::from("ec2.vpc"))]));
    assert!(graph.references(&address("ec2.subnet.a")).is_empty(), "nothing of this stack");
}

#[test]
fn parts_and_direct_resources_elsewhere_are_known_by_their_addresses() {
    for (text, kind) in [
        ("@network/vpc.main/vpc", "ec2.vpc"),
        ("@network/prod/ec2.vpc.main", "ec2.vpc"),
        ("@network//vpc.main/vpc", "ec2.vpc"),
    ] {
        let graph = resolved(subnet("ec2.subnet.a", text)).unwrap();
        assert_eq!(graph.abroad, BTreeMap::from([(abroad(text), KindName::from(kind))]));
    }
}

#[test]
fn outputs_of_a_block_elsewhere_are_those_of_its_parts() {
    let subnets = Value::pending(abroad("@network/vpc.main"), "private_subnet_ids");
    let graph = resolved(endpoint(subnets)).unwrap();
    let all = abroad("@network/vpc.main/subnet.private-*");
    assert_eq!(value(&graph, "ec2.vpc_endpoint.e", "subnets"), Value::pending(all.clone(), "id"));
    assert_eq!(graph.abroad[&all].as_str(), "ec2.subnet");
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_read() {
    let expression = |address: &str, path: &str| Value::pending(abroad(address), path);
    let in_a_list =
        Value::List(vec![expression("@network/vpc.main", "private_subnet_ids"), "subnet-1".into()]);
    let text = Value::Concat(vec!["a ".into(), expression("@network/vpc.main", "private_subnet_ids")]);
    let mut tagged = subnet("ec2.subnet.a", "@network/vpc.main");
    tagged.tags.insert("all".into(), text);
    let gateway =
        |subnet: &str| resource("ec2.nat_gateway.n", "ec2.nat_gateway", &[("subnet", subnet.into())]);
    let rules = [("security_group", "@network/ec2.security_group.web".into())];
    for (resource, code, help) in [
        (subnet("ec2.subnet.a", "@network/vpc.main/subnet.public-1"), "wrong-kind", ""),
        (subnet("ec2.subnet.a", "@network/ec2.subnet.b"), "wrong-kind", ""),
        (subnet("ec2.subnet.a", "@network/vpc.main/vcp"), "unknown-reference", "did you mean `vpc`?"),
        (subnet("ec2.subnet.a", "@shop/vpc.main"), "own-stack", "write `vpc.main`"),
        (gateway("@network/vpc.main"), "ambiguous-reference", "@network/vpc.main/subnet.<tier>-<zone>"),
        (
            subnet("ec2.subnet.a", expression("@network/vpc.main", "ids")),
            "unknown-output",
            "did you mean `id`?",
        ),
        (
            subnet("ec2.subnet.a", expression("@network/vpc.main/vpc", "arnn")),
            "unknown-output",
            "did you mean `arn`?",
        ),
        (
            subnet("ec2.subnet.a", expression("@network/vpc.main", "private_subnet_ids")),
            "unfitting-expression",
            "",
        ),
        (endpoint(in_a_list), "unfitting-expression", "alone"),
        (tagged, "unfitting-expression", "alone"),
        (
            resource("ec2.security_group_rules.r", "ec2.security_group_rules", &rules),
            "set-abroad",
            "`connects_to`",
        ),
    ] {
        let place = resource.address.clone();
        let problem = only(resolved(resource));
        assert_eq!(problem.code.name, code, "{place}: {problem:?}");
        assert!(problem.help.clone().unwrap_or_default().contains(help), "{problem:?}");
    }
}

#[test]
fn outputs_of_the_stack_may_come_from_elsewhere() {
    let mut resources = with_forms(Vec::new());
    let value = Value::pending(abroad("@network/vpc.main"), "cidr_block");
    resources.outputs.push(Output { name: "range".into(), value, origin: origin(1) });
    let graph = resolve(resources).unwrap();
    let vpc = abroad("@network/vpc.main/vpc");
    assert_eq!(graph.desired.outputs[0].value, Value::pending(vpc, "cidr_block"));
}
