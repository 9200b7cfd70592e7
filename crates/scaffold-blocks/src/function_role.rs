//! Who a function is: exactly what its block asked for.

use scaffold_model::{Value, Values};

use crate::access::{arn_of, decrypting, encrypting};
use crate::block::Context;
use crate::function::Function;
use crate::function_events::{TAKE, queues};
use crate::part::Part;
use crate::permissions::{Permission, allow, policy, trust};
use crate::{cache_users, connects};

/// What Lambda does in the function's name to stand in a network. Describing takes no narrower resource than all
/// (AWSLambdaVPCAccessExecutionRole); the rest is the region's.
const DESCRIBE: &[&str] = &["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
const INTERFACES: &[&str] = &[
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
];

/// The role of a function.
pub(crate) fn part(function: &Function, context: &Context<'_>) -> Part {
    let mut connections = cache_users::statements(context);
    connections.extend(connects::statements(&function.connects_to, context));
    let sets = [
        ("log_retention_days", "logs", logs(context)),
        ("vpc", "network", if function.vpc.is_some() { network(context) } else { Vec::new() }),
        ("permissions", "permissions", function.permissions.iter().map(Permission::statement).collect()),
        ("connects_to", "connections", connections),
        ("events", "events", taking(function, context)),
        ("dead_letter", "dead-letter", dead_letter(function, context)),
        ("tracing", "tracing", if function.tracing { tracing() } else { Vec::new() }),
    ];
    let mut part = Part::new("role", "iam.role").with("assume_role_policy", trust("lambda.amazonaws.com"));
    let mut policies = Values::new();
    for (by, name, statements) in sets.into_iter().filter(|(_, _, statements)| !statements.is_empty()) {
        part.origins.insert(format!("inline_policies.{name}"), context.origin(by).clone());
        policies.insert(name.to_owned(), policy(statements));
    }
    part.with("inline_policies", Value::Map(policies))
}

/// Writing to its own log group, which is there.
fn logs(context: &Context<'_>) -> Vec<Value> {
    let streams = Value::Concat(vec![context.output_of("log_group", "arn"), Value::from(":*")]);
    vec![allow(&["logs:CreateLogStream", "logs:PutLogEvents"], vec![streams])]
}

/// Lambda may stand in the network for it; its own code may not, which Lambda's name of it in a request tells.
fn network(context: &Context<'_>) -> Vec<Value> {
    let region = format!("arn:aws:ec2:{}:*:*/*", context.stack.region);
    let mut by_code = allow(&[DESCRIBE, INTERFACES].concat(), vec![Value::from("*")]);
    if let Value::Map(statement) = &mut by_code {
        let named = Value::Map(Values::from([("lambda:SourceFunctionArn".to_owned(), Value::from("false"))]));
        statement.insert("Effect".to_owned(), Value::from("Deny"));
        statement.insert("Condition".to_owned(), Value::Map(Values::from([("Null".to_owned(), named)])));
    }
    vec![allow(DESCRIBE, vec![Value::from("*")]), allow(INTERFACES, vec![Value::text(region)]), by_code]
}

/// Taking messages of its queues, and reading those that a key of the user's own encrypts.
fn taking(function: &Function, context: &Context<'_>) -> Vec<Value> {
    let queues = queues(&function.events);
    if queues.is_empty() {
        return Vec::new();
    }
    let blocks = queues.iter().filter_map(|queue| context.block_at(queue.as_str()));
    let keys = decrypting(blocks, context);
    [allow(TAKE, queues.iter().map(arn_of).collect())].into_iter().chain(keys).collect()
}

fn dead_letter(function: &Function, context: &Context<'_>) -> Vec<Value> {
    let Some(queue) = function.dead_letter.as_deref().and_then(|queue| context.block_at(queue)) else {
        return Vec::new();
    };
    let send = allow(&["sqs:SendMessage"], vec![arn_of(&queue.address)]);
    [send].into_iter().chain(encrypting(std::iter::once(queue), context)).collect()
}

/// X-Ray knows no resources to write to.
fn tracing() -> Vec<Value> {
    vec![allow(&["xray:PutTraceSegments", "xray:PutTelemetryRecords"], vec![Value::from("*")])]
}
