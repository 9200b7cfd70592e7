"""Rehearsals of the gallery: each blueprint's change on the sandbox, and the reference platform's on one endpoint for all."""

import json
import pathlib
import shutil

import pytest
from account import SERVERLESS, Account
from listing import STACK, tags
from project import Project
from proxy import Proxy

GALLERY = pathlib.Path(__file__).resolve().parents[2] / "blueprints"
PASSED = dict.fromkeys(["base", "apply", "replan", "destroy", "gone"], "passed")


def with_a_change(project, name):
    """The blueprint as it is in git, and then with another tag on everything, and other code."""
    text = (GALLERY / f"{name}.toml").read_text(encoding="utf-8")
    project.write(text)
    shutil.copytree(GALLERY / "functions", project.folder / "functions")
    project.commit()
    project.git("add", "functions")
    project.git("commit", "--quiet", "--message", "code")
    head, table = text.split("[blueprint]\n", 1)
    begin, tag, rest = table.partition("tags = {")
    changed = f'{begin}tags = {{ release = "2",{rest}' if tag else f'tags = {{ release = "2" }}\n{table}'
    project.write(f"{head}[blueprint]\n{changed}")
    other_code(project)


def other_code(project):
    for path in project.folder.glob("functions/*/index.mjs"):
        path.write_text(f"// The second release.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def rehearsed(project, *arguments):
    result = project.run("dry-run", "--base", "HEAD", "--format", "json", *arguments, timeout=500)
    verdict = json.loads(result.out)
    stages = {stage["name"]: stage for stage in verdict["stages"]}
    assert {name: stage["result"] for name, stage in stages.items()} == PASSED, str(result)
    assert stages["apply"]["done"] > 0, str(result)
    return stages


# What refers to another stack is not rehearsed where none lives.
@pytest.mark.parametrize("name", sorted({path.stem for path in GALLERY.glob("*.toml")} - {"app"}))
def test_a_change_of_the_gallery_on_the_sandbox(tmp_path, name):
    project = Project(tmp_path / name, "http://127.0.0.1:9")
    with_a_change(project, name)
    assert rehearsed(project)["base"]["done"] > 5


class Sorting(Proxy):
    """One endpoint for all: calls of some services go to another emulator."""

    def __init__(self, account):
        super().__init__(account.proxy.port, account.strict)
        self.account = account

    def pass_on(self, call, *request):
        if call.service in self.account.services:
            return self.account.other.pass_on(call, *request)
        return super().pass_on(call, *request)


def test_a_change_of_the_reference_platform_on_an_endpoint(emulator, ministack, tmp_path):
    emulator.reset()
    account = Account(emulator, ministack, tmp_path, SERVERLESS)
    front = Sorting(account)
    try:
        project = Project(tmp_path / "web-platform", front.endpoint)
        with_a_change(project, "web-platform")
        # moto never tells the later tags of a launch template.
        text = (GALLERY / "web-platform.toml").read_text(encoding="utf-8")
        project.write(text.replace("min_size = 2", "min_size = 3").replace("count = 2", "count = 3"))
        certificate = emulator.client("acm").request_certificate(DomainName="example.com")["CertificateArn"]
        variable = f"certificate={certificate}"
        stages = rehearsed(project, "--on", front.endpoint, "--var", variable)
        assert stages["base"]["done"] > 50
        live = [tags(item).get(STACK) for items in account.listing().items.values() for item in items.values()]
        assert not any(live), live
        # The function was made with the code that it had at the base, and got the new one.
        sent = [line["action"] for line in account.other.transcript if line["service"] == "lambda" and line["write"]]
        assert sent.index("CreateFunction") < sent.index("UpdateFunctionCode")
    finally:
        front.stop()
        account.stop()
