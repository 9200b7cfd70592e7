"""What another client does behind scaffold's back is shown, called drift, and repaired."""

import pytest
from blueprints import GROUPS, STACK, network
from listing import KINDS, tags


def delete_a_route(cloud):
    table = cloud.listing().one("route_table", STACK, "vpc.main/route_table.private-2")
    cloud.ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    return {"vpc.main/route_table.private-2": ("update", ["routes"])}


def add_a_route(cloud):
    listing = cloud.listing()
    table = listing.one("route_table", STACK, "vpc.main/route_table.private-1")
    gateway = listing.one("internet_gateway", STACK, "vpc.main/internet_gateway")
    cloud.ec2.create_route(
        RouteTableId=table["RouteTableId"],
        DestinationCidrBlock="192.0.2.0/24",
        GatewayId=gateway["InternetGatewayId"],
    )
    return {"vpc.main/route_table.private-1": ("update", ["routes"])}


def open_port_22(cloud):
    group = cloud.listing().one("security_group", STACK, "ec2.security_group.web")
    cloud.ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"],
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    return {"ec2.security_group_rules.web": ("update", ["ingress"])}


def close_a_port(cloud):
    group = cloud.listing().one("security_group", STACK, "ec2.security_group.web")
    cloud.ec2.revoke_security_group_ingress(
        GroupId=group["GroupId"],
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    return {"ec2.security_group_rules.web": ("update", ["ingress"])}


def open_the_default_group(cloud):
    listing = cloud.listing()
    vpc = listing.one("vpc", STACK, "vpc.main/vpc")["VpcId"]
    (group,) = [
        group
        for group in listing.items["security_group"].values()
        if group["VpcId"] == vpc and group["GroupName"] == "default"
    ]
    cloud.ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"],
        IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    return {"vpc.main/vpc": ("update", ["default_security_group"])}


def change_a_tag(cloud):
    gateway = cloud.listing().one("internet_gateway", STACK, "vpc.main/internet_gateway")
    cloud.ec2.create_tags(
        Resources=[gateway["InternetGatewayId"]], Tags=[{"Key": "Name", "Value": "renamed by hand"}]
    )
    return {"vpc.main/internet_gateway": ("update", ["tags"])}


def flip_a_subnet_attribute(cloud):
    subnet = cloud.listing().one("subnet", STACK, "vpc.main/subnet.public-1")
    cloud.ec2.modify_subnet_attribute(SubnetId=subnet["SubnetId"], MapPublicIpOnLaunch={"Value": False})
    return {"vpc.main/subnet.public-1": ("update", ["map_public_ip_on_launch"])}


def delete_a_nat_gateway(cloud):
    nat = cloud.listing().one("nat_gateway", STACK, "vpc.main/nat_gateway.3")
    cloud.ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    # AWS frees the address as the gateway goes; moto keeps it associated.
    for address in cloud.ec2.describe_addresses()["Addresses"]:
        if address["AllocationId"] == nat["NatGatewayAddresses"][0]["AllocationId"]:
            cloud.ec2.disassociate_address(AssociationId=address["AssociationId"])
    return {
        "vpc.main/nat_gateway.3": ("create", None),
        "vpc.main/route_table.private-3": ("update", ["routes"]),
    }


DRIFTS = [
    delete_a_route,
    add_a_route,
    open_port_22,
    close_a_port,
    open_the_default_group,
    change_a_tag,
    flip_a_subnet_attribute,
    delete_a_nat_gateway,
]


def applied(cloud):
    project = cloud.project()
    project.write(network(more=GROUPS))
    project.apply()
    project.commit()
    return project


def assert_shows(plan, expected):
    """Exactly these steps, every one of them called drift."""
    shown = {
        step.address: (step.verb, None if step.verb == "create" else step.changed()) for step in plan.steps
    }
    assert shown == expected, str(plan)
    assert {cause for step in plan.steps for cause in step.causes()} == {"drift"}, str(plan)


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.__name__)
def test_one_drift_is_shown_and_repaired(cloud, drift):
    project = applied(cloud)
    before = shape(cloud.listing())
    expected = drift(cloud)
    assert shape(cloud.listing()) != before, "the other client changed something"
    assert_shows(project.plan("--base", "HEAD"), expected)
    project.apply()
    project.assert_converged()
    assert shape(cloud.listing()) == before


def test_all_drift_at_once_beside_a_change(cloud):
    project = applied(cloud)
    before = shape(cloud.listing())
    expected = {}
    for drift in (delete_a_route, open_port_22, change_a_tag, flip_a_subnet_attribute, delete_a_nat_gateway):
        expected.update(drift(cloud))
    assert_shows(project.plan("--base", "HEAD"), expected)

    project.write(network(more=GROUPS, dns_hostnames="false"))
    plan = project.plan("--base", "HEAD")
    ours = [step for step in plan.steps if step.causes() == {"this_change"}]
    assert [(step.address, step.changed()) for step in ours] == [("vpc.main/vpc", ["dns_hostnames"])], str(plan)
    drifted = {step.address for step in plan.steps if step.causes() == {"drift"}}
    assert drifted == set(expected), str(plan)

    project.write(network(more=GROUPS))
    project.apply()
    project.assert_converged()
    assert shape(cloud.listing()) == before


def test_without_a_revision_the_last_apply_tells_drift(cloud):
    project = applied(cloud)
    expected = {**delete_a_route(cloud), **change_a_tag(cloud)}
    assert_shows(project.plan(), expected)
    text = project.run("plan").out
    assert "drift" in text, text


def shape(listing):
    """What is live, by address and without ids, so that a repaired network equals the first."""
    ours = {kind: items for kind, items in listing.of(STACK).items() if kind != "security_group_rule"}
    names = {
        item[key]: tags(item)["scaffold:address"]
        for kind, _, _, key in KINDS
        for item in ours.get(kind, [])
    }
    shapes = {
        tags(item)["scaffold:address"]: simplified(item, names) for items in ours.values() for item in items
    }
    for group in listing.items["security_group"].values():
        if group["GroupName"] == "default" and group["VpcId"] in names:
            shapes["default group"] = simplified(group, names)
    return shapes


# What differs between two networks of the same blueprint.
OWN = ("CreateTime", "CreationTimestamp", "DeleteTime", "NetworkInterfaceId", "PrivateIp", "PublicIp", "State")
OWN += ("AssociationId", "PrivateIpAddress", "RouteTableAssociationId", "ClientToken", "SecurityGroupRuleId", "AvailableIpAddressCount")


def simplified(value, names):
    if isinstance(value, dict):
        return {key: simplified(item, names) for key, item in sorted(value.items()) if key not in OWN}
    if isinstance(value, list):
        return sorted((simplified(item, names) for item in value), key=str)
    return names.get(value, value) if isinstance(value, str) else value
