"""What went over the wire is what the plan's footer says."""

import json
import re
from collections import Counter

import pytest
from blueprints import GROUPS, STACK, network


def over_the_wire(cloud):
    """Calls by service, from the proxy's transcript, but the one question whose account it is: no survey yet."""
    services = Counter(line["service"] for line in cloud.proxy.transcript if line["action"] != "GetCallerIdentity")
    assert len(cloud.proxy.transcript) - services.total() == 1
    return services


def footer(plan):
    return {cost["service"]: cost["calls"] for cost in plan.document["cost"]}


@pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)
def test_a_plan_tells_every_call_that_it_made(cloud):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="2", more=GROUPS))
    for _ in ("from nothing", "with nothing to do"):
        cloud.proxy.reset()
        plan = project.plan()
        assert footer(plan) == over_the_wire(cloud)
        assert footer(plan)["ec2"] > 9
        project.apply()
        cloud.proxy.settle()
    text = project.run("plan").out
    said = re.search(r"(\d+) calls to ec2", text)
    assert said and int(said.group(1)) == footer(plan)["ec2"] and STACK in text


def test_the_transcript_tells_what_became_of_each_call(cloud, tmp_path):
    project = cloud.project(through_proxy=True)
    project.write(network(zones="1"))
    project.apply()
    cloud.proxy.write_transcript(tmp_path / "transcript.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "transcript.jsonl").read_text(encoding="utf-8").splitlines()]
    # moto has no parameter groups of caches and no policies of CDNs, and says so with an error.
    lacking = ("elasticache", "cloudfront")
    lines = [line for line in lines if not line["of_ledger"] and line["service"] not in lacking]
    times = [line["time"] for line in lines]
    assert max(times) - min(times) < 240
    assert all(line["status"] == 200 and line["carried_out"] and min(line["bytes"]) >= 0 for line in lines)
    made = Counter(line["action"] for line in lines if line["action"].startswith(("Create", "Allocate")))
    assert made["CreateVpc"] == 1 and made["CreateSubnet"] == 2
    assert sum(line["bytes"][1] for line in lines) > 10_000
