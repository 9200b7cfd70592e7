use scaffold_graph::resolve;
use scaffold_model::{Moved, Output, Value};

use crate::blueprints::*;

#[test]
fn unknown_references_name_the_nearest() {
    let problem = only(resolve(with(network(), subnet("ec2.subnet.a", "vpc.mian"))));
    assert_eq!(problem.code.name, "unknown-reference");
    assert_eq!(problem.help.as_deref(), Some("did you mean `vpc.main`?"));
    let problem = only(resolve(with(network(), subnet("ec2.subnet.a", "main"))));
    assert_eq!(problem.code.name, "unknown-reference");
}

#[test]
fn the_most_exact_place_is_shown() {
    let mut table = resource(
        "ec2.route_table.t",
        "ec2.route_table",
        &[("vpc", "vpc.main".into()), ("subnets", Value::List(vec!["ec2.subnet.none".into()]))],
    );
    table.origins.insert("subnets".into(), origin(40));
    table.origins.insert("subnets[0]".into(), origin(41));
    assert_eq!(only(resolve(with(network(), table.clone()))).labels[0].origin.line, 41);
    table.origins.remove("subnets[0]");
    assert_eq!(only(resolve(with(network(), table))).labels[0].origin.line, 40);
}

#[test]
fn wrong_kinds_are_refused() {
    for (wrong, label) in [
        (Value::from("vpc.main/subnet.public-1"), "is an ec2.subnet"),
        (Value::pending(address("vpc.main/subnet.public-1"), "id"), "is an ec2.subnet"),
        (Value::pending(address("vpc.main/vpc"), "arn"), "gives something else"),
    ] {
        let problem = only(resolve(with(network(), subnet("ec2.subnet.a", wrong))));
        assert_eq!(problem.labels[0].text, label);
    }
    let table = resource("ec2.nat_gateway.n", "ec2.nat_gateway", &[("elastic_ip", "vpc.main".into())]);
    assert_eq!(only(resolve(with(network(), table))).code.name, "wrong-kind");
}

#[test]
fn a_block_with_several_parts_of_a_kind_is_ambiguous() {
    let gateway = resource("ec2.nat_gateway.n", "ec2.nat_gateway", &[("subnet", "vpc.main".into())]);
    let problem = only(resolve(with(network(), gateway)));
    assert_eq!(problem.code.name, "ambiguous-reference");
    assert!(problem.help.unwrap().contains("`vpc.main/subnet.public-2`"));
}

#[test]
fn unknown_outputs_name_the_nearest() {
    for (at, path, near) in [
        ("vpc.main", "public_subnet_id", "public_subnet_ids"),
        ("vpc.main/vpc", "default_security_group_di", "default_security_group_id"),
    ] {
        let mut resources = network();
        let value = Value::pending(address(at), path);
        resources.outputs.push(Output { name: "x".into(), value, origin: origin(1) });
        let problem = only(resolve(resources));
        assert_eq!(problem.code.name, "unknown-output");
        assert_eq!(problem.help.unwrap(), format!("did you mean `{near}`?"));
    }
}

#[test]
fn an_attribute_that_nobody_sets_is_refused() {
    let mut resources = network();
    let value = Value::pending(address("vpc.main/subnet.public-1"), "ipv6_cidr_block");
    resources.outputs.push(Output { name: "x".into(), value: value.clone(), origin: origin(1) });
    resources.resources[2].tags.insert("range".into(), value);
    let codes: Vec<_> = resolve(resources).unwrap_err().iter().map(|problem| problem.code.name).collect();
    // The tag makes a circle, of which it is not said that it leads nowhere too.
    assert_eq!(codes, ["circle", "unset-attribute"]);
    let mut resources = network();
    let value = Value::pending(address("vpc.main/subnet.public-1"), "ipv6_cidr_block");
    resources.outputs.push(Output { name: "x".into(), value, origin: origin(1) });
    assert_eq!(only(resolve(resources)).code.name, "unset-attribute");
}

#[test]
fn a_list_inside_a_text_is_refused() {
    let mut resources = network();
    let list = Value::pending(address("vpc.main"), "public_subnet_ids");
    resources.resources[2].tags.insert("subnets".into(), list.clone());
    resources.outputs.push(Output {
        name: "x".into(),
        value: Value::Concat(vec!["subnets: ".into(), list]),
        origin: origin(1),
    });
    let problems = resolve(resources).unwrap_err();
    assert!(problems.iter().filter(|problem| problem.code.name == "unfitting-expression").count() == 2);
}

#[test]
fn a_value_that_an_expression_gives_must_fit() {
    let mut odd = subnet("ec2.subnet.a", "vpc.main");
    odd.values.insert("cidr_block".into(), Value::pending(address("vpc.main/vpc"), "instance_tenancy"));
    assert_eq!(only(resolve(with(network(), odd))).code.name, "unfitting-expression");
}

#[test]
fn duplicates_show_both_places() {
    let mut again = vpc("vpc.main/vpc");
    again.origin = origin(99);
    let problem = only(resolve(with(network(), again)));
    assert_eq!(problem.code.name, "duplicate-address");
    assert_eq!(problem.labels.len(), 2);
    assert_eq!(problem.labels[0].origin.line, 99);
}

#[test]
fn circles_label_each_reference() {
    let mut one = vpc("ec2.vpc.one");
    one.tags.insert("other".into(), Value::pending(address("ec2.vpc.two"), "id"));
    one.origins.insert("tags.other".into(), origin(7));
    let mut two = vpc("ec2.vpc.two");
    two.tags.insert("other".into(), Value::pending(address("ec2.vpc.one"), "id"));
    let problem = only(resolve(all(vec![one, two])));
    assert_eq!(problem.code.name, "circle");
    let labels: Vec<&str> = problem.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["ec2.vpc.one refers to ec2.vpc.two", "ec2.vpc.two refers to ec2.vpc.one"]);
    assert_eq!(problem.labels[0].origin.line, 7);
}

#[test]
fn moves_are_checked() {
    let moved = |from: &str, to: &str| {
        let mut resources = network();
        resources.moved.push(Moved { from: address(from), to: address(to), origin: origin(5) });
        resolve(resources)
    };
    assert!(moved("vpc.old", "vpc.main").is_ok());
    assert_eq!(only(moved("vpc.old", "vpc.main/subnet.public-3")).code.name, "moved-to-unknown-part");
    assert_eq!(only(moved("vpc.main/vpc", "vpc.main")).code.name, "moved-part-still-there");
}

#[test]
fn moves_may_lead_on_but_not_back() {
    let moved = |pairs: &[(&str, &str)]| {
        let mut resources = network();
        let moves = pairs.iter();
        resources.moved = moves
            .map(|(from, to)| Moved { from: address(from), to: address(to), origin: origin(5) })
            .collect();
        resolve(resources)
            .map_err(|problems| problems.iter().map(|problem| problem.code.name).collect::<Vec<_>>())
    };
    assert!(moved(&[("vpc.oldest", "vpc.old"), ("vpc.old", "vpc.main")]).is_ok());
    assert!(moved(&[("vpc.old", "vpc.main"), ("vpc.oldest/vpc", "vpc.old/vpc")]).is_ok());
    assert_eq!(
        moved(&[("vpc.a", "vpc.b"), ("vpc.b", "vpc.nowhere")]).unwrap_err(),
        ["moved-to-unknown-part"],
        "once, where it ends"
    );
    let circle = [("vpc.a", "vpc.b"), ("vpc.b", "vpc.c"), ("vpc.c", "vpc.a")];
    assert_eq!(moved(&circle).unwrap_err(), ["moved-in-circle"; 3]);
}

#[test]
fn every_problem_is_found_in_one_run() {
    let mut resources = with(network(), subnet("ec2.subnet.a", "vpc.none"));
    resources.resources.push(subnet("ec2.subnet.b", "vpc.main/subnet.public-1"));
    resources.moved.push(Moved { from: address("vpc.x"), to: address("vpc.y"), origin: origin(5) });
    assert_eq!(resolve(resources).unwrap_err().len(), 3);
}

#[test]
fn warnings_are_told_beside_errors() {
    let mut resources = with(network(), subnet("ec2.subnet.a", "vpc.none"));
    static CODE: scaffold_model::Code = scaffold_model::Code { name: "x", explanation: "" };
    resources.warnings.push(scaffold_model::Diagnostic::warning(&CODE, "look at this"));
    let codes: Vec<_> = resolve(resources).unwrap_err().iter().map(|problem| problem.code.name).collect();
    assert_eq!(codes, ["x", "unknown-reference"]);
}
