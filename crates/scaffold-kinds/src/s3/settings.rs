use std::collections::BTreeSet;

use scaffold_model::{Rule, TextRule};

use crate::{Ref, choice, record};

choice! {
    /// Whether versions are kept.
    pub enum Versioning {
        /// They are.
        Enabled = "Enabled",
        /// None are made; those that were made stay.
        Suspended = "Suspended",
    }
}

record! {
    /// How objects are encrypted that say nothing of it themselves.
    pub struct Encryption {
        /// With what.
        algorithm: Algorithm => defaults_to("AES256").created_by(&[".ApplyServerSideEncryptionByDefault.SSEAlgorithm"]),
        /// The KMS key: ARN, id, or alias. AWS's own for S3 when it is not said.
        key: Option<String> => text(TextRule::Described { words: "a KMS key: its ARN, its id, or `alias/…`", fits: is_key }).created_by(&[".ApplyServerSideEncryptionByDefault.KMSMasterKeyID"]),
        /// Whether S3 makes one key a bucket out of it for a while, and asks KMS less.
        bucket_key: bool => defaults_to(false).created_by(&[".BucketKeyEnabled"]),
    }
    rules {
        Rule::OnlyWhere { attributes: &["key"], attribute: "algorithm", is: &["aws:kms", "aws:kms:dsse"] },
    }
}

choice! {
    /// What encrypts.
    pub enum Algorithm {
        /// A key that S3 keeps.
        Aes256 = "AES256",
        /// A key in KMS.
        Kms = "aws:kms",
        /// A key in KMS, in two layers.
        KmsDsse = "aws:kms:dsse",
    }
}

record! {
    /// What keeps the public out.
    pub struct PublicAccessBlock {
        /// Whether access control lists that let the public in are refused.
        block_public_acls: bool => defaults_to(true).created_by(&[".BlockPublicAcls"]),
        /// Whether those that are there count for nothing.
        ignore_public_acls: bool => defaults_to(true).created_by(&[".IgnorePublicAcls"]),
        /// Whether policies that let the public in are refused.
        block_public_policy: bool => defaults_to(true).created_by(&[".BlockPublicPolicy"]),
        /// Whether a policy that does lets in only the account and services of AWS.
        restrict_public_buckets: bool => defaults_to(true).created_by(&[".RestrictPublicBuckets"]),
    }
}

choice! {
    /// Whose objects are that others put into a bucket.
    pub enum ObjectOwnership {
        /// The bucket's owner's. Access control lists say nothing.
        BucketOwnerEnforced = "BucketOwnerEnforced",
        /// The bucket's owner's where whoever puts it says so.
        BucketOwnerPreferred = "BucketOwnerPreferred",
        /// Whose put them there.
        ObjectWriter = "ObjectWriter",
    }
}

record! {
    /// Which pages may do what, in browsers.
    pub struct CorsRule {
        /// With which methods.
        allowed_methods: BTreeSet<CorsMethod> => required().created_by(&[".AllowedMethods"]),
        /// Of which origins: `https://shop.example`, with at most one `*` each.
        allowed_origins: BTreeSet<String> => required().text(TextRule::AtMost(255)).created_by(&[".AllowedOrigins"]),
        /// With which headers, `*` for all.
        allowed_headers: BTreeSet<String> => text(TextRule::AtMost(255)).created_by(&[".AllowedHeaders"]),
        /// Which headers of the answer pages may read.
        expose_headers: BTreeSet<String> => text(TextRule::AtMost(255)).created_by(&[".ExposeHeaders"]),
        /// For how long a browser remembers it.
        max_age_seconds: Option<i64> => between(0, 86_400).created_by(&[".MaxAgeSeconds"]),
    }
}

choice! {
    /// Methods of HTTP.
    pub enum CorsMethod {
        /// Reading.
        Get = "GET",
        /// Putting.
        Put = "PUT",
        /// Posting.
        Post = "POST",
        /// Deleting.
        Delete = "DELETE",
        /// Asking what there is to read.
        Head = "HEAD",
    }
}

record! {
    /// Where every request is written down.
    pub struct Logging {
        /// The bucket that takes what is written. Its policy must let `logging.s3.amazonaws.com` put it there.
        bucket: Ref => required().refers_to("s3.bucket").created_by(&[".TargetBucket"]),
        /// What the names of what is written begin with.
        prefix: String => defaults_to("").created_by(&[".TargetPrefix"]),
        /// Lets names go by account, region, bucket and date: of the event, or of the delivery.
        partition_date: Option<PartitionDate> => created_by(&[".TargetObjectKeyFormat.PartitionedPrefix.PartitionDateSource"]),
    }
}

choice! {
    /// Which date.
    pub enum PartitionDate {
        /// Of the event.
        EventTime = "EventTime",
        /// Of the delivery.
        DeliveryTime = "DeliveryTime",
    }
}

fn is_key(text: &str) -> bool {
    (1..=2048).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || ":/_-".contains(c))
}
