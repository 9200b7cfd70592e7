"""The published rates, as AWS's own client meets them."""

import time

import pytest
from botocore.exceptions import ClientError
from cloud import Cloud
from emulator import client


@pytest.fixture
def rated(emulator, tmp_path):
    emulator.reset()
    cloud = Cloud(emulator, tmp_path, rates=1)
    yield cloud
    cloud.proxy.stop()


def throttled(call, times):
    """How many of so many calls were refused by rate, and with which codes."""
    codes = []
    for _ in range(times):
        try:
            call()
        except ClientError as refused:
            codes.append(refused.response["Error"]["Code"])
    codes = [code for code in codes if "NotFound" not in code]
    return len(codes), set(codes)


def test_each_action_of_ec2_has_a_bucket(rated):
    ec2 = client("ec2", rated.proxy.endpoint)
    began = time.monotonic()
    endpoints, codes = throttled(lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-1"]), 8)
    assert codes == {"RequestLimitExceeded"} and 4 - 0.3 * (time.monotonic() - began) <= endpoints <= 4
    assert throttled(lambda: ec2.describe_vpcs(), 20)[0] == 0, "another action, another bucket"
    assert rated.rates.throttled["DeleteVpcEndpoints"] == endpoints
    assert rated.rates.floors().get("DeleteVpcEndpoints", (4, 0))[1] <= time.monotonic() - began


def test_lists_that_are_neither_filtered_nor_paged_have_the_smaller_one(rated):
    ec2 = client("ec2", rated.proxy.endpoint)
    began = time.monotonic()
    some, codes = throttled(lambda: ec2.describe_security_groups(), 80)
    assert codes <= {"RequestLimitExceeded"}
    assert 29 - 10 * (time.monotonic() - began) <= some <= 30


def test_a_service_may_have_one_for_all_and_a_word_of_its_own(rated):
    elb = client("elbv2", rated.proxy.endpoint)
    began = time.monotonic()
    some, codes = throttled(elb.describe_load_balancers, 40)
    more, others = throttled(elb.describe_target_groups, 40)
    assert codes | others <= {"ThrottlingException"}
    assert 39 - 10 * (time.monotonic() - began) <= some + more <= 40
    assert throttled(client("iam", rated.proxy.endpoint).list_roles, 30)[0] == 0, "none is published"
