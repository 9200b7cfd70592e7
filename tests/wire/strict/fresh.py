"""What is fresh is not known everywhere: the first list leaves it out, and the first write that names it is refused.

Roles and profiles are IAM's, and each service that takes them learns of them by itself.
"""

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
    "CreateFlowLogs": "item",
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
    "fl": "InvalidFlowLogId.NotFound",
    "sg": "InvalidGroup.NotFound",
    "lt": "InvalidLaunchTemplateId.NotFound",
}

# What IAM makes: the member with its name, what its list is called, and what is said where it is not known.
IAM = {
    "CreateRole": ("RoleName", "Roles", "The role with name {} cannot be found."),
    "CreateInstanceProfile": ("InstanceProfileName", "InstanceProfiles", "Instance Profile {} cannot be found."),
}

# Who takes a role by its ARN: the member, and what is said of one that cannot be assumed yet.
TAKES_ROLES = {
    ("lambda", "CreateFunction"): (
        "Role",
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
    ),
    ("ec2", "CreateFlowLogs"): (
        "DeliverLogsPermissionArn",
        "InvalidParameter",
        "Unable to assume given IAM role: '{}'",
    ),
}

# After so many seconds what is fresh is known everywhere: to the next run too, which here comes sooner than on AWS.
SECONDS = 1.0


class Fresh:
    def __init__(self):
        # Until when an id is left out of lists, and unknown to writes. The first time uses it up.
        self._unseen = {}
        self._unnamed = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        refused = self._role(call)
        if refused:
            return refused
        if call.service == "iam":
            return self._iam(call, forward)
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
        return self._hide(call, reply, *LISTS[call.action]) if call.action in LISTS else reply

    def _made(self, physical_id, *services):
        with self._lock:
            until = time.monotonic() + SECONDS
            self._unseen[physical_id] = self._unnamed[physical_id] = until
            self._unnamed.update({(service, physical_id): until for service in services})

    def _take(self, until, ids):
        """Those of the ids that are not known yet; the next time they are."""
        with self._lock:
            return sorted(each for each in ids if time.monotonic() < until.pop(each, 0))

    def _role(self, call):
        member, code, message = TAKES_ROLES.get((call.service, call.action), ("", "", ""))
        role = str(call.parameters.get(member, ""))
        if not self._take(self._unnamed, [(call.service, role.rsplit("/", 1)[-1])]):
            return None
        return refusal(call.request, 400, code, message.format(role))

    def _iam(self, call, forward):
        """Calls that name a fresh role or profile, and lists of all."""
        for action, (member, listed, message) in IAM.items():
            name = call.parameters.get(member)
            if call.action == action:
                reply = forward()
                if reply[0] < 300:
                    self._made(name, *(service for service, _ in TAKES_ROLES))
                return reply
            if call.action == f"List{listed}":
                return self._hide(call, forward(), listed, member)
            if name and self._take(self._unnamed if call.changes else self._unseen, [name]):
                return refusal(call.request, 404, "NoSuchEntity", message.format(name))
        return forward()

    def _hide(self, call, reply, collection, key):
        tree = opened(call.request, reply)
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
