//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;
#[path = "support/neighbours.rs"]
mod neighbours;

use std::sync::Arc;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use neighbours::{ask, subnets};
use scaffold_aws_core::AwsCloud;
use scaffold_kinds::fixtures::archives::archives;
use scaffold_model::{Reference, Value};
use scaffold_provider::contract::{Exception, Promise};

const ROLE: &str = "arn:aws:iam::123456789012:role";

/// moto looks for images and streams, loses what is said of URLs in a statement, and has one URL for a
/// function and all of its aliases: replayed exchanges have them.
const LEFT_OUT: [&str; 5] = [
    "lambda.url.live",
    "lambda.function.image",
    "lambda.event_source.records",
    "lambda.permission.visitors",
    "lambda.permission.visits",
];

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    use Promise::{ChangesOneThing, MadeAsAsked, Tags};
    let exception =
        |kind, attribute, promise, reason| Exception { kind: Some(kind), attribute, promise, reason };
    let of_function =
        |attribute, promise, reason| exception("lambda.function", Some(attribute), promise, reason);
    let ignored = "moto ignores it in UpdateFunctionConfiguration";
    let unlogged = "moto has no LoggingConfig";
    let mut exceptions = vec![
        exception("lambda.layer", None, Tags, "the mark stands in versions, which nothing changes"),
        exception("lambda.permission", None, Tags, "the statement's id changes with the mark in it"),
        exception(
            "lambda.alias",
            Some("provisioned_concurrency"),
            ChangesOneThing,
            "moto has no provisioned concurrency",
        ),
        exception("lambda.url", Some("cors"), ChangesOneThing, "moto does not take it away"),
        exception("lambda.url", Some("invoke_mode"), ChangesOneThing, "moto ignores it in updates"),
        exception("lambda.event_source", Some("alias"), ChangesOneThing, "moto tells its version"),
        of_function("architecture", ChangesOneThing, "moto ignores it in UpdateFunctionCode"),
        of_function("reserved_concurrency", ChangesOneThing, "moto takes nothing for none"),
    ];
    for attribute in ["encryption_key", "ephemeral_storage_mib", "tracing", "dead_letter", "snap_start"] {
        exceptions.push(of_function(attribute, ChangesOneThing, ignored));
    }
    for attribute in ["log_group", "log_format", "application_log_level", "system_log_level"] {
        exceptions.push(of_function(attribute, ChangesOneThing, unlogged));
        exceptions.push(of_function(attribute, MadeAsAsked, unlogged));
    }
    exceptions
}

/// What fixtures of other services stand for: the account's own network, and names that moto takes.
fn elsewhere(reference: &Reference, subnets: &[String]) -> Option<Value> {
    Some(Value::text(match reference.address.as_str() {
        "ec2.subnet.one" => subnets[0].as_str(),
        "ec2.subnet.two" => subnets[1].as_str(),
        "ec2.security_group.web" => "sg-0a0a0a0a0a0a0a0a0",
        "logs.log_group.flows" => "arn:aws:logs:us-east-1:123456789012:log-group:flows",
        "iam.role.runner" => return Some(Value::text(format!("{ROLE}/runner"))),
        "iam.role.spare" => return Some(Value::text(format!("{ROLE}/spare"))),
        _ => return None,
    }))
}

/// Roles and queues that functions need beside them.
fn furnish(endpoint: &str) {
    let trust = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
    for role in ["runner", "spare"] {
        let named = format!("Action=CreateRole&Version=2010-05-08&RoleName={role}");
        ask(endpoint, "iam", &format!("{named}&AssumeRolePolicyDocument={trust}"));
    }
    for queue in ["jobs", "lost"] {
        ask(endpoint, "sqs", &format!("Action=CreateQueue&Version=2012-11-05&QueueName={queue}"));
    }
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    furnish(&moto.endpoint);
    let connection = moto.connect("us-east-1").await;
    let service = scaffold_aws_lambda::service(&connection, Arc::new(archives()), None);
    let cloud = AwsCloud::new(connection, vec![service]);
    let subnets = subnets(&moto.endpoint);
    let known = |value: &Value| value.substitute(&|reference| elsewhere(reference, &subnets));
    let mut fixtures = fixtures_of(&["lambda"]);
    fixtures.retain(|fixture| !LEFT_OUT.contains(&fixture.address.as_str()));
    for fixture in &mut fixtures {
        fixture.values.values_mut().for_each(|value| *value = known(value));
        fixture.updates.iter_mut().for_each(|(_, value)| *value = known(value));
    }
    assert_kept(&cloud, fixtures, exceptions()).await;
}
