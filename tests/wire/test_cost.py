"""Reads grow with kinds and pages, not with resources."""

import pytest
from blueprints import STACK, balanced, frame

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
    read = {service: 0 for service in ("ec2", "others", "sts", "s3")}
    for line in cloud.proxy.transcript:
        read[line["service"] if line["service"] in read else "others"] += 1
    assert read["ec2"] <= 60, cloud.proxy.counts
    assert plan.calls() == read["ec2"], "the footer tells what the emulator saw"
    # A list of each kind that the stack has none of.
    assert read["others"] <= 16, cloud.proxy.counts
    # Whose account it is, and what was applied last, of the ledger.
    assert read["sts"] <= 1 and read["s3"] <= 1


def test_ten_balancers_and_ten_groups_are_planned_with_few_calls(cloud):
    project = cloud.project(through_proxy=True)
    text = balanced()
    head, rest = text.split("[load_balancer.edge]", 1)
    pair = "[load_balancer.edge]" + rest.split("[autoscaling_group.api]")[0]
    pair = pair.replace(pair[pair.index("rules = [") : pair.index("[autoscaling_group.web]")], "\n")
    pair = pair.replace('connects_to = ["autoscaling_group.api"]\n', "")
    blocks = [
        pair.replace("load_balancer.edge", f"load_balancer.edge{number}").replace(
            "autoscaling_group.web", f"autoscaling_group.web{number}"
        )
        for number in range(10)
    ]
    project.write(head + "\n".join(blocks))
    project.apply(timeout=560)
    cloud.proxy.reset()
    plan = project.plan()
    assert plan.steps == [], str(plan)
    ours = ("elasticloadbalancing", "autoscaling", "iam")
    calls = [line for line in cloud.proxy.transcript if line["service"] in ours]
    assert len(calls) <= 150, cloud.proxy.counts
    told = sum(plan.calls(service) for service in ("elbv2", "elasticloadbalancing", "autoscaling", "iam"))
    assert told == len(calls), "the footer tells what the emulator saw"
