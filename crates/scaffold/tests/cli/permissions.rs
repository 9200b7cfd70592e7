use std::collections::BTreeSet;

use serde_json::Value;

use crate::session::Session;

const APP: &str = include_str!("../../../../blueprints/app.toml");

fn document(session: &Session, line: &str) -> Value {
    serde_json::from_str(&session.scaffold(line).code(0).out).unwrap()
}

fn actions(document: &Value) -> BTreeSet<&str> {
    let statements = document["Statement"].as_array().unwrap();
    statements.iter().flat_map(|it| it["Action"].as_array().unwrap()).filter_map(Value::as_str).collect()
}

fn statement<'a>(document: &'a Value, sid: &str) -> &'a Value {
    let statements = document["Statement"].as_array().unwrap();
    statements.iter().find(|it| it["Sid"] == sid).unwrap_or_else(|| panic!("no {sid}: {document}"))
}

#[test]
fn a_plan_reads_and_an_apply_does_more() {
    let session = Session::minimal();
    let plan = document(&session, "permissions --for plan");
    let apply = document(&session, "permissions --for apply");
    assert!(actions(&plan).is_subset(&actions(&apply)));
    let reads =
        |action: &&str| ["Describe", "Get", "List"].iter().any(|verb| action.contains(&format!(":{verb}")));
    assert!(actions(&plan).iter().all(reads), "{plan}");
    assert!(actions(&apply).contains("ec2:CreateNatGateway"));
    assert!(!actions(&apply).iter().any(|action| action.starts_with("rds:")), "only what is asked for");
    let both = document(&session, "permissions --format json");
    assert_eq!((&both["plan"], &both["apply"]), (&plan, &apply));
    session.scaffold("permissions").code(0).says("RemoveOwn").says("scaffold permissions --for plan");
}

#[test]
fn policies_are_as_narrow_as_names_tags_and_regions_let_them_be() {
    let session = Session::new();
    session.write(
        "blueprint.toml",
        &APP.replace("name = \"app\"", "name = \"app\"\naccount = \"123456789012\""),
    );
    let apply = document(&session, "permissions --for apply --env prod --region eu-west-1");
    let remove = statement(&apply, "RemoveOwn");
    assert_eq!(
        remove["Condition"]["StringEquals"]["aws:ResourceTag/scaffold:stack"][0],
        "app/prod@eu-west-1"
    );
    let made = statement(&apply, "MakeInRegion");
    assert_eq!(made["Condition"]["StringEquals"]["aws:RequestedRegion"][0], "eu-west-1");
    let text = apply.to_string();
    for arn in [
        "arn:aws:iam::123456789012:role/scaffold/eu-west-1/app@prod/*",
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/*/app-prod*",
        "arn:aws:s3:::scaffold-123456789012-eu-west-1/*",
    ] {
        assert!(text.contains(arn), "{arn}: {text}");
    }
    let passed = &statement(&apply, "PassRoles")["Condition"]["StringEquals"]["iam:PassedToService"];
    assert_eq!(passed.to_string(), "[\"ec2.amazonaws.com\"]");
    // What another stack has is read, and not made.
    assert!(actions(&apply).contains("rds:DescribeDBInstances"));
    assert!(!actions(&apply).contains("rds:CreateDBInstance"));
}

#[test]
fn names_that_aws_cuts_are_covered() {
    let session = Session::new();
    let long = "a-name-of-twenty-four-ch";
    session.write("blueprint.toml", &APP.replace("name = \"app\"", &format!("name = \"{long}\"")));
    let apply = document(&session, "permissions --for apply --env production").to_string();
    assert!(apply.contains("targetgroup/a-name-of-twenty-four-c*"), "{apply}");
}
