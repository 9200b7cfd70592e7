use scaffold_kinds::Kind;
use scaffold_kinds::elbv2::Listener;
use scaffold_model::{Value, Values};

use crate::attributes::{self, Known, Pairs, plain, read_table, write_table};

const KNOWN: &[Known] = &[
    plain("tcp_idle_timeout_seconds", "tcp.idle_timeout.seconds"),
    plain("server_header", "routing.http.response.server.enabled"),
];

const RESPONSE: &[(&str, &str)] = &[
    ("strict_transport_security", "routing.http.response.strict_transport_security.header_value"),
    ("access_control_allow_origin", "routing.http.response.access_control_allow_origin.header_value"),
    ("access_control_allow_methods", "routing.http.response.access_control_allow_methods.header_value"),
    ("access_control_allow_headers", "routing.http.response.access_control_allow_headers.header_value"),
    (
        "access_control_allow_credentials",
        "routing.http.response.access_control_allow_credentials.header_value",
    ),
    ("access_control_expose_headers", "routing.http.response.access_control_expose_headers.header_value"),
    ("access_control_max_age", "routing.http.response.access_control_max_age.header_value"),
    ("content_security_policy", "routing.http.response.content_security_policy.header_value"),
    ("x_content_type_options", "routing.http.response.x_content_type_options.header_value"),
    ("x_frame_options", "routing.http.response.x_frame_options.header_value"),
];

const REQUEST: &[(&str, &str)] = &[
    (
        "client_certificate_serial_number",
        "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
    ),
    ("client_certificate_issuer", "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name"),
    ("client_certificate_subject", "routing.http.request.x_amzn_mtls_clientcert_subject.header_name"),
    ("client_certificate_validity", "routing.http.request.x_amzn_mtls_clientcert_validity.header_name"),
    ("client_certificate_leaf", "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name"),
    ("client_certificate", "routing.http.request.x_amzn_mtls_clientcert.header_name"),
    ("tls_version", "routing.http.request.x_amzn_tls_version.header_name"),
    ("tls_cipher_suite", "routing.http.request.x_amzn_tls_cipher_suite.header_name"),
];

/// Whether a listener of a protocol has attributes at all.
pub(crate) fn has_attributes(protocol: &str) -> bool {
    matches!(protocol, "HTTP" | "HTTPS" | "TCP" | "TCP_UDP")
}

pub(crate) fn read(pairs: &Pairs, values: &mut Values) {
    let schema = &Listener::schema().schema;
    attributes::read(schema, KNOWN, pairs, values);
    for (name, keys) in [("response_headers", RESPONSE), ("request_header_names", REQUEST)] {
        let table = read_table(keys, pairs);
        if schema.takes(name, values) && !table.is_null() {
            values.insert(name.to_owned(), table);
        }
    }
}

/// What a new listener needs beyond what AWS gives it.
pub(crate) fn initial(values: &Values) -> Vec<(String, String)> {
    let mut pairs = attributes::initial(&Listener::schema().schema, KNOWN, values);
    let table = |name: &str| values.get(name).cloned().unwrap_or_default();
    pairs.extend(write_table(RESPONSE, &table("response_headers"), false));
    pairs.extend(write_table(REQUEST, &table("request_header_names"), false));
    pairs
}

/// What a patch changes. Headers of answers that are not said are taken away, as long as the listener
/// has such headers.
pub(crate) fn changed(patch: &Values, all: &Values) -> Vec<(String, String)> {
    let schema = &Listener::schema().schema;
    let fitting: Values = patch
        .iter()
        .filter(|(name, _)| schema.takes(name, all))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut pairs = attributes::changed(schema, KNOWN, &fitting);
    let none = Value::Null;
    for (name, keys, whole) in
        [("response_headers", RESPONSE, true), ("request_header_names", REQUEST, false)]
    {
        if let Some(table) = fitting.get(name) {
            pairs.extend(write_table(keys, if table.is_null() { &none } else { table }, whole));
        }
    }
    pairs
}
