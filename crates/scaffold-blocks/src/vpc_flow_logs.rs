//! Who talks to whom in a network, written down in a log group.

use scaffold_model::{Type, Value, Values};

use crate::block::Context;
use crate::part::Part;
use crate::permissions::{allow, policy, trust};

/// The days that CloudWatch Logs takes (`PutRetentionPolicy`).
const DAYS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/// What the flow logs service does in its log group.
const ACTIONS: &[&str] =
    &["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"];

const BY: &str = "flow_logs_retention_days";
const LOG_GROUP: &str = "log_group.flow-logs";
const ROLE: &str = "role.flow-logs";

/// How long logs may be kept.
pub(crate) fn days() -> Type {
    Type::AnyOf(DAYS.iter().map(|&days| Type::Integer { minimum: days, maximum: days }).collect())
}

/// The log group, the role that writes to exactly it, and the flow log.
pub(crate) fn parts(days: i64, context: &Context<'_>) -> [Part; 3] {
    let arn = context.output_of(LOG_GROUP, "arn");
    let streams = Value::concat(vec![arn.clone(), Value::from(":*")]);
    let writes = policy(vec![allow(ACTIONS, vec![arn, streams])]);
    let policies = Value::Map(Values::from([("write".to_owned(), writes)]));
    [
        Part::new(LOG_GROUP, "logs.log_group").asked(BY, "retention_days", days),
        Part::new(ROLE, "iam.role").with("assume_role_policy", trust("vpc-flow-logs.amazonaws.com")).asked(
            BY,
            "inline_policies",
            policies,
        ),
        Part::new("flow_log", "ec2.flow_log")
            .with("vpc", context.id_of("vpc"))
            .with("log_group", context.id_of(LOG_GROUP))
            .with("role", context.id_of(ROLE)),
    ]
}
