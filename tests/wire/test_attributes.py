"""Every attribute of every kind changed by itself, drifted, replaced: what is tried follows from the schemas."""

import os
import pathlib
import re
import subprocess

import pytest

# How much of a service is tried at least: changed, drifted, replaced. Caches are played by strict mode alone, and
# without it moto loses a database that is renamed: there the contract suite of its crate changes what can be.
LEAST = {
    "ec2": (70, 60, 8),
    "elbv2": (60, 50, 5),
    "autoscaling": (14, 12, 0),
    "iam logs": (10, 8, 0),
    "rds secrets": (60, 45, 8),
    "elasticache": (45, 40, 14),
    "lambda events": (40, 32, 5),
}
CASES = [(mode, services) for services in LEAST for mode in ("plain", "strict")]
CASES = [case for case in CASES if case not in (("plain", "elasticache"), ("plain", "rds secrets"))]
# What fixtures of event sources read, and of functions tell.
QUEUES = ("jobs", "lost")
# Secrets that fixtures of caches name.
SECRETS = ("first", "second", "sharded", "another", "writer", "third", "default", "other-default")


@pytest.mark.parametrize(("cloud", "services"), CASES, indirect=["cloud"])
def test_every_attribute_changes_drifts_and_replaces_by_itself(cloud, services):
    binary = pathlib.Path(os.environ["SCAFFOLD_BIN"]).with_name("attributes")
    if not binary.exists():
        pytest.skip(f"there is no {binary}: `cargo build --workspace` makes it")
    for name in SECRETS if services == "elasticache" else ():
        cloud.client("secretsmanager").create_secret(Name=name, SecretString="0123456789abcdef")
    for name in QUEUES if services == "lambda events" else ():
        cloud.client("sqs").create_queue(QueueName=name)
    project = cloud.project()
    run = subprocess.run(
        [binary, project.endpoint, *services.split()],
        env=project.environment(),
        capture_output=True,
        text=True,
        timeout=1500,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    tried = map(int, re.match(r"(\d+) changed, (\d+) drifted, (\d+) replaced", run.stdout).groups())
    assert all(many >= least for many, least in zip(tried, LEAST[services], strict=True)), run.stdout
