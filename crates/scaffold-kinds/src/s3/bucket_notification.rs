use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Disruption, Facts, Identity, TextRule, Type};

use super::OWNER;
use crate::{Ref, kind, record};

kind! {
    /// Who is told of what happens in a bucket, as a complete set: what someone adds by hand is a
    /// difference, and what another stack asked for is shown and kept.
    pub struct BucketNotification: "s3.bucket_notification" {
        /// The bucket.
        bucket: Ref => required().refers_to("s3.bucket").replaces().exclusive_within("").created_by(&["Bucket"]),
        /// Functions that are called, by a name of your choice. Each must let S3 call it before.
        functions: BTreeMap<String, Notification> => created_by(&["NotificationConfiguration.LambdaFunctionConfigurations"]).modified_by(&["PutBucketNotificationConfiguration.NotificationConfiguration"]),
        /// Queues that get a message, by a name of your choice. The policy of each must let S3 send before.
        queues: BTreeMap<String, Notification> => created_by(&["NotificationConfiguration.QueueConfigurations"]).modified_by(&["PutBucketNotificationConfiguration.NotificationConfiguration"]),
        /// Topics that are told, by a name of your choice. The policy of each must let S3 publish before.
        topics: BTreeMap<String, Notification> => created_by(&["NotificationConfiguration.TopicConfigurations"]).modified_by(&["PutBucketNotificationConfiguration.NotificationConfiguration"]),
        /// Whether EventBridge is told of everything.
        event_bridge: bool => defaults_to(false).created_by(&["NotificationConfiguration.EventBridgeConfiguration"]).modified_by(&["PutBucketNotificationConfiguration.NotificationConfiguration"]),
    }
    outputs {
        /// The bucket's name.
        id: String,
    }
    facts { Facts {
        identity: Identity::PartOf { attribute: "bucket" },
        create_before_delete: false,
        delete_disruption: Disruption::Downtime,
        create_operation: "PutBucketNotificationConfiguration",
        left_out: &[
            OWNER,
            ("SkipDestinationValidation", "a destination that S3 cannot reach is an error"),
        ],
        ..crate::facts::FACTS
    } }
}

record! {
    /// Who is told of what.
    pub struct Notification {
        /// ARN of who is told.
        arn: String => required().text(TextRule::Prefix("arn:")),
        /// Of what: `s3:ObjectCreated:*`.
        events: BTreeSet<String> => required().of_type(Type::Set(Box::new(Type::Choice(EVENTS)))),
        /// Of objects whose names begin so.
        prefix: Option<String> => text(TextRule::AtMost(1024)),
        /// Of objects whose names end so.
        suffix: Option<String> => text(TextRule::AtMost(1024)),
    }
}

/// What S3 tells of. What it tells of more some day stays readable: the attribute is a text.
pub const EVENTS: &[&str] = &[
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleTransition",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:IntelligentTiering",
    "s3:ObjectAcl:Put",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectRetention:Put",
];
