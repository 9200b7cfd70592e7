//! The JSON Schema accepts what is right, and rejects what a schema can see to be wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use scaffold_blueprint::{json_schema, parse};
use serde_json::Value as Json;
use support::{Fixture, catalogue};

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&json_schema(&catalogue())).unwrap()
}

fn as_json(text: &str) -> Option<Json> {
    toml::from_str::<Json>(text).ok()
}

#[test]
fn it_is_a_schema() {
    let schema = json_schema(&catalogue());
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let zones = &schema["$defs"]["vpc"]["properties"]["zones"];
    assert_eq!(zones["description"], "How many zones, or which.");
    assert_eq!(zones["default"], 3);
    assert!(schema["properties"]["ec2"]["properties"]["security_group_rules"].is_object());
    assert!(schema["$defs"]["ec2.security_group_rules"]["properties"].get("tags").is_none());
}

#[test]
fn every_fixture_is_judged_as_it_says() {
    let validator = validator();
    let mut wrong = Vec::new();
    for fixture in Fixture::all() {
        let Some(instance) = as_json(&fixture.input.files[0].text) else {
            assert!(!fixture.schema_rejects, "{} is no TOML", fixture.name);
            continue;
        };
        let errors: Vec<String> = validator
            .iter_errors(&instance)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if errors.is_empty() == fixture.schema_rejects {
            wrong.push(format!("{}: {errors:#?}", fixture.name));
        }
        let parsed = parse(&fixture.input, &catalogue()).is_ok();
        assert!(!(parsed && fixture.schema_rejects), "{} is right, but to be rejected", fixture.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One mistake at a time, in a blueprint that is right without it.
#[test]
fn single_mistakes_are_rejected() {
    let right = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n";
    let validator = validator();
    assert!(validator.is_valid(&as_json(right).unwrap()));
    for wrong in [
        "colour = 1",
        "zones = 7",
        "zones = \"three\"",
        "zones = [1]",
        "nat = \"one\"",
        "tiers = [\"public\", \"public\"]",
        "dns_support = \"true\"",
        "dns_support = false",
        "subnet_cidrs = { a = \"ten\" }",
        "tags = { a = 1 }",
        "tags = { \"aws:a\" = \"1\" }",
        "tags = { a = \"#\" }",
        "ignore = \"nat\"",
        "adjust = { \"a b\" = {} }",
    ] {
        let instance = as_json(&format!("{right}{wrong}\n")).unwrap();
        assert!(!validator.is_valid(&instance), "{wrong}");
    }
    for right_too in [
        "zones = \"${var.zones}\"",
        "nat = \"${var.nat}\"",
        "dns_hostnames = false\ndns_support = false",
        "subnet_cidrs = { \"public-1\" = \"${var.range}\" }",
        "tags = { a = \"${var.x}#\" }",
    ] {
        let instance = as_json(&format!("{right}{right_too}\n")).unwrap();
        assert!(validator.is_valid(&instance), "{right_too}");
    }
}
