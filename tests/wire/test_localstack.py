"""Rehearsals on LocalStack itself. `SCAFFOLD_LOCALSTACK` names the Python of its virtual environment."""

import json
import os

import pytest
from cloud import Cloud
from emulator import LocalStack

pytestmark = pytest.mark.skipif(
    "SCAFFOLD_LOCALSTACK" not in os.environ, reason="SCAFFOLD_LOCALSTACK does not name LocalStack's Python"
)


@pytest.fixture(scope="module")
def localstack(tmp_path_factory):
    emulator = LocalStack(tmp_path_factory.mktemp("localstack") / "localstack.log")
    yield emulator
    emulator.stop()


@pytest.fixture
def cloud(localstack, tmp_path):
    # Every test leaves it as empty as it was.
    cloud = Cloud(localstack, tmp_path)
    yield cloud
    cloud.proxy.stop()


def rehearse(project, *arguments, code=0):
    result = project.run("dry-run", "--on", project.endpoint, "--format", "json", *arguments, code=code)
    return json.loads(result.out)


@pytest.mark.parametrize("name", ["minimal", "office-access"])
def test_what_it_has_is_rehearsed_whole(cloud, gallery, name):
    project = cloud.project()
    project.write((gallery / f"{name}.toml").read_text(encoding="utf-8"))
    verdict = rehearse(project)
    assert {stage["result"] for stage in verdict["stages"]} == {"passed"}, verdict
    assert [vpc for vpc in cloud.ec2.describe_vpcs()["Vpcs"] if vpc.get("Tags")] == []


def test_what_it_lacks_is_told_and_the_rest_is_rehearsed(cloud, gallery):
    project = cloud.project(through_proxy=True)
    project.write((gallery / "read-heavy.toml").read_text(encoding="utf-8"))
    verdict = rehearse(project, code=1)
    lacking = {missing["service"]: missing["why"] for missing in verdict["missing"]}
    assert set(lacking) == {"autoscaling", "elasticache", "elbv2", "rds"}
    assert "license plan" in lacking["rds"]
    assert cloud.proxy.changes() == {}

    verdict = rehearse(project, "--only-available")
    assert {stage["result"] for stage in verdict["stages"]} == {"passed"}, verdict
    assert "database.catalogue" in [each["what"] for each in verdict["left_out"]]
