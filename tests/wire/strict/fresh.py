"""What is fresh is not known everywhere: the first list leaves it out, and the first write that names it is refused."""

import re
import threading
import time

from protocol import refusal

from .bodies import closed, opened

# EC2's lists: the element that holds the items, and their id.
LISTS = {
    "DescribeVpcs": ("vpcSet", "vpcId"),
    "DescribeSubnets": ("subnetSet", "subnetId"),
    "DescribeInternetGateways": ("internetGatewaySet", "internetGatewayId"),
    "DescribeAddresses": ("addressesSet", "allocationId"),
    "DescribeNatGateways": ("natGatewaySet", "natGatewayId"),
    "DescribeRouteTables": ("routeTableSet", "routeTableId"),
    "DescribeVpcEndpoints": ("vpcEndpointSet", "vpcEndpointId"),
    "DescribeSecurityGroups": ("securityGroupInfo", "groupId"),
    "DescribeSecurityGroupRules": ("securityGroupRuleSet", "securityGroupRuleId"),
    "DescribeLaunchTemplates": ("launchTemplates", "launchTemplateId"),
    "DescribeFlowLogs": ("flowLogSet", "flowLogId"),
}

# What a creating call makes: the elements of its reply that hold fresh ids.
MAKES = {
    "CreateVpc": "vpcId",
    "CreateSubnet": "subnetId",
    "CreateInternetGateway": "internetGatewayId",
    "AllocateAddress": "allocationId",
    "CreateNatGateway": "natGatewayId",
    "CreateRouteTable": "routeTableId",
    "CreateVpcEndpoint": "vpcEndpointId",
    "CreateSecurityGroup": "groupId",
    "CreateLaunchTemplate": "launchTemplateId",
}

# The code of an id that is not there, by the id's prefix.
NOT_FOUND = {
    "vpc": "InvalidVpcID.NotFound",
    "subnet": "InvalidSubnetID.NotFound",
    "igw": "InvalidInternetGatewayID.NotFound",
    "eipalloc": "InvalidAllocationID.NotFound",
    "nat": "NatGatewayNotFound",
    "rtb": "InvalidRouteTableID.NotFound",
    "vpce": "InvalidVpcEndpointId.NotFound",
    "sg": "InvalidGroup.NotFound",
    "lt": "InvalidLaunchTemplateId.NotFound",
}

# After so many seconds what is fresh is known everywhere.
SECONDS = 5.0


class Fresh:
    def __init__(self):
        # Until when an id is left out of lists, and unknown to writes. The first time uses it up.
        self._unseen = {}
        self._unnamed = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        if (call.service, call.action) == ("iam", "CreateRole"):
            self._made(call.parameters.get("RoleName"))
        if (call.service, call.action) == ("lambda", "CreateFunction"):
            return self._role(call) or forward()
        if call.service != "ec2":
            return forward()
        hidden = self._take(self._unnamed if call.changes else self._unseen, asked_for(call))
        if hidden:
            prefix = hidden[0].split("-")[0]
            return refusal(call.request, 400, NOT_FOUND[prefix], f"The {prefix} ID '{hidden[0]}' does not exist")
        reply = forward()
        if call.action in MAKES:
            tree = opened(call.request, reply)
            for _, made in list(tree.nodes(MAKES[call.action]))[:1] if tree else ():
                self._made(made)
        return self._hide(call, reply) if call.action in LISTS else reply

    def _made(self, physical_id):
        with self._lock:
            self._unseen[physical_id] = self._unnamed[physical_id] = time.monotonic() + SECONDS

    def _take(self, until, ids):
        """Those of the ids that are not known yet; the next time they are."""
        with self._lock:
            return sorted(each for each in ids if time.monotonic() < until.pop(each, 0))

    def _role(self, call):
        role = str(call.parameters.get("Role", "")).rsplit("/", 1)[-1]
        if not self._take(self._unnamed, [role]):
            return None
        message = "The role defined for the function cannot be assumed by Lambda."
        return refusal(call.request, 400, "InvalidParameterValueException", message)

    def _hide(self, call, reply):
        tree = opened(call.request, reply)
        collection, key = LISTS[call.action]
        listed = tree.list(collection) if tree else None
        if listed is None:
            return reply
        items = tree.items(listed)
        hidden = self._take(self._unseen, [tree.get(item, key) for item in items])
        if not hidden:
            return reply
        tree.keep(listed, [item for item in items if tree.get(item, key) not in hidden])
        return closed(reply, tree)


def asked_for(call):
    """Ids that a call names: a write anywhere, a list by `VpcId.1`."""
    if call.changes:
        return set(call.parameters.values())
    listed = call.action in LISTS
    return {value for key, value in call.parameters.items() if listed and re.fullmatch(r"\w+Id\.\d+", key)}
