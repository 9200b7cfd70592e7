"""Policies and notifications of a bucket that another stack has its part in, and buckets that get another address."""

import json

import pytest
from buckets import ASSETS, CHANGED, Buckets, kinds

THEIRS = "TheirsScaffoldotherX40us-east-1At{address}N{number}"
MOVED = "".join(
    f'\n[[moved]]\nfrom = "{kind}.assets"\nto = "{kind}.files"\n'
    for kind in ("s3.bucket", "s3.bucket_policy", "s3.bucket_notification")
)


@pytest.fixture
def buckets(emulator, ministack, tmp_path):
    return Buckets(emulator, ministack, tmp_path / "project")


def add_theirs(buckets, name):
    """What another stack would ask for, with its mark."""
    there = buckets.look(name)
    statement = {
        "Sid": THEIRS.format(address="s3X2ebucketX5fpolicyX2etheirs", number=1),
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/theirs/*",
    }
    document = there["policy"] | {"Statement": [*there["policy"]["Statement"], statement]}
    buckets.s3.put_bucket_policy(Bucket=name, Policy=json.dumps(document))
    notification = there["notification"]
    queue = {
        "Id": THEIRS.format(address="s3X2ebucketX5fnotificationX2etheirs", number=2),
        "QueueArn": notification["QueueConfigurations"][0]["QueueArn"],
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "theirs/"}]}},
    }
    notification["QueueConfigurations"].append(queue)
    buckets.s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=notification)
    return statement, queue


def theirs(buckets, name):
    """Statements and notifications that carry the other's mark, and how many there are of ours."""
    there = buckets.look(name)
    statements = there["policy"]["Statement"]
    queues = there["notification"].get("QueueConfigurations", [])
    foreign = [one for one in statements if one["Sid"].startswith("Theirs")]
    told = [one["Id"] for one in queues if one["Id"].startswith("Theirs")]
    return foreign, told, len(statements) - len(foreign), len(queues) - len(told)


def test_what_another_stack_asked_for_is_shown_and_kept(buckets):
    buckets.applied(kinds())
    name = buckets.at(ASSETS)
    statement, queue = add_theirs(buckets, name)
    buckets.project.assert_converged()
    buckets.project.write(kinds(**CHANGED))
    assert "other@us-east-1" in buckets.project.run("plan", code=None).words
    buckets.applied(kinds(**CHANGED))
    assert theirs(buckets, name) == ([statement], [queue["Id"]], 1, 1)
    # Without ours, theirs stay.
    bare = kinds(**CHANGED)
    policy, notification = bare.index("[s3.bucket_policy.assets]"), bare.index("[sqs.queue.uploads]")
    bare = bare[:policy] + bare[notification : bare.index("[s3.bucket_notification.assets]")]
    buckets.applied(bare)
    assert theirs(buckets, name) == ([statement], [queue["Id"]], 0, 0)


def test_a_bucket_moves_to_another_address_with_what_is_its_own(buckets):
    buckets.applied(kinds())
    name = buckets.at(ASSETS)
    before = buckets.look(name)
    text = kinds().replace("s3.bucket.assets", "s3.bucket.files")
    text = text.replace("s3.bucket_policy.assets", "s3.bucket_policy.files")
    text = text.replace("s3.bucket_notification.assets", "s3.bucket_notification.files")
    buckets.project.write(text + MOVED)
    assert {step.verb for step in buckets.project.plan().steps} == {"adopt"}
    buckets.project.apply()
    buckets.project.assert_converged()
    assert buckets.at("s3.bucket.files") == name
    after = buckets.look(name)
    of_mark = ("tags", "policy", "notification")
    assert {key: after[key] for key in after if key not in of_mark} == {key: before[key] for key in before if key not in of_mark}
    assert "Ats3X2ebucketX5fpolicyX2efilesN" in after["policy"]["Statement"][0]["Sid"]
    buckets.applied(text)
