"""Asked to stop, or left without an answer: in the end there is exactly one of everything."""

import signal

import pytest
from blueprints import GROUPS, STACK, network
from proxy import Swallow

# What goes wrong is aimed at by number, which strict mode's refusals change.
pytestmark = pytest.mark.parametrize("cloud", ["plain"], indirect=True)

BLUEPRINT = network(zones="1", more=GROUPS)
WHOLE = {
    "vpc": 1,
    "internet_gateway": 1,
    "subnet": 2,
    "elastic_ip": 1,
    "nat_gateway": 1,
    "route_table": 2,
    "vpc_endpoint": 1,
    "security_group": 2,
    "security_group_rule": 5,
}


def assert_whole(cloud, project):
    project.apply()
    project.assert_converged()
    listing = cloud.listing()
    listing.assert_each_once(STACK)
    assert listing.counts(STACK) == WHOLE


@pytest.mark.parametrize("number", [3, 11, 19])
@pytest.mark.parametrize("sent, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"])
def test_a_signal_stops_in_order(cloud, sent, code, number):
    project = cloud.project(through_proxy=True)
    project.write(BLUEPRINT)
    seen = []
    run = {}

    def interrupt(call):
        if call.changes:
            seen.append(call.action)
            if len(seen) == number:
                run["process"].send_signal(sent)

    cloud.proxy.before = interrupt
    run["process"] = project.start("apply", "--yes")
    result = project.finish(run["process"], ("apply", "--yes"), code)
    cloud.proxy.reset()
    assert "Traceback" not in result.text and "panicked" not in result.text, str(result)
    assert len(cloud.listing().addresses(STACK)) < sum(WHOLE.values()) - WHOLE["security_group_rule"]
    assert_whole(cloud, project)


def test_a_swallowed_reply_makes_no_second_vpc(cloud):
    project = cloud.project(through_proxy=True)
    project.write(BLUEPRINT)
    swallowed = []

    def swallow(call):
        tokenless = ("CreateVpc", "CreateSubnet", "AllocateAddress", "CreateInternetGateway", "CreateSecurityGroup")
        if call.action in tokenless and call.number == 1:
            swallowed.append(call.action)
            raise Swallow

    cloud.proxy.after = swallow
    project.apply(timeout=400)
    cloud.proxy.reset()
    assert len(swallowed) == 5, swallowed
    project.assert_converged()
    listing = cloud.listing()
    listing.assert_each_once(STACK)
    assert listing.counts(STACK) == WHOLE
