use std::collections::BTreeMap;

use scaffold_model::{Rule, TextRule};

use crate::{Ref, record};

record! {
    /// What a rule calls.
    pub struct RuleTarget {
        /// ARN of a function, an alias, a queue, a topic, ….
        arn: String => required().text(TextRule::Prefix("arn:")).created_by(&["PutTargets.Targets.Arn"]),
        /// The role in which it is called. Functions, queues and topics need none: their own policies say who may.
        role: Option<Ref> => refers_to("iam.role").created_by(&["PutTargets.Targets.RoleArn"]),
        /// What it gets in place of the event: JSON text.
        input: Option<String> => text(TextRule::AtMost(8192)).created_by(&["PutTargets.Targets.Input"]),
        /// What part of the event it gets: `$.detail`.
        input_path: Option<String> => text(TextRule::AtMost(256)).created_by(&["PutTargets.Targets.InputPath"]),
        /// What it gets, made of parts of the event.
        input_transformer: Option<InputTransformer> => created_by(&["PutTargets.Targets.InputTransformer"]),
        /// ARN of the queue that gets what could not be delivered.
        dead_letter: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["PutTargets.Targets.DeadLetterConfig.Arn"]),
        /// How often, and for how long, delivery is tried again.
        retry: Option<Retry> => created_by(&["PutTargets.Targets.RetryPolicy"]),
        /// Message group, where the target is a FIFO queue.
        message_group: Option<String> => text(TextRule::AtMost(100)).created_by(&["PutTargets.Targets.SqsParameters.MessageGroupId"]),
    }
    rules {
        Rule::AtMostOneOf(&["input", "input_path", "input_transformer"]),
    }
}

record! {
    /// What a target gets, made of parts of the event.
    pub struct InputTransformer {
        /// Parts of the event by a name: `{ id = "$.detail.id" }`.
        paths: BTreeMap<String, String> => created_by(&[".InputPathsMap"]),
        /// Text in which `<id>` stands for a part.
        template: String => required().text(TextRule::AtMost(8192)).created_by(&[".InputTemplate"]),
    }
}

record! {
    /// How often, and for how long, delivery is tried again.
    pub struct Retry {
        /// How often: 0 to 185.
        attempts: i64 => defaults_to(185).between(0, 185).created_by(&[".MaximumRetryAttempts"]),
        /// For how many seconds: a minute to a day.
        max_age_seconds: i64 => defaults_to(86_400).between(60, 86_400).created_by(&[".MaximumEventAgeInSeconds"]),
    }
}
