use scaffold_model::{Value, Values};

use crate::attributes::{Known, Pairs, plain};

pub(crate) const KNOWN: &[Known] = &[
    plain("deletion_protection", "deletion_protection.enabled"),
    plain("cross_zone", "load_balancing.cross_zone.enabled"),
    plain("zonal_shift", "zonal_shift.config.enabled"),
    plain("ipv6_deny_all_igw_traffic", "ipv6.deny_all_igw_traffic"),
    plain("idle_timeout_seconds", "idle_timeout.timeout_seconds"),
    plain("client_keep_alive_seconds", "client_keep_alive.seconds"),
    plain("desync_mitigation", "routing.http.desync_mitigation_mode"),
    plain("drop_invalid_headers", "routing.http.drop_invalid_header_fields.enabled"),
    plain("preserve_host_header", "routing.http.preserve_host_header.enabled"),
    plain("tls_headers", "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"),
    plain("xff_client_port", "routing.http.xff_client_port.enabled"),
    plain("xff_header_processing", "routing.http.xff_header_processing.mode"),
    plain("http2", "routing.http2.enabled"),
    plain("waf_fail_open", "waf.fail_open.enabled"),
    plain("dns_client_routing", "dns_record.client_routing_policy"),
    plain("secondary_ips_per_subnet", "secondary_ips.auto_assigned.per_subnet"),
];

/// Tables of three pairs each: `….enabled`, `….bucket`, `….prefix`.
const LOGS: &[(&str, &str)] = &[
    ("access_logs", "access_logs.s3"),
    ("connection_logs", "connection_logs.s3"),
    ("health_check_logs", "health_check_logs.s3"),
];

/// Where logs go that are on.
pub(crate) fn read_logs(pairs: &Pairs, values: &mut Values) {
    for (name, key) in LOGS {
        let said = |what: &str| pairs.get(&format!("{key}.{what}")).filter(|text| !text.is_empty());
        if said("enabled").is_none_or(|on| on != "true") {
            continue;
        }
        let entry = |what: &str| said(what).map(|text| (what.to_owned(), Value::text(text.as_str())));
        let table = ["bucket", "prefix"].into_iter().filter_map(entry).collect();
        values.insert((*name).to_owned(), Value::Map(table));
    }
}

/// The pairs of the logs that are wanted from the beginning.
pub(crate) fn initial_logs(values: &Values) -> Vec<(String, String)> {
    let on = LOGS.iter().filter(|(name, _)| values.get(*name).is_some_and(|value| !value.is_null()));
    on.flat_map(|(name, key)| switched(key, &values[*name])).collect()
}

/// The pairs of the logs that a patch changes.
pub(crate) fn changed_logs(patch: &Values) -> Vec<(String, String)> {
    let changed = LOGS.iter().filter_map(|(name, key)| Some(switched(key, patch.get(*name)?)));
    changed.flatten().collect()
}

fn switched(key: &str, logs: &Value) -> Vec<(String, String)> {
    let pair = |what: &str, value: &str| (format!("{key}.{what}"), value.to_owned());
    let Some(entries) = logs.as_map() else { return vec![pair("enabled", "false")] };
    let said = |what: &str| entries.get(what).and_then(Value::as_text).unwrap_or_default();
    vec![pair("enabled", "true"), pair("bucket", said("bucket")), pair("prefix", said("prefix"))]
}
