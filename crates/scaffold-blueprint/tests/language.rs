//! What a right blueprint gives.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use scaffold_blueprint::{Blueprint, Input, judge, parse};
use scaffold_model::{Address, StackId, Value, Values};
use support::{catalogue, file, input};

const HEAD: &str = "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n";

fn read(input: &Input) -> Blueprint {
    parse(input, &catalogue()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn with_head(text: &str) -> Input {
    input(&format!("{HEAD}{text}"))
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn values(blueprint: &Blueprint, name: &str) -> Values {
    blueprint.blocks.iter().find(|block| block.address == address(name)).unwrap().values.clone()
}

#[test]
fn the_frame_is_read() {
    let mut input = input(
        r#"
        [blueprint]
        version = 1
        name = "shop"
        region = "us-east-1"
        role = "arn:aws:iam::123456789012:role/${blueprint.name}-${blueprint.env}"
        account = "123456789012"
        foreign_tags = ["map-*"]
        tags = { stack = "${blueprint.name}" }
        "#,
    );
    input.environment = Some("prod".into());
    input.region = Some("eu-west-1".into());
    let blueprint = read(&input);
    let stack = StackId { name: "shop".into(), environment: Some("prod".into()), region: "eu-west-1".into() };
    assert_eq!(blueprint.stack, stack);
    assert_eq!(blueprint.role.as_deref(), Some("arn:aws:iam::123456789012:role/shop-prod"));
    assert_eq!(blueprint.account.as_deref(), Some("123456789012"));
    assert_eq!(blueprint.foreign_tags, ["map-*"]);
    assert_eq!(blueprint.tags["stack"], Value::text("shop"));
    assert!(blueprint.warnings.is_empty());
}

#[test]
fn expressions_take_the_type_of_what_they_name() {
    let text = r#"
        [variables.zones]
        type = "integer"
        default = 2
        [variables.names]
        type = "list"
        default = ["us-east-1a", "us-east-1b"]
        [variables.dns]
        type = "boolean"
        default = false
        [vpc.main]
        cidr_block = "10.0.0.0/16"
        zones = "${var.zones}"
        dns_hostnames = "${ var.dns }"
        tags = { zones = "${var.zones}", text = "${blueprint.region}: ${var.zones}", id = "x-${vpc.other.id}" }
        [vpc.other]
        cidr_block = "10.1.0.0/16"
        zones = "${var.names}"
        [web.front]
        vpc = "vpc.main"
        user_data = "cost $${x} ${vpc.main/subnet.public-1.id}${ec2.vpc.office.id}"
        [ec2.vpc.office]
        cidr_block = "${vpc.main.cidr_block}"
        [outputs]
        id = "${vpc.main.id}"
        all = ["${vpc.main.id}", "x"]
    "#;
    let mut input = with_head(text);
    input.variables.insert("zones".into(), "4".into());
    let blueprint = read(&input);
    let main = values(&blueprint, "vpc.main");
    assert_eq!(main["zones"], Value::Integer(4));
    assert_eq!(main["dns_hostnames"], Value::Boolean(false));
    let names = Value::List(vec![Value::text("us-east-1a"), Value::text("us-east-1b")]);
    assert_eq!(values(&blueprint, "vpc.other")["zones"], names);
    let tags = &blueprint.blocks[0].tags;
    assert_eq!(tags["zones"], Value::text("4"));
    assert_eq!(tags["text"], Value::text("us-east-1: 4"));
    assert_eq!(
        tags["id"],
        Value::Concat(vec![Value::text("x-"), Value::pending(address("vpc.other"), "id")])
    );
    assert_eq!(
        values(&blueprint, "web.front")["user_data"],
        Value::Concat(vec![
            Value::text("cost ${x} "),
            Value::pending(address("vpc.main/subnet.public-1"), "id"),
            Value::pending(address("ec2.vpc.office"), "id"),
        ])
    );
    let office = values(&blueprint, "ec2.vpc.office");
    assert_eq!(office["cidr_block"], Value::pending(address("vpc.main"), "cidr_block"));
    assert_eq!(blueprint.outputs[0].value, Value::pending(address("vpc.main"), "id"));
    assert_eq!(
        blueprint.outputs[1].value,
        Value::List(vec![Value::pending(address("vpc.main"), "id"), Value::text("x")])
    );
}

#[test]
fn blocks_keep_their_order_and_origins() {
    let text = format!(
        "{HEAD}[vpc.b]\ncidr_block = \"10.0.0.0/16\"\n\n[ec2.route_table.x]\nvpc = \"vpc.b\"\n\
         routes = [\n  {{ destination = \"10.0.0.0/8\", transit_gateway = \"tgw-1\" }},\n]\n\n\
         [vpc.a]\ncidr_block = \"10.1.0.0/16\"\ntags = {{ team = \"it\" }}\nignore = [\"nat\"]\n"
    );
    let blueprint = read(&input(&text));
    let order: Vec<&str> = blueprint.blocks.iter().map(|block| block.address.as_str()).collect();
    assert_eq!(order, ["vpc.b", "ec2.route_table.x", "vpc.a"]);
    let spot = |block: usize, path: &str| {
        let origin = &blueprint.blocks[block].origins[path];
        (origin.line, &text[origin.start..origin.end])
    };
    assert_eq!(spot(0, "cidr_block"), (6, "\"10.0.0.0/16\""));
    assert_eq!(spot(1, "routes[0].destination"), (11, "\"10.0.0.0/8\""));
    assert_eq!(spot(2, "tags.team"), (16, "\"it\""));
    let origin = &blueprint.blocks[1].origin;
    assert_eq!(&text[origin.start..origin.end], "[ec2.route_table.x]");
    assert_eq!(blueprint.blocks[2].ignore[0].0, "nat");
    assert!(!blueprint.blocks[2].values.contains_key("tags"));
}

#[test]
fn overlays_merge_tables_replace_values_and_remove() {
    let base = format!(
        "{HEAD}[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nnat = \"none\"\nzones = [\"a\", \"b\"]\n\
         tags = {{ a = \"1\", b = \"1\" }}\n[vpc.spare]\ncidr_block = \"10.1.0.0/16\"\n"
    );
    let over = "[overlay]\nremove = [\"vpc.spare\", \"vpc.main.nat\", \"vpc.main.tags.a\"]\n\
                [vpc.main]\nzones = [\"c\"]\ntags = { b = \"2\" }\n[vpc.extra]\ncidr_block = \"10.2.0.0/16\"\n";
    let input = Input {
        files: vec![file("shop.toml", &base)],
        overlays: vec![file("shop.prod.toml", over)],
        environment: Some("prod".into()),
        ..Input::default()
    };
    let blueprint = read(&input);
    let names: Vec<&str> = blueprint.blocks.iter().map(|block| block.address.as_str()).collect();
    assert_eq!(names, ["vpc.main", "vpc.extra"]);
    let main = &blueprint.blocks[0];
    assert!(!main.values.contains_key("nat"));
    assert_eq!(main.values["zones"], Value::List(vec![Value::text("c")]));
    assert_eq!(main.tags.iter().map(|(key, value)| format!("{key}{value}")).collect::<Vec<_>>(), ["b2"]);
    assert_eq!(main.origins["zones"].file, "shop.prod.toml");
    assert_eq!(main.origins["cidr_block"].file, "shop.toml");
    assert_eq!(main.origin.file, "shop.toml");
}

#[test]
fn several_files_are_one_blueprint() {
    let second = "[vpc.b]\ncidr_block = \"10.1.0.0/16\"\n[outputs]\nb = \"${vpc.b.id}\"\n\
                  [[moved]]\nfrom = \"vpc.y\"\nto = \"vpc.b\"\n";
    let mut input = with_head(
        "[vpc.a]\ncidr_block = \"10.0.0.0/16\"\n[outputs]\na = \"x\"\n[[moved]]\nfrom = \"vpc.x\"\nto = \"vpc.a\"\n",
    );
    input.files.push(file("second.toml", second));
    let blueprint = read(&input);
    assert_eq!(blueprint.blocks.len(), 2);
    assert_eq!(blueprint.outputs.len(), 2);
    assert_eq!(blueprint.moved.len(), 2);
    assert_eq!(blueprint.moved[1].from, address("vpc.y"));
}

#[test]
fn adjustments_are_checked_against_the_schema_of_their_part() {
    let text = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n[vpc.main.adjust.\"subnet.public-1\"]\n\
                map_public_ip_on_launch = \"yes\"\ndns64 = true\nvcp = 1\ntags = { tier = \"edge\" }\n";
    let blueprint = read(&with_head(text));
    let adjustment = &blueprint.blocks[0].adjust[0];
    assert_eq!(adjustment.part, "subnet.public-1");
    let schema = &scaffold_kinds::schema("ec2.subnet").unwrap().schema;
    let checked = adjustment.check(schema);
    let values = checked.values.iter().map(|(name, value)| (name.as_str(), value));
    // What is wrong is `Null`, and so is what a mistyped name probably means.
    let expected =
        [("dns64", &Value::Boolean(true)), ("map_public_ip_on_launch", &Value::Null), ("vpc", &Value::Null)];
    assert_eq!(values.collect::<Vec<_>>(), expected);
    assert_eq!(checked.tags["tier"], Value::text("edge"));
    let codes: Vec<&str> = checked.diagnostics.iter().map(|found| found.code.name).collect();
    assert_eq!(codes, ["wrong-type", "unknown-attribute"]);
    assert!(checked.diagnostics[0].message.contains("vpc.main/subnet.public-1"));
}

#[test]
fn rules_can_be_judged_on_values_put_together_elsewhere() {
    let schema = &scaffold_kinds::schema("ec2.subnet").unwrap().schema;
    let blueprint = read(&with_head("[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n"));
    let values = Values::from([("ipv6_native".to_owned(), Value::Boolean(false))]);
    let found = judge(&scaffold_blueprint::Judged {
        subject: "vpc.main/subnet.public-1",
        attributes: &schema.attributes,
        rules: &schema.rules,
        values: &values,
        origin: &blueprint.blocks[0].origin,
        origin_of: &|_| None,
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.name, "missing-companion");
}

#[test]
fn the_digest_tells_every_input_apart() {
    let text = "[variables.x]\ntype = \"string\"\ndefault = \"1\"\n[outputs]\nx = \"${var.x}\"\n";
    let plain = with_head(text);
    let mut other_region = plain.clone();
    other_region.region = Some("eu-west-1".into());
    let mut other_environment = plain.clone();
    other_environment.environment = Some("eu-west-1".into());
    let mut other_variable = plain.clone();
    other_variable.variables.insert("x".into(), "2".into());
    let mut renamed = plain.clone();
    renamed.files[0].name = "other.toml".into();
    let digests =
        [&plain, &other_region, &other_environment, &other_variable].map(|input| read(input).digest);
    let distinct: std::collections::BTreeSet<&String> = digests.iter().collect();
    assert_eq!(distinct.len(), 4);
    assert_eq!(read(&renamed).digest, digests[0]);
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let text = format!("{HEAD}[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let blueprint = read(&input(&windows));
    let origin = &blueprint.blocks[0].origins["cidr_block"];
    assert_eq!(&windows[origin.start..origin.end], "\"10.0.0.0/16\"");
    assert_eq!(origin.line, 6);
}

#[test]
fn a_lost_line_does_not_make_its_table_incomplete() {
    let text = format!("{HEAD}[vpc.main]\ncidr_block = 10.0.0.0/16\n[vpc.other]\nzones = 2\n");
    let problems = parse(&input(&text), &catalogue()).unwrap_err().diagnostics;
    let codes: Vec<(&str, usize)> =
        problems.iter().map(|found| (found.code.name, found.labels[0].origin.line)).collect();
    assert_eq!(codes, [("syntax", 6), ("missing-attribute", 7)]);
}

#[test]
fn variables_of_the_environment_may_be_for_another_blueprint() {
    let mut input = with_head("[variables.team]\ntype = \"string\"\n[outputs]\nteam = \"${var.team}\"\n");
    input.environment_variables.insert("team".into(), "from the environment".into());
    input.environment_variables.insert("elsewhere".into(), "1".into());
    let output = |input: &Input| read(input).outputs[0].value.to_string();
    assert_eq!(output(&input), "from the environment");
    input.variables.insert("team".into(), "said".into());
    assert_eq!(output(&input), "said");
    input.variables.insert("elsewhere".into(), "1".into());
    let wrong = parse(&input, &catalogue()).unwrap_err().diagnostics;
    assert_eq!(wrong[0].code.name, "undeclared-variable");
}

#[test]
fn files_that_are_named_are_remembered_with_their_places() {
    let text = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n\n[web.front]\nvpc = \"vpc.main\"\nscript = \"run/web.sh\"\n";
    let blueprint = read(&with_head(text));
    let files: Vec<&str> = blueprint.blocks[1].files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(files, ["run/web.sh"]);
    assert_eq!(Some(&blueprint.blocks[1].files[0].1), blueprint.blocks[1].origins.get("script"));
    assert!(blueprint.blocks[0].files.is_empty());
}

#[test]
fn a_parameter_stands_for_a_value() {
    let text = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n\n[web.front]\nvpc = \"vpc.main\"\nmachine = { parameter = \"/images/web\" }\npeers = [\"10.0.0.0/8\", \"web.front\"]\n";
    let blueprint = read(&with_head(text));
    let machine = values(&blueprint, "web.front")["machine"].clone();
    assert_eq!(machine.as_map().unwrap()["parameter"], "/images/web".into());
}
