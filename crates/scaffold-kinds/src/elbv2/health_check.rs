use scaffold_model::TextRule;

use crate::{choice, record};

record! {
    /// How targets are found healthy. What is not said is as AWS chooses for the protocol.
    pub struct HealthCheck {
        /// Whether targets are checked. Functions are not unless it is said; all others are.
        enabled: Option<bool> => provider_chosen().created_by(&["HealthCheckEnabled"]).modified_by(&["ModifyTargetGroup.HealthCheckEnabled"]),
        /// Protocol of the check.
        protocol: Option<HealthCheckProtocol> => provider_chosen().created_by(&["HealthCheckProtocol"]).modified_by(&["ModifyTargetGroup.HealthCheckProtocol"]),
        /// Port of the check: a number, or `traffic-port`.
        port: Option<String> => provider_chosen().text(TextRule::Described { words: "`traffic-port`, or a port as text", fits: is_port }).created_by(&["HealthCheckPort"]).modified_by(&["ModifyTargetGroup.HealthCheckPort"]),
        /// Path that is asked for over HTTP, with its query.
        path: Option<String> => provider_chosen().text(TextRule::AtMost(1024)).created_by(&["HealthCheckPath"]).modified_by(&["ModifyTargetGroup.HealthCheckPath"]),
        /// Seconds between two checks of a target.
        interval_seconds: Option<i64> => provider_chosen().between(5, 300).created_by(&["HealthCheckIntervalSeconds"]).modified_by(&["ModifyTargetGroup.HealthCheckIntervalSeconds"]),
        /// Seconds without an answer after which a check failed.
        timeout_seconds: Option<i64> => provider_chosen().between(2, 120).created_by(&["HealthCheckTimeoutSeconds"]).modified_by(&["ModifyTargetGroup.HealthCheckTimeoutSeconds"]),
        /// Successes in a row after which a target is healthy.
        healthy_threshold: Option<i64> => provider_chosen().between(2, 10).created_by(&["HealthyThresholdCount"]).modified_by(&["ModifyTargetGroup.HealthyThresholdCount"]),
        /// Failures in a row after which a target is unhealthy.
        unhealthy_threshold: Option<i64> => provider_chosen().between(2, 10).created_by(&["UnhealthyThresholdCount"]).modified_by(&["ModifyTargetGroup.UnhealthyThresholdCount"]),
        /// Codes of a healthy answer: `200`, `200,202` or `200-299`; with gRPC `12` or `0-5`.
        matcher: Option<String> => provider_chosen().text(TextRule::Described { words: "codes joined by commas, and ranges: `200,202` or `200-299`", fits: is_matcher }).created_by(&["Matcher.HttpCode", "Matcher.GrpcCode"]).modified_by(&["ModifyTargetGroup.Matcher.HttpCode", "ModifyTargetGroup.Matcher.GrpcCode"]),
    }
}

fn is_port(text: &str) -> bool {
    text == "traffic-port" || text.parse::<u16>().is_ok_and(|port| port > 0 && text == port.to_string())
}

fn is_matcher(text: &str) -> bool {
    let is_code = |text: &str| text.len() <= 3 && text.parse::<u16>().is_ok();
    text.split(',').all(|piece| match piece.split_once('-') {
        Some((first, last)) => is_code(first) && is_code(last),
        None => is_code(piece),
    })
}

choice! {
    /// Protocol of a health check.
    pub enum HealthCheckProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTPS; certificates are not checked.
        Https = "HTTPS",
        /// That a connection is accepted. Network balancers only.
        Tcp = "TCP",
    }
}
