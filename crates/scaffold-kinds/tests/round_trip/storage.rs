//! Queues and buckets.

use scaffold_kinds::{s3, sqs};
use serde_json::json;

use super::round_trip;

#[test]
fn queue() {
    round_trip::<sqs::Queue>(json!({
        "fifo": true,
        "visibility_timeout_seconds": 60,
        "retention_seconds": 3600,
        "delay_seconds": 5,
        "receive_wait_seconds": 20,
        "max_message_bytes": 1024,
        "encrypted": true,
        "encryption_key": "alias/aws/sqs",
        "key_reuse_seconds": 600,
        "dead_letter": { "queue": "https://sqs.us-east-1.amazonaws.com/1/failed.fifo", "max_receives": 3 },
        "policy": "{}",
        "content_based_deduplication": true,
        "deduplication_scope": "messageGroup",
        "throughput_limit": "perMessageGroupId",
        "deletion_protection": true,
    }));
}

#[test]
fn bucket() {
    round_trip::<s3::Bucket>(json!({
        "bucket": "acme-assets",
        "versioning": "Enabled",
        "encryption": { "algorithm": "aws:kms", "key": "alias/assets", "bucket_key": true },
        "public_access_block": {
            "block_public_acls": true, "ignore_public_acls": true,
            "block_public_policy": false, "restrict_public_buckets": false,
        },
        "object_ownership": "BucketOwnerPreferred",
        "lifecycle": [{
            "name": "archive",
            "enabled": false,
            "prefix": "archive/",
            "object_tags": { "keep": "long" },
            "min_bytes": 1024,
            "max_bytes": 1_048_576,
            "expire_days": 365,
            "expire_delete_markers": false,
            "transitions": [{ "days": 30, "storage_class": "STANDARD_IA" }],
            "noncurrent_expire_days": 30,
            "noncurrent_keep": 3,
            "noncurrent_transitions": [{ "days": 30, "storage_class": "GLACIER", "keep": 2 }],
            "abort_uploads_days": 7,
        }],
        "cors": [{
            "allowed_methods": ["GET"],
            "allowed_origins": ["https://shop.example"],
            "allowed_headers": ["*"],
            "expose_headers": ["ETag"],
            "max_age_seconds": 60,
        }],
        "logging": { "bucket": "acme-logs", "prefix": "assets/", "partition_date": "EventTime" },
        "deletion_protection": true,
        "empty_on_delete": true,
    }));
}

#[test]
fn bucket_policy() {
    round_trip::<s3::BucketPolicy>(json!({ "bucket": "acme-assets", "policy": "{}" }));
}

#[test]
fn bucket_notification() {
    let told = |arn: &str| json!({ "all": { "arn": arn, "events": ["s3:ObjectCreated:*"], "prefix": "in/", "suffix": ".jpg" } });
    round_trip::<s3::BucketNotification>(json!({
        "bucket": "acme-assets",
        "functions": told("arn:aws:lambda:us-east-1:1:function:thumbs"),
        "queues": told("arn:aws:sqs:us-east-1:1:jobs"),
        "topics": told("arn:aws:sns:us-east-1:1:told"),
        "event_bridge": true,
    }));
}
