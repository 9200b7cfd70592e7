"""What strict mode gives queues, seen by AWS's own client."""

import json

import pytest
from botocore.exceptions import ClientError
from emulator import client

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*"}]})


@pytest.fixture
def sqs(cloud):
    return client("sqs", cloud.proxy.endpoint)


def attributes(sqs, url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_a_policy_stays_as_it_is_spelled_until_it_is_taken_away(sqs):
    url = sqs.create_queue(QueueName="jobs", Attributes={"Policy": POLICY})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "3", "KmsDataKeyReusePeriodSeconds": "600"})
    there = attributes(sqs, url)
    told = (there["Policy"], there["DelaySeconds"], there["KmsDataKeyReusePeriodSeconds"])
    assert told == (POLICY, "3", "600")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in attributes(sqs, url)


def test_a_name_is_taken_for_a_while_after_its_queue_went(sqs):
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(ClientError) as refused:
        sqs.create_queue(QueueName="jobs")
    assert "QueueDeletedRecently" in refused.value.response["Error"]["Code"]
    sqs.create_queue(QueueName="others")
