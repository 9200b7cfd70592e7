"""Nothing loses a database because somebody edited a line."""

import re

import pytest
from blueprints import frame
from databases import PARAMETERS, PRIMARY, SECRET, Databases, managed, parameters, replicated

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

ONE = "rds.instance.one"


def applied(cloud, text):
    project = cloud.project(through_proxy=True)
    project.write(text)
    project.apply(timeout=500)
    return project


def refuses(project, *arguments, says=""):
    """A run that ends in a refusal, without a step done."""
    result = project.run(*arguments, code=None, timeout=300)
    assert result.code == 4 and says in result.words, str(result)
    return result.text


def test_no_edit_loses_data(cloud):
    protected = managed(deletion_protection="true")
    project = applied(cloud, protected)
    live = Databases(cloud)
    before = live.one()
    other = PRIMARY.replace("orders", "ledger")
    apply = ("apply", "--yes", "--confirm", "wire", "--allow-data-loss", PRIMARY)
    for text, says in (
        (frame(), "protected"),
        (protected.replace(PRIMARY, other), "protected"),
        (managed(deletion_protection="true", username='"root"'), "protected"),
        (managed(deletion_protection="true", storage_encrypted="false"), "protected"),
        (managed(deletion_protection="true", engine='"mysql"', engine_version='"8.4.5"'), "protected"),
        (managed(deletion_protection="true", database_name='"other"'), "protected"),
        (managed(deletion_protection="true", storage_gib="50", max_storage_gib=None), "never shrinks"),
        (managed(deletion_protection="true", engine_version='"15.8"'), "downgrades"),
        # Switching protection off and deleting are two runs.
        (managed(deletion_protection="false", username='"root"'), "protected"),
    ):
        project.write(text)
        refuses(project, *apply, says=says)
    project.write(protected)
    refuses(project, "destroy", "--yes", "--confirm", "wire", "--allow-data-loss", PRIMARY, says="protected")
    project.write(frame())
    refuses(project, "apply", "--yes", "--target", PRIMARY, "--allow-data-loss", PRIMARY, says="protected")
    project.write(protected)
    project.assert_converged()
    after = live.one()
    assert {**after, "LatestRestorableTime": None} == {**before, "LatestRestorableTime": None}
    assert live.snapshots() == []


def test_what_is_not_protected_is_not_lost_either(cloud):
    project = applied(cloud, managed())
    live = Databases(cloud)
    before = live.one()
    for text in (
        frame(),
        managed().replace(PRIMARY, PRIMARY.replace("orders", "ledger")),
        managed(username='"root"'),
        managed(storage_encrypted="false"),
        managed(engine='"mysql"', engine_version='"8.4.5"'),
    ):
        project.write(text)
        refuses(project, "apply", "--yes", "--confirm", "wire", says=f"--allow-data-loss {PRIMARY}")
    project.write(managed())
    refuses(project, "destroy", "--yes", "--confirm", "wire", says=f"--allow-data-loss {PRIMARY}")
    project.write(frame())
    refuses(project, "apply", "--yes", "--target", PRIMARY, says=f"--allow-data-loss {PRIMARY}")
    assert live.one()["DbiResourceId"] == before["DbiResourceId"]
    # Told that it moved, it stays what it is.
    moved = PRIMARY.replace("orders", "ledger")
    project.write(managed().replace(PRIMARY, moved) + f'\n[[moved]]\nfrom = "{PRIMARY}"\nto = "{moved}"\n')
    project.apply(timeout=500)
    project.assert_converged()
    assert live.one(moved)["InstanceCreateTime"] == before["InstanceCreateTime"]


def test_an_overlay_that_drops_it_is_refused(cloud):
    project = cloud.project(through_proxy=True)
    project.write(managed(deletion_protection="true"))
    (project.folder / "blueprint.prod.toml").write_text("", encoding="utf-8")
    project.apply("--env", "prod", timeout=500)
    overlay = f'[overlay]\nremove = ["{PRIMARY}"]\n'
    (project.folder / "blueprint.prod.toml").write_text(overlay, encoding="utf-8")
    refuses(project, "apply", "--env", "prod", "--yes", "--confirm", "wire", "--allow-data-loss", PRIMARY, says="protected")
    assert Databases(cloud).one()["DeletionProtection"]


def test_a_plan_from_before_protection_was_switched_on_is_refused(cloud):
    project = applied(cloud, managed())
    live = Databases(cloud)
    project.write(frame())
    project.run("plan", "--out", "old.plan", "--allow-data-loss", PRIMARY)
    live.modify(DeletionProtection=True)
    result = project.run("apply", "old.plan", "--yes", "--confirm", "wire", code=None, timeout=300)
    assert result.code not in (0, None), str(result)
    assert live.one()["DeletionProtection"] and live.snapshots() == []


def test_it_ends_with_a_snapshot_of_each_incarnation(cloud):
    project = applied(cloud, replicated(["one"], more=parameters(), parameter_group=f'"{PARAMETERS}"'))
    live = Databases(cloud)
    names = []
    end = ("--confirm", "wire", *(word for each in (PRIMARY, ONE, SECRET) for word in ("--allow-data-loss", each)))
    for _ in range(2 if cloud.strict else 1):
        found = live.instances()
        project.destroy(*end, timeout=500)
        names.append(sorted(each["DBSnapshotIdentifier"] for each in live.snapshots()))
        assert live.instances() == {}
        tail = found[PRIMARY]["DbiResourceId"].lower()[-12:]
        assert f"{found[PRIMARY]['DBInstanceIdentifier']}-final-{tail}" in names[-1]
        if cloud.strict:
            # The secret's name is free again when somebody restores or ends it; here nobody does.
            restored = live.secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]
            assert [("DeletedDate" in each) for each in restored] == [True]
            project.apply(timeout=500)
    if cloud.strict:
        assert len(names[1]) == 2, names


def test_no_password_is_anywhere_but_in_the_calls_that_need_it(cloud):
    calls = []

    def before(call):
        calls.append((call.action, call.request.body))

    cloud.proxy.before = before
    project = cloud.project(through_proxy=True)
    project.write(replicated(["one"]))
    outputs = [project.run("plan", "--out", "first.plan"), project.run("apply", "first.plan", "--yes", timeout=500)]
    outputs += [project.run("plan", "--format", "json"), project.run("plan")]
    passwords = [re.search(r'"password": ?"([^"]+)"', each).group(1) for each in Databases(cloud).passwords()]
    assert len(passwords) == 1
    (password,) = passwords
    assert not any(password in each.text for each in outputs)
    for path in project.folder.rglob("*"):
        assert not path.is_file() or password.encode() not in path.read_bytes(), path
    with_it = {action for action, body in calls if password.encode() in body or quoted(password) in body}
    assert with_it == {"CreateSecret", "CreateDBInstance"}, with_it


def quoted(password):
    """As a form writes it."""
    return "".join(c if c.isalnum() or c in "-._~" else f"%{ord(c):02X}" for c in password).encode()
