//! One mistake is one complaint: whatever is spoiled in a sound blueprint, nothing is told that
//! would vanish by mending what is told beside it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod stages;

use std::path::Path;

use scaffold_blueprint::Input;
use scaffold_model::SourceFile;

const SOUND: &str = r#"
[blueprint]
version = 1
name = "shop"
region = "us-east-1"
tags = { team = "network" }

[variables.range]
type = "string"
default = "10.1.0.0/16"

[vpc.main]
cidr_block = "10.0.0.0/16"
zones = ["us-east-1a", "us-east-1b"]
tiers = ["public", "private", "isolated"]
nat = "single"
gateway_endpoints = ["s3", "dynamodb"]
subnet_cidrs = { "isolated-2" = "10.0.248.0/24" }
ignore = ["map_public_ip_on_launch"]

[vpc.main.adjust."subnet.isolated-2"]
map_public_ip_on_launch = true

[vpc.other]
cidr_block = "${var.range}"

[ec2.security_group.office]
vpc = "vpc.main"
description = "the office"

[ec2.security_group_rules.office]
security_group = "ec2.security_group.office"

[ec2.route_table.lab]
vpc = "vpc.other"
subnets = ["ec2.subnet.lab"]
routes = [
  { destination = "0.0.0.0/0", nat_gateway = "vpc.main/nat_gateway.1" },
  { destination = "10.8.0.0/16", nat_gateway = "ec2.nat_gateway.lab" },
]

[ec2.subnet.lab]
vpc = "vpc.other"
cidr_block = "10.1.255.0/24"

[ec2.elastic_ip.lab]

[ec2.nat_gateway.lab]
subnet = "ec2.subnet.lab"
elastic_ip = "ec2.elastic_ip.lab"
tags = { range = "of ${ec2.subnet.lab.cidr_block}", isolated = "${vpc.main/subnet.isolated-2.cidr_block}" }

[outputs]
network = "${vpc.main.id}"
isolated = "${vpc.main.isolated_subnet_ids}"
about = "${ec2.security_group.office.description} in ${vpc.other.cidr_block}"
lab = "${ec2.subnet.lab.cidr_block}"

[[moved]]
from = "ec2.subnet.old"
to = "ec2.subnet.lab"

[[moved]]
from = "vpc.main/subnet.old"
to = "vpc.main/subnet.isolated-1"
"#;

/// What is told of a text, in words.
fn told(text: &str) -> Vec<String> {
    let file = SourceFile { name: "blueprint.toml".into(), text: text.into() };
    let found =
        stages::problems_of(&Input { files: vec![file], ..Input::default() }, Path::new("../../blueprints"));
    found.iter().map(|found| format!("{}: {}", found.code.name, found.message)).collect()
}

/// Spoils each line in turn; the line is spoiled where `spoil` gives another.
fn each_line(spoil: impl Fn(&str) -> Option<String>) {
    let lines: Vec<&str> = SOUND.lines().collect();
    let mut wrong = Vec::new();
    let mut spoiled = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some(worse) = spoil(line) else { continue };
        spoiled += 1;
        let text: Vec<&str> =
            lines.iter().enumerate().map(|(index, line)| if index == at { &worse } else { *line }).collect();
        let told = told(&text.join("\n"));
        if told.len() != 1 {
            wrong.push(format!("{worse}\n  {}", told.join("\n  ")));
        }
    }
    assert!(spoiled >= 8 && wrong.is_empty(), "{spoiled} lines spoiled\n{}", wrong.join("\n"));
}

#[test]
fn the_blueprint_is_sound() {
    assert_eq!(told(SOUND), Vec::<String>::new());
}

#[test]
fn a_value_of_another_type_is_one_complaint() {
    each_line(|line| {
        let (key, _) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']))?;
        Some(format!("{key} = 1979-05-27"))
    });
}

#[test]
fn a_mistyped_key_is_one_complaint() {
    each_line(|line| {
        let is_output = ["network", "isolated", "about", "lab"].iter().any(|name| line.starts_with(name));
        let (key, value) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']) && !is_output)?;
        Some(format!("{key}e = {value}"))
    });
}

#[test]
fn a_lost_key_is_one_complaint() {
    each_line(|line| {
        let (_, value) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']))?;
        (!value.ends_with('[')).then(|| value.to_owned())
    });
}

#[test]
fn a_mistyped_header_is_one_complaint() {
    each_line(|line| {
        let word =
            line.strip_prefix('[').filter(|rest| !rest.starts_with('[') && !rest.contains("adjust"))?;
        Some(format!("[{}", word.replacen('c', "k", 1).replacen("vp", "pv", 1))).filter(|worse| worse != line)
    });
}

#[test]
fn a_header_that_is_not_closed_is_one_complaint() {
    each_line(|line| line.strip_suffix(']').filter(|_| line.starts_with('[')).map(str::to_owned));
}
