"""A plan that was reviewed is the plan that is applied, or nothing is."""

from blueprints import STACK, network


def saved(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1"))
    project.apply()
    project.write(network(zones="1", dns_hostnames="false"))
    project.run("plan", "--out", "plan.json", "--detailed-exitcode", code=2)
    cloud.proxy.reset()
    return project


def test_a_saved_plan_is_applied(cloud):
    project = saved(cloud)
    project.run("apply", "plan.json")
    assert cloud.proxy.changes() == {"ModifyVpcAttribute": 1}
    project.assert_converged()


def test_a_stale_plan_is_refused_whole(cloud):
    project = saved(cloud)
    vpc = cloud.listing().one("vpc", STACK, "vpc.main/vpc")["VpcId"]
    cloud.ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "changed meanwhile"}])
    result = project.run("apply", "plan.json", code=3)
    assert "vpc.main/vpc" in result.text and "changed meanwhile" in result.text, str(result)
    assert cloud.proxy.changes() == {}


def test_a_plan_to_create_what_is_there_by_now_is_stale(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1", nat='"none"'))
    project.run("plan", "--out", "plan.json")
    project.apply()
    cloud.proxy.reset()
    project.run("apply", "plan.json", code=3)
    assert cloud.proxy.changes() == {}


def test_drift_elsewhere_does_not_block(cloud):
    project = saved(cloud)
    subnet = cloud.listing().one("subnet", STACK, "vpc.main/subnet.public-1")["SubnetId"]
    cloud.ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": False})
    project.run("apply", "plan.json")
    assert cloud.proxy.changes() == {"ModifyVpcAttribute": 1}


def test_a_file_that_is_no_plan_is_refused(cloud):
    project = saved(cloud)
    for text in ('{"format": 1}', '{"format": 999}', "{", '{"format": 1, "steps": []}'):
        (project.folder / "plan.json").write_text(text, encoding="utf-8")
        result = project.run("apply", "plan.json", code=64)
        assert "plan.json" in result.text, str(result)
    assert not cloud.proxy.counts
