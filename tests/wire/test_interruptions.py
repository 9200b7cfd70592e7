"""Ended anywhere, the next run leaves exactly one of everything."""

import signal

import pytest
from blueprints import GROUPS, STACK, network
from proxy import Swallow

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

CREATING = [
    "CreateVpc",
    "CreateSubnet",
    "CreateInternetGateway",
    "AttachInternetGateway",
    "AllocateAddress",
    "CreateNatGateway",
    "CreateRouteTable",
    "CreateRoute",
    "AssociateRouteTable",
    "CreateVpcEndpoint",
    "CreateSecurityGroup",
    "AuthorizeSecurityGroupIngress",
    "ModifySubnetAttribute",
    "ModifyVpcAttribute",
]

DELETING = [
    "DeleteVpc",
    "DeleteSubnet",
    "DetachInternetGateway",
    "DeleteInternetGateway",
    "ReleaseAddress",
    "DeleteNatGateway",
    "DeleteRouteTable",
    "DeleteVpcEndpoints",
    "DeleteSecurityGroup",
]


class Killer:
    """Ends a process at the first call of an action, before the call goes on or after its answer."""

    def __init__(self, proxy, action, before):
        self.action = action
        self.process = None
        self.fired = False
        hook = "before" if before else "after"
        setattr(proxy, hook, self.strike)

    def strike(self, call):
        if call.action == self.action and not self.fired:
            self.fired = True
            self.process.kill()
            self.process.wait()
            raise Swallow


def killed(cloud, project, action, before, *arguments):
    """Runs a command that is killed at a call; whether it came to that call."""
    cloud.proxy.reset()
    killer = Killer(cloud.proxy, action, before)
    killer.process = process = project.start(*arguments)
    out, err = process.communicate(timeout=240)
    cloud.proxy.reset()
    assert killer.fired, f"`{action}` was never called\n{out}\n{err}"
    assert process.returncode == -signal.SIGKILL


def assert_whole(cloud, project):
    project.apply()
    project.assert_converged()
    listing = cloud.listing()
    listing.assert_each_once(STACK)
    assert listing.counts(STACK) == WHOLE


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("action", CREATING)
def test_killed_while_creating(cloud, action, before):
    project = cloud.project(through_proxy=True)
    project.write(BLUEPRINT)
    account = cloud.listing().without(STACK)
    killed(cloud, project, action, before, "apply", "--yes")
    assert_whole(cloud, project)
    assert cloud.listing().without(STACK) == account


@pytest.mark.parametrize("action", DELETING)
def test_killed_while_destroying(cloud, action):
    project = cloud.project(through_proxy=True)
    project.write(BLUEPRINT)
    account = cloud.listing().items
    project.apply()
    killed(cloud, project, action, False, "destroy", "--yes", "--confirm", "wire")
    project.destroy("--confirm", "wire")
    assert cloud.listing().items == account


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
