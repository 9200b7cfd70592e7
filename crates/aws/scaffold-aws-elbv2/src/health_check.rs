use aws_sdk_elasticloadbalancingv2::types::{Matcher, ProtocolEnum, TargetGroup as LiveGroup};
use scaffold_kinds::Choice;
use scaffold_kinds::elbv2::{ProtocolVersion, TargetGroup};
use scaffold_model::Value;

use crate::found::{number, table, text};

/// A health check in the words of the calls. What is not said is left to AWS.
#[derive(Default)]
pub(crate) struct Check {
    pub enabled: Option<bool>,
    pub protocol: Option<ProtocolEnum>,
    pub port: Option<String>,
    pub path: Option<String>,
    pub interval: Option<i32>,
    pub timeout: Option<i32>,
    pub healthy: Option<i32>,
    pub unhealthy: Option<i32>,
    pub matcher: Option<Matcher>,
}

/// What is asked for.
pub(crate) fn check_of(wanted: &TargetGroup) -> Check {
    let Some(check) = wanted.health_check.clone() else { return Check::default() };
    let seconds = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
    let is_grpc = wanted.protocol_version == Some(ProtocolVersion::Grpc);
    let matcher = |codes: String| match is_grpc {
        true => Matcher::builder().grpc_code(codes).build(),
        false => Matcher::builder().http_code(codes).build(),
    };
    Check {
        enabled: check.enabled,
        protocol: check.protocol.map(|protocol| ProtocolEnum::from(protocol.word())),
        port: check.port,
        path: check.path,
        interval: seconds(check.interval_seconds),
        timeout: seconds(check.timeout_seconds),
        healthy: seconds(check.healthy_threshold),
        unhealthy: seconds(check.unhealthy_threshold),
        matcher: check.matcher.map(matcher),
    }
}

/// What is there.
pub(crate) fn as_value(group: &LiveGroup) -> Value {
    let codes = group.matcher().and_then(|matcher| matcher.http_code().or_else(|| matcher.grpc_code()));
    table([
        ("enabled", group.health_check_enabled().map_or(Value::Null, Value::from)),
        ("protocol", text(group.health_check_protocol().map(ProtocolEnum::as_str))),
        ("port", text(group.health_check_port())),
        ("path", text(group.health_check_path())),
        ("interval_seconds", number(group.health_check_interval_seconds())),
        ("timeout_seconds", number(group.health_check_timeout_seconds())),
        ("healthy_threshold", number(group.healthy_threshold_count())),
        ("unhealthy_threshold", number(group.unhealthy_threshold_count())),
        ("matcher", text(codes)),
    ])
}
