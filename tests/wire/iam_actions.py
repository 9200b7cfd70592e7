"""Which of IAM's actions AWS asks for where a call comes in, after its Service Authorization Reference."""

# S3 names actions after what they do, not after calls.
S3 = {
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjects": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjectsV2": "ListBucket",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
# CloudFront's call with tags has no action of its own.
CLOUDFRONT = {"CreateDistributionWithTags": "CreateDistribution"}
NAMES = {"s3": S3, "cloudfront": CLOUDFRONT}

# Tags in a creating call are an action of their own.
TAGGING = {
    "ec2": "ec2:CreateTags",
    "elasticloadbalancing": "elasticloadbalancing:AddTags",
    "autoscaling": "autoscaling:CreateOrUpdateTags",
    "rds": "rds:AddTagsToResource",
    "elasticache": "elasticache:AddTagsToResource",
    "logs": "logs:TagResource",
    "secretsmanager": "secretsmanager:TagResource",
    "lambda": "lambda:TagResource",
    "events": "events:TagResource",
    "sqs": "sqs:TagQueue",
    "s3": "s3:TagResource",
    "cloudfront": "cloudfront:TagResource",
}
MAKING = ("Create", "Allocate", "Authorize", "Restore", "PutRule")
IAM_TAGGING = {"CreateRole": "iam:TagRole", "CreateInstanceProfile": "iam:TagInstanceProfile"}

# Calls that hand a role to a service, and the parameter that names it.
PASSING = {
    "CreateFlowLogs": "DeliverLogsPermissionArn",
    "AddRoleToInstanceProfile": "RoleName",
    "CreateDBInstance": "MonitoringRoleArn",
    "ModifyDBInstance": "MonitoringRoleArn",
    "CreateFunction": "Role",
    "UpdateFunctionConfiguration": "Role",
}


def actions(call):
    """Everything that whoever sends a call must be allowed."""
    service, action = call.service, call.action
    if service == "sts":
        return set()  # Whoever one is, one may ask.
    asked = {f"{service}:{NAMES.get(service, {}).get(action, action)}"}
    names = {name.split(".")[0] for name in call.parameters}
    if action.startswith(MAKING) and names & {"TagSpecification", "Tags", "Tag", "tags"}:
        asked |= {TAGGING[service]} if service in TAGGING else {IAM_TAGGING[action]} if action in IAM_TAGGING else set()
    if PASSING.get(action) in names:
        asked.add("iam:PassRole")
    return asked
