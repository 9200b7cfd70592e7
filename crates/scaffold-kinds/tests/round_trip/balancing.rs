//! Kinds of Elastic Load Balancing.

use scaffold_kinds::elbv2;
use serde_json::{Value as Json, json};

use super::round_trip;

#[test]
fn load_balancer() {
    round_trip::<elbv2::LoadBalancer>(json!({
        "type": "network",
        "scheme": "internal",
        "subnets": ["subnet-1", "subnet-2"],
        "subnet_mappings": [
            { "subnet": "subnet-1", "elastic_ip": "eipalloc-1" },
            { "subnet": "subnet-2", "private_ipv4_address": "10.0.0.9" },
        ],
        "security_groups": ["sg-1"],
        "enforce_security_groups_on_private_link": true,
        "ip_address_type": "dualstack",
        "deletion_protection": true,
        "cross_zone": true,
        "access_logs": { "bucket": "logs", "prefix": "edge" },
        "connection_logs": { "bucket": "logs", "prefix": "edge" },
        "health_check_logs": { "bucket": "logs", "prefix": "edge" },
        "zonal_shift": true,
        "ipv6_deny_all_igw_traffic": true,
        "idle_timeout_seconds": 75,
        "client_keep_alive_seconds": 600,
        "desync_mitigation": "strictest",
        "drop_invalid_headers": true,
        "preserve_host_header": true,
        "tls_headers": true,
        "xff_client_port": true,
        "xff_header_processing": "remove",
        "http2": false,
        "waf_fail_open": true,
        "dns_client_routing": "availability_zone_affinity",
        "secondary_ips_per_subnet": 2,
    }));
}

#[test]
fn target_group() {
    round_trip::<elbv2::TargetGroup>(json!({
        "target_type": "ip",
        "vpc": "vpc-1",
        "protocol": "HTTP",
        "port": 8080,
        "protocol_version": "HTTP2",
        "ip_address_type": "ipv6",
        "load_balancer": "arn:1",
        "health_check": {
            "enabled": true,
            "protocol": "HTTP",
            "port": "traffic-port",
            "path": "/health",
            "interval_seconds": 15,
            "timeout_seconds": 5,
            "healthy_threshold": 2,
            "unhealthy_threshold": 3,
            "matcher": "200-299",
        },
        "targets": [{ "id": "10.0.0.9", "port": 8081, "availability_zone": "all" }],
        "deregistration_delay_seconds": 60,
        "stickiness": { "type": "app_cookie", "duration_seconds": 60, "cookie_name": "SESSION" },
        "slow_start_seconds": 45,
        "algorithm": "weighted_random",
        "anomaly_mitigation": true,
        "cross_zone": "true",
        "dns_failover_minimum_count": 2,
        "dns_failover_minimum_percent": 10,
        "unhealthy_routing_minimum_count": 2,
        "unhealthy_routing_minimum_percent": 10,
        "lambda_multi_value_headers": true,
        "terminate_deregistered_connections": true,
        "preserve_client_ip": true,
        "proxy_protocol_v2": true,
        "terminate_unhealthy_connections": false,
        "unhealthy_draining_seconds": 60,
    }));
}

/// One of each action.
fn actions() -> Json {
    json!([
        { "authenticate_oidc": {
            "issuer": "https://id.example.com",
            "authorization_endpoint": "https://id.example.com/authorize",
            "token_endpoint": "https://id.example.com/token",
            "user_info_endpoint": "https://id.example.com/userinfo",
            "client_id": "web",
            "client_secret": { "parameter": "/shop/oidc:3" },
            "session_cookie_name": "SESSION",
            "scope": "openid email",
            "session_timeout_seconds": 3600,
            "extra_parameters": { "display": "page" },
            "on_unauthenticated": "deny",
        } },
        { "authenticate_cognito": {
            "user_pool": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_1",
            "user_pool_client": "web",
            "user_pool_domain": "shop",
            "session_cookie_name": "SESSION",
            "scope": "openid",
            "session_timeout_seconds": 3600,
            "extra_parameters": { "display": "page" },
            "on_unauthenticated": "allow",
        } },
        { "forward": {
            "target_groups": [{ "target_group": "arn:1", "weight": 90 }, { "target_group": "arn:2", "weight": 10 }],
            "stickiness_seconds": 600,
        } },
        { "redirect": {
            "protocol": "HTTPS", "port": "443", "host": "#{host}", "path": "/#{path}", "query": "#{query}",
            "status_code": "HTTP_302",
        } },
        { "fixed_response": { "status_code": 404, "content_type": "text/html", "message_body": "<p>" } },
    ])
}

#[test]
fn targets() {
    round_trip::<elbv2::Targets>(json!({
        "target_group": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/api/1",
        "targets": [{ "id": "10.0.0.1", "port": 81, "availability_zone": "all" }, { "id": "arn:aws:lambda:us-east-1:1:function:api" }],
    }));
}

#[test]
fn listener() {
    round_trip::<elbv2::Listener>(json!({
        "load_balancer": "arn:1",
        "port": 443,
        "protocol": "HTTPS",
        "certificate": "arn:2",
        "additional_certificates": ["arn:3", "arn:4"],
        "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "alpn_policy": "HTTP2Preferred",
        "mutual_authentication": {
            "mode": "verify",
            "trust_store": "arn:5",
            "ignore_client_certificate_expiry": true,
            "advertise_trust_store_ca_names": true,
        },
        "default_actions": actions(),
        "tcp_idle_timeout_seconds": 600,
        "server_header": false,
        "response_headers": {
            "strict_transport_security": "max-age=1",
            "access_control_allow_origin": "*",
            "access_control_allow_methods": "GET",
            "access_control_allow_headers": "*",
            "access_control_allow_credentials": "true",
            "access_control_expose_headers": "*",
            "access_control_max_age": "60",
            "content_security_policy": "default-src 'self'",
            "x_content_type_options": "nosniff",
            "x_frame_options": "DENY",
        },
        "request_header_names": {
            "client_certificate_serial_number": "A",
            "client_certificate_issuer": "B",
            "client_certificate_subject": "C",
            "client_certificate_validity": "D",
            "client_certificate_leaf": "E",
            "client_certificate": "F",
            "tls_version": "G",
            "tls_cipher_suite": "H",
        },
    }));
}

#[test]
fn listener_rule() {
    let rewrite = json!({ "regex": "^/v1/(.*)", "replace": "/$1" });
    round_trip::<elbv2::ListenerRule>(json!({
        "listener": "arn:1",
        "priority": 10,
        "conditions": [
            conditions(json!({ "source_ip": ["10.0.0.0/8"] })),
            conditions(json!({ "query_string": [{ "key": "v", "value": "2" }] })),
            conditions(json!({ "http_header": { "name": "Accept", "values": [], "regex_values": ["json$"] } })),
            conditions(json!({ "http_request_method": ["GET"] })),
            conditions(json!({ "path_pattern_regex": ["^/a"] })),
            conditions(json!({ "path_pattern": ["/a/*"] })),
            conditions(json!({ "host_header_regex": ["^a"] })),
            conditions(json!({ "host_header": ["a.example.com"] })),
        ],
        "actions": actions(),
        "host_header_rewrite": rewrite,
        "url_rewrite": rewrite,
    }));
}

/// A condition, with the sets that are empty in it.
fn conditions(said: Json) -> Json {
    let mut condition = json!({
        "host_header": [], "host_header_regex": [], "path_pattern": [], "path_pattern_regex": [],
        "http_request_method": [], "query_string": [], "source_ip": [],
    });
    for (name, value) in said.as_object().unwrap() {
        condition[name] = value.clone();
    }
    condition
}
