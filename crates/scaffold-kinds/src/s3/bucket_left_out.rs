use super::{CHECKSUM, CONTENT_MD5, OWNER};

/// What of the calls on a bucket no attribute says.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    CONTENT_MD5,
    CHECKSUM,
    OWNER,
    ("Bucket", "deterministic, from stack, address, account and region, unless it is said"),
    ("ACL", "access control lists are off where the owner is enforced; policies say more"),
    ("GrantFullControl", "access control lists"),
    ("GrantRead", "access control lists"),
    ("GrantReadACP", "access control lists"),
    ("GrantWrite", "access control lists"),
    ("GrantWriteACP", "access control lists"),
    ("BucketNamespace", "the names of all the world; those of an account alone are not covered yet"),
    ("ObjectLockEnabledForBucket", "what is locked nobody can delete; not yet"),
    ("CreateBucketConfiguration.LocationConstraint", "the stack's region"),
    ("CreateBucketConfiguration.Location", "directory buckets; not yet"),
    ("CreateBucketConfiguration.Bucket", "directory buckets; not yet"),
    ("PutBucketVersioning.MFA", "goes with MFA delete"),
    ("VersioningConfiguration.MFADelete", "only the root user with a device at hand can set it"),
    (
        "ServerSideEncryptionConfiguration.Rules.BlockedEncryptionTypes",
        "AWS blocks keys of customers by itself",
    ),
    (
        "ServerSideEncryptionConfiguration.Rules.ApplyServerSideEncryptionByDefault.SSEAlgorithm=aws:fsx",
        "of FSx, which chooses it itself",
    ),
    (
        "ServerSideEncryptionConfiguration.Rules.ApplyServerSideEncryptionByDefault.SSEAlgorithm=aws:backup",
        "of AWS Backup, which chooses it itself",
    ),
    ("TransitionDefaultMinimumObjectSize", "128 KB, AWS's default; a rule's `min_bytes` says otherwise"),
    ("BucketLoggingStatus.LoggingEnabled.TargetGrants", "access control lists"),
];
