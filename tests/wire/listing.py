"""What is live, as boto3 lists it: the judge of every test here. Nothing of `scaffold` is asked."""

from services import LISTS

STACK = "scaffold:stack"
ADDRESS = "scaffold:address"

# Kind, boto3's paginated operation, its result, and the id. NAT gateways stay listed when deleted.
KINDS = [
    ("vpc", "describe_vpcs", "Vpcs", "VpcId"),
    ("internet_gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("subnet", "describe_subnets", "Subnets", "SubnetId"),
    ("elastic_ip", "describe_addresses", "Addresses", "AllocationId"),
    ("nat_gateway", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    ("route_table", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("vpc_endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("security_group", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("security_group_rule", "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"),
    ("network_interface", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
]


def tags(item):
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


class Listing:
    """Everything in the account's region, by kind and id."""

    def __init__(self, emulator, client=None, lists=LISTS):
        ec2 = emulator.ec2
        self.items = {kind: items(client or emulator.client) for kind, items in lists.items()}
        for kind, operation, result, key in KINDS:
            items = getattr(ec2, operation)()[result]
            gone = ("deleted", "deleting")
            self.items[kind] = {item[key]: item for item in items if item.get("State") not in gone}
        self._leave_out_interfaces_of_nat_gateways(ec2)
        self._leave_out_interfaces_of_terminated_instances(ec2)
        for vpc in self.items["vpc"].values():
            for flag in ("enableDnsSupport", "enableDnsHostnames"):
                name = flag[0].upper() + flag[1:]
                vpc[name] = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=flag)[name]["Value"]

    def _leave_out_interfaces_of_nat_gateways(self, ec2):
        """They come and go with their gateway on AWS; moto keeps them for ever."""
        for gateway in ec2.describe_nat_gateways()["NatGateways"]:
            for address in gateway["NatGatewayAddresses"]:
                self.items["network_interface"].pop(address.get("NetworkInterfaceId"), None)

    def _leave_out_interfaces_of_terminated_instances(self, ec2):
        """They go with their instance on AWS; moto keeps them for ever."""
        interfaces = self.items["network_interface"]
        attached = {key: item.get("Attachment", {}).get("InstanceId") for key, item in interfaces.items()}
        if any(attached.values()):
            gone = [{"Name": "instance-state-name", "Values": ["shutting-down", "terminated"]}]
            reservations = ec2.describe_instances(Filters=gone)["Reservations"]
            ended = {instance["InstanceId"] for found in reservations for instance in found["Instances"]}
            for key in [key for key, instance in attached.items() if instance in ended]:
                del interfaces[key]

    def of(self, stack):
        """What carries a stack's identity, by kind."""
        found = {
            kind: [item for item in items.values() if tags(item).get(STACK) == stack]
            for kind, items in self.items.items()
        }
        # The rules of a stack's groups are its own, tagged or not: what AWS puts in is as good as asked for.
        groups = {group["GroupId"] for group in found["security_group"]}
        rules = self.items["security_group_rule"].values()
        found["security_group_rule"] = [rule for rule in rules if rule["GroupId"] in groups]
        return found

    def counts(self, stack):
        """How many of each kind a stack has; kinds with none are left out."""
        return {kind: len(items) for kind, items in self.of(stack).items() if items}

    def addresses(self, stack):
        """`scaffold:address` of everything of a stack, rules apart: several carry their set's."""
        found = self.of(stack)
        return [tags(item)[ADDRESS] for kind in found if kind != "security_group_rule" for item in found[kind]]

    def one(self, kind, stack, address):
        """The one resource of a stack at an address."""
        found = [item for item in self.of(stack)[kind] if tags(item)[ADDRESS] == address]
        assert len(found) == 1, f"{len(found)} of {kind} at {address}"
        return found[0]

    def assert_each_once(self, stack):
        """No address of a stack lives twice."""
        addresses = self.addresses(stack)
        twice = sorted({address for address in addresses if addresses.count(address) > 1})
        assert not twice, f"live twice: {twice}"

    def without(self, *stacks):
        """Everything that does not belong to these stacks and is in none of their VPCs, to compare."""
        vpcs = {item["VpcId"] for stack in stacks for item in self.of(stack)["vpc"]}
        groups = {
            group["GroupId"] for group in self.items["security_group"].values() if group.get("VpcId") in vpcs
        }
        return {
            kind: {
                key: item
                for key, item in items.items()
                if tags(item).get(STACK) not in stacks
                and item.get("VpcId") not in vpcs
                and item.get("GroupId") not in groups
            }
            for kind, items in self.items.items()
        }

    def belonging(self, stack):
        """Everything of a stack, tagged or in one of its VPCs, to compare."""
        others = self.without(stack)
        return {
            kind: {key: item for key, item in items.items() if key not in others[kind]}
            for kind, items in self.items.items()
        }

    def default_route(self, subnet):
        """The target of a subnet's route to everywhere, through its own table; None without one."""
        for table in self.items["route_table"].values():
            if any(link.get("SubnetId") == subnet for link in table["Associations"]):
                for route in table["Routes"]:
                    if route.get("DestinationCidrBlock") == "0.0.0.0/0":
                        return route.get("NatGatewayId") or route.get("GatewayId")
        return None
