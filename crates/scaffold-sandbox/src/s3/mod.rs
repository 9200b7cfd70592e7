//! What is particular about kinds of Amazon Simple Storage Service. One file and one line per kind.

mod bucket;
mod bucket_notification;
mod bucket_policy;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] =
    &[&bucket::Bucket, &bucket_policy::BucketPolicy, &bucket_notification::BucketNotification];
