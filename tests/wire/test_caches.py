"""Caches, as far as moto has them: made once, planned empty, changed from both sides, and not lost by accident."""

import pytest
from blueprints import STACK, frame

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

SESSIONS = "elasticache.replication_group.sessions"
GROUP = {
    "engine": '"valkey"',
    "engine_version": '"8.0"',
    "node_type": '"cache.t4g.small"',
    "replicas": "1",
    "deletion_protection": "true",
}


def blueprint(**group):
    lines = "\n".join(f"{key} = {value}" for key, value in {**GROUP, **group}.items() if value)
    return f"{frame()}\n[{SESSIONS}]\n{lines}\n"


def caches(cloud):
    return cloud.emulator.client("elasticache")


def one(cloud):
    (group,) = caches(cloud).describe_replication_groups()["ReplicationGroups"]
    tags = caches(cloud).list_tags_for_resource(ResourceName=group["ARN"])["TagList"]
    return group, {tag["Key"]: tag["Value"] for tag in tags}


def test_a_group_is_made_once_and_carries_its_identity(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    project.assert_converged()
    group, tags = one(cloud)
    assert (tags["scaffold:stack"], tags["scaffold:address"], tags["scaffold:protected"]) == (STACK, SESSIONS, "true")
    assert (group["Engine"], len(group["MemberClusters"]), group["ClusterMode"]) == ("valkey", 2, "disabled")
    assert group["AtRestEncryptionEnabled"] and group["TransitEncryptionEnabled"]
    assert tags["scaffold:name"] == group["ReplicationGroupId"]


def test_what_changes_on_either_side_is_brought_together(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    project.write(blueprint(description='"carts"', node_type='"cache.m7g.large"', snapshot_retention_days="7"))
    project.apply()
    project.assert_converged()
    group, _ = one(cloud)
    assert (group["Description"], group["CacheNodeType"], group["SnapshotRetentionLimit"]) == (
        "carts",
        "cache.m7g.large",
        7,
    )
    name = group["ReplicationGroupId"]
    caches(cloud).modify_replication_group(ReplicationGroupId=name, ReplicationGroupDescription="by hand")
    project.apply()
    project.assert_converged()
    assert one(cloud)[0]["Description"] == "carts"


def test_a_protected_group_stays_and_data_is_not_lost_unasked(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    project.write(frame())
    kept = project.run("apply", "--yes", "--allow-data-loss", SESSIONS, code=None)
    assert kept.code == 4 and "protected" in kept.text, kept
    project.write(blueprint(deletion_protection="false"))
    project.apply()
    assert "scaffold:protected" not in one(cloud)[1]
    project.write(frame())
    refused = project.run("apply", "--yes", code=None)
    assert refused.code == 4 and f"--allow-data-loss {SESSIONS}" in refused.text, refused
    assert one(cloud)[0]["Status"] == "available"


def test_another_owners_name_is_not_taken(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    group, tags = one(cloud)
    caches(cloud).remove_tags_from_resource(ResourceName=group["ARN"], TagKeys=list(tags))
    refused = project.run("apply", "--yes", code=None)
    assert refused.code not in (0, None) and "does not carry this stack's tags" in refused.text, refused
    assert one(cloud)[1] == {}
