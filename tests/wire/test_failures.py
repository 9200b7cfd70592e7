"""Refused, throttled, unknown and missing: said plainly, and healed by the next run."""

from blueprints import STACK, network
from emulator import free_port
from proxy import STS_ERROR, refusal

BARE = network(zones="1", nat='"none"', gateway_endpoints="[]")


def refuse(proxy, *actions, reply=None):
    reply = reply or refusal(403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
    proxy.before = lambda call: reply if call.action in actions else None


def test_no_credentials(cloud):
    project = cloud.project()
    project.write(network())
    # An endpoint on this machine needs none; no request gets as far as this name.
    project.endpoint = "http://aws.invalid"
    result = project.run("plan", code=7, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert "credentials" in result.text, str(result)


def test_an_emulator_here_needs_no_credentials(cloud):
    project = cloud.project()
    project.write(network())
    result = project.run("plan", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert "19 to add" in result.out, str(result)


def test_wrong_credentials(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network())
    message = "The security token included in the request is invalid."
    reply = refusal(403, "InvalidClientTokenId", message, form=STS_ERROR)
    cloud.proxy.before = lambda call: reply
    result = project.run("plan", code=7)
    assert "InvalidClientTokenId" in result.text, str(result)


def test_no_endpoint(cloud):
    project = cloud.project()
    project.write(network())
    project.endpoint = f"http://127.0.0.1:{free_port()}"
    result = project.run("plan", code=1)
    assert project.endpoint in result.text, str(result)


def test_a_permission_that_is_missing_is_named(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1"))
    refuse(cloud.proxy, "CreateNatGateway")
    result = project.apply(code=None)
    assert result.code in (5, 7), str(result)
    assert "CreateNatGateway" in result.text and "vpc.main/nat_gateway.1" in result.text, str(result)
    counts = cloud.listing().counts(STACK)
    assert counts["elastic_ip"] == 1 and "nat_gateway" not in counts
    cloud.proxy.reset()
    project.apply()
    project.assert_converged()


def test_a_failure_skips_what_depends_on_it_and_nothing_else(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="2"))
    reply = refusal(400, "AddressLimitExceeded", "The maximum number of addresses has been reached.")
    cloud.proxy.before = lambda call: reply if call.action == "AllocateAddress" else None
    result = project.apply(code=5)
    assert "AddressLimitExceeded" in result.text, str(result)
    counts = cloud.listing().counts(STACK)
    assert counts["subnet"] == 4 and "nat_gateway" not in counts
    cloud.proxy.reset()
    project.apply()
    project.assert_converged()


def test_a_kind_that_nothing_needs_may_be_unreadable(cloud):
    project = cloud.project(through_proxy=True)
    project.write(BARE)
    message = "The API for service ec2 is either not included in your current license plan or has not yet been emulated by LocalStack."
    for reply in (refusal(501, "InternalFailure", message), refusal(403, "UnauthorizedOperation")):
        refuse(cloud.proxy, "DescribeVpcEndpoints", reply=reply)
        plan = project.plan()
        unread = [unread["kind"] for unread in plan.document["unread"]]
        # Some of CloudFront's moto does not have.
        assert [kind for kind in unread if not kind.startswith("cloudfront")] == ["ec2.vpc_endpoint"], str(plan)
    project.apply()
    result = project.destroy("--confirm", "wire", code=5)
    assert "ec2.vpc_endpoint" in result.text, str(result)
    cloud.proxy.reset()
    project.destroy("--confirm", "wire", code=None)
    assert cloud.listing().counts(STACK) == {}


def test_a_kind_that_is_needed_must_be_readable(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1"))
    refuse(cloud.proxy, "DescribeNatGateways")
    result = project.run("plan", code=7)
    assert "DescribeNatGateways" in result.text, str(result)
    refuse(cloud.proxy, "DescribeNatGateways", reply=refusal(501, "InternalFailure", "not yet been emulated"))
    result = project.run("plan", code=1)
    assert "DescribeNatGateways" in result.text or "ec2.nat_gateway" in result.text, str(result)


def test_throttled_calls_are_made_again(cloud):
    project = cloud.project(through_proxy=True)
    project.write(BARE)
    reply = refusal(503, "RequestLimitExceeded", "Request limit exceeded.")
    throttled = []

    def throttle(call):
        if call.number <= 2 and call.action in ("DescribeVpcs", "CreateVpc", "CreateSubnet", "AssociateRouteTable"):
            throttled.append(call.action)
            return reply
        return None

    cloud.proxy.before = throttle
    project.apply()
    cloud.proxy.reset()
    assert len(throttled) == 8, throttled
    project.assert_converged()
    cloud.listing().assert_each_once(STACK)
