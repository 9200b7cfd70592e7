"""Caches: made once, planned empty, changed from both sides, and not lost by accident. Plain is as far as moto has them."""

import pytest
from blueprints import STACK, frame
from caches import SESSIONS, SETTINGS, Caches, cache, settings
from databases import recorded

both = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)
strict = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
# Two nodes that stand in for each other.
SPREAD = {"automatic_failover": "true", "multi_az": "true"}


def applied(cloud, text):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(timeout=400)
    project.assert_converged()
    return project


def changed(project, text):
    project.write(text)
    project.apply(timeout=400)
    project.assert_converged()


@both
def test_a_group_is_made_once_and_carries_its_identity(cloud):
    applied(cloud, frame() + cache(deletion_protection="true"))
    caches = Caches(cloud)
    group = caches.one()
    tags = caches.tags(group["ARN"])
    assert (tags["scaffold:stack"], tags["scaffold:address"], tags["scaffold:protected"]) == (STACK, SESSIONS, "true")
    assert (group["Engine"], len(group["MemberClusters"]), group["ClusterMode"]) == ("valkey", 2, "disabled")
    assert group["AtRestEncryptionEnabled"] and group["TransitEncryptionEnabled"]
    assert tags["scaffold:name"] == group["ReplicationGroupId"]


@both
def test_what_changes_on_either_side_is_brought_together(cloud):
    project = applied(cloud, frame() + cache())
    other = {"description": '"carts"', "node_type": '"cache.m7g.large"', "snapshot_retention_days": "7", "apply": '"now"'}
    changed(project, frame() + cache(**other))
    caches = Caches(cloud)
    group = caches.one()
    shown = (group["Description"], group["CacheNodeType"], group["SnapshotRetentionLimit"])
    assert shown == ("carts", "cache.m7g.large", 7)
    caches.modify(ReplicationGroupDescription="by hand")
    plan = project.plan()
    assert plan.by_address()[SESSIONS].causes() == {"drift"}, str(plan)
    project.apply(timeout=400)
    project.assert_converged()
    assert caches.one()["Description"] == "carts"


@both
def test_a_protected_group_stays_and_data_is_not_lost_unasked(cloud):
    project = applied(cloud, frame() + cache(deletion_protection="true"))
    caches = Caches(cloud)
    for text in (frame(), frame() + cache(deletion_protection="true", encryption_at_rest="false")):
        project.write(text)
        kept = project.run("apply", "--yes", "--confirm", "wire", "--allow-data-loss", SESSIONS, code=None)
        assert kept.code == 4 and "protected" in kept.words, str(kept)
    changed(project, frame() + cache(deletion_protection="false"))
    assert "scaffold:protected" not in caches.tags(caches.one()["ARN"])
    moved = frame() + cache().replace(SESSIONS, SESSIONS.replace("sessions", "carts"))
    for text in (frame(), frame() + cache(encryption_at_rest="false"), moved):
        project.write(text)
        refused = project.run("apply", "--yes", "--confirm", "wire", code=None)
        assert refused.code == 4 and f"--allow-data-loss {SESSIONS}" in refused.words, str(refused)
    assert caches.one()["Status"] == "available"


@both
def test_another_owners_name_is_not_taken(cloud):
    project = applied(cloud, frame() + cache())
    caches = Caches(cloud)
    arn = caches.one()["ARN"]
    caches.client.remove_tags_from_resource(ResourceName=arn, TagKeys=list(caches.tags(arn)))
    refused = project.run("apply", "--yes", code=None)
    assert refused.code not in (0, None) and "does not carry this stack's tags" in refused.words, str(refused)
    assert caches.tags(arn) == {}


@strict
def test_replicas_come_and_go(cloud):
    project = applied(cloud, frame() + cache(**SPREAD))
    caches = Caches(cloud)
    for replicas in (3, 1):
        changed(project, frame() + cache(**SPREAD, replicas=str(replicas)))
        assert len(caches.one()["MemberClusters"]) == replicas + 1
    # The last one goes when nothing counts on it any more.
    with recorded(cloud, "ModifyReplicationGroup", "DecreaseReplicaCount") as calls:
        changed(project, frame() + cache(replicas="0"))
    done = [line["action"] for line in cloud.proxy.transcript if line["carried_out"]]
    moves = [action for action in done if action in ("ModifyReplicationGroup", "DecreaseReplicaCount")]
    assert moves[-2:] == ["ModifyReplicationGroup", "DecreaseReplicaCount"], calls
    with recorded(cloud, "ModifyReplicationGroup", "IncreaseReplicaCount") as calls:
        changed(project, frame() + cache(**SPREAD))
    assert next(action for action, _ in calls) == "IncreaseReplicaCount"


@strict
def test_versions_wait_and_parameters_are_there_before(cloud):
    project = applied(cloud, frame() + cache(engine_version='"7.2"', apply='"window"'))
    caches = Caches(cloud)
    text = frame() + settings() + cache(engine_version='"8.1"', parameter_group=f'"{SETTINGS}"', apply='"window"')
    with recorded(cloud, "CreateCacheParameterGroup", "ModifyReplicationGroup") as calls:
        changed(project, text)
    assert [action for action, _ in calls] == ["CreateCacheParameterGroup", "ModifyReplicationGroup"]
    assert {node["EngineVersion"] for node in caches.nodes().values()} == {"7.2"}
    cloud.open_window()
    project.assert_converged()
    assert {node["EngineVersion"] for node in caches.nodes().values()} == {"8.1"}
    project.write(text.replace('"8.1"', '"8.0"'))
    refused = project.run("apply", "--yes", code=None)
    assert refused.code == 4 and "earlier version" in refused.words, str(refused)


@strict
def test_what_elasticache_moves_by_itself_is_no_difference(cloud):
    project = applied(cloud, frame() + cache(**SPREAD, engine_version='"8"'))
    caches = Caches(cloud)
    name = caches.one()["ReplicationGroupId"]
    for moved in (
        {"PreferredMaintenanceWindow": "tue:05:00-tue:06:30"},
        {"SnapshotWindow": "01:00-02:00"},
        # A failover: which node is the primary.
        {},
    ):
        if moved:
            caches.modify(**moved)
        else:
            caches.client.test_failover(ReplicationGroupId=name, NodeGroupId="0001")
        project.assert_converged()
    roles = [node["CurrentRole"] for node in caches.one()["NodeGroups"][0]["NodeGroupMembers"]]
    assert roles == ["replica", "primary"]


@strict
def test_shards_come_and_go_in_cluster_mode(cloud):
    mode = {"cluster_mode": '"enabled"', "automatic_failover": "true", "shards": "2"}
    project = applied(cloud, frame() + cache(**mode))
    caches = Caches(cloud)
    for shards in (3, 2):
        changed(project, frame() + cache(**{**mode, "shards": str(shards)}))
        assert len(caches.one()["NodeGroups"]) == shards
    assert len(caches.one()["MemberClusters"]) == 4


@strict
def test_parameters_are_compared_with_the_engines_own(cloud):
    project = applied(cloud, frame() + settings(timeout="300"))
    client = Caches(cloud).client
    name = next(
        group["CacheParameterGroupName"]
        for group in client.describe_cache_parameter_groups()["CacheParameterGroups"]
        if not group["CacheParameterGroupName"].startswith("default.")
    )

    def own():
        listed = client.describe_cache_parameters(CacheParameterGroupName=name, Source="user")["Parameters"]
        return {each["ParameterName"]: each["ParameterValue"] for each in listed}

    assert own() == {"maxmemory-policy": "allkeys-lru", "timeout": "300"}
    changed(project, frame() + settings())
    assert own() == {"maxmemory-policy": "allkeys-lru"}
    hand = [{"ParameterName": "timeout", "ParameterValue": "60"}]
    client.modify_cache_parameter_group(CacheParameterGroupName=name, ParameterNameValues=hand)
    assert project.plan().by_address()[SETTINGS].causes() == {"drift"}
    project.apply(timeout=400)
    assert own() == {"maxmemory-policy": "allkeys-lru"}
    project.write(frame() + settings(**{"maxmemory-polizy": "noeviction"}))
    refused = project.run("apply", "--yes", code=None)
    assert refused.code != 0 and "maxmemory-policy" in refused.words, str(refused)


@strict
def test_it_ends_with_a_snapshot_of_each_incarnation(cloud):
    project = applied(cloud, frame() + cache())
    caches = Caches(cloud)
    for times in (1, 2):
        project.destroy("--confirm", "wire", "--allow-data-loss", SESSIONS, timeout=400)
        assert caches.groups() == []
        names = [each["SnapshotName"] for each in caches.snapshots()]
        assert len(set(names)) == times and all("-final-" in name for name in names), names
        changed(project, frame() + cache())
    # None where nobody wants one.
    changed(project, frame() + cache(final_snapshot="false"))
    project.destroy("--confirm", "wire", "--allow-data-loss", SESSIONS, timeout=400)
    assert len(caches.snapshots()) == 2


@strict
def test_memcached_lives_and_goes(cloud):
    carts = "elasticache.cluster.carts"

    def text(nodes):
        return f'{frame()}\n[{carts}]\nengine_version = "1.6"\nnode_type = "cache.t4g.small"\nnodes = {nodes}\napply = "now"\n'

    project = applied(cloud, text(3))
    client = Caches(cloud).client
    for nodes in (4, 2):
        changed(project, text(nodes))
        (cluster,) = client.describe_cache_clusters()["CacheClusters"]
        assert (cluster["Engine"], cluster["NumCacheNodes"]) == ("memcached", nodes)
    project.destroy("--confirm", "wire", "--allow-data-loss", carts, timeout=400)
    assert client.describe_cache_clusters()["CacheClusters"] == []


@strict
def test_users_reach_the_caches_whose_groups_they_are_in(cloud):
    users = """
[elasticache.user.web]
engine = "valkey"
authentication = "iam"
access_string = "on ~* +@all"

[elasticache.user.jobs]
engine = "valkey"
authentication = "iam"
access_string = "on ~jobs:* +@read"
"""
    group = """
[elasticache.user_group.all]
engine = "valkey"
users = [{}]
"""
    web, jobs = '"elasticache.user.web"', '"elasticache.user.jobs"'
    named = cache(user_groups='["elasticache.user_group.all"]')
    project = applied(cloud, frame() + users + group.format(web) + named)
    client = Caches(cloud).client
    changed(project, frame() + users + group.format(f"{web}, {jobs}") + named)
    (found,) = client.describe_user_groups()["UserGroups"]
    assert len(found["UserIds"]) == 2 and Caches(cloud).one()["UserGroupIds"] == [found["UserGroupId"]]
    # What a person lets somebody do is told, and undone.
    user = client.describe_users()["Users"][0]
    client.modify_user(UserId=user["UserId"], AccessString="on ~* +@all +@dangerous")
    (step,) = project.plan().steps
    assert (step.changed(), step.causes()) == (["access_string"], {"drift"})
    project.apply(timeout=400)
    project.assert_converged()
    project.destroy("--confirm", "wire", "--allow-data-loss", SESSIONS, timeout=400)
    assert client.describe_users()["Users"] == [] and client.describe_user_groups()["UserGroups"] == []
