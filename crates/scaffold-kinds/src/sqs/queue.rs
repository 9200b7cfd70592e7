use scaffold_model::{Disruption, Facts, Identity, Lifecycle, TextRule, Unique};

use crate::{JsonPolicy, Ref, choice, kind, record};

/// A name has 80 characters, of which the last five are `.fifo` where the order counts.
const NAME: usize = 75;

kind! {
    /// Keeps messages until someone has dealt with them.
    pub struct Queue: "sqs.queue" {
        /// Whether messages come in the order in which they went in, each once. Such a queue's name ends
        /// with `.fifo`.
        fifo: bool => defaults_to(false).replaces().created_by(&["Attributes"]),
        /// For how long nobody else gets a message that somebody got: 0 seconds to 12 hours. Longer than
        /// it takes to deal with one.
        visibility_timeout_seconds: i64 => defaults_to(30).between(0, 43_200).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// For how long messages are kept: a minute to 14 days. Shortening it may delete messages at once.
        retention_seconds: i64 => defaults_to(345_600).between(60, 1_209_600).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// For how long nobody gets a message that just went in: at most 15 minutes.
        delay_seconds: i64 => defaults_to(0).between(0, 900).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// For how long a receiver waits where there is no message: at most 20 seconds.
        receive_wait_seconds: i64 => defaults_to(0).between(0, 20).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// How large a message may be: 1 KiB to 1 MiB.
        max_message_bytes: i64 => defaults_to(1_048_576).between(1024, 1_048_576).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Whether messages are encrypted where they lie: with SQS's own key, or with `encryption_key`.
        encrypted: bool => defaults_to(true).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// The KMS key that encrypts them: ARN, id, or `alias/…`. SQS's own when it is not said.
        encryption_key: Option<String> => text(TextRule::Described { words: "a KMS key: its ARN, its id, or `alias/…`", fits: is_key }).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// For how long a data key of that key is used before KMS is asked again: a minute to a day.
        key_reuse_seconds: i64 => defaults_to(300).between(60, 86_400).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Where messages go that nobody can deal with.
        dead_letter: Option<DeadLetter> => created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Who else may use it: a policy document.
        policy: Option<JsonPolicy> => created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Whether two messages with the same content within five minutes are one.
        content_based_deduplication: Option<bool> => defaults_to(false).created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Among which messages two are one.
        deduplication_scope: Option<DeduplicationScope> => defaults_to("queue").created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// What the throughput is limited by. `perMessageGroupId` needs a deduplication of the same scope.
        throughput_limit: Option<ThroughputLimit> => defaults_to("perQueue").created_by(&["Attributes"]).modified_by(&["SetQueueAttributes.Attributes"]),
        /// Whether `scaffold` refuses to delete it: kept in the tag `scaffold:protected`, since SQS has no
        /// such flag. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).created_by(&["tags"]).modified_by(&["TagQueue.Tags", "UntagQueue.TagKeys"]),
    }
    rules {
        scaffold_model::Rule::OnlyWhere { attributes: &["encryption_key"], attribute: "encrypted", is: &["true"] },
        scaffold_model::Rule::OnlyWhere {
            attributes: &["content_based_deduplication", "deduplication_scope", "throughput_limit"],
            attribute: "fifo",
            is: &["true"],
        },
    }
    outputs {
        /// Its URL.
        id: String,
        /// Its URL, to which messages are sent.
        url: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: NAME },
        id_prefix: "http",
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        // AWS takes a minute to forget one, in which its name is taken.
        lifecycle: Lifecycle { creating: None, deleting: Some(("deleting", 60)) },
        // AWS deletes a queue to which others send what they cannot deal with.
        soft_referrers: &["sqs.queue.dead_letter"],
        unique: &[Unique { attributes: &["name"], error: "QueueNameExists" }],
        protected_by: Some(("deletion_protection", &["true"])),
        page_size: 1000,
        create_operation: "CreateQueue",
        left_out: &[
            ("QueueName", "deterministic, from stack and address"),
            ("QueueUrl", "says which queue"),
        ],
        ..crate::facts::FACTS
    } }
}

record! {
    /// Where messages go that nobody can deal with.
    pub struct DeadLetter {
        /// The queue that takes them; of the same sort.
        queue: Ref => required().refers_to("sqs.queue"),
        /// After how many times that somebody got a message: 1 to 1000.
        max_receives: i64 => defaults_to(10).between(1, 1000),
    }
}

fn is_key(text: &str) -> bool {
    let is_id = text.len() == 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let is_alias = text.strip_prefix("alias/").is_some_and(|name| !name.is_empty());
    let is_arn = text.starts_with("arn:") && text.contains(":kms:");
    text.len() <= 2048 && (is_id || is_alias || is_arn || text.starts_with("mrk-"))
}

choice! {
    /// Among which messages two are one.
    pub enum DeduplicationScope {
        /// All of the queue.
        Queue = "queue",
        /// Those of one group.
        MessageGroup = "messageGroup",
    }
}

choice! {
    /// What the throughput is limited by.
    pub enum ThroughputLimit {
        /// All messages together.
        PerQueue = "perQueue",
        /// Those of each group by themselves.
        PerMessageGroupId = "perMessageGroupId",
    }
}
