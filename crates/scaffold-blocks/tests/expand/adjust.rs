use scaffold_blocks::{catalogue, expand};
use scaffold_blueprint::{Input, parse};
use scaffold_model::Sources;
use scaffold_model::{Diagnostic, Resources, SourceFile, Value};

use crate::blueprints::part;

const HEAD: &str = r#"
[blueprint]
version = 1
name = "shop"
region = "us-east-1"

[vpc.main]
cidr_block = "10.0.0.0/16"
tags = { team = "network" }
"#;

fn adjusted(tables: &str) -> Result<Resources, Vec<Diagnostic>> {
    let files = vec![SourceFile { name: "blueprint.toml".into(), text: format!("{HEAD}{tables}") }];
    let blueprint = parse(&Input { files, ..Input::default() }, &catalogue()).expect("parses");
    expand(&blueprint, &Sources::default()).map_err(|partial| partial.diagnostics)
}

fn line_of(tables: &str, needle: &str) -> usize {
    let text = format!("{HEAD}{tables}");
    text[..text.find(needle).unwrap()].matches('\n').count() + 1
}

#[test]
fn what_is_adjusted_goes_over_what_the_block_says() {
    let tables = r#"
[vpc.main.adjust."subnet.public-1"]
map_public_ip_on_launch = false
tags = { team = "edge", tier = "front" }
"#;
    let resources = adjusted(tables).unwrap();
    let subnet = part(&resources, "subnet.public-1");
    assert_eq!(subnet.values["map_public_ip_on_launch"], Value::Boolean(false));
    assert_eq!(subnet.origin_of("map_public_ip_on_launch").line, line_of(tables, "map_public"));
    assert_eq!(subnet.tags["team"], "edge".into());
    assert_eq!(subnet.tags["tier"], "front".into());
    let other = part(&resources, "subnet.public-2");
    assert_eq!(other.values["map_public_ip_on_launch"], Value::Boolean(true));
    assert_eq!(other.tags["team"], "network".into());
}

#[test]
fn a_part_that_is_not_there_names_the_nearest() {
    let problems = adjusted("[vpc.main.adjust.\"subnet.publik-1\"]\ndns64 = true\n").unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0].code.name, "unknown-part");
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `subnet.public-1`?"));
}

#[test]
fn wrong_attributes_and_values_are_all_found() {
    let tables = r#"
[vpc.main.adjust.vpc]
dns_suport = true
instance_tenancy = "mine"
"#;
    let problems = adjusted(tables).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.labels[0].origin.line).collect();
    assert_eq!(lines, [line_of(tables, "dns_suport"), line_of(tables, "instance_tenancy")], "{problems:#?}");
}

#[test]
fn the_adjusted_part_must_keep_its_kinds_rules() {
    let problems =
        adjusted("[vpc.main.adjust.\"vpc_endpoint.s3\"]\nendpoint_type = \"Interface\"\n").unwrap_err();
    assert!(!problems.is_empty());
}

#[test]
fn a_named_zone_takes_the_number_away() {
    let tables = "[vpc.main.adjust.\"subnet.public-1\"]\navailability_zone = \"us-east-1d\"\n";
    let resources = adjusted(tables).unwrap();
    assert_eq!(part(&resources, "subnet.public-1").zone, None);
    assert!(part(&resources, "subnet.private-1").zone.is_some());
}
