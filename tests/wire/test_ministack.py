"""Databases and caches on MiniStack, which has what moto lacks of them. `SCAFFOLD_MINISTACK` names its program."""

import pytest
from blueprints import STACK, network
from caches import SESSIONS, Caches, cache, settings
from cloud import Cloud
from databases import PRIMARY, SECRET, Databases, parameters, replicated

NETWORK = network(zones="2", nat='"none"')
ZONES = '["vpc.main/subnet.private-1", "vpc.main/subnet.private-2"]'
SUBNETS = f'\n[rds.subnet_group.data]\nsubnets = {ZONES}\n\n[elasticache.subnet_group.data]\nsubnets = {ZONES}\n'
REPLICAS = ["rds.instance.one", "rds.instance.two"]
LOSSES = [word for each in (PRIMARY, SECRET, SESSIONS, *REPLICAS) for word in ("--allow-data-loss", each)]


@pytest.fixture(params=["plain", "strict"])
def cloud(ministack, tmp_path, request):
    cloud = Cloud(ministack, tmp_path, request.param == "strict")
    yield cloud
    cloud.proxy.stop()


def everything(database=None, group=None, more=""):
    subnets = {"subnet_group": '"rds.subnet_group.data"', **(database or {})}
    inside = {"subnet_group": '"elasticache.subnet_group.data"', **(group or {})}
    tables = replicated(**subnets).split("\n", 4)[-1] + cache(**inside)
    return NETWORK + SUBNETS + tables + more


def applied(cloud, text):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(timeout=500)
    project.assert_converged()
    return project


def test_databases_and_caches_live_and_go(cloud):
    project = applied(cloud, everything())
    databases, caches = Databases(cloud), Caches(cloud)
    assert set(databases.instances()) == {PRIMARY, *REPLICAS}
    group = caches.one()
    assert (group["Status"], len(group["MemberClusters"])) == ("available", 2)
    project.write(everything({"storage_gib": "200"}, {"description": '"carts"', "snapshot_retention_days": "3"}))
    project.apply(timeout=500)
    project.assert_converged()
    assert databases.one()["AllocatedStorage"] == 200
    project.destroy("--confirm", "wire", *LOSSES, timeout=500)
    assert databases.instances() == {} and caches.groups() == []
    assert len(databases.snapshots()) == 1
    assert cloud.client("ec2").describe_vpcs(Filters=[{"Name": "tag:scaffold:stack", "Values": [STACK]}])["Vpcs"] == []


def test_replicas_of_a_cache_come_and_go(cloud):
    project = applied(cloud, NETWORK + cache())
    caches = Caches(cloud)
    for replicas in (2, 1):
        project.write(NETWORK + cache(replicas=str(replicas)))
        project.apply(timeout=500)
        project.assert_converged()
        # Plain MiniStack accepts it and changes nothing.
        assert len(caches.one()["MemberClusters"]) == (replicas + 1 if cloud.strict else 2)


def test_parameters_of_both(cloud):
    project = applied(cloud, NETWORK + parameters() + settings())
    project.write(NETWORK + parameters().replace("65536", "32768") + settings(timeout="300"))
    project.apply(timeout=500)
    project.assert_converged()
    project.write(NETWORK)
    project.apply("--confirm", "wire", timeout=500)
    project.assert_converged()


def test_changes_wait_for_the_window(cloud):
    project = applied(cloud, everything({"apply": '"window"'}))
    project.write(everything({"apply": '"window"', "instance_class": '"db.r7g.large"'}))
    project.apply(timeout=500)
    project.assert_converged()
    shown = Databases(cloud).one()
    assert (shown["DBInstanceClass"], shown["PendingModifiedValues"]) == ("db.m7g.large", {"DBInstanceClass": "db.r7g.large"})
