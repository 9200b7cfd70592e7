//! Kinds of Amazon Simple Storage Service, after its API reference (2006-03-01).

mod bucket;
mod bucket_left_out;
mod bucket_notification;
mod bucket_policy;
mod lifecycle;
mod public;
mod settings;

pub use bucket::Bucket;
pub use bucket_notification::{BucketNotification, EVENTS, Notification};
pub use bucket_policy::BucketPolicy;
pub use lifecycle::{LifecycleRule, NoncurrentTransition, StorageClass, Transition};
pub use public::letting_everyone_in;
pub use settings::{
    Algorithm, CorsMethod, CorsRule, Encryption, Logging, ObjectOwnership, PartitionDate, PublicAccessBlock,
    Versioning,
};

/// What every call says beside what it is about.
const CONTENT_MD5: (&str, &str) = ("ContentMD5", "the checksum that the SDK adds says it");
const CHECKSUM: (&str, &str) = ("ChecksumAlgorithm", "the SDK's choice");
const OWNER: (&str, &str) = ("ExpectedBucketOwner", "the account, in every call on a bucket that is there");
