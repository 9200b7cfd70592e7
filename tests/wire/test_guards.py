"""What scaffold refuses to do, before it does anything."""

from blueprints import STACK, frame, network


def test_a_foreign_interface_keeps_a_subnet(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1"))
    project.apply()
    subnet = cloud.listing().one("subnet", STACK, "vpc.main/subnet.private-1")["SubnetId"]
    interface = cloud.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    before = cloud.listing()
    cloud.proxy.reset()
    result = project.destroy("--confirm", "wire", code=4)
    assert interface in result.text, str(result)
    assert cloud.proxy.changes() == {}
    assert cloud.listing().items == before.items
    cloud.ec2.delete_network_interface(NetworkInterfaceId=interface)
    project.destroy("--confirm", "wire")
    assert cloud.listing().counts(STACK) == {}


def test_a_subnet_does_not_move(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1", nat='"none"'))
    project.apply()
    cloud.proxy.reset()
    project.write(network(zones="1", nat='"none"', subnet_cidrs='{ "public-1" = "10.0.224.0/22" }'))
    result = project.apply(code=4)
    assert "subnet.public-1" in result.text, str(result)
    assert cloud.proxy.changes() == {}


def test_another_account_is_refused_before_anything_is_read(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network().replace('region =', 'account = "999999999999"\nregion ='))
    result = project.run("plan", code=None)
    assert result.code in (4, 7), str(result)
    assert "999999999999" in result.text and "123456789012" in result.text, str(result)
    assert set(cloud.proxy.counts) <= {"GetCallerIdentity"}


def test_destroy_asks_for_the_name(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1", nat='"none"'))
    project.apply()
    cloud.proxy.reset()
    project.destroy(code=4)
    assert cloud.proxy.changes() == {}


def test_without_a_terminal_nothing_is_applied_unasked(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network())
    result = project.run("apply", code=None)
    assert result.code in (4, 64), str(result)
    assert "--yes" in result.text, str(result)
    assert cloud.proxy.changes() == {}


def test_a_vpc_made_by_hand_is_imported(cloud):
    vpc = cloud.ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
    project = cloud.project()
    project.write(frame() + '\n[ec2.vpc.legacy]\ncidr_block = "10.50.0.0/16"\n')
    assert project.plan().verbs() == ["create ec2.vpc"]
    project.run("import", "ec2.vpc.legacy", vpc, "--yes")
    plan = project.plan()
    assert "create ec2.vpc" not in plan.verbs(), str(plan)
    project.apply()
    project.assert_converged()
    listing = cloud.listing()
    assert listing.one("vpc", STACK, "ec2.vpc.legacy")["VpcId"] == vpc
    assert listing.counts(STACK) == {"vpc": 1}


def test_a_copy_of_anothers_resource_is_not_imported(cloud):
    other = cloud.project("other")
    other.write(network("other", zones="1", nat='"none"'))
    other.apply()
    vpc = cloud.listing().one("vpc", "other@us-east-1", "vpc.main/vpc")["VpcId"]
    before = cloud.listing()
    project = cloud.project()
    project.write(frame() + '\n[ec2.vpc.legacy]\ncidr_block = "10.0.0.0/16"\n')
    result = project.run("import", "ec2.vpc.legacy", vpc, "--yes", code=4)
    assert "other@us-east-1" in result.text, str(result)
    assert cloud.listing().items == before.items
