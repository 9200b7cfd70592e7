"""Buckets over HTTP: every setting made, changed, drifted and repaired, as boto3 sees it."""

import json

import pytest
from blueprints import frame
from buckets import ASSETS, CHANGED, FUNCTION, KEY, Buckets, kinds
from mixed import Mixed
from proxy import Proxy

POLICY = "s3.bucket_policy.assets"
NOTIFICATION = "s3.bucket_notification.assets"


@pytest.fixture
def buckets(emulator, ministack, tmp_path):
    return Buckets(emulator, ministack, tmp_path / "project")


def test_every_setting_is_made_as_it_is_said(buckets):
    buckets.applied(kinds())
    name = buckets.at(ASSETS)
    there = buckets.look(name)
    assert there["versioning"] == "Enabled"
    (rule,) = there["encryption"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    assert (rule["ApplyServerSideEncryptionByDefault"], rule["BucketKeyEnabled"]) == (default, True)
    assert set(there["public_access_block"].values()) == {True} and len(there["public_access_block"]) == 4
    assert there["ownership"] == ["BucketOwnerPreferred"]
    assert set(there["lifecycle"]) == {"uploads", "archive", "tagged"}
    archive = there["lifecycle"]["archive"]
    both = {"Prefix": "archive/", "Tags": [{"Key": "keep", "Value": "long"}], "ObjectSizeGreaterThan": 131072}
    assert archive["Filter"] == {"And": both}
    assert archive["Expiration"] == {"Days": 3650}
    assert archive["Transitions"] == [{"Days": 30, "StorageClass": "GLACIER_IR"}]
    assert archive["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90, "NewerNoncurrentVersions": 3}
    assert there["lifecycle"]["uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    (cors,) = there["cors"]
    assert (cors["AllowedMethods"], cors["AllowedOrigins"], cors["MaxAgeSeconds"]) == (["GET"], ["https://shop.example"], 3600)
    assert there["logging"]["TargetBucket"] == buckets.at("s3.bucket.logs")
    assert there["logging"]["TargetPrefix"] == "assets/"
    dates = there["logging"]["TargetObjectKeyFormat"]["PartitionedPrefix"]
    assert dates["PartitionDateSource"] == "EventTime"
    assert there["tags"]["team"] == "web" and there["tags"]["Name"] == "wire-assets"
    (statement,) = there["policy"]["Statement"]
    assert statement["Resource"] == f"arn:aws:s3:::{name}/*" and statement["Action"] == "s3:GetObject"
    (queue,) = there["notification"]["QueueConfigurations"]
    assert queue["QueueArn"].startswith("arn:aws:sqs:us-east-1:123456789012:") and queue["Events"] == ["s3:ObjectCreated:*"]
    rules = {rule["Name"].lower(): rule["Value"] for rule in queue["Filter"]["Key"]["FilterRules"]}
    assert rules == {"prefix": "in/", "suffix": ".jpg"}
    (function,) = there["notification"]["LambdaFunctionConfigurations"]
    assert (function["LambdaFunctionArn"], function["Events"]) == (FUNCTION, ["s3:ObjectRemoved:*"])
    assert "EventBridgeConfiguration" not in there["notification"]


def test_every_setting_changes_in_place_and_back(buckets):
    buckets.applied(kinds())
    name, first = buckets.at(ASSETS), buckets.look(buckets.at(ASSETS))
    buckets.project.write(kinds(**CHANGED))
    plan = buckets.project.plan()
    assert plan.verbs() == ["update s3.bucket", "update s3.bucket_notification", "update s3.bucket_policy"], str(plan)
    steps = plan.by_address()
    assert steps[ASSETS].changed() == [
        "cors", "encryption", "lifecycle", "logging", "object_ownership", "public_access_block", "tags", "versioning"
    ]
    assert steps[NOTIFICATION].changed() == ["event_bridge", "functions", "queues"]
    buckets.applied(kinds(**CHANGED))
    assert buckets.at(ASSETS) == name
    other = buckets.look(name)
    assert {setting for setting in first if first[setting] != other[setting]} == set(first)
    assert (other["versioning"], other["ownership"]) == ("Suspended", ["BucketOwnerEnforced"])
    assert other["lifecycle"]["archive"]["Expiration"] == {"Days": 365}
    assert other["notification"]["EventBridgeConfiguration"] == {}
    buckets.applied(kinds())
    assert buckets.look(name) == first


def test_settings_that_are_not_said_any_more_go(buckets):
    buckets.applied(kinds())
    name = buckets.at(ASSETS)
    gone = ("--allow-data-loss", "s3.bucket.logs", "--allow-data-loss", "sqs.queue.uploads")
    buckets.applied(frame() + "\n[s3.bucket.assets]\n", "--confirm", "wire", *gone)
    there = buckets.look(name)
    assert (there["versioning"], there["ownership"]) == ("Suspended", ["BucketOwnerEnforced"])
    assert there["encryption"][0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    gone = ("lifecycle", "cors", "logging", "policy", "notification")
    assert not any(there[setting] for setting in gone), there
    assert "team" not in there["tags"]
    assert (buckets.names(), buckets.queues()) == ([name], [])


def drifts(s3, name):
    """What somebody else does to a bucket, by the attribute that shows it."""
    key = {"SSEAlgorithm": "AES256"}
    return {
        "versioning": lambda: s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"}),
        "encryption": lambda: s3.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": key}]},
        ),
        "public_access_block": lambda: s3.delete_public_access_block(Bucket=name),
        "object_ownership": lambda: s3.delete_bucket_ownership_controls(Bucket=name),
        "lifecycle": lambda: s3.delete_bucket_lifecycle(Bucket=name),
        "cors": lambda: s3.delete_bucket_cors(Bucket=name),
        "logging": lambda: s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={}),
    }


def test_drift_of_every_setting_is_shown_and_repaired(buckets):
    buckets.applied(kinds())
    name, first = buckets.at(ASSETS), buckets.look(buckets.at(ASSETS))
    drifted = []
    for attribute, drift in drifts(buckets.s3, name).items():
        drift()
        drifted.append(attribute)
        plan = buckets.project.plan()
        changed = {address: step.changed() for address, step in plan.by_address().items()}
        assert changed == {ASSETS: sorted(drifted)}, str(plan)
        assert plan.by_address()[ASSETS].causes() == {"drift"}
    buckets.project.apply()
    buckets.project.assert_converged()
    assert buckets.look(name) == first


def test_drift_of_policy_notifications_and_tags_is_shown_and_repaired(buckets):
    buckets.applied(kinds())
    name, first = buckets.at(ASSETS), buckets.look(buckets.at(ASSETS))
    s3 = buckets.s3
    stranger = {"Sid": "Stranger", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
    stranger |= {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    document = first["policy"] | {"Statement": [*first["policy"]["Statement"], stranger]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={})
    tags = first["tags"] | {"team": "nobody"}
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]})
    steps = buckets.project.plan().by_address()
    changed = {address: step.changed() for address, step in steps.items()}
    assert changed == {ASSETS: ["tags"], POLICY: ["policy"], NOTIFICATION: ["functions", "queues"]}
    assert all(step.causes() == {"drift"} for step in steps.values())
    buckets.project.apply()
    buckets.project.assert_converged()
    assert buckets.look(name) == first
    s3.delete_bucket_policy(Bucket=name)
    buckets.project.apply()
    assert buckets.look(name) == first


def test_a_survey_asks_once_for_the_tags_of_each_bucket(buckets, emulator, ministack, tmp_path):
    buckets.applied(kinds())
    for number in range(20):
        buckets.s3.create_bucket(Bucket=f"of-others-{number}")
    proxy = Proxy(ministack.port)
    project = Mixed(tmp_path / "counted", emulator.endpoint, proxy.endpoint, ["s3", "sqs"])
    project.write(kinds())
    plan = project.plan()
    proxy.stop()
    assert plan.steps == [], str(plan)
    calls = [line for line in proxy.transcript if line["service"] == "s3"]
    asked = [line["action"] for line in calls if not line["of_ledger"]]
    # One list; the tags of ours and of others' buckets; of each of our two seven settings, its policy and whom it tells.
    assert asked.count("ListBuckets") == 1 and asked.count("GetBucketTagging") == 22, sorted(asked)
    assert len(asked) == 1 + 22 + 2 * 9, sorted(asked)
    assert plan.calls("s3") == len(calls), "the footer tells what the emulator saw"
