use scaffold_model::{Value, Values};

use crate::attributes::{Known, Pairs, Spelled, plain};

/// `algorithm` stands before what belongs to one algorithm alone.
pub(crate) const KNOWN: &[Known] = &[
    plain("deregistration_delay_seconds", "deregistration_delay.timeout_seconds"),
    plain("slow_start_seconds", "slow_start.duration_seconds"),
    plain("algorithm", "load_balancing.algorithm.type"),
    Known {
        name: "anomaly_mitigation",
        key: "load_balancing.algorithm.anomaly_mitigation",
        spelled: Spelled::OnOff,
    },
    plain("cross_zone", "load_balancing.cross_zone.enabled"),
    Known {
        name: "dns_failover_minimum_count",
        key: "target_group_health.dns_failover.minimum_healthy_targets.count",
        spelled: Spelled::OffForZero,
    },
    Known {
        name: "dns_failover_minimum_percent",
        key: "target_group_health.dns_failover.minimum_healthy_targets.percentage",
        spelled: Spelled::OffForZero,
    },
    plain(
        "unhealthy_routing_minimum_count",
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
    ),
    Known {
        name: "unhealthy_routing_minimum_percent",
        key: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
        spelled: Spelled::OffForZero,
    },
    plain("lambda_multi_value_headers", "lambda.multi_value_headers.enabled"),
    plain("terminate_deregistered_connections", "deregistration_delay.connection_termination.enabled"),
    plain("preserve_client_ip", "preserve_client_ip.enabled"),
    plain("proxy_protocol_v2", "proxy_protocol_v2.enabled"),
    plain("terminate_unhealthy_connections", "target_health_state.unhealthy.connection_termination.enabled"),
    plain("unhealthy_draining_seconds", "target_health_state.unhealthy.draining_interval_seconds"),
];

const ENABLED: &str = "stickiness.enabled";
const TYPE: &str = "stickiness.type";
const COOKIE: &str = "stickiness.app_cookie.cookie_name";

/// The pair that says how long a cookie of this type holds; addresses are not forgotten.
fn duration_key(sticks: &str) -> Option<&'static str> {
    match sticks {
        "lb_cookie" => Some("stickiness.lb_cookie.duration_seconds"),
        "app_cookie" => Some("stickiness.app_cookie.duration_seconds"),
        _ => None,
    }
}

/// How clients come back, where they do.
pub(crate) fn read_stickiness(pairs: &Pairs) -> Option<Value> {
    let sticks = pairs.get(TYPE).filter(|_| pairs.get(ENABLED).is_some_and(|on| on == "true"))?;
    let mut table = Values::from([("type".to_owned(), Value::text(sticks.as_str()))]);
    let seconds = duration_key(sticks).and_then(|key| pairs.get(key)?.parse::<i64>().ok());
    table.extend(seconds.map(|seconds| ("duration_seconds".to_owned(), Value::from(seconds))));
    let cookie = pairs.get(COOKIE).filter(|name| sticks == "app_cookie" && !name.is_empty());
    table.extend(cookie.map(|name| ("cookie_name".to_owned(), Value::text(name.as_str()))));
    Some(Value::Map(table))
}

/// The pairs of stickiness that is wanted from the beginning.
pub(crate) fn initial_stickiness(values: &Values) -> Vec<(String, String)> {
    let wanted = values.get("stickiness").filter(|value| !value.is_null());
    wanted.map(changed_stickiness).unwrap_or_default()
}

/// The pairs of stickiness as it is wanted.
pub(crate) fn changed_stickiness(wanted: &Value) -> Vec<(String, String)> {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let Some(entries) = wanted.as_map() else { return vec![pair(ENABLED, "false")] };
    let sticks = entries.get("type").and_then(Value::as_text).unwrap_or_default();
    let mut pairs = vec![pair(ENABLED, "true"), pair(TYPE, sticks)];
    if let (Some(key), Some(seconds)) = (duration_key(sticks), entries.get("duration_seconds")) {
        pairs.push(pair(key, &seconds.to_string()));
    }
    let cookie = entries.get("cookie_name").and_then(Value::as_text);
    pairs.extend(cookie.map(|name| pair(COOKIE, name)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stickiness_is_read_as_it_was_written() {
        let cookie = Value::Map(Values::from([
            ("type".to_owned(), Value::from("app_cookie")),
            ("duration_seconds".to_owned(), Value::from(600)),
            ("cookie_name".to_owned(), Value::from("SESSION")),
        ]));
        let address = Value::Map(Values::from([("type".to_owned(), Value::from("source_ip"))]));
        for wanted in [cookie, address] {
            let pairs: Pairs = changed_stickiness(&wanted).into_iter().collect();
            assert_eq!(read_stickiness(&pairs), Some(wanted));
        }
        let off: Pairs = changed_stickiness(&Value::Null).into_iter().collect();
        assert_eq!(read_stickiness(&off), None);
    }
}
