"""What others do to databases: RDS's own hand is no difference, and a person's is told and undone."""

import pytest
from blueprints import frame
from databases import INSTANCE, PRIMARY, Databases, managed, replicated, table

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)


def applied(cloud, text):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(timeout=500)
    return project


def test_what_rds_moves_by_itself_is_no_difference(cloud):
    project = applied(cloud, managed(engine_version='"16"'))
    live = Databases(cloud)
    project.assert_converged()
    for moved in (
        # Storage grown by its autoscaling, as far as the blueprint lets it.
        {"AllocatedStorage": 400},
        # A minor version in the window.
        {"EngineVersion": "16.9"},
        # Windows that AWS chose.
        {"PreferredMaintenanceWindow": "tue:05:00-tue:05:30", "PreferredBackupWindow": "01:00-01:30"},
        {"CACertificateIdentifier": "rds-ca-rsa4096-g1"},
    ):
        live.modify(**moved)
        project.assert_converged()
        assert {key: live.one()[key] for key in moved} == moved


def test_a_replica_stands_where_it_was_put(cloud):
    """Zones are used when it is made, and never again: a failover moves them."""
    project = applied(cloud, replicated(["one"], replica={"availability_zone": '"us-east-1b"'}))
    project.assert_converged()
    project.write(replicated(["one"], replica={"availability_zone": '"us-east-1c"'}))
    project.assert_converged()


def test_what_a_person_changed_is_told_and_undone(cloud):
    project = applied(cloud, managed(multi_az="false"))
    live = Databases(cloud)
    for attribute, changed, before in (
        ("instance_class", {"DBInstanceClass": "db.r7g.large"}, {"DBInstanceClass": "db.m7g.large"}),
        ("multi_az", {"MultiAZ": True}, {"MultiAZ": False}),
        ("backup_retention_days", {"BackupRetentionPeriod": 1}, {"BackupRetentionPeriod": 7}),
    ):
        live.modify(**changed)
        plan = project.plan()
        assert {step.address: (step.changed(), step.causes()) for step in plan.steps} == {
            PRIMARY: ([attribute], {"drift"})
        }, str(plan)
        project.apply(timeout=500)
        project.assert_converged()
        assert {key: live.one()[key] for key in before} == before


def test_a_database_that_is_gone_is_made_again(cloud):
    project = applied(cloud, managed())
    live = Databases(cloud)
    before = live.one()
    live.rds.delete_db_instance(DBInstanceIdentifier=before["DBInstanceIdentifier"], SkipFinalSnapshot=True)
    while live.instances():
        pass
    plan = project.plan()
    assert plan.verbs() == ["create rds.instance"] and plan.by_address()[PRIMARY].causes() == {"drift"}, str(plan)
    project.apply(timeout=500)
    project.assert_converged()
    if cloud.strict:
        assert live.one()["DbiResourceId"] != before["DbiResourceId"]


def test_a_copy_that_carries_our_tags_is_never_touched(cloud):
    """AWS copies tags when a snapshot is restored."""
    project = applied(cloud, managed(copy_tags_to_snapshot="true"))
    live = Databases(cloud)
    primary = live.one()
    name = primary["DBInstanceIdentifier"]
    live.rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier="copied", Tags=primary["TagList"])
    live.rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="restored", DBSnapshotIdentifier="copied", Tags=primary["TagList"]
    )

    def names():
        return sorted(each["DBInstanceIdentifier"] for each in live.rds.describe_db_instances()["DBInstances"])

    while any(each["DBInstanceStatus"] != "available" for each in live.rds.describe_db_instances()["DBInstances"]):
        pass
    assert names() == sorted(["restored", name])
    told = project.run("plan")
    assert "restored" in told.text, str(told)
    project.assert_converged()
    project.apply(timeout=500)
    assert names() == sorted(["restored", name])
    # Neither does the end of the stack take it along.
    project.destroy("--confirm", "wire", "--allow-data-loss", PRIMARY, code=None, timeout=500)
    assert names() == ["restored"]


def test_a_snapshot_is_restored_once(cloud):
    project = applied(cloud, managed())
    live = Databases(cloud)
    live.rds.create_db_snapshot(DBInstanceIdentifier=live.name(), DBSnapshotIdentifier="yesterday")
    from_snapshot = {**INSTANCE, "restore_from_snapshot": '"yesterday"'}
    project.write(frame() + table(PRIMARY, INSTANCE) + table("rds.instance.second", from_snapshot))
    project.apply(timeout=500)
    project.assert_converged()
    second = live.name("rds.instance.second")
    live.rds.delete_db_snapshot(DBSnapshotIdentifier="yesterday")
    project.assert_converged()
    assert live.name("rds.instance.second") == second
