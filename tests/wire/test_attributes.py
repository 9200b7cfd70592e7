"""Every attribute of every kind changed by itself, drifted, replaced: what is tried follows from the schemas."""

import os
import pathlib
import re
import subprocess

import pytest
from project import Project

# How much of a service is tried at least: changed, drifted, replaced. Caches are played by strict mode alone, and
# without it moto loses a database that is renamed, and a queue's policy with every change: there the contract
# suites of their crates change what can be.
LEAST = {
    "ec2": (70, 60, 8),
    "elbv2": (60, 50, 5),
    "autoscaling": (14, 12, 0),
    "iam logs": (10, 8, 0),
    "rds secrets": (60, 45, 8),
    "elasticache": (45, 40, 14),
    "lambda events": (40, 32, 5),
    "sqs": (45, 40, 0),
}
CASES = [(mode, services) for services in LEAST for mode in ("plain", "strict")]
STRICT = ("elasticache", "rds secrets", "sqs")
CASES = [case for case in CASES if case not in [("plain", services) for services in STRICT]]
# What fixtures of event sources read, and of functions tell.
QUEUES = ("jobs", "lost")
# Secrets that fixtures of caches name.
SECRETS = ("first", "second", "sharded", "another", "writer", "third", "default", "other-default")
# MiniStack's, since moto gets too much of these wrong.
ON_MINISTACK = {"s3": (20, 15, 0), "cloudfront": (50, 30, 0)}
# What fixtures of buckets tell beside queues of their own.
TOPIC = "uploads"


@pytest.mark.parametrize(("cloud", "services"), CASES, indirect=["cloud"])
def test_every_attribute_changes_drifts_and_replaces_by_itself(cloud, services):
    for name in SECRETS if services == "elasticache" else ():
        cloud.client("secretsmanager").create_secret(Name=name, SecretString="0123456789abcdef")
    for name in QUEUES if services == "lambda events" else ():
        cloud.client("sqs").create_queue(QueueName=name)
    assert_all_tried(cloud.project(), services, LEAST[services])


@pytest.mark.parametrize("services", ON_MINISTACK)
def test_every_attribute_changes_drifts_and_replaces_on_ministack(ministack, tmp_path, services):
    ministack.client("sns").create_topic(Name=TOPIC)
    assert_all_tried(Project(tmp_path / "project", ministack.endpoint), services, ON_MINISTACK[services])


def assert_all_tried(project, services, least):
    binary = pathlib.Path(os.environ["SCAFFOLD_BIN"]).with_name("attributes")
    if not binary.exists():
        pytest.skip(f"there is no {binary}: `cargo build --workspace` makes it")
    run = subprocess.run(
        [binary, project.endpoint, *services.split()],
        env=project.environment(),
        capture_output=True,
        text=True,
        timeout=1500,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    tried = map(int, re.match(r"(\d+) changed, (\d+) drifted, (\d+) replaced", run.stdout).groups())
    assert all(many >= few for many, few in zip(tried, least, strict=True)), run.stdout
