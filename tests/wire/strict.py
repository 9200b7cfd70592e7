"""What AWS does and the emulator does not, put in front of it: EC2's networking.

Of fresh resources the first reads see nothing and the first write that names one is refused; states in
between are seen once; a client token has one reply; what is still used is not deleted; lists come in pages.
"""

import re
import threading
import time
import xml.etree.ElementTree as xml
from urllib.parse import urlencode

from protocol import refusal

# A list's items and their id, by the action that reads them.
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
}

# Seen `pending` once before they are `available`.
PENDING = ("CreateVpc", "CreateNatGateway", "CreateVpcEndpoint")

# After so many seconds what is fresh is known everywhere.
FRESH = 5.0

# Addresses have no pages. AWS cuts at what is asked for; smaller pages are allowed and test more.
PAGE = 5


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def child(element, name):
    return next((each for each in element if local(each) == name), None)


def text(element, name):
    found = child(element, name)
    return None if found is None else found.text


def is_fresh(until, physical_id):
    """Whether something is to be unknown once more; the next time it is known."""
    return time.monotonic() < until.pop(physical_id, 0)


class Strict:
    """Stands before one emulator; `ec2` is a client of its own on the same account."""

    def __init__(self, ec2):
        self.ec2 = ec2
        self.refused = []
        self._lock = threading.Lock()
        self._unseen = {}
        self._unnamed = {}
        self._pending = {}
        self._deleting = {}
        self._tokens = {}

    def answer(self, call, forward):
        """The reply to a call, which `forward(body=None)` gets from the emulator."""
        if call.service != "ec2":
            return forward()
        refused = self._refuse(call)
        if refused:
            self.refused.append((call.action, refused))
            return refusal(call.request, 400, *refused)
        if call.changes:
            return self._tokened(call, forward) if "ClientToken" in call.parameters else self._write(call, forward)
        return self._read(call, forward)

    # Writes

    def _refuse(self, call):
        """Code and message when AWS would not do this."""
        if not call.changes:
            named = set(filter(None, self._ids_asked_for(call)))
            with self._lock:
                hidden = sorted(each for each in named if is_fresh(self._unseen, each))
        else:
            named = set(call.parameters.values())
            with self._lock:
                hidden = sorted(each for each in named if is_fresh(self._unnamed, each))
        if hidden:
            prefix = hidden[0].split("-")[0]
            return NOT_FOUND[prefix], f"The {prefix} ID '{hidden[0]}' does not exist"
        use = Uses(self.ec2, self._deleting).of(call) if call.changes else None
        return use

    def _ids_asked_for(self, call):
        for key, value in call.parameters.items():
            if re.fullmatch(r"\w+Id\.\d+", key) and call.action in LISTS:
                yield value

    def _tokened(self, call, forward):
        key = (call.action, call.parameters["ClientToken"])
        asked = {k: v for k, v in call.parameters.items() if k != "ClientToken"}
        with self._lock:
            known = self._tokens.get(key)
        if known is None:
            reply = self._write(call, forward)
            if reply[0] == 200:
                with self._lock:
                    self._tokens[key] = asked, reply
            return reply
        if known[0] == asked:
            return known[1]
        code = "IdempotentParameterMismatch"
        return refusal(call.request, 400, code, "The request uses the same client token as a previous one.")

    def _write(self, call, forward):
        reply = forward()
        if reply[0] != 200:
            return reply
        if call.action in MAKES:
            made = next((each.text for each in xml.fromstring(reply[2]).iter() if local(each) == MAKES[call.action]), None)
            with self._lock:
                self._unseen[made] = self._unnamed[made] = time.monotonic() + FRESH
                if call.action in PENDING:
                    self._pending[made] = 1
                    reply = reply[0], reply[1], self._in_state(reply[2], made, "pending")
        if call.action == "DeleteNatGateway":
            with self._lock:
                self._deleting[call.parameters["NatGatewayId"]] = 1
        return reply

    def _in_state(self, body, physical_id, state):
        root = parse(body)
        for item in root.iter():
            if any(local(each) in MAKES.values() and each.text == physical_id for each in item):
                found = child(item, "state")
                if found is not None:
                    found.text = state
        return xml.tostring(root)

    # Reads

    def _read(self, call, forward):
        if call.action not in LISTS:
            return forward()
        asked = {k: v for k, v in call.parameters.items() if k not in ("MaxResults", "NextToken")}
        reply = forward(urlencode(asked).encode())
        if reply[0] != 200:
            return reply
        root = parse(reply[2])
        collection, key = LISTS[call.action]
        listed = child(root, collection)
        if listed is not None:
            for item in list(listed):
                self._show(listed, item, text(item, key))
            if "MaxResults" in call.parameters:
                self._cut(root, listed, call.parameters)
        return reply[0], reply[1], xml.tostring(root)

    def _show(self, listed, item, physical_id):
        state = child(item, "state")
        with self._lock:
            if is_fresh(self._unseen, physical_id):
                listed.remove(item)
            elif self._deleting.get(physical_id, 0) > 0:
                self._deleting[physical_id] -= 1
                state.text = "deleting"
            elif self._pending.get(physical_id, 0) > 0 and state.text == "available":
                self._pending[physical_id] -= 1
                state.text = "pending"

    def _cut(self, root, listed, parameters):
        items = list(listed)
        begin = int(parameters.get("NextToken", "page-0").removeprefix("page-"))
        size = min(PAGE, int(parameters["MaxResults"]))
        for item in items[:begin] + items[begin + size :]:
            listed.remove(item)
        for old in [each for each in root if local(each) == "nextToken"]:
            root.remove(old)
        if begin + size < len(items):
            namespace = root.tag.partition("}")[0] + "}" if "}" in root.tag else ""
            xml.SubElement(root, f"{namespace}nextToken").text = f"page-{begin + size}"


def parse(body):
    root = xml.fromstring(body)
    if "}" in root.tag:
        xml.register_namespace("", root.tag[1:].partition("}")[0])
    return root


class Uses:
    """What still uses something that is to be deleted, asked of the emulator itself."""

    def __init__(self, ec2, deleting):
        self.ec2 = ec2
        self.deleting = deleting

    def of(self, call):
        """Code and message of the refusal; None when nothing uses it."""
        check = getattr(self, call.action, None)
        used = check(call.parameters) if check else None
        if used is None:
            return None
        if call.action == "ReleaseAddress":
            return "InvalidIPAddress.InUse", f"The address is in use by {used}"
        return "DependencyViolation", f"The resource has a dependent object: {used}"

    def DeleteSecurityGroup(self, parameters):
        group = parameters.get("GroupId")
        for other in self.ec2.describe_security_groups()["SecurityGroups"]:
            rules = other["IpPermissions"] + other["IpPermissionsEgress"]
            pairs = [pair["GroupId"] for rule in rules for pair in rule.get("UserIdGroupPairs", [])]
            if other["GroupId"] != group and group in pairs:
                return other["GroupId"]
        for endpoint in self._endpoints():
            if group in [each["GroupId"] for each in endpoint.get("Groups", [])]:
                return endpoint["VpcEndpointId"]
        return None

    def DeleteSubnet(self, parameters):
        subnet = parameters["SubnetId"]
        used = next((nat["NatGatewayId"] for nat in self._gateways() if nat["SubnetId"] == subnet), None)
        endpoints = (each["VpcEndpointId"] for each in self._endpoints() if subnet in each.get("SubnetIds", []))
        return used or next(endpoints, None)

    def ReleaseAddress(self, parameters):
        for nat in self._gateways():
            if any(each.get("AllocationId") == parameters.get("AllocationId") for each in nat["NatGatewayAddresses"]):
                return nat["NatGatewayId"]
        return None

    def DetachInternetGateway(self, parameters):
        public = (nat for nat in self._gateways() if nat.get("ConnectivityType") != "private")
        return next((nat["NatGatewayId"] for nat in public if nat["VpcId"] == parameters["VpcId"]), None)

    def DeleteVpc(self, parameters):
        vpc = {"Filters": [{"Name": "vpc-id", "Values": [parameters["VpcId"]]}]}
        for group in self.ec2.describe_security_groups(**vpc)["SecurityGroups"]:
            if group["GroupName"] != "default":
                return group["GroupId"]
        for table in self.ec2.describe_route_tables(**vpc)["RouteTables"]:
            if not any(each.get("Main") for each in table["Associations"]):
                return table["RouteTableId"]
        return next((each["VpcEndpointId"] for each in self._endpoints() if each["VpcId"] == parameters["VpcId"]), None)

    def _gateways(self):
        """Those that are there, and those that clients still see go."""
        found = self.ec2.describe_nat_gateways()["NatGateways"]
        return [
            nat
            for nat in found
            if nat["State"] not in ("deleted", "failed") or self.deleting.get(nat["NatGatewayId"], 0) > 0
        ]

    def _endpoints(self):
        return [each for each in self.ec2.describe_vpc_endpoints()["VpcEndpoints"] if each["State"] != "deleted"]
