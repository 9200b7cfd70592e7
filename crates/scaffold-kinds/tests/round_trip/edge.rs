//! Kinds of CloudFront.

use scaffold_kinds::cloudfront;
use serde_json::{Value as Json, json};

use super::round_trip;

#[test]
fn origin_access_control() {
    round_trip::<cloudfront::OriginAccessControl>(json!({
        "origin_type": "lambda",
        "signing_behavior": "no-override",
        "signing_protocol": "sigv4",
    }));
}

#[test]
fn cache_policy() {
    round_trip::<cloudfront::CachePolicy>(json!({
        "min_ttl_seconds": 1,
        "default_ttl_seconds": 2,
        "max_ttl_seconds": 3,
        "headers": ["Origin"],
        "cookies": { "behavior": "allExcept", "names": ["theme"] },
        "query_strings": { "behavior": "whitelist", "names": ["page"] },
        "gzip": true,
        "brotli": false,
    }));
}

#[test]
fn response_headers_policy() {
    round_trip::<cloudfront::ResponseHeadersPolicy>(json!({
        "cors": {
            "allow_origins": ["https://shop.example.com"],
            "allow_headers": ["*"],
            "allow_methods": ["GET", "POST"],
            "allow_credentials": false,
            "expose_headers": ["ETag"],
            "max_age_seconds": 600,
            "override": true,
        },
        "security": {
            "content_security_policy": { "value": "default-src 'self'", "override": true },
            "content_type_options": { "override": true },
            "frame_options": { "value": "DENY", "override": true },
            "referrer_policy": { "value": "same-origin", "override": false },
            "strict_transport_security": {
                "max_age_seconds": 63_072_000, "include_subdomains": true, "preload": true, "override": true,
            },
            "xss_protection": {
                "protection": true, "mode_block": false, "report_uri": "https://x.example.com", "override": true,
            },
        },
        "server_timing": { "sampling_rate": 12.5 },
        "custom_headers": { "X-Shop": { "value": "open", "override": false } },
        "remove_headers": ["Server"],
    }));
}

#[test]
fn function() {
    round_trip::<cloudfront::Function>(json!({
        "code": "function handler(event) { return event.request; }",
        "runtime": "cloudfront-js-2.0",
        "comment": "passes on",
        "key_value_stores": ["arn:aws:cloudfront::123456789012:key-value-store/0a1b2c3d"],
    }));
}

fn behavior(path: Option<&str>) -> Json {
    let mut behavior = json!({
        "origin": "files",
        "viewer_protocol": "https-only",
        "methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "compress": true,
        "cache_policy": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        "origin_request_policy": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "response_headers_policy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "functions": {
            "viewer_request": "arn:aws:cloudfront::123456789012:function/one",
            "viewer_response": "arn:aws:cloudfront::123456789012:function/two",
        },
        "trusted_key_groups": ["0a1b2c3d"],
        "realtime_log_config": "arn:aws:cloudfront::123456789012:realtime-log-config/logs",
        "grpc": false,
    });
    if let Some(path) = path {
        behavior["path"] = json!(path);
    }
    behavior
}

#[test]
fn distribution() {
    round_trip::<cloudfront::Distribution>(json!({
        "aliases": ["www.example.com"],
        "certificate": "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d",
        "minimum_protocol": "TLSv1.2_2021",
        "price_class": "PriceClass_100",
        "http_version": "http2and3",
        "ipv6": true,
        "default_root_object": "index.html",
        "web_acl": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/0a1b2c3d",
        "geo_restriction": { "allow": ["AT"], "deny": ["AQ"] },
        "logging": { "bucket": "logs.s3.amazonaws.com", "prefix": "edge/", "include_cookies": true },
        "error_responses": [{ "status": 404, "respond_with": 200, "page": "/index.html", "ttl_seconds": 10 }],
        "origins": { "files": {
            "domain": "files.s3.us-east-1.amazonaws.com",
            "path": "/site",
            "headers": { "X-From": "edge" },
            "access_control": "E0123456789ABC",
            "custom": {
                "protocol": "https-only",
                "http_port": 80,
                "https_port": 443,
                "ssl_protocols": ["TLSv1.2"],
                "read_timeout_seconds": 30,
                "keepalive_timeout_seconds": 5,
                "ip_address_type": "ipv4",
            },
            "connection_attempts": 3,
            "connect_timeout_seconds": 10,
            "completion_timeout_seconds": 60,
            "shield_region": "eu-central-1",
        } },
        "default_behavior": behavior(None),
        "behaviors": [behavior(Some("/api/*"))],
        "comment": "the shop's front",
        "enabled": true,
        "wait": true,
    }));
}
