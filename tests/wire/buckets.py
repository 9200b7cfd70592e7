"""Blueprints with buckets, projects whose buckets and queues are MiniStack's, and boto3's look at them."""

import json

from botocore.exceptions import ClientError
from listing import ADDRESS, STACK
from mixed import Mixed

# A bucket asks the queue that it tells whether it may, so that both live at one endpoint.
SERVICES = ["s3", "sqs"]
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-1111-2222-3333-444455556666"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:resize"
ASSETS = "s3.bucket.assets"

HEAD = '[blueprint]\nversion = 1\nname = "wire"\nregion = "us-east-1"\n'

KINDS = """
[s3.bucket.logs]
empty_on_delete = true

[s3.bucket_policy.logs]
bucket = "s3.bucket.logs"

[s3.bucket_policy.logs.policy]
Version = "2012-10-17"

[[s3.bucket_policy.logs.policy.Statement]]
Sid = "Logs"
Effect = "Allow"
Principal = {{ Service = "logging.s3.amazonaws.com" }}
Action = "s3:PutObject"
Resource = "${{s3.bucket.logs.arn}}/*"

[s3.bucket.assets]
versioning = "{versioning}"
encryption = {encryption}
public_access_block = {{ block_public_acls = true, ignore_public_acls = {ignored}, block_public_policy = true, restrict_public_buckets = true }}
object_ownership = "{ownership}"
lifecycle = [
    {{ name = "uploads", abort_uploads_days = 7 }},
    {{ name = "archive", prefix = "archive/", object_tags = {{ keep = "long" }}, min_bytes = 131072, expire_days = {expire}, transitions = [{{ days = 30, storage_class = "GLACIER_IR" }}], noncurrent_expire_days = 90, noncurrent_keep = 3, noncurrent_transitions = [{{ days = 30, storage_class = "STANDARD_IA" }}] }},
    {{ name = "tagged", prefix = "tmp/", object_tags = {{ kind = "scratch" }}, expire_days = 3 }},
]
cors = [{{ allowed_methods = ["{method}"], allowed_origins = ["https://shop.example"], allowed_headers = ["*"], expose_headers = ["ETag"], max_age_seconds = 3600 }}]
logging = {{ bucket = "s3.bucket.logs", prefix = "{prefix}", partition_date = "EventTime" }}
tags = {{ team = "{team}" }}

[s3.bucket_policy.assets]
bucket = "s3.bucket.assets"

[s3.bucket_policy.assets.policy]
Version = "2012-10-17"

[[s3.bucket_policy.assets.policy.Statement]]
Sid = "Reads"
Effect = "Allow"
Principal = {{ AWS = "arn:aws:iam::123456789012:root" }}
Action = "{action}"
Resource = "${{s3.bucket.assets.arn}}/*"

[sqs.queue.uploads]
[sqs.queue.uploads.policy]
Version = "2012-10-17"

[[sqs.queue.uploads.policy.Statement]]
Effect = "Allow"
Principal = {{ Service = "s3.amazonaws.com" }}
Action = "sqs:SendMessage"
Resource = "*"

[s3.bucket_notification.assets]
bucket = "s3.bucket.assets"
queues = {{ thumbs = {{ arn = "${{sqs.queue.uploads.arn}}", events = ["{event}"], prefix = "in/", suffix = ".jpg" }} }}
functions = {{ resize = {{ arn = "{function}", events = ["s3:ObjectRemoved:*"] }} }}
event_bridge = {bridge}
"""

USUAL = {
    "versioning": "Enabled",
    "encryption": f'{{ algorithm = "aws:kms", key = "{KEY}", bucket_key = true }}',
    "ignored": "true",
    "ownership": "BucketOwnerPreferred",
    "expire": 3650,
    "method": "GET",
    "prefix": "assets/",
    "team": "web",
    "action": "s3:GetObject",
    "event": "s3:ObjectCreated:*",
    "function": FUNCTION,
    "bridge": "false",
}

# Every setting another.
CHANGED = {
    "versioning": "Suspended",
    "encryption": '{ algorithm = "AES256" }',
    "ignored": "false",
    "ownership": "BucketOwnerEnforced",
    "expire": 365,
    "method": "PUT",
    "prefix": "other/",
    "team": "shop",
    "action": "s3:GetObjectVersion",
    "event": "s3:ObjectCreated:Put",
    "function": FUNCTION + "-again",
    "bridge": "true",
}


def kinds(**words):
    """Every setting of a bucket, its policy and whom it tells."""
    return HEAD + KINDS.format(**(USUAL | words))


class Buckets:
    """A project, and what there is of buckets."""

    def __init__(self, emulator, ministack, folder, services=SERVICES):
        emulator.reset()
        self.project = Mixed(folder, emulator.endpoint, ministack.endpoint, services)
        self.s3 = self.project.client("s3")
        self.sqs = self.project.client("sqs")

    def applied(self, text, *arguments):
        self.project.write(text)
        self.project.apply(*arguments)
        self.project.assert_converged()

    def names(self):
        """All but the ledger's."""
        names = [bucket["Name"] for bucket in self.s3.list_buckets()["Buckets"]]
        return [name for name in names if not name.startswith("scaffold-")]

    def tags(self, name):
        found = told(self.s3.get_bucket_tagging, Bucket=name).get("TagSet", [])
        return {tag["Key"]: tag["Value"] for tag in found}

    def at(self, address):
        """The name of the one bucket of the stack at an address."""
        (name,) = [
            name
            for name in self.names()
            if (self.tags(name).get(STACK), self.tags(name).get(ADDRESS)) == ("wire@us-east-1", address)
        ]
        return name

    def look(self, name):
        """Everything that boto3 tells of a bucket."""
        s3 = self.s3
        encryption = told(s3.get_bucket_encryption, Bucket=name).get("ServerSideEncryptionConfiguration", {})
        ownership = told(s3.get_bucket_ownership_controls, Bucket=name).get("OwnershipControls", {})
        policy = told(s3.get_bucket_policy, Bucket=name).get("Policy")
        notification = s3.get_bucket_notification_configuration(Bucket=name)
        notification.pop("ResponseMetadata")
        return {
            "versioning": s3.get_bucket_versioning(Bucket=name).get("Status"),
            "encryption": encryption.get("Rules"),
            "public_access_block": told(s3.get_public_access_block, Bucket=name).get("PublicAccessBlockConfiguration"),
            "ownership": [rule["ObjectOwnership"] for rule in ownership.get("Rules", [])],
            "lifecycle": {
                rule["ID"]: rule for rule in told(s3.get_bucket_lifecycle_configuration, Bucket=name).get("Rules", [])
            },
            "cors": told(s3.get_bucket_cors, Bucket=name).get("CORSRules", []),
            "logging": s3.get_bucket_logging(Bucket=name).get("LoggingEnabled"),
            "tags": self.tags(name),
            "policy": json.loads(policy) if policy else None,
            "notification": notification,
        }

    def fill(self, name, objects):
        """Objects of two versions each, every second of them deleted."""
        for number in range(objects):
            for body in (b"old", b"new"):
                self.s3.put_object(Bucket=name, Key=f"in/{number:05}", Body=body)
            if number % 2:
                self.s3.delete_object(Bucket=name, Key=f"in/{number:05}")

    def queues(self):
        return self.sqs.list_queues().get("QueueUrls", [])


def told(ask, **words):
    """The answer; nothing where there is none."""
    try:
        return ask(**words)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 404, error
        return {}
