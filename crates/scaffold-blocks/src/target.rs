//! Where balancers reach a group, and how they find out whether it is well.

use scaffold_kinds::{Choice, choice, record};
use scaffold_model::{Diagnostic, Rule, TextRule, Type, Value, Values};

use crate::block::Context;
use crate::codes;

/// Protocols of application balancers.
const HTTP: &[&str] = &["HTTP", "HTTPS"];

record! {
    /// Where balancers reach a group.
    pub struct Target {
        /// The port that its instances answer at.
        port: Option<i64> => between(1, 65_535).required().replaces(),
        /// What they speak there: `HTTP` or `HTTPS` behind an application balancer; `TCP`, `TLS` or `UDP`
        /// behind a network one.
        protocol: TargetProtocol => defaults_to("HTTP").replaces(),
        /// Who gets the next request: each in turn, or who has the fewest under way.
        algorithm: Option<Algorithm> => defaults_to("round_robin"),
        /// How long one that leaves may go on with its requests, in seconds.
        deregistration_delay_seconds: i64 => defaults_to(60_i64).between(0, 3_600),
        /// For how long clients come back to the same instance, by a cookie, in seconds. Not when it is
        /// not said.
        stickiness_seconds: Option<i64> => between(1, 604_800),
        /// For how long a new instance gets fewer requests, in seconds: 30 to 900, or 0.
        slow_start_seconds: Option<i64> => of_type(Type::AnyOf(vec![Type::Integer { minimum: 0, maximum: 0 }, Type::Integer { minimum: 30, maximum: 900 }])),
        /// How balancers find out whether an instance is well.
        health_check: HealthCheck => defaults_to(health_check()),
    }
    rules {
        Rule::OnlyWhere { attributes: &["slow_start_seconds"], attribute: "algorithm", is: &["round_robin"] },
        Rule::OnlyWhere { attributes: &["algorithm", "stickiness_seconds", "slow_start_seconds"], attribute: "protocol", is: HTTP },
    }
}

record! {
    /// How balancers find out whether an instance is well.
    pub struct HealthCheck {
        /// What is asked for over HTTP: `/` when it is not said.
        path: Option<String> => text(TextRule::Described { words: "a path that begins with `/`, at most 1,024 characters", fits: is_path }),
        /// How often, in seconds.
        interval_seconds: Option<i64> => defaults_to(15_i64).between(5, 300),
        /// How long an answer may take, in seconds; less than the interval.
        timeout_seconds: Option<i64> => defaults_to(5_i64).between(2, 120),
        /// After how many good answers it is well.
        healthy: Option<i64> => defaults_to(2_i64).between(2, 10),
        /// After how many bad ones it is not.
        unhealthy: Option<i64> => defaults_to(3_i64).between(2, 10),
        /// Which status is a good answer over HTTP: `"200"` when it is not said; `"200,301"`, `"200-299"`.
        status: Option<String> => text(TextRule::Described { words: "statuses, such as `200`, `200,301` or `200-299`", fits: is_status }),
        /// The port that is asked, where it is not the target's own.
        port: Option<i64> => between(1, 65_535),
        /// What is spoken: `HTTP` or `HTTPS` as the target does. A target of TCP, TLS or UDP is asked for a
        /// connection (`TCP`), or over HTTP where `path` or `status` is said.
        protocol: Option<HealthCheckProtocol>,
    }
}

choice! {
    /// What instances speak to balancers.
    pub enum TargetProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTP over TLS.
        Https = "HTTPS",
        /// TCP.
        Tcp = "TCP",
        /// TLS.
        Tls = "TLS",
        /// UDP.
        Udp = "UDP",
    }
}

choice! {
    /// Who gets the next request.
    pub enum Algorithm {
        /// Each in turn.
        RoundRobin = "round_robin",
        /// Who has the fewest under way.
        LeastOutstandingRequests = "least_outstanding_requests",
    }
}

choice! {
    /// How health is asked for.
    pub enum HealthCheckProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTP over TLS.
        Https = "HTTPS",
        /// A connection is enough.
        Tcp = "TCP",
    }
}

fn health_check() -> Value {
    let values = [("interval_seconds", 15), ("timeout_seconds", 5), ("healthy", 2), ("unhealthy", 3)];
    Value::Map(values.map(|(name, value)| (name.to_owned(), Value::Integer(value))).into_iter().collect())
}

pub(crate) fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.chars().count() <= 1_024
}

pub(crate) fn is_status(text: &str) -> bool {
    let status = |text: &str| text.parse::<u16>().ok().filter(|status| (200..=599).contains(status));
    text.split(',').all(|part| match part.split_once('-') {
        Some((first, last)) => status(first).zip(status(last)).is_some_and(|(first, last)| first < last),
        None => status(part).is_some(),
    })
}

impl Target {
    /// For security groups.
    pub(crate) fn transport(&self) -> &'static str {
        if self.protocol == TargetProtocol::Udp { "udp" } else { "tcp" }
    }

    /// The port at which health is asked for.
    pub(crate) fn checked_port(&self) -> Option<i64> {
        self.health_check.port.or(self.port)
    }

    /// Whether it is behind an application balancer.
    pub(crate) fn is_http(&self) -> bool {
        HTTP.contains(&self.protocol.word())
    }

    fn check_protocol(&self) -> HealthCheckProtocol {
        let check = &self.health_check;
        match (check.protocol, self.protocol) {
            (Some(protocol), _) => protocol,
            (None, TargetProtocol::Http) => HealthCheckProtocol::Http,
            (None, TargetProtocol::Https) => HealthCheckProtocol::Https,
            (None, _) if check.path.is_some() || check.status.is_some() => HealthCheckProtocol::Http,
            (None, _) => HealthCheckProtocol::Tcp,
        }
    }

    /// The health check as the kind takes it.
    pub(crate) fn health_check(&self) -> Value {
        let check = &self.health_check;
        let protocol = self.check_protocol();
        let mut values = Values::from([
            ("enabled".to_owned(), Value::from(true)),
            ("protocol".to_owned(), Value::from(protocol.word())),
        ]);
        let port = check.port.map_or_else(|| "traffic-port".to_owned(), |port| port.to_string());
        values.insert("port".to_owned(), Value::text(port));
        let numbers = [
            ("interval_seconds", check.interval_seconds),
            ("timeout_seconds", check.timeout_seconds),
            ("healthy_threshold", check.healthy),
            ("unhealthy_threshold", check.unhealthy),
        ];
        values.extend(numbers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        if protocol != HealthCheckProtocol::Tcp {
            values.insert("path".to_owned(), Value::from(check.path.as_deref().unwrap_or("/")));
            values.insert("matcher".to_owned(), Value::from(check.status.as_deref().unwrap_or("200")));
        }
        Value::Map(values)
    }

    /// What is wrong with it.
    pub(crate) fn check(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let check = &self.health_check;
        let path = |attribute: &str| format!("target.health_check.{attribute}");
        if let Some((interval, timeout)) = check.interval_seconds.zip(check.timeout_seconds)
            && timeout >= interval
        {
            let message = format!(
                "a health check of {} takes up to {timeout} s and begins again every {interval} s",
                context.address()
            );
            problems.push(
                Diagnostic::error(&codes::HEALTH_CHECK_TIMING, message)
                    .at(
                        context.written(&[&path("timeout_seconds"), &path("interval_seconds")]),
                        "too long an answer, or too often asked",
                    )
                    .help("let `timeout_seconds` be less than `interval_seconds`"),
            );
        }
        let protocol = self.check_protocol();
        if self.is_http() && protocol == HealthCheckProtocol::Tcp {
            let message = format!(
                "the target of {} speaks HTTP, and its health is asked for by TCP",
                context.address()
            );
            problems.push(
                Diagnostic::error(&codes::UNFITTING_HEALTH_CHECK, message)
                    .at(context.origin(&path("protocol")), "an application balancer cannot")
                    .help("take it out, or say `\"HTTP\"`"),
            );
        } else if protocol == HealthCheckProtocol::Tcp
            && let Some(said) =
                ["path", "status"].into_iter().find(|name| context.value_at(&path(name)).is_some())
        {
            let message = format!("a health check of {} by TCP has no `{said}`", context.address());
            problems.push(
                Diagnostic::error(&codes::UNFITTING_HEALTH_CHECK, message)
                    .at(context.origin(&path(said)), "only over HTTP")
                    .help(format!("take `{said}` out, or say `protocol = \"HTTP\"` in `health_check`")),
            );
        }
        problems
    }
}
