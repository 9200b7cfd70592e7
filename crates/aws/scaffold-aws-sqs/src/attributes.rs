//! A queue's attributes as SQS has them: texts by name.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_sqs::types::QueueAttributeName as Name;
use aws_smithy_types::DateTime;
use scaffold_kinds::sqs::{DeadLetter, DeduplicationScope, Queue, ThroughputLimit};
use scaffold_kinds::{Choice, JsonPolicy, Ref};
use serde_json::Value as Json;

use crate::names::url_beside;

/// What a queue says of itself.
pub(crate) struct Attributes(pub HashMap<Name, String>);

impl Attributes {
    fn text(&self, name: &Name) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn number(&self, name: &Name, default: i64) -> i64 {
        self.text(name).and_then(|text| text.parse().ok()).unwrap_or(default)
    }

    fn is(&self, name: &Name) -> bool {
        self.text(name) == Some("true")
    }

    /// When it was made.
    pub fn created(&self) -> Option<DateTime> {
        self.text(&Name::CreatedTimestamp)?.parse().ok().map(DateTime::from_secs)
    }

    /// Where messages go that nobody can deal with; the queue there has a URL as this one.
    fn dead_letter(&self, url: &str) -> Option<DeadLetter> {
        let policy: Json = serde_json::from_str(self.text(&Name::RedrivePolicy)?).ok()?;
        let after = policy.get("maxReceiveCount")?;
        Some(DeadLetter {
            queue: Ref(url_beside(url, policy.get("deadLetterTargetArn")?.as_str()?)?),
            // Some write it as a text.
            max_receives: after.as_i64().or_else(|| after.as_str()?.parse().ok())?,
        })
    }

    /// In the words of the kind. Whether it is protected, its tags say.
    pub fn queue(&self, url: &str, deletion_protection: bool) -> Queue {
        let fifo = self.is(&Name::FifoQueue);
        let key = self.text(&Name::KmsMasterKeyId).map(str::to_owned);
        let scope = self.text(&Name::DeduplicationScope).and_then(DeduplicationScope::from_word);
        let limit = self.text(&Name::FifoThroughputLimit).and_then(ThroughputLimit::from_word);
        Queue {
            fifo,
            visibility_timeout_seconds: self.number(&Name::VisibilityTimeout, 30),
            retention_seconds: self.number(&Name::MessageRetentionPeriod, 345_600),
            delay_seconds: self.number(&Name::DelaySeconds, 0),
            receive_wait_seconds: self.number(&Name::ReceiveMessageWaitTimeSeconds, 0),
            max_message_bytes: self.number(&Name::MaximumMessageSize, 1_048_576),
            encrypted: key.is_some() || self.is(&Name::SqsManagedSseEnabled),
            encryption_key: key,
            key_reuse_seconds: self.number(&Name::KmsDataKeyReusePeriodSeconds, 300),
            dead_letter: self.dead_letter(url),
            policy: self.text(&Name::Policy).map(|policy| JsonPolicy(policy.to_owned())),
            content_based_deduplication: fifo.then(|| self.is(&Name::ContentBasedDeduplication)),
            deduplication_scope: fifo.then_some(scope.unwrap_or(DeduplicationScope::Queue)),
            throughput_limit: fifo.then_some(limit.unwrap_or(ThroughputLimit::PerQueue)),
            deletion_protection,
        }
    }
}

/// What a call says of the attributes for which `says` holds; an empty text takes one away.
pub(crate) fn written(
    queue: &Queue,
    says: impl Fn(&str) -> bool,
    arn_of: impl Fn(&str) -> String,
) -> BTreeMap<&'static str, String> {
    let mut written = BTreeMap::new();
    let numbers = [
        ("visibility_timeout_seconds", "VisibilityTimeout", queue.visibility_timeout_seconds),
        ("retention_seconds", "MessageRetentionPeriod", queue.retention_seconds),
        ("delay_seconds", "DelaySeconds", queue.delay_seconds),
        ("receive_wait_seconds", "ReceiveMessageWaitTimeSeconds", queue.receive_wait_seconds),
        ("max_message_bytes", "MaximumMessageSize", queue.max_message_bytes),
        ("key_reuse_seconds", "KmsDataKeyReusePeriodSeconds", queue.key_reuse_seconds),
    ];
    for (attribute, name, number) in numbers {
        if says(attribute) {
            written.insert(name, number.to_string());
        }
    }
    // One sort of encryption takes the place of the other, in one call.
    if says("encrypted") || says("encryption_key") {
        let managed = queue.encrypted && queue.encryption_key.is_none();
        written.insert("SqsManagedSseEnabled", managed.to_string());
        written.insert("KmsMasterKeyId", queue.encryption_key.clone().unwrap_or_default());
    }
    if says("dead_letter") {
        let policy = queue.dead_letter.as_ref().map(|dead| {
            let target = arn_of(&dead.queue.0);
            serde_json::json!({ "deadLetterTargetArn": target, "maxReceiveCount": dead.max_receives })
                .to_string()
        });
        written.insert("RedrivePolicy", policy.unwrap_or_default());
    }
    if says("policy") {
        written.insert("Policy", queue.policy.as_ref().map(|policy| policy.0.clone()).unwrap_or_default());
    }
    if queue.fifo {
        let words = [
            (
                "content_based_deduplication",
                "ContentBasedDeduplication",
                queue.content_based_deduplication.map(|is| is.to_string()),
            ),
            (
                "deduplication_scope",
                "DeduplicationScope",
                queue.deduplication_scope.map(|scope| scope.word().to_owned()),
            ),
            (
                "throughput_limit",
                "FifoThroughputLimit",
                queue.throughput_limit.map(|limit| limit.word().to_owned()),
            ),
        ];
        for (attribute, name, word) in words {
            written.extend(word.filter(|_| says(attribute)).map(|word| (name, word)));
        }
    }
    written
}

/// As the SDK takes them.
pub(crate) fn named(written: BTreeMap<&'static str, String>) -> HashMap<Name, String> {
    written.into_iter().map(|(name, text)| (Name::from(name), text)).collect()
}
