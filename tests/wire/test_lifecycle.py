"""From nothing to a network, in place to others, and to nothing again."""

import pytest
from blueprints import GROUPS, STACK, frame, network
from listing import tags

# Each test on the emulator as it is, and again behind what AWS does and the emulator does not.
pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

MINIMAL = {
    "vpc": 1,
    "internet_gateway": 1,
    "subnet": 6,
    "elastic_ip": 3,
    "nat_gateway": 3,
    "route_table": 4,
    "vpc_endpoint": 1,
}


def test_minimal_from_nothing_and_again(cloud, gallery):
    project = cloud.project()
    project.write((gallery / "minimal.toml").read_text(encoding="utf-8"))
    plan = project.plan()
    assert {step.verb for step in plan.steps} == {"create"}
    assert len(plan.steps) == sum(MINIMAL.values()), str(plan)
    project.run("plan", "--detailed-exitcode", code=2)
    project.apply()
    project.assert_converged()
    stack = plan.document["head"]["stack"]
    stack = f"{stack['name']}@{stack['region']}"
    listing = cloud.listing()
    assert listing.counts(stack) == MINIMAL
    assert sorted(listing.addresses(stack)) == sorted(step.address for step in plan.steps)
    assert_is_wired(listing, stack)


def assert_is_wired(listing, stack):
    """Routes, gateways and zones are as a network over three zones has them."""
    live = listing.of(stack)
    (vpc,) = live["vpc"]
    assert vpc["EnableDnsSupport"] and vpc["EnableDnsHostnames"]
    (gateway,) = live["internet_gateway"]
    assert [attachment["VpcId"] for attachment in gateway["Attachments"]] == [vpc["VpcId"]]
    zones = {}
    for subnet in live["subnet"]:
        tier = tags(subnet)["scaffold:address"].split("subnet.")[1].split("-")[0]
        zones.setdefault(tier, set()).add(subnet["AvailabilityZone"])
        assert subnet["MapPublicIpOnLaunch"] == (tier == "public")
        target = listing.default_route(subnet["SubnetId"])
        if tier == "public":
            assert target == gateway["InternetGatewayId"]
        else:
            nat = listing.items["nat_gateway"][target]
            beside = listing.items["subnet"][nat["SubnetId"]]
            assert beside["AvailabilityZone"] == subnet["AvailabilityZone"], "the NAT gateway of its own zone"
    assert zones["public"] == zones["private"] and len(zones["public"]) == 3
    (endpoint,) = live["vpc_endpoint"]
    assert endpoint["ServiceName"] == "com.amazonaws.us-east-1.s3"
    assert sorted(endpoint["RouteTableIds"]) == sorted(table["RouteTableId"] for table in live["route_table"])
    for group in listing.items["security_group"].values():
        if group["VpcId"] == vpc["VpcId"]:
            assert group["GroupName"] == "default"
            assert group["IpPermissions"] == [] and group["IpPermissionsEgress"] == []


def test_a_fourth_zone_renumbers_nothing(cloud):
    project = cloud.project()
    project.write(network())
    project.apply()
    before = cloud.listing()
    project.write(network(zones="4"))
    plan = project.plan()
    assert plan.verbs() == [
        "create ec2.elastic_ip",
        "create ec2.nat_gateway",
        "create ec2.route_table",
        "create ec2.subnet",
        "create ec2.subnet",
        "update ec2.route_table",
        "update ec2.vpc_endpoint",
    ], str(plan)
    steps = plan.by_address()
    assert steps["vpc.main/route_table.public"].changed() == ["subnets"]
    assert steps["vpc.main/vpc_endpoint.s3"].changed() == ["route_tables"]
    project.apply()
    project.assert_converged()
    after = cloud.listing()
    for kind in ("vpc", "subnet", "elastic_ip", "nat_gateway", "internet_gateway"):
        for key, item in before.items[kind].items():
            same = {k: v for k, v in after.items[kind][key].items() if k != "AvailableIpAddressCount"}
            item.pop("AvailableIpAddressCount", None)
            assert same == item, f"{kind} {key} changed"
    assert len(after.of(STACK)["subnet"]) == 8
    zones = {item["AvailabilityZone"] for item in after.of(STACK)["subnet"]}
    assert len(zones) == 4


def test_one_nat_gateway_for_all_zones_and_back(cloud):
    project = cloud.project()
    project.write(network())
    project.apply()
    before = cloud.listing()
    project.write(network(nat='"single"'))
    plan = project.plan()
    assert plan.verbs() == [
        "delete ec2.elastic_ip",
        "delete ec2.elastic_ip",
        "delete ec2.nat_gateway",
        "delete ec2.nat_gateway",
        "update ec2.route_table",
        "update ec2.route_table",
    ], str(plan)
    project.apply()
    project.assert_converged()
    after = cloud.listing()
    (nat,) = after.of(STACK)["nat_gateway"]
    assert nat["NatGatewayId"] in before.items["nat_gateway"]
    assert len(after.of(STACK)["elastic_ip"]) == 1
    for subnet in after.of(STACK)["subnet"]:
        if "private" in tags(subnet)["scaffold:address"]:
            assert after.default_route(subnet["SubnetId"]) == nat["NatGatewayId"]
    project.write(network())
    project.apply()
    project.assert_converged()
    assert cloud.listing().counts(STACK) == MINIMAL


def test_dns_flags_and_tags_change_in_place(cloud):
    project = cloud.project()
    project.write(network(zones="2"))
    project.apply()
    before = cloud.listing()

    project.write(network(zones="2", dns_hostnames="false"))
    assert_updates(project, {"vpc.main/vpc": ["dns_hostnames"]})
    assert not cloud.listing().one("vpc", STACK, "vpc.main/vpc")["EnableDnsHostnames"]

    project.write(network(zones="2", dns_hostnames="false", dns_support="false"))
    assert_updates(project, {"vpc.main/vpc": ["dns_support"]})
    assert not cloud.listing().one("vpc", STACK, "vpc.main/vpc")["EnableDnsSupport"]

    project.write(network(zones="2"))
    assert_updates(project, {"vpc.main/vpc": ["dns_hostnames", "dns_support"]})

    everything = {address: ["tags"] for address in before.addresses(STACK)}
    project.write(network(zones="2", tags='{ team = "checkout" }'))
    assert_updates(project, everything)
    tagged = cloud.listing()
    for kind, items in tagged.of(STACK).items():
        assert all(tags(item)["team"] == "checkout" for item in items), kind

    project.write(network(zones="2"))
    assert_updates(project, everything)
    after = cloud.listing()
    assert {k: sorted(v) for k, v in after.items.items()} == {k: sorted(v) for k, v in before.items.items()}
    assert all("team" not in tags(item) for items in after.of(STACK).values() for item in items)


def assert_updates(project, expected):
    """The plan updates exactly these attributes, and is empty once applied."""
    plan = project.plan()
    assert {step.verb for step in plan.steps} == {"update"}, str(plan)
    assert {step.address: step.changed() for step in plan.steps} == expected, str(plan)
    project.apply()
    project.assert_converged()


def test_groups_whose_rules_refer_to_each_other(cloud):
    project = cloud.project()
    project.write(network(zones="1"))
    project.apply()
    project.write(network(zones="1", more=GROUPS))
    plan = project.plan()
    assert plan.verbs() == [
        "create ec2.security_group",
        "create ec2.security_group",
        "create ec2.security_group_rules",
        "create ec2.security_group_rules",
    ], str(plan)
    project.apply()
    project.assert_converged()
    assert_group_rules(cloud.listing())

    project.write(network(zones="1", more=GROUPS.replace("9090", "9091")))
    plan = project.plan()
    assert {step.address: step.changed() for step in plan.steps} == {
        "ec2.security_group_rules.web": ["ingress"],
        "ec2.security_group_rules.app": ["egress"],
    }, str(plan)
    project.apply()
    project.assert_converged()

    project.write(network(zones="1"))
    plan = project.plan()
    assert {step.address for step in plan.steps if step.kind == "ec2.security_group"} == {
        "ec2.security_group.web",
        "ec2.security_group.app",
    }, str(plan)
    assert {step.verb for step in plan.steps} == {"delete"}, str(plan)
    project.apply()
    project.assert_converged()
    assert "security_group" not in cloud.listing().counts(STACK)


def assert_group_rules(listing):
    groups = {tags(group)["scaffold:address"]: group for group in listing.of(STACK)["security_group"]}
    web, app = groups["ec2.security_group.web"], groups["ec2.security_group.app"]

    def peers(group, direction):
        return sorted(
            (permission["FromPort"], pair["GroupId"])
            for permission in group[direction]
            for pair in permission["UserIdGroupPairs"]
        )

    assert peers(web, "IpPermissions") == [(9090, app["GroupId"])]
    assert peers(web, "IpPermissionsEgress") == [(8080, app["GroupId"])]
    assert peers(app, "IpPermissions") == [(8080, web["GroupId"])]
    assert peers(app, "IpPermissionsEgress") == [(9090, web["GroupId"])]
    assert len(listing.of(STACK)["security_group_rule"]) == 5


def test_destroy_leaves_nothing_and_touches_no_other(cloud):
    cloud.ec2.create_vpc(CidrBlock="172.20.0.0/16")
    other = cloud.project("other")
    other.write(network("other", cidr_block='"10.1.0.0/16"', zones="2"))
    other.apply()
    before = cloud.listing()
    neighbour = before.belonging("other@us-east-1")
    assert neighbour["subnet"], "there is a neighbour to leave alone"

    project = cloud.project()
    for text in (network(more=GROUPS), network(zones="4", nat='"single"'), network(more=GROUPS)):
        project.write(text)
        project.apply()
        assert cloud.listing().belonging("other@us-east-1") == neighbour
    plan = project.plan("--destroy")
    assert {step.verb for step in plan.steps} == {"delete"}
    project.destroy("--confirm", "wire")
    after = cloud.listing()
    assert after.counts(STACK) == {}
    assert after.items == before.items
    other.assert_converged()


def test_destroy_of_a_stack_without_its_blueprint(cloud):
    project = cloud.project()
    project.write(network(zones="1"))
    before = cloud.listing()
    project.apply()
    (project.folder / "blueprint.toml").unlink()
    project.destroy("--stack", "wire", "--region", "us-east-1", "--confirm", "wire")
    assert cloud.listing().items == before.items


def test_a_removed_block_is_deleted_and_nothing_else(cloud):
    project = cloud.project()
    second = '\n[vpc.second]\ncidr_block = "10.2.0.0/16"\nzones = 1\nnat = "none"\n'
    project.write(network(zones="1", more=second))
    project.apply()
    project.write(network(zones="1"))
    plan = project.plan()
    assert {step.verb for step in plan.steps} == {"delete"}, str(plan)
    assert all(step.address.startswith("vpc.second/") for step in plan.steps), str(plan)
    project.apply()
    project.assert_converged()
    assert all(address.startswith("vpc.main/") for address in cloud.listing().addresses(STACK))


def test_moved_blocks_are_tagged_again_and_nothing_else(cloud):
    project = cloud.project()
    project.write(network(zones="1"))
    project.apply()
    before = cloud.listing()
    moved = '[[moved]]\nfrom = "vpc.main"\nto = "vpc.core"\n'
    project.write(network(zones="1").replace("[vpc.main]", "[vpc.core]") + moved)
    plan = project.plan()
    assert not {step.verb for step in plan.steps} & {"create", "delete"}, str(plan)
    project.apply()
    project.assert_converged()
    after = cloud.listing()
    assert {k: sorted(v) for k, v in after.items.items()} == {k: sorted(v) for k, v in before.items.items()}
    assert all(address.startswith("vpc.core/") for address in after.addresses(STACK))


def test_an_empty_blueprint_makes_nothing(cloud):
    project = cloud.project()
    project.write(frame())
    before = cloud.listing()
    project.run("plan", "--detailed-exitcode")
    project.apply()
    assert cloud.listing().items == before.items
