"""Reads grow with kinds and pages, not with resources."""

import pytest
from blueprints import STACK, frame

# Strict mode's short pages are more calls.
pytestmark = pytest.mark.parametrize("cloud", ["plain"], indirect=True)


def test_ten_networks_are_planned_with_few_calls(cloud):
    project = cloud.project(through_proxy=True)
    blocks = [f'[vpc.n{number}]\ncidr_block = "10.{number}.0.0/16"\n' for number in range(10)]
    project.write(frame() + "\n".join(blocks))
    project.apply(timeout=400)
    assert len(cloud.listing().addresses(STACK)) == 190
    cloud.proxy.reset()
    plan = project.plan()
    assert plan.steps == []
    counts = dict(cloud.proxy.counts)
    identity = counts.pop("GetCallerIdentity", 0)
    # What was applied last, of the ledger.
    applied = counts.pop("GetObject", 0)
    assert sum(counts.values()) <= 60, counts
    assert plan.calls() == sum(counts.values()), "the footer tells what the emulator saw"
    assert identity <= 1 and applied <= 1
