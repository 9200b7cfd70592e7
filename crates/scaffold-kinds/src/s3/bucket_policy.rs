use scaffold_model::{Disruption, Facts, Identity};

use super::{CHECKSUM, CONTENT_MD5, OWNER};
use crate::{JsonPolicy, Ref, kind};

kind! {
    /// What a bucket's policy says, which everyone who needs a statement in it shares. Statements of ours
    /// carry a statement id that names the stack; those of another stack are shown and kept, and what someone
    /// adds by hand is a difference.
    pub struct BucketPolicy: "s3.bucket_policy" {
        /// The bucket.
        bucket: Ref => required().refers_to("s3.bucket").replaces().exclusive_within("").created_by(&["Bucket"]),
        /// The policy document. No statements when it is not said.
        policy: Option<JsonPolicy> => created_by(&["Policy"]).modified_by(&["PutBucketPolicy.Policy", "DeleteBucketPolicy.Bucket"]),
    }
    outputs {
        /// The bucket's name.
        id: String,
    }
    facts { Facts {
        identity: Identity::PartOf { attribute: "bucket" },
        create_before_delete: false,
        delete_disruption: Disruption::Downtime,
        create_operation: "PutBucketPolicy",
        left_out: &[
            CONTENT_MD5,
            CHECKSUM,
            OWNER,
            ("ConfirmRemoveSelfBucketAccess", "who locks himself out asks the root user"),
        ],
        ..crate::facts::FACTS
    } }
}
