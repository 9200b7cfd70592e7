"""A PostgreSQL primary with replicas: made, changed in the order that its engine needs, and planned empty."""

import json

import pytest
from blueprints import STACK
from databases import PARAMETERS, PRIMARY, SECRET, Databases, managed, parameters, recorded, replicated

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

ONE, TWO = "rds.instance.one", "rds.instance.two"


def applied(cloud, text, *arguments):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(*arguments, timeout=500)
    project.assert_converged()
    return project


def test_a_primary_and_its_replicas_are_made_once(cloud):
    with recorded(cloud, "CreateSecret", "CreateDBInstance", "CreateDBInstanceReadReplica") as calls:
        project = applied(cloud, replicated())
    assert [action for action, _ in calls] == ["CreateSecret", "CreateDBInstance", *["CreateDBInstanceReadReplica"] * 2]
    made = Databases(cloud)
    found = made.instances()
    assert set(found) == {PRIMARY, ONE, TWO}
    primary = found[PRIMARY]
    assert (primary["Engine"], primary["EngineVersion"], primary["AllocatedStorage"]) == ("postgres", "16.4", 100)
    assert primary["StorageEncrypted"] and not primary.get("MasterUserSecret")
    for address in (ONE, TWO):
        assert found[address]["ReadReplicaSourceDBInstanceIdentifier"] == primary["DBInstanceIdentifier"]
    for instance in found.values():
        tags = {tag["Key"]: tag["Value"] for tag in instance["TagList"]}
        assert (tags["scaffold:stack"], tags["scaffold:name"]) == (STACK, instance["DBInstanceIdentifier"])
    (value,) = made.passwords()
    assert json.loads(value)["username"] == "app"
    assert [call["MasterUserPassword"] for action, call in calls if action == "CreateDBInstance"] == [json.loads(value)["password"]]
    # A replica goes without a last snapshot, and comes again.
    project.write(replicated(["one"]))
    assert project.plan("--allow-data-loss", TWO).verbs() == ["delete rds.instance"]
    project.apply("--allow-data-loss", TWO, timeout=500)
    project.assert_converged()
    assert made.snapshots() == [] and set(made.instances()) == {PRIMARY, ONE}
    project.write(replicated())
    assert project.plan().verbs() == ["create rds.instance"]
    project.apply(timeout=500)
    project.assert_converged()


def test_the_first_replica_moves_the_password_into_a_secret_of_ours(cloud):
    project = applied(cloud, managed())
    made = Databases(cloud)
    assert made.one()["MasterUserSecret"]["SecretArn"]
    project.write(replicated(["one"]))
    plan = project.plan()
    assert plan.verbs() == ["create rds.instance", "create secrets.secret", "update rds.instance"], str(plan)
    assert "password_secret" in plan.by_address()[PRIMARY].changed()
    with recorded(cloud, "CreateSecret", "ModifyDBInstance", "CreateDBInstanceReadReplica") as calls:
        project.apply(timeout=500)
    assert [action for action, _ in calls] == ["CreateSecret", "ModifyDBInstance", "CreateDBInstanceReadReplica"]
    assert calls[1][1]["ManageMasterUserPassword"] == "false"
    project.assert_converged()
    assert not made.one().get("MasterUserSecret")
    assert calls[1][1]["MasterUserPassword"] == json.loads(made.passwords()[0])["password"]
    # And back: the last replica goes before RDS takes the password over.
    project.write(managed())
    with recorded(cloud, "DeleteDBInstance", "ModifyDBInstance", "DeleteSecret") as calls:
        project.apply("--allow-data-loss", ONE, "--allow-data-loss", SECRET, "--confirm", "wire", timeout=500)
    assert [action for action, _ in calls] == ["DeleteDBInstance", "ModifyDBInstance", "DeleteSecret"]
    project.assert_converged()
    assert made.one()["MasterUserSecret"]["SecretArn"]


def test_minor_versions_move_replicas_first(cloud):
    project = applied(cloud, replicated(["one"]))
    made = Databases(cloud)
    names = [made.name(ONE), made.name(PRIMARY)]
    project.write(replicated(["one"], replica={"engine_version": '"16.6"'}, engine_version='"16.6"'))
    with recorded(cloud, "ModifyDBInstance") as calls:
        project.apply(timeout=500)
    assert [call["DBInstanceIdentifier"] for _, call in calls] == names
    assert not any("AllowMajorVersionUpgrade" in call for _, call in calls)
    project.assert_converged()
    assert {each["EngineVersion"] for each in made.instances().values()} == {"16.6"}


def test_a_major_version_is_one_step_after_its_parameter_group(cloud):
    group = f'"{PARAMETERS}"'
    # In moto a replica keeps the group that is replaced, and cannot be listed without it.
    replicas = ["one"] if cloud.strict else []
    project = applied(cloud, replicated(replicas, more=parameters(), parameter_group=group))
    made = Databases(cloud)
    primary = made.name()
    text = replicated(replicas, more=parameters("postgres17"), parameter_group=group, engine_version='"17.2"')
    project.write(text)
    with recorded(cloud, "CreateDBParameterGroup", "ModifyDBInstance", "DeleteDBParameterGroup") as calls:
        project.apply(timeout=500)
    assert [action for action, _ in calls] == ["CreateDBParameterGroup", "ModifyDBInstance", "DeleteDBParameterGroup"]
    asked = calls[1][1]
    assert (asked["DBInstanceIdentifier"], asked["EngineVersion"]) == (primary, "17.2")
    assert asked["AllowMajorVersionUpgrade"] == "true"
    assert asked["DBParameterGroupName"] == calls[0][1]["DBParameterGroupName"]
    project.assert_converged()
    if cloud.strict:
        assert made.one(ONE)["EngineVersion"] == "17.2", "replicas in the region are upgraded with their source"


def test_what_waits_for_the_window_counts(cloud):
    project = applied(cloud, managed(apply='"window"'))
    made = Databases(cloud)
    window = made.one()["PreferredMaintenanceWindow"]
    project.write(managed(apply='"window"', instance_class='"db.r7g.large"', storage_gib="200"))
    project.apply(timeout=500)
    project.assert_converged()
    shown = made.one()
    if cloud.strict:
        assert shown["DBInstanceClass"] == "db.m7g.large"
        assert shown["PendingModifiedValues"] == {"DBInstanceClass": "db.r7g.large", "AllocatedStorage": 200}
        told = project.run("plan").text
        assert window in told and "db.r7g.large" in told, told
        cloud.open_window()
        project.assert_converged()
        shown = made.one()
    assert (shown["DBInstanceClass"], shown["AllocatedStorage"]) == ("db.r7g.large", 200)
    # What is to be done at once takes along what waits.
    project.write(managed(apply='"now"', instance_class='"db.r7g.xlarge"', storage_gib="200"))
    project.apply(timeout=500)
    project.assert_converged()
    assert made.one()["DBInstanceClass"] == "db.r7g.xlarge"


@pytest.mark.parametrize(
    ("attribute", "value", "member", "live"),
    [
        ("storage_gib", "300", "AllocatedStorage", 300),
        ("max_storage_gib", "2000", "MaxAllocatedStorage", 2000),
        ("multi_az", "true", "MultiAZ", True),
        ("backup_retention_days", "14", "BackupRetentionPeriod", 14),
        ("backup_window", '"03:00-03:30"', "PreferredBackupWindow", "03:00-03:30"),
        ("maintenance_window", '"mon:05:00-mon:05:30"', "PreferredMaintenanceWindow", "mon:05:00-mon:05:30"),
        ("auto_minor_upgrade", "false", "AutoMinorVersionUpgrade", False),
        ("iam_authentication", "true", "IAMDatabaseAuthenticationEnabled", True),
        ("copy_tags_to_snapshot", "true", "CopyTagsToSnapshot", True),
        ("log_exports", '["postgresql"]', "EnabledCloudwatchLogsExports", ["postgresql"]),
        ("deletion_protection", "true", "DeletionProtection", True),
    ],
)
def test_each_attribute_changes_in_place(cloud, attribute, value, member, live):
    if cloud.strict and attribute not in ("storage_gib", "multi_az", "backup_retention_days"):
        pytest.skip("strict mode knows these only")
    project = applied(cloud, managed())
    resource = Databases(cloud).one()["DbiResourceId"]
    project.write(managed(**{attribute: value}))
    plan = project.plan()
    assert [step.changed() for step in plan.steps] == [[attribute]], str(plan)
    project.apply(timeout=500)
    project.assert_converged()
    found = Databases(cloud).one()
    assert (found[member], found["DbiResourceId"]) == (live, resource)
