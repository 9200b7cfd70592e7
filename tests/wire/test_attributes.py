"""Every attribute of every kind changed by itself, drifted, replaced: what is tried follows from the schemas."""

import os
import pathlib
import re
import subprocess

import pytest


# Strict mode takes AWS's time over every state in between: too long for some six hundred changes.
@pytest.mark.parametrize("cloud", ["plain"], indirect=True)
def test_every_attribute_changes_drifts_and_replaces_by_itself(cloud):
    binary = pathlib.Path(os.environ["SCAFFOLD_BIN"]).with_name("attributes")
    if not binary.exists():
        pytest.skip(f"there is no {binary}: `cargo build --workspace` makes it")
    project = cloud.project()
    run = subprocess.run(
        [binary, project.endpoint], env=project.environment(), capture_output=True, text=True, timeout=1500
    )
    assert run.returncode == 0, run.stdout + run.stderr
    changed, drifted, replaced = map(int, re.match(r"(\d+) changed, (\d+) drifted, (\d+) replaced", run.stdout).groups())
    assert changed > 150 and drifted > 120 and replaced > 20, run.stdout
