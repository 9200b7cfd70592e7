//! Balancers before functions, layers of functions, and logs in buckets.

use crate::blueprints::*;
use crate::edge::{FUNCTION, sound};

const EDGE: &str = "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[load_balancer.edge]
vpc = \"vpc.main\"
";

fn behind(forward: &str, more: &str) -> String {
    format!(
        "{EDGE}listeners.http = {{ port = 80, protocol = \"HTTP\", default = {{ forward = {forward} }} }}\n{FUNCTION}{more}"
    )
}

#[test]
fn a_function_is_a_target_once_its_group_may_call_it() {
    let resources = sound(&behind("\"function.thumbnail\"", ""));
    let group = "function.thumbnail/target_group";
    assert_eq!(value(&resources, group, "target_type"), "lambda");
    assert_eq!(value(&resources, group, "load_balancer"), "${load_balancer.edge/load_balancer.id}");
    assert_eq!(value(&resources, group, "health_check"), "{ enabled = false }");
    let permission = "function.thumbnail/permission.balancer";
    assert_eq!(value(&resources, permission, "principal"), "elasticloadbalancing.amazonaws.com");
    assert_eq!(value(&resources, permission, "source_arn"), "${function.thumbnail/target_group.arn}");
    let targets = "function.thumbnail/targets";
    assert_eq!(value(&resources, targets, "target_group"), "${function.thumbnail/target_group.id}");
    // Named by the permission, it waits for it.
    assert_eq!(
        value(&resources, targets, "targets"),
        "[{ id = ${function.thumbnail/permission.balancer.target} }]"
    );
    let actions = value(&resources, "load_balancer.edge/listener.http", "default_actions");
    assert!(actions.contains("${function.thumbnail/target_group.id}"), "{actions}");
}

#[test]
fn what_target_says_is_how_the_balancer_asks() {
    let more = "target = { multi_value_headers = true, health_check = { path = \"/well\", status = \"200-299\" } }\n\
                provisioned_concurrency = 1\n";
    let resources = sound(&behind("\"function.thumbnail\"", more));
    let group = "function.thumbnail/target_group";
    assert_eq!(value(&resources, group, "lambda_multi_value_headers"), "true");
    let check = value(&resources, group, "health_check");
    for said in ["enabled = true", "path = \"/well\"", "matcher = \"200-299\"", "interval_seconds = 35"] {
        assert!(check.contains(said), "{check}");
    }
    let alias = value(&resources, "function.thumbnail/permission.balancer", "alias");
    assert_eq!(alias, "${function.thumbnail/alias.id}");
}

#[test]
fn shares_go_to_functions_and_groups_alike() {
    let group = "[autoscaling_group.web]\nvpc = \"vpc.main\"\nimage = \"ami-0123456789abcdef0\"\n\
                 instance_type = \"t3.small\"\nmin_size = 1\nmax_size = 1\ntarget = { port = 80 }\n";
    let shares =
        "[{ to = \"autoscaling_group.web\", weight = 90 }, { to = \"function.thumbnail\", weight = 10 }]";
    let resources = sound(&format!("{}{group}", behind(shares, "")));
    let actions = value(&resources, "load_balancer.edge/listener.http", "default_actions");
    assert!(actions.contains("${autoscaling_group.web/target_group.id}"), "{actions}");
    assert!(actions.contains("${function.thumbnail/target_group.id}, weight = 10"), "{actions}");
}

#[test]
fn functions_are_asked_over_http_by_one_balancer() {
    let tcp =
        "listeners.tcp = { port = 80, protocol = \"TCP\", default = { forward = \"function.thumbnail\" } }\n";
    assert_eq!(told(&format!("{EDGE}type = \"network\"\n{tcp}{FUNCTION}")), ["unfitting-target"]);
    let second = behind("\"function.thumbnail\"", "").replace(FUNCTION, "").replace("edge", "inner");
    let second =
        second.split_once("[load_balancer").map(|(_, rest)| format!("[load_balancer{rest}")).unwrap();
    let two = format!("{}{second}", behind("\"function.thumbnail\"", ""));
    assert_eq!(told(&two), ["shared-target"]);
    let slow = "target = { health_check = { interval_seconds = 20 } }\n";
    assert_eq!(told(&behind("\"function.thumbnail\"", slow)), ["health-check-timing"]);
}

#[test]
fn layers_of_its_own_are_made_of_what_lies_there() {
    let version = "arn:aws:lambda:us-east-1:123456789012:layer:tools:3";
    let more = format!("layers = [\"{version}\", {{ source = \"layers/deps\" }}]\n");
    let resources = sound(&format!("{FUNCTION}{more}"));
    assert_eq!(names(&resources), ["log_group", "role", "layer.2", "function"]);
    assert_eq!(
        value(&resources, "function.thumbnail/function", "layers"),
        format!("[\"{version}\", ${{function.thumbnail/layer.2.arn}}]")
    );
    let wrong = told(&format!("{FUNCTION}layers = [\"layers/deps\"]\n"));
    assert!(!wrong.is_empty(), "a path alone is no layer");
}

#[test]
fn the_bucket_of_an_event_is_named_with_its_account() {
    let more =
        "events = [{ bucket = \"bucket.uploads\", on = [\"s3:ObjectCreated:*\"] }]\n[bucket.uploads]\n";
    let resources = sound(&format!("{FUNCTION}{more}"));
    let statement = "function.thumbnail/permission.bucket-uploads";
    assert_eq!(value(&resources, statement, "source_account"), "${bucket.uploads/bucket.account}");
}

fn logged(of: &str, logs: &str) -> scaffold_model::Resources {
    let (kind, protocol, action) = match of {
        "network" => ("type = \"network\"\n", "TCP", "forward = \"autoscaling_group.web\""),
        _ => ("", "HTTP", "respond = { status = 200 }"),
    };
    let group = "[autoscaling_group.web]\nvpc = \"vpc.main\"\nimage = \"ami-0123456789abcdef0\"\n\
                 instance_type = \"t3.small\"\nmin_size = 1\nmax_size = 1\ntarget = { port = 80, protocol = \"TCP\" }\n";
    let group = if of == "network" { group } else { "" };
    sound(&format!(
        "{EDGE}{kind}access_logs = {logs}\nlisteners.one = {{ port = 80, protocol = \"{protocol}\", default = {{ {action} }} }}\n\
         {group}[bucket.logs]\n"
    ))
}

#[test]
fn a_balancer_may_write_its_logs_before_it_is_told_to() {
    for logs in [
        "{ bucket = \"bucket.logs\", prefix = \"edge\" }",
        "{ bucket = \"${bucket.logs.name}\", prefix = \"edge\" }",
    ] {
        let resources = logged("application", logs);
        let policy = value(&resources, "bucket.logs/policy", "policy");
        assert!(policy.contains("logdelivery.elasticloadbalancing.amazonaws.com"), "{policy}");
        let objects = "${bucket.logs/bucket.arn}/edge/AWSLogs/${bucket.logs/bucket.account}/*";
        assert!(policy.contains(objects), "{policy}");
        let written = value(&resources, "load_balancer.edge/load_balancer", "access_logs");
        assert!(written.contains("${bucket.logs/policy.id}"), "it waits for the policy: {written}");
    }
    let policy = value(&logged("network", "{ bucket = \"bucket.logs\" }"), "bucket.logs/policy", "policy");
    for said in
        ["delivery.logs.amazonaws.com", "s3:GetBucketAcl", "bucket-owner-full-control", "aws:SourceAccount"]
    {
        assert!(policy.contains(said), "{said}: {policy}");
    }
    assert!(policy.contains("${bucket.logs/bucket.arn}/AWSLogs/"), "{policy}");
}

#[test]
fn a_bucket_of_others_is_named_as_it_is() {
    let text = format!(
        "{EDGE}access_logs = {{ bucket = \"logs-of-acme\" }}\nlisteners.one = {{ port = 80, protocol = \"HTTP\", default = {{ respond = {{ status = 200 }} }} }}\n"
    );
    let resources = sound(&text);
    assert_eq!(
        value(&resources, "load_balancer.edge/load_balancer", "access_logs"),
        "{ bucket = \"logs-of-acme\" }"
    );
    assert!(!told(&text.replace("logs-of-acme", "bucket.logs")).is_empty(), "there is no such block");
}
