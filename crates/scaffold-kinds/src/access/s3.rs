//! S3 names actions after what they do, not after calls.

use super::actions::{ACCESS, Access};

/// Of a bucket, and of the objects in it, whose ARNs go on after its name.
const OF: Access = Access { resources: &["arn:aws:s3:::{name}*{account}-{region}-*"], ..ACCESS };

pub(super) const ACCESS_OF: &[Access] = &[
    Access {
        kind: "s3.bucket",
        read: &[
            "s3:ListAllMyBuckets",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketOwnershipControls",
            "s3:GetLifecycleConfiguration",
            "s3:GetBucketCORS",
            "s3:GetBucketLogging",
        ],
        create: &[
            "s3:CreateBucket",
            "s3:TagResource",
            "s3:PutBucketTagging",
            "s3:PutBucketVersioning",
            "s3:PutEncryptionConfiguration",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutBucketOwnershipControls",
            "s3:PutLifecycleConfiguration",
            "s3:PutBucketCORS",
            "s3:PutBucketLogging",
        ],
        // CloudFront puts itself into the list of a bucket that it writes logs to.
        change: &["s3:PutBucketAcl"],
        delete: &[
            "s3:DeleteBucket",
            "s3:ListBucketVersions",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:ListBucketMultipartUploads",
            "s3:AbortMultipartUpload",
        ],
        says_name: Some("bucket"),
        ..OF
    },
    Access {
        kind: "s3.bucket_policy",
        read: &["s3:ListAllMyBuckets", "s3:GetBucketTagging", "s3:GetBucketPolicy"],
        create: &["s3:PutBucketPolicy"],
        delete: &["s3:DeleteBucketPolicy"],
        names_of: Some("s3.bucket"),
        ..OF
    },
    Access {
        kind: "s3.bucket_notification",
        read: &["s3:ListAllMyBuckets", "s3:GetBucketTagging", "s3:GetBucketNotification"],
        create: &["s3:PutBucketNotification"],
        names_of: Some("s3.bucket"),
        ..OF
    },
];
