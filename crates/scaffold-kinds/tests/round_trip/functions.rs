//! Kinds of Lambda and EventBridge.

use scaffold_kinds::{Kind, events, lambda};
use serde_json::json;

use super::{round_trip, values};

#[test]
fn layer() {
    round_trip::<lambda::Layer>(json!({
        "code_sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "runtimes": ["python3.13"],
        "architectures": ["arm64", "x86_64"],
        "license": "MIT",
    }));
}

#[test]
fn function() {
    round_trip::<lambda::Function>(json!({
        "package": "Zip",
        "code_sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
        "image_config": { "entry_point": ["/bin/app"], "command": ["serve"], "working_directory": "/srv" },
        "runtime": "python3.13",
        "handler": "index.handler",
        "architecture": "arm64",
        "role": "arn:aws:iam::123456789012:role/runner",
        "description": "answers",
        "memory_mib": 256,
        "timeout_seconds": 10,
        "environment": { "STAGE": "prod" },
        "encryption_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "ephemeral_storage_mib": 1024,
        "layers": ["arn:aws:lambda:us-east-1:123456789012:layer:shared:1"],
        "file_system": {
            "access_point": "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-1",
            "mount_path": "/mnt/files",
        },
        "vpc": { "subnets": ["subnet-1"], "security_groups": ["sg-1"], "ipv6": true },
        "reserved_concurrency": 5,
        "tracing": "Active",
        "dead_letter": "arn:aws:sqs:us-east-1:123456789012:lost",
        "log_group": "arn:aws:logs:us-east-1:123456789012:log-group:api",
        "log_format": "JSON",
        "application_log_level": "WARN",
        "system_log_level": "DEBUG",
        "snap_start": "PublishedVersions",
    }));
}

#[test]
fn alias() {
    round_trip::<lambda::Alias>(json!({
        "function": "arn:aws:lambda:us-east-1:123456789012:function:api",
        "name": "live",
        "revision": "0123456789abcdef",
        "provisioned_concurrency": 2,
    }));
}

#[test]
fn permission() {
    round_trip::<lambda::Permission>(json!({
        "function": "arn:aws:lambda:us-east-1:123456789012:function:api",
        "alias": "arn:aws:lambda:us-east-1:123456789012:function:api:live",
        "action": "lambda:InvokeFunctionUrl",
        "principal": "*",
        "source_arn": "arn:aws:s3:::uploads",
        "source_account": "123456789012",
        "organization": "o-0a1b2c3d4e",
        "url_auth": "NONE",
        "invoked_via_url": true,
    }));
}

#[test]
fn url() {
    round_trip::<lambda::Url>(json!({
        "function": "arn:aws:lambda:us-east-1:123456789012:function:api",
        "alias": "arn:aws:lambda:us-east-1:123456789012:function:api:live",
        "auth": "AWS_IAM",
        "cors": {
            "allow_credentials": true, "allow_headers": ["date"], "allow_methods": ["GET"],
            "allow_origins": ["*"], "expose_headers": ["date"], "max_age_seconds": 60,
        },
        "invoke_mode": "RESPONSE_STREAM",
    }));
}

#[test]
fn event_source() {
    round_trip::<lambda::EventSource>(json!({
        "function": "arn:aws:lambda:us-east-1:123456789012:function:api",
        "alias": "arn:aws:lambda:us-east-1:123456789012:function:api:live",
        "source": "arn:aws:kinesis:us-east-1:123456789012:stream/orders",
        "enabled": false,
        "batch_size": 100,
        "batching_window_seconds": 5,
        "max_concurrency": 5,
        "filters": ["{\"a\":[1]}"],
        "encryption_key": "arn:aws:kms:us-east-1:123456789012:key/1",
        "report_item_failures": true,
        "starting_position": "LATEST",
        "parallelization": 2,
        "bisect_on_error": true,
        "max_record_age_seconds": 3600,
        "max_retries": 3,
        "tumbling_window_seconds": 60,
        "on_failure": "arn:aws:sqs:us-east-1:123456789012:lost",
    }));
}

#[test]
fn rule() {
    round_trip::<events::Rule>(json!({
        "schedule": "rate(5 minutes)",
        "event_pattern": "{\"source\":[\"orders\"]}",
        "enabled": false,
        "description": "now and then",
        "event_bus": "orders",
        "role": "arn:aws:iam::123456789012:role/caller",
        "targets": { "function": {
            "arn": "arn:aws:lambda:us-east-1:123456789012:function:api",
            "role": "arn:aws:iam::123456789012:role/caller",
            "input": "{}",
            "input_path": "$.detail",
            "input_transformer": { "paths": { "id": "$.detail.id" }, "template": "<id>" },
            "dead_letter": "arn:aws:sqs:us-east-1:123456789012:lost",
            "retry": { "attempts": 3, "max_age_seconds": 600 },
            "message_group": "orders",
        } },
    }));
}

#[test]
fn a_revision_is_what_a_version_keeps() {
    let mut like = values(&json!({
        "package": "Zip", "code_sha256": "a", "architecture": "arm64", "role": "r", "memory_mib": 256,
        "timeout_seconds": 10, "ephemeral_storage_mib": 512, "tracing": "Active", "log_format": "Text",
        "application_log_level": "INFO", "system_log_level": "INFO", "snap_start": "None",
    }));
    let of = |values: &_, code: &str| lambda::Function::decode(values).unwrap().revision(code);
    let first = of(&like, "a");
    like.insert("reserved_concurrency".to_owned(), 5.into());
    like.insert("environment".to_owned(), scaffold_model::Value::Map([].into()));
    assert_eq!(of(&like, "a"), first);
    assert_ne!(of(&like, "b"), first);
    like.insert("memory_mib".to_owned(), 512.into());
    assert_ne!(of(&like, "a"), first);
}

#[test]
fn a_principal_has_one_spelling() {
    let schema = scaffold_kinds::schema("lambda.permission").unwrap();
    let scaffold_model::Type::Text(rule) = &schema.schema.attribute("principal").unwrap().ty else {
        panic!()
    };
    for text in ["*", "events.amazonaws.com", "123456789012", "arn:aws:iam::123456789012:role/deploy"] {
        assert!(rule.fits(text), "{text}");
    }
    for text in ["", "arn:aws:iam::123456789012:root", "1234", "example.com", "arn:aws:s3:::bucket"] {
        assert!(!rule.fits(text), "{text}");
    }
}
