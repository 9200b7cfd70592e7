"""Databases take ten minutes and more: what is under way is told, goes on without a run, and is picked up by the next."""

import signal

import pytest
from databases import PRIMARY, Databases, managed, recorded, replicated

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)

ONE = "rds.instance.one"


def ended_after(cloud, project, action, how):
    """An apply that gets a signal when a call of this action was answered."""

    def delivered(call):
        if call.action == action and process.poll() is None:
            process.send_signal(how)

    cloud.proxy.delivered = delivered
    process = project.start("apply", "--yes")
    out, err = process.communicate(timeout=300)
    cloud.proxy.delivered = lambda call: None
    cloud.proxy.settle()
    assert process.returncode != 0, out + err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
@pytest.mark.parametrize("action", ["CreateSecret", "CreateDBInstance", "CreateDBInstanceReadReplica"])
def test_the_next_run_picks_the_wait_up(cloud, how, action):
    project = cloud.project()
    project.write(replicated(["one"]))
    ended_after(cloud, project, action, how)
    project.apply(timeout=400)
    project.assert_converged()
    done = cloud.proxy.answered()
    assert [done[each] for each in ("CreateSecret", "CreateDBInstance", "CreateDBInstanceReadReplica")] == [1, 1, 1], done
    assert set(Databases(cloud).instances()) == {PRIMARY, ONE}


def test_a_moved_password_is_the_one_that_holds(cloud):
    """The change to a secret of ours is killed at every call; afterwards RDS has the secret's value."""
    actions = ("CreateSecret", "ModifyDBInstance", "AddTagsToResource", "CreateDBInstanceReadReplica")
    for number, action in enumerate(actions):
        project = cloud.project(f"stack-{number}")
        name = f'"stack-{number}"'
        project.write(managed(identifier=name).replace('name = "wire"', f"name = {name}"))
        project.apply(timeout=400)
        text = replicated(["one"], identifier=name).replace('name = "wire"', f"name = {name}")
        project.write(text)
        with recorded(cloud, "ModifyDBInstance") as calls:
            ended_after(cloud, project, action, signal.SIGKILL)
            project.apply(timeout=400)
        project.assert_converged()
        held = [call["MasterUserPassword"] for _, call in calls if "MasterUserPassword" in call]
        values = Databases(cloud).passwords()
        assert held and any(f'"{held[-1]}"' in value for value in values), action


def test_the_state_and_the_typical_time_are_told(cloud):
    project = cloud.project()
    project.write(managed())
    told = project.apply(timeout=400).text
    assert f"{PRIMARY}: create (about 600 s)" in told and f"{PRIMARY}: creating" in told, told
