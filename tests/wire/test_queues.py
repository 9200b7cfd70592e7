"""Queues over HTTP: blocks and kinds, their changes, drift, replacement and end, as boto3 sees them."""

import json

import pytest
from blueprints import frame
from listing import ADDRESS, STACK

STRICT = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
BOTH = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-1111-2222-3333-444455556666"

BLOCKS = """
[queue.jobs]
visibility_timeout_seconds = {visible}
delay_seconds = {delay}
dead_letter = {{ queue = "queue.failed", max_receives = {receives} }}
deletion_protection = false
{more}

[queue.failed]
retention_seconds = 1209600
deletion_protection = false

[queue.orders]
fifo = true
content_based_deduplication = true
dead_letter = {{ queue = "queue.failed-orders" }}
deletion_protection = false

[queue.failed-orders]
fifo = true
deletion_protection = false
"""

KIND = """
[sqs.queue.jobs]
fifo = {fifo}
retention_seconds = {retention}
encrypted = {encrypted}
{more}

[sqs.queue.jobs.policy]
Version = "2012-10-17"

[[sqs.queue.jobs.policy.Statement]]
Effect = "Allow"
Principal = {{ Service = "{service}.amazonaws.com" }}
Action = "sqs:SendMessage"
Resource = "*"
"""

JOBS = "sqs.queue.jobs"
# It is all that there is.
LOSS = ("--confirm", "wire", "--allow-data-loss", JOBS)


def blocks(**words):
    usual = {"visible": 360, "delay": 0, "receives": 3, "more": ""}
    return frame() + BLOCKS.format(**(usual | words))


def kind(**words):
    usual = {"fifo": "false", "retention": 345600, "encrypted": "true", "service": "s3", "more": ""}
    return frame() + KIND.format(**(usual | words))


class Queues:
    """A project, and its queues as boto3 tells of them."""

    def __init__(self, cloud):
        self.sqs = cloud.client("sqs")
        self.project = cloud.project(through_proxy=True)

    def applied(self, text, *arguments):
        self.project.write(text)
        self.project.apply(*arguments)
        self.project.assert_converged()

    def urls(self):
        """By address."""
        found = {}
        for url in self.sqs.list_queues().get("QueueUrls", []):
            tags = self.sqs.list_queue_tags(QueueUrl=url)["Tags"]
            assert tags[STACK] == "wire@us-east-1"
            found[tags[ADDRESS]] = url
        return found

    def look(self, address):
        url = self.urls()[address]
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    def set(self, address, **attributes):
        """Somebody else changes a queue."""
        self.sqs.set_queue_attributes(QueueUrl=self.urls()[address], Attributes=attributes)


@pytest.fixture
def queues(cloud):
    return Queues(cloud)


def redrive(attributes):
    """Who takes what fails, and after how many times."""
    policy = json.loads(attributes["RedrivePolicy"])
    return policy["deadLetterTargetArn"], int(policy["maxReceiveCount"])


@BOTH
def test_queues_of_blocks_live_change_and_go(queues):
    queues.applied(blocks())
    urls = queues.urls()
    assert set(urls) == {f"queue.{name}/queue" for name in ("jobs", "failed", "orders", "failed-orders")}
    jobs, failed = queues.look("queue.jobs/queue"), queues.look("queue.failed/queue")
    assert (jobs["VisibilityTimeout"], jobs["ReceiveMessageWaitTimeSeconds"]) == ("360", "20")
    assert redrive(jobs) == (failed["QueueArn"], 3)
    assert jobs["SqsManagedSseEnabled"] == "true" and failed["MessageRetentionPeriod"] == "1209600"
    orders = queues.look("queue.orders/queue")
    assert (orders["FifoQueue"], orders["ContentBasedDeduplication"]) == ("true", "true")
    assert urls["queue.orders/queue"].endswith(".fifo")
    assert redrive(orders) == (queues.look("queue.failed-orders/queue")["QueueArn"], 5)
    queues.project.write(blocks(visible=60, delay=15, receives=9, more=f'encryption_key = "{KEY}"\ntags = {{ team = "jobs" }}'))
    (step,) = queues.project.plan().steps
    assert step.changed() == ["dead_letter", "delay_seconds", "encryption_key", "tags", "visibility_timeout_seconds"]
    queues.project.apply()
    queues.project.assert_converged()
    jobs = queues.look("queue.jobs/queue")
    assert (jobs["VisibilityTimeout"], jobs["DelaySeconds"], jobs["KmsMasterKeyId"]) == ("60", "15", KEY)
    assert redrive(jobs)[1] == 9
    assert queues.sqs.list_queue_tags(QueueUrl=urls["queue.jobs/queue"])["Tags"]["team"] == "jobs"
    queues.applied(blocks())
    assert "KmsMasterKeyId" not in queues.look("queue.jobs/queue")
    assert queues.urls() == urls
    queues.project.destroy("--confirm", "wire", *queues.project.losses())
    assert queues.urls() == {}


@STRICT
def test_a_policy_and_a_key_change_and_go(queues):
    queues.applied(kind(more=f'encryption_key = "{KEY}"\nkey_reuse_seconds = 600'))
    there = queues.look(JOBS)
    assert (there["KmsMasterKeyId"], there["KmsDataKeyReusePeriodSeconds"]) == (KEY, "600")
    (statement,) = json.loads(there["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    queues.applied(kind(service="events", retention=600, encrypted="false"))
    there = queues.look(JOBS)
    assert json.loads(there["Policy"])["Statement"][0]["Principal"] == {"Service": "events.amazonaws.com"}
    assert "KmsMasterKeyId" not in there and there["SqsManagedSseEnabled"] == "false"
    queues.applied(kind().split("[sqs.queue.jobs.policy]")[0])
    assert not queues.look(JOBS).get("Policy")


@STRICT
def test_drift_is_shown_and_repaired(queues):
    queues.applied(kind())
    first = queues.look(JOBS)
    stranger = json.loads(first["Policy"])
    stranger["Statement"][0]["Principal"] = "*"
    for attribute, drift in {
        "retention_seconds": {"MessageRetentionPeriod": "60"},
        "encrypted": {"SqsManagedSseEnabled": "false"},
        "policy": {"Policy": json.dumps(stranger)},
    }.items():
        queues.set(JOBS, **drift)
        steps = queues.project.plan().by_address()
        assert {address: step.changed() for address, step in steps.items()} == {JOBS: [attribute]}
        assert steps[JOBS].causes() == {"drift"}
        queues.project.apply()
        queues.project.assert_converged()
    # When it was changed last is AWS's to say.
    assert queues.look(JOBS) | {"LastModifiedTimestamp": ""} == first | {"LastModifiedTimestamp": ""}


@BOTH
def test_a_dead_letter_queue_that_somebody_took_away_is_given_back(queues):
    queues.applied(blocks())
    queues.set("queue.jobs/queue", RedrivePolicy="")
    (step,) = queues.project.plan().steps
    assert (step.address, step.changed(), step.causes()) == ("queue.jobs/queue", ["dead_letter"], {"drift"})
    queues.project.apply()
    queues.project.assert_converged()
    assert redrive(queues.look("queue.jobs/queue"))[1] == 3


@STRICT
def test_another_sort_is_another_queue_and_loses_messages(queues):
    queues.applied(kind())
    url = queues.urls()[JOBS]
    queues.sqs.send_message(QueueUrl=url, MessageBody="a job")
    queues.project.write(kind(fifo="true"))
    refused = queues.project.apply(code=4)
    assert "--allow-data-loss sqs.queue.jobs" in refused.words
    assert queues.urls() == {JOBS: url}
    queues.project.apply(*LOSS)
    queues.project.assert_converged()
    assert queues.urls()[JOBS].endswith(".fifo") and len(queues.urls()) == 1


@STRICT
def test_a_name_that_went_a_moment_ago_is_waited_for(queues, cloud):
    queues.applied(kind())
    url = queues.urls()[JOBS]
    queues.project.destroy(*LOSS)
    cloud.proxy.reset()
    queues.applied(kind())
    assert queues.urls() == {JOBS: url}
    refused = [line for line in cloud.proxy.transcript if line["action"] == "CreateQueue" and not line["carried_out"]]
    assert refused, "the name was free at once"


@BOTH
def test_a_queue_of_that_name_that_is_not_ours_is_never_taken(queues):
    queues.applied(kind())
    url = queues.urls()[JOBS]
    queues.sqs.untag_queue(QueueUrl=url, TagKeys=[STACK, ADDRESS])
    before = queues.sqs.list_queue_tags(QueueUrl=url).get("Tags")
    queues.project.write(kind(retention=600))
    refused = queues.project.apply(code=1)
    assert "does not carry this stack's tags" in refused.words
    assert queues.sqs.list_queue_tags(QueueUrl=url).get("Tags") == before
    attributes = queues.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["MessageRetentionPeriod"])["Attributes"]
    assert attributes == {"MessageRetentionPeriod": "345600"}


@BOTH
def test_a_protected_queue_stays(queues):
    queues.applied(blocks().replace("deletion_protection = false", "deletion_protection = true", 1))
    losses = queues.project.losses()
    refused = queues.project.destroy("--confirm", "wire", *losses, code=4)
    assert "deletion_protection" in refused.words
    assert len(queues.urls()) == 4
    queues.applied(blocks())
    queues.project.destroy("--confirm", "wire", *losses)
    assert queues.urls() == {}
