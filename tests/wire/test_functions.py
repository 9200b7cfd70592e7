"""Functions over HTTP: code, versions, events, permissions, layers, targets of balancers, deletion in networks."""

import os
import time

import pytest
from cloud import Cloud
from emulator import MiniStack
from functions import CODE, HEAD, LOSSES, STACK, Functions, worker
from protocol import refusal

pytestmark = pytest.mark.skipif(
    "SCAFFOLD_MINISTACK" not in os.environ, reason="SCAFFOLD_MINISTACK does not name MiniStack's program"
)


@pytest.fixture(scope="module")
def ministack(tmp_path_factory):
    emulator = MiniStack(tmp_path_factory.mktemp("ministack") / "ministack.log")
    yield emulator
    emulator.stop()


@pytest.fixture(params=["plain", "strict"])
def functions(ministack, tmp_path, request):
    ministack.reset()
    cloud = Cloud(ministack, tmp_path, request.param == "strict")
    yield Functions(cloud)
    cloud.proxy.stop()


def test_a_function_lives_with_all_that_calls_it(functions):
    functions.applied(worker())
    one = functions.one()
    assert one["Environment"]["Variables"] == {"STAGE": "test"}
    assert one["LoggingConfig"]["LogGroup"].startswith("wire-worker")
    name, client = one["FunctionName"], functions.cloud.client
    alias = functions.lambdas.get_alias(FunctionName=name, Name="live")
    assert alias["FunctionVersion"] == "1"
    ready = functions.lambdas.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    assert ready["RequestedProvisionedConcurrentExecutions"] == 1
    assert functions.lambdas.get_function_url_config(FunctionName=name, Qualifier="live")["AuthType"] == "AWS_IAM"
    [source] = functions.lambdas.list_event_source_mappings()["EventSourceMappings"]
    assert (source["BatchSize"], source["FunctionArn"].rsplit(":", 1)[1]) == (5, "live")
    [rule] = client("events").list_rules()["Rules"]
    assert rule["ScheduleExpression"] == "rate(5 minutes)"
    [target] = client("events").list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == alias["AliasArn"]
    called = functions.statements("live")["events.amazonaws.com"]
    assert called["Condition"]["ArnLike"]["AWS:SourceArn"] == rule["Arn"]
    functions.project.destroy("--confirm", STACK, *LOSSES)
    assert functions.names() == []
    assert functions.lambdas.list_event_source_mappings()["EventSourceMappings"] == []
    assert client("events").list_rules()["Rules"] == []
    assert client("sqs").list_queues().get("QueueUrls", []) == []
    assert client("iam").list_roles(PathPrefix="/scaffold/")["Roles"] == []
    assert client("logs").describe_log_groups()["logGroups"] == []


def test_code_is_sent_where_it_is_another_and_nowhere_else(functions):
    functions.applied(worker())
    os.utime(functions.project.folder / "code" / "index.py", (1, 1))
    changes = functions.applied_counted(worker(stage="other"))
    assert changes["UpdateFunctionConfiguration"] == 1 and "UpdateFunctionCode" not in changes
    functions.code(CODE + "# another\n")
    [step, moved] = functions.project.plan().steps
    assert (step.address, step.changed()) == ("function.worker/function", ["code_sha256"])
    assert moved.address == "function.worker/alias"
    changes = functions.applied_counted(worker(stage="other"))
    assert changes["UpdateFunctionCode"] == 1 and "UpdateFunctionConfiguration" not in changes


def test_an_alias_moves_when_its_version_is_ready_and_keeps_what_is_kept_ready(functions):
    functions.applied(worker())
    functions.code(CODE + "# another\n")
    changes = functions.applied_counted(worker())
    assert changes["PublishVersion"] == 1 and changes["UpdateAlias"] == 1
    calls = [line["action"] for line in functions.cloud.proxy.transcript]
    published, moved = calls.index("PublishVersion"), calls.index("UpdateAlias")
    assert published < moved
    if functions.cloud.strict:
        # Strict mode shows a version that is not ready at first.
        assert "GetFunction" in calls[published:moved]
    name = functions.one()["FunctionName"]
    assert functions.lambdas.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == "2"
    ready = functions.lambdas.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    assert ready["RequestedProvisionedConcurrentExecutions"] == 1


def test_a_permission_that_somebody_took_away_comes_back(functions):
    functions.applied(worker())
    statement = functions.statements("live")["events.amazonaws.com"]["Sid"]
    name = functions.one()["FunctionName"]
    functions.lambdas.remove_permission(FunctionName=name, StatementId=statement, Qualifier="live")
    assert "function.worker/permission.schedule-1" in [step.address for step in functions.project.plan().steps]
    functions.applied(worker())
    assert "events.amazonaws.com" in functions.statements("live")


def test_layers_of_a_directory_are_published_where_they_are_others(functions):
    text = worker(more='layers = [{ source = "layer" }]')
    functions.code("VALUE = 1\n", "layer/python", "shared.py")
    functions.applied(text)
    [layer] = functions.one()["Layers"]
    assert layer["Arn"].endswith(":1")
    assert "PublishLayerVersion" not in functions.applied_counted(text)
    functions.code("VALUE = 2\n", "layer/python", "shared.py")
    changes = functions.applied_counted(text)
    assert changes["PublishLayerVersion"] == 1 and "UpdateFunctionCode" not in changes
    [layer] = functions.one()["Layers"]
    assert layer["Arn"].endswith(":2")
    functions.project.destroy("--confirm", STACK, *LOSSES)
    assert functions.lambdas.list_layers()["Layers"] == []


@pytest.mark.parametrize("functions", ["plain"], indirect=True)
def test_large_code_goes_by_the_ledgers_bucket_and_leaves_it(functions):
    functions.archive(60)
    functions.project.write(worker(more="", source="code.zip"))
    functions.project.apply("--confirm", STACK)
    assert functions.one()["CodeSize"] > 60_000_000
    assert functions.project.plan().steps == []
    s3 = functions.cloud.client("s3")
    [ledger] = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert s3.list_objects_v2(Bucket=ledger, Prefix="code/").get("Contents", []) == []
    puts = [line for line in functions.cloud.proxy.transcript if line["action"] == "PutObject"]
    assert len([line for line in puts if line["bytes"][0] > 60_000_000]) == 1, "it went by the bucket, once"
    functions.archive(60)
    result = functions.project.apply("--confirm", STACK, "--ledger", "none", code=1)
    assert "--ledger s3://BUCKET" in result.words


BALANCED = """
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[load_balancer.edge]
vpc = "vpc.main"
deletion_protection = false
listeners.http = { port = 80, protocol = "HTTP", default = { forward = "function.api" } }

[function.api]
source = "code"
runtime = "python3.13"
handler = "index.handler"
"""


def test_a_balancer_forwards_to_a_function(functions, emulator):
    emulator.reset()
    functions.balance_on(emulator)
    functions.applied(HEAD + BALANCED)
    elb = emulator.client("elbv2")
    [group] = elb.describe_target_groups()["TargetGroups"]
    assert group["TargetType"] == "lambda"
    [health] = elb.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    assert health["Target"]["Id"] == functions.one()["FunctionArn"]
    called = functions.statements()["elasticloadbalancing.amazonaws.com"]
    assert called["Condition"]["ArnLike"]["AWS:SourceArn"] == group["TargetGroupArn"]
    elb.deregister_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": health["Target"]["Id"]}])
    assert [step.address for step in functions.project.plan().steps] == ["function.api/targets"]
    functions.applied(HEAD + BALANCED)
    functions.applied(HEAD + BALANCED.replace('forward = "function.api"', "respond = { status = 200 }"))
    assert elb.describe_target_groups()["TargetGroups"] == []
    functions.project.destroy("--confirm", STACK, "--allow-data-loss", "function.api/log_group")
    assert functions.names() == [] and elb.describe_load_balancers()["LoadBalancers"] == []


INSIDE = """
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[function.api]
source = "code"
runtime = "python3.13"
handler = "index.handler"
vpc = "vpc.main"
"""


def told(process, events, words):
    """The first event with these words, while a run goes on."""
    while process.poll() is None:
        found = [line for line in events.read_text(encoding="utf-8").splitlines() if words in line] if events.exists() else []
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"nobody is named: {process.stdout.read()}{process.stderr.read()}")


def test_a_function_leaves_its_network_before_it_goes_and_what_it_leaves_is_named(functions):
    functions.applied(HEAD + INSIDE)
    one = functions.one()
    cloud, ec2 = functions.cloud, functions.cloud.client("ec2")
    name = f"AWS Lambda VPC ENI-{one['FunctionName']}-0a1b2c3d-0a1b-4c3d-8e5f-0a1b2c3d4e5f"
    subnet, groups = one["VpcConfig"]["SubnetIds"][0], one["VpcConfig"]["SecurityGroupIds"]
    left = ec2.create_network_interface(SubnetId=subnet, Groups=groups, Description=name)["NetworkInterface"]
    cloud.proxy.reset()
    kept, refused = {subnet, *groups}, []

    def keep(call):
        going = {call.parameters.get("SubnetId"), call.parameters.get("GroupId")} & kept
        if not going or call.action not in ("DeleteSecurityGroup", "DeleteSubnet"):
            return None
        refused.append(time.monotonic())
        return refusal(call.request, 400, "DependencyViolation", "It has dependencies and cannot be deleted.")

    cloud.proxy.before = keep
    arguments = ("destroy", "--yes", "--confirm", STACK, "--events", "events.jsonl")
    arguments += ("--allow-data-loss", "function.api/log_group")
    process = functions.project.start(*arguments, SCAFFOLD_HASTE="1")
    line = told(process, functions.project.folder / "events.jsonl", f"of function {one['FunctionName']}")
    assert time.monotonic() - refused[0] < 10
    assert left["NetworkInterfaceId"] in line
    # Lambda is done with it.
    ec2.delete_network_interface(NetworkInterfaceId=left["NetworkInterfaceId"])
    kept.clear()
    functions.project.finish(process, arguments, 0)
    calls = [line["action"] for line in cloud.proxy.transcript]
    assert calls.index("UpdateFunctionConfiguration") < calls.index("DeleteFunction")
    assert functions.names() == [] and ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"] == []
