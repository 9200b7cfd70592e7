use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Identity, Quota, TextRule, Unique, Value};

use super::bucket_left_out::LEFT_OUT;
use super::lifecycle::LifecycleRule;
use super::settings::{CorsRule, Encryption, Logging, ObjectOwnership, PublicAccessBlock, Versioning};
use crate::kind;

kind! {
    /// Holds objects, closed to everyone else unless it is said otherwise.
    pub struct Bucket: "s3.bucket" {
        /// Its name, of which there is one in the world. Of stack, name, account and region when it is not
        /// said.
        bucket: Option<String> => provider_chosen().text(TextRule::Described { words: "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last", fits: is_bucket }).replaces().created_by(&["Bucket"]),
        /// Whether what is replaced or deleted is kept as a version. To AWS a bucket that never had versions
        /// is another thing than one whose versions are suspended; here both are `Suspended`.
        versioning: Versioning => defaults_to("Suspended").modified_by(&["PutBucketVersioning.VersioningConfiguration.Status"]),
        /// How objects are encrypted that say nothing of it themselves: with S3's own key when it is not said.
        encryption: Encryption => defaults_to(s3_managed()).modified_by(&["PutBucketEncryption.ServerSideEncryptionConfiguration.Rules"]),
        /// What keeps the public out: everything, unless it is said otherwise.
        public_access_block: PublicAccessBlock => defaults_to(everything()).modified_by(&["PutPublicAccessBlock.PublicAccessBlockConfiguration"]),
        /// Whose objects are that others put into it. `BucketOwnerEnforced`: the bucket's owner's, and
        /// access control lists say nothing.
        object_ownership: ObjectOwnership => defaults_to("BucketOwnerEnforced").created_by(&["ObjectOwnership"]).modified_by(&["PutBucketOwnershipControls.OwnershipControls.Rules.ObjectOwnership"]),
        /// What becomes of objects as time goes by: rules, each with a name of its own.
        lifecycle: BTreeSet<LifecycleRule> => modified_by(&["PutBucketLifecycleConfiguration.LifecycleConfiguration.Rules"]),
        /// Which pages of others may use it, in browsers; the first rule that fits holds.
        cors: Vec<CorsRule> => modified_by(&["PutBucketCors.CORSConfiguration.CORSRules"]),
        /// Where every request is written down.
        logging: Option<Logging> => modified_by(&["PutBucketLogging.BucketLoggingStatus.LoggingEnabled"]),
        /// Whether `scaffold` refuses to delete it: kept in the tag `scaffold:protected`, since S3 has no
        /// such flag. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).created_by(&["CreateBucketConfiguration.Tags"]).modified_by(&["PutBucketTagging.Tagging"]),
        /// Whether what is in it, with all versions, is deleted before it is. Without it AWS refuses to
        /// delete a bucket that is not empty. Kept in the tag `scaffold:empty-on-delete`, so that it holds
        /// when the blueprint does not speak of the bucket any more.
        empty_on_delete: bool => defaults_to(false).created_by(&["CreateBucketConfiguration.Tags"]).modified_by(&["PutBucketTagging.Tagging"]),
    }
    outputs {
        /// Its name.
        id: String,
        /// Its name.
        name: String,
        /// ARN. That of what is in it has `/*` behind it.
        arn: String,
        /// The name under which it is reached in its region: what a CDN fetches from.
        regional_domain_name: String,
        /// The number of the account that it belongs to. Policies say it beside the bucket, whose name another account
        /// could get once it is free.
        account: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 63 },
        is_named_worldwide: true,
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        // AWS deletes a bucket that others write their logs to.
        soft_referrers: &["s3.bucket.logging"],
        unique: &[
            Unique { attributes: &["name"], error: "BucketAlreadyExists" },
            Unique { attributes: &["bucket"], error: "BucketAlreadyExists" },
        ],
        quota: Some(Quota { limit: 10_000, within: None, error: "TooManyBuckets" }),
        protected_by: Some(("deletion_protection", &["true"])),
        page_size: 1000,
        create_operation: "CreateBucket",
        left_out: LEFT_OUT,
        ..crate::facts::FACTS
    } }
}

fn s3_managed() -> Value {
    table([("algorithm", Value::from("AES256")), ("bucket_key", Value::from(false))])
}

fn everything() -> Value {
    let names = ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"];
    table(names.map(|name| (name, Value::from(true))))
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// "General purpose bucket naming rules".
fn is_bucket(text: &str) -> bool {
    let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let reserved = ["xn--", "sthree-", "amzn-s3-demo-"];
    let suffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];
    (3..=63).contains(&text.len())
        && text.chars().all(|c| is_edge(c) || c == '-' || c == '.')
        && text.starts_with(is_edge)
        && text.ends_with(is_edge)
        && !text.contains("..")
        && text.parse::<std::net::Ipv4Addr>().is_err()
        && !reserved.iter().any(|reserved| text.starts_with(reserved))
        && !suffixes.iter().any(|reserved| text.ends_with(reserved))
}
