"""Which of IAM's actions AWS asks for where a call comes in, after its Service Authorization Reference."""

# S3 names actions after what they do, not after calls.
S3 = {
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
}

# Tags in a creating call are an action of their own.
TAGGING = {
    "ec2": "ec2:CreateTags",
    "elasticloadbalancing": "elasticloadbalancing:AddTags",
    "autoscaling": "autoscaling:CreateOrUpdateTags",
    "rds": "rds:AddTagsToResource",
    "elasticache": "elasticache:AddTagsToResource",
    "logs": "logs:TagResource",
    "secretsmanager": "secretsmanager:TagResource",
}
IAM_TAGGING = {"CreateRole": "iam:TagRole", "CreateInstanceProfile": "iam:TagInstanceProfile"}

# Calls that hand a role to a service, and the parameter that names it.
PASSING = {
    "CreateFlowLogs": "DeliverLogsPermissionArn",
    "AddRoleToInstanceProfile": "RoleName",
    "CreateDBInstance": "MonitoringRoleArn",
    "ModifyDBInstance": "MonitoringRoleArn",
}


def actions(call):
    """Everything that whoever sends a call must be allowed."""
    service, action = call.service, call.action
    if service == "sts":
        return set()  # Whoever one is, one may ask.
    asked = {f"{service}:{S3.get(action, action) if service == 's3' else action}"}
    names = {name.split(".")[0] for name in call.parameters}
    if action.startswith(("Create", "Allocate", "Authorize", "Restore")) and names & {"TagSpecification", "Tags", "tags"}:
        asked |= {TAGGING[service]} if service in TAGGING else {IAM_TAGGING[action]} if action in IAM_TAGGING else set()
    if PASSING.get(action) in names:
        asked.add("iam:PassRole")
    return asked
