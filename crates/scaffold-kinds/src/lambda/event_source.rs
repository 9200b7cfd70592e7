use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, Lifecycle, TextRule};

use crate::{Ref, choice, kind};

kind! {
    /// What Lambda reads for a function: a queue, a stream of Amazon Kinesis, the changes of a table.
    pub struct EventSource: "lambda.event_source" {
        /// The function.
        function: Ref => required().refers_to("lambda.function").created_by(&["FunctionName"]).modified_by(&["UpdateEventSourceMapping.FunctionName"]),
        /// An alias of it. The function's latest code when it is not said.
        alias: Option<Ref> => refers_to("lambda.alias").created_by(&["FunctionName"]).modified_by(&["UpdateEventSourceMapping.FunctionName"]),
        /// ARN of the queue or stream.
        source: String => required().text(TextRule::Prefix("arn:")).replaces().created_by(&["EventSourceArn"]),
        /// Whether it is read.
        enabled: bool => defaults_to(true).created_by(&["Enabled"]).modified_by(&["UpdateEventSourceMapping.Enabled"]),
        /// How many the function gets at most at once: 10 of a queue, 100 of a stream when it is not said.
        batch_size: Option<i64> => provider_chosen().between(1, 10_000).created_by(&["BatchSize"]).modified_by(&["UpdateEventSourceMapping.BatchSize"]),
        /// For how many seconds Lambda gathers before it calls the function: 0 to 300.
        batching_window_seconds: i64 => defaults_to(0).between(0, 300).created_by(&["MaximumBatchingWindowInSeconds"]).modified_by(&["UpdateEventSourceMapping.MaximumBatchingWindowInSeconds"]),
        /// How many instances a queue may keep busy: 2 to 1,000. As many as there are when it is not said.
        max_concurrency: Option<i64> => between(2, 1000).created_by(&["ScalingConfig.MaximumConcurrency"]).modified_by(&["UpdateEventSourceMapping.ScalingConfig.MaximumConcurrency"]),
        /// What of it the function gets: patterns in JSON, of which one must fit. All when it is not said.
        filters: BTreeSet<String> => text(TextRule::AtMost(4096)).created_by(&["FilterCriteria.Filters.Pattern"]).modified_by(&["UpdateEventSourceMapping.FilterCriteria.Filters.Pattern"]),
        /// ARN of the KMS key that encrypts the filters.
        encryption_key: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["KMSKeyArn"]).modified_by(&["UpdateEventSourceMapping.KMSKeyArn"]),
        /// Whether the function tells which of a batch failed, so that only those come again.
        report_item_failures: bool => defaults_to(false).created_by(&["FunctionResponseTypes"]).modified_by(&["UpdateEventSourceMapping.FunctionResponseTypes"]),
        /// Where in a stream it begins.
        starting_position: Option<StartingPosition> => replaces().created_by(&["StartingPosition"]),
        /// How many batches of one shard are worked on at the same time: 1 to 10. Streams only.
        parallelization: Option<i64> => provider_chosen().between(1, 10).created_by(&["ParallelizationFactor"]).modified_by(&["UpdateEventSourceMapping.ParallelizationFactor"]),
        /// Whether a batch that fails is tried again in two halves. Streams only.
        bisect_on_error: Option<bool> => provider_chosen().created_by(&["BisectBatchOnFunctionError"]).modified_by(&["UpdateEventSourceMapping.BisectBatchOnFunctionError"]),
        /// How old, in seconds, a record may be; -1 for any age. Streams only.
        max_record_age_seconds: Option<i64> => provider_chosen().between(-1, 604_800).created_by(&["MaximumRecordAgeInSeconds"]).modified_by(&["UpdateEventSourceMapping.MaximumRecordAgeInSeconds"]),
        /// How often a batch is tried again; -1 for as long as its records live. Streams only.
        max_retries: Option<i64> => provider_chosen().between(-1, 10_000).created_by(&["MaximumRetryAttempts"]).modified_by(&["UpdateEventSourceMapping.MaximumRetryAttempts"]),
        /// Windows in which a stream is summed up, in seconds: 0 to 900.
        tumbling_window_seconds: Option<i64> => provider_chosen().between(0, 900).created_by(&["TumblingWindowInSeconds"]).modified_by(&["UpdateEventSourceMapping.TumblingWindowInSeconds"]),
        /// ARN of the queue or topic that is told of records of a stream that were given up.
        on_failure: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["DestinationConfig.OnFailure.Destination"]).modified_by(&["UpdateEventSourceMapping.DestinationConfig.OnFailure.Destination"]),
    }
    outputs {
        /// Its UUID.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        identity: Identity::Tags,
        // One source is read for one function once.
        create_before_delete: false,
        lifecycle: Lifecycle { creating: Some(("Creating", 10)), deleting: Some(("Deleting", 10)) },
        create_operation: "CreateEventSourceMapping",
        left_out: &[
            ("Tags", "identity, `Name` and `tags`"),
            ("StartingPosition=AT_TIMESTAMP", "a moment that is over after it was used"),
            ("StartingPositionTimestamp", "a moment that is over after it was used"),
            ("DestinationConfig.OnSuccess", "event sources have none"),
            ("MetricsConfig", "metrics of the source; not yet"),
            ("LoggingConfig", "of Kafka; not yet"),
            ("Topics", "of Kafka; not yet"),
            ("Queues", "of Amazon MQ; not yet"),
            ("SourceAccessConfigurations", "of Kafka and Amazon MQ; not yet"),
            ("SelfManagedEventSource", "of Kafka; not yet"),
            ("AmazonManagedKafkaEventSourceConfig", "of Kafka; not yet"),
            ("SelfManagedKafkaEventSourceConfig", "of Kafka; not yet"),
            ("DocumentDBEventSourceConfig", "of DocumentDB; not yet"),
            ("ProvisionedPollerConfig", "pollers of one's own; not yet"),
        ],
        ..crate::facts::FACTS
    } }
}

choice! {
    /// Where in a stream reading begins.
    pub enum StartingPosition {
        /// With the oldest that is kept.
        Oldest = "TRIM_HORIZON",
        /// With what comes from now on.
        Latest = "LATEST",
    }
}
