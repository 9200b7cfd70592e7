"""What the engine and the place of a database decide: who is upgraded first, who is promoted, who is renamed."""

import pytest
from blueprints import frame
from databases import PRIMARY, REPLICA, Databases, managed, recorded, replicated, table

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)

ONE = "rds.instance.one"


def applied(cloud, text):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(timeout=500)
    project.assert_converged()
    return project


@pytest.mark.parametrize(
    ("engine", "before", "after"), [("mysql", "8.0.40", "8.4.5"), ("mariadb", "10.6.20", "10.11.10")]
)
def test_replicas_go_to_the_next_major_version_before_their_primary(cloud, engine, before, after):
    def text(version):
        said = {"engine": f'"{engine}"', "engine_version": f'"{version}"'}
        return replicated(["one"], replica=said, **said)

    project = applied(cloud, text(before))
    made = Databases(cloud)
    names = [made.name(ONE), made.name()]
    project.write(text(after))
    with recorded(cloud, "ModifyDBInstance") as calls:
        project.apply(timeout=500)
    assert [call["DBInstanceIdentifier"] for _, call in calls] == names
    assert all(call["AllowMajorVersionUpgrade"] == "true" for _, call in calls)
    project.assert_converged()
    assert {each["EngineVersion"] for each in made.instances().values()} == {after}


def test_a_replica_is_promoted_before_its_source_goes(cloud):
    project = applied(cloud, replicated(["one"]))
    made = Databases(cloud)
    name = made.name(ONE)
    alone = {key: value for key, value in REPLICA.items() if key != "source"}
    project.write(frame() + table(ONE, {**alone, "storage_gib": "100", "username": '"app"', "backup_retention_days": "7"}))
    with recorded(cloud, "PromoteReadReplica", "DeleteDBInstance") as calls:
        losses = [word for each in (PRIMARY, "secrets.secret.orders") for word in ("--allow-data-loss", each)]
        project.apply(*losses, "--confirm", "wire", timeout=500)
    assert [action for action, _ in calls] == ["PromoteReadReplica", "DeleteDBInstance"]
    assert calls[0][1]["DBInstanceIdentifier"] == name
    left = made.instances()
    assert set(left) == {ONE} and left[ONE]["DBInstanceIdentifier"] == name
    assert not left[ONE].get("ReadReplicaSourceDBInstanceIdentifier")


def test_a_declared_identifier_is_renamed_in_place(cloud):
    project = applied(cloud, managed())
    made = Databases(cloud)
    before = made.one()["DbiResourceId"]
    project.write(managed(identifier='"ledger"'))
    with recorded(cloud, "CreateDBInstance", "ModifyDBInstance", "DeleteDBInstance") as calls:
        project.apply(timeout=500)
    assert [(action, call.get("NewDBInstanceIdentifier")) for action, call in calls] == [("ModifyDBInstance", "ledger")]
    project.assert_converged()
    assert (made.one()["DBInstanceIdentifier"], made.one()["DbiResourceId"]) == ("ledger", before)
