"""Reads grow with kinds and pages, not with resources."""

import pytest
from blueprints import STACK, balanced, frame
from caches import cache
from cloud import Cloud
from databases import REPLICA, managed, replicated, table

# Strict mode's short pages are more calls.
plain = pytest.mark.parametrize("cloud", ["plain"], indirect=True)


@plain
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
    assert read["others"] <= 28, cloud.proxy.counts
    # Whose account it is; what was applied last, of the ledger, and for all kinds of S3's one list and the tags of the
    # one bucket that is there.
    assert read["sts"] <= 1 and read["s3"] <= 4, cloud.proxy.counts


@plain
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


@plain
def test_ten_databases_and_ten_caches_are_planned_with_few_calls(cloud):
    project = cloud.project(through_proxy=True)
    secret, primary = replicated([]).removeprefix(frame()).split("\n[rds", 1)
    pair = secret + "\n[rds" + primary + table("rds.instance.one", REPLICA)
    texts = [
        pair.replace(".orders", f".orders{number}").replace("instance.one", f"instance.one{number}")
        + cache().replace("sessions", f"sessions{number}")
        for number in range(10)
    ]
    project.write(frame() + "".join(texts))
    project.apply(timeout=560)
    cloud.proxy.reset()
    plan = project.plan()
    assert plan.steps == [], str(plan)
    calls = {service: 0 for service in ("rds", "elasticache", "secretsmanager")}
    for line in cloud.proxy.transcript:
        if line["service"] in calls:
            calls[line["service"]] += 1
    # ElastiCache's lists have no tags, and those of Secrets Manager are late: the stack's ten are asked one by one.
    assert calls["rds"] <= 4 and calls["elasticache"] <= 18 and calls["secretsmanager"] <= 12, cloud.proxy.counts
    assert {service: plan.calls(service) for service in calls} == calls, "the footer tells what the emulator saw"


def test_a_hundred_databases_of_others_stay_under_the_limit(emulator, tmp_path):
    """RDS takes twelve calls a second: what is not ours is listed, and nothing is asked about it."""
    emulator.reset()
    rds, cache_client = emulator.client("rds"), emulator.client("elasticache")
    shape = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "MasterUsername": "root"}
    for number in range(100):
        rds.create_db_instance(DBInstanceIdentifier=f"other-{number}", **shape, MasterUserPassword="long-enough")
        rds.create_db_parameter_group(
            DBParameterGroupName=f"other-{number}", DBParameterGroupFamily="postgres16", Description="p"
        )
        cache_client.create_replication_group(
            ReplicationGroupId=f"other-{number}", ReplicationGroupDescription="g", Engine="valkey"
        )
    cloud = Cloud(emulator, tmp_path, rates=1)
    project = cloud.project()
    project.write(managed())
    project.apply()
    cloud.proxy.reset()
    project.assert_converged()
    asked = [line["action"] for line in cloud.proxy.transcript if line["service"] in ("rds", "elasticache")]
    assert len(asked) <= 2 * 14, sorted(asked)
    assert "ListTagsForResource" not in asked, sorted(asked)
    assert not +cloud.strict.layers[0].throttled
    cloud.proxy.stop()
