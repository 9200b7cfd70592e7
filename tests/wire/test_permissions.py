"""The policies that `scaffold permissions` prints are enough, and none of their actions that is asked for is too much."""

import json
import os
import re
import shutil

import protocol
import pytest
from account import SERVERLESS, Account
from blueprints import for_plain_moto
from emulator import CREDENTIALS, MiniStack
from iam_actions import actions
from iam_resources import Judge
from mixed import Mixed
from project import Project
from proxy import Call

# What is read of the kinds that a blueprint has not may be refused: they stay unread.
GALLERY = ["minimal", "office-access", "web", "blue-green", "read-heavy", "network", "app", "static-site"]
GALLERY += ["serverless-api", "web-platform"]
GUESTS = {"app": "network"}
# Services of which every action is left out once.
LEFT_OUT = {
    "serverless-api": ("cloudfront", "events", "lambda", "logs", "s3", "secretsmanager", "sqs"),
    "minimal": ("ec2",),
    "blue-green": ("autoscaling", "elasticloadbalancing", "iam"),
    "network": ("rds",),
    "caches": ("elasticache",),
}
# What the gallery has of caches, and no more: MiniStack's.
CACHES = """
[blueprint]
version = 1
name = "caches"
region = "us-east-1"

[vpc.main]
cidr_block = "10.0.0.0/16"
tiers = ["isolated"]
zones = 2

[cache.pages]
vpc = "vpc.main"
tier = "isolated"
engine = "valkey"
engine_version = "8.0"
node_type = "cache.t4g.small"
replicas = 1
parameters = { maxmemory-policy = "allkeys-lru" }
"""


@pytest.fixture
def cloud(emulator, ministack, tmp_path, request):
    emulator.reset()
    account = Account(emulator, ministack, tmp_path, SERVERLESS, getattr(request, "param", "strict") == "strict")
    yield account
    account.stop()


def policies(project):
    """The documents of both."""
    both = json.loads(project.run("permissions", "--format", "json").out)
    return {run: found if isinstance(found, list) else [found] for run, found in both.items()}


def allowed(documents):
    return {
        action for document in documents for statement in document["Statement"] for action in statement["Action"]
    }


def enforce(cloud, missing):
    """Refuses the calls of which something is missing, as AWS would, and tells what that was."""
    refused = []

    def before(call):
        lacks = missing(call)
        if not lacks:
            return None
        refused.append((lacks[0], call.request.reads))
        status, headers, body = protocol.denial(call.request)
        return status, headers["Content-Type"], body

    intercept(cloud, before)
    return refused


def intercept(cloud, before):
    """Asks it before every call, whichever emulator that is for."""
    for proxy in cloud.proxies:
        proxy.reset()
        proxy.before = before


def written(cloud, gallery, name):
    project = cloud.project(name, through_proxy=True)
    if name == "caches":
        project.services += ("ec2", "elasticache")
    text = CACHES if name == "caches" else for_plain_moto((gallery / f"{name}.toml").read_text(encoding="utf-8"))
    certificate = cloud.emulator.client("acm").request_certificate(DomainName="example.com")["CertificateArn"]
    project.write(re.sub(r'"arn:aws:acm:[^"]+"', f'"{certificate}"', text))
    shutil.copytree(gallery / "functions", project.folder / "functions")
    return project


@pytest.mark.parametrize("name", GALLERY)
def test_iam_takes_every_document(emulator, gallery, tmp_path, name):
    """Each is one that a managed policy has room for."""
    emulator.reset()
    project = Project(tmp_path / name, emulator.endpoint)
    project.write((gallery / f"{name}.toml").read_text(encoding="utf-8"))
    shutil.copytree(gallery / "functions", project.folder / "functions")
    for run, documents in policies(project).items():
        assert documents == list(one_after_another(project.run("permissions", "--for", run).out))
        for number, document in enumerate(documents, 1):
            text = json.dumps(document)
            assert len("".join(text.split())) <= 6144
            sids = [statement["Sid"] for statement in document["Statement"]]
            assert len(sids) == len(set(sids)), sids
            emulator.client("iam").create_policy(PolicyName=f"{name}-{run}-{number}", PolicyDocument=text)
            part = project.run("permissions", "--for", run, "--part", str(number)).out
            assert json.loads(part) == document


def one_after_another(text):
    """Documents as a stream."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        document, end = decoder.raw_decode(text)
        yield document
        text = text[end:]


def test_a_judge_looks_at_resources_and_conditions(emulator, gallery, tmp_path):
    """What is not the stack's is refused."""
    project = Project(tmp_path / "serverless-api", emulator.endpoint)
    project.write((gallery / "serverless-api.toml").read_text(encoding="utf-8"))
    shutil.copytree(gallery / "functions", project.folder / "functions")
    judge = Judge(policies(project)["apply"])
    own, other = ("serverless-api-x-0a1b2c3d", "other-x-0a1b2c3d")
    bucket = "{}-123456789012-us-east-1-0a1b2c3d"
    calls = [
        ("lambda", "CreateFunction", {"FunctionName": "{}"}),
        ("lambda", "DeleteAlias", {"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:{}:live"}),
        ("lambda", "CreateEventSourceMapping", {"FunctionName": "{}"}),
        ("sqs", "CreateQueue", {"QueueName": "{}"}),
        ("sqs", "DeleteQueue", {"QueueUrl": "http://localhost/123456789012/{}"}),
        ("events", "PutRule", {"Name": "{}"}),
        ("events", "PutTargets", {"Rule": "{}", "EventBusName": "orders"}),
        ("logs", "CreateLogGroup", {"logGroupName": "{}"}),
        ("secretsmanager", "CreateSecret", {"Name": "{}"}),
        ("s3", "CreateBucket", {"Bucket": bucket}),
        ("s3", "DeleteObjects", {"Bucket": bucket}),
        ("iam", "CreateRole", {"RoleName": "{}", "Path": "/scaffold/us-east-1/serverless-api/"}),
    ]
    for service, action, given in calls:
        for name, fits in ((own, True), (other, service == "iam")):
            named = {key: value.format(name) for key, value in given.items()}
            call = Call(protocol.Request(service, "json", action, named), 1, 1)
            assert (judge.missing(call) == []) == fits, (service, action, named)


@pytest.mark.parametrize("name", GALLERY)
def test_the_policies_of_the_gallery_are_enough(cloud, gallery, name):
    host = written(cloud, gallery, GUESTS[name]) if name in GUESTS else None
    if host:
        host.apply(timeout=400)
    project = written(cloud, gallery, name)
    both = policies(project)
    assert allowed(both["plan"]) < allowed(both["apply"])
    judge = Judge(both["apply"])
    refused = enforce(cloud, Judge(both["plan"]).missing)
    project.run("plan")
    assert all(reads for _, reads in refused), refused
    refused = enforce(cloud, judge.missing)
    project.apply(timeout=400)
    assert project.plan().steps == []
    if "${var.protected}" in (project.folder / "blueprint.toml").read_text(encoding="utf-8"):
        project.apply("--var", "protected=false", timeout=400)
    assert all(reads for _, reads in refused), refused
    # A kind that is not read may have something left, so that destroying ends with a word on it.
    destroyed = []
    intercept(cloud, lambda call: destroyed.append((call.request.reads, judge.missing(call))))
    project.destroy("--confirm", name, *project.losses(), timeout=400)
    for reads, missing in destroyed:
        assert reads or not missing, missing


@pytest.mark.parametrize("cloud", ["plain"], indirect=True)
@pytest.mark.parametrize("name", LEFT_OUT)
def test_leaving_out_any_action_is_told(cloud, gallery, name):
    project = written(cloud, gallery, name)
    both = policies(project)
    plan, apply = allowed(both["plan"]), allowed(both["apply"])
    asked = set()

    def note(call):
        # Of the ledger a plan needs nothing.
        asked.update(() if call.request.of_ledger else actions(call))

    intercept(cloud, note)
    project.apply()
    needed = {action for action in asked & apply if action.partition(":")[0] in LEFT_OUT[name]}
    assert {action.partition(":")[0] for action in needed} == set(LEFT_OUT[name])
    for action in sorted(needed):
        cloud.emulator.reset()
        cloud.ministack.reset()
        enforce(cloud, lambda call, granted=apply - {action}: sorted(actions(call) - granted))
        result = project.apply(code=None)
        # Tagging, and passing a role, are refused in the name of the call that does it.
        assert result.code in (5, 7) and "you are not authorized" in result.words.lower(), f"{action}\n{result}"
        if "Tag" not in action and action != "iam:PassRole":
            assert action in result.words, f"{action}\n{result}"
        if action in plan:
            assert result.code == 7, str(result)


class Enforcing(MiniStack):
    """MiniStack that looks at who asks for what."""

    def program(self, folder):
        program, environment = super().program(folder)
        # Whoever has these is root.
        return program, {**environment, **CREDENTIALS, "AUTH": "true"}


@pytest.mark.skipif("SCAFFOLD_MINISTACK" not in os.environ, reason="SCAFFOLD_MINISTACK does not name MiniStack's program")
def test_an_emulator_that_enforces_iam_lets_exactly_this_pass(emulator, gallery, tmp_path):
    moto, emulator = emulator, Enforcing(tmp_path / "ministack.log")
    try:
        # It refuses CloudFront's calls in the form of S3's refusals.
        project = Mixed(tmp_path / "minimal", emulator.endpoint, moto.endpoint, ("cloudfront",))
        project.write((gallery / "minimal.toml").read_text(encoding="utf-8"))
        both = policies(project)
        # The same by resources and conditions, not by actions alone.
        somebody = User(emulator, "somebody")
        somebody.may(both["plan"])
        project.run("plan", **somebody.environment)
        refused = project.run("apply", "--yes", code=None, **somebody.environment)
        assert refused.code in (5, 7), str(refused)
        somebody.may(both["apply"])
        project.apply(**somebody.environment)
        project.run("plan", **somebody.environment)
        # What is removed is known by its tags, which MiniStack does not look at: nobody may, here.
        kept = project.run("destroy", "--yes", "--confirm", "minimal", code=None, **somebody.environment)
        assert kept.code in (5, 7), str(kept)
        project.destroy("--confirm", "minimal")
    finally:
        emulator.stop()


class User:
    """Someone with a policy, and nothing else."""

    def __init__(self, emulator, name):
        self.iam = emulator.client("iam")
        self.name = name
        self.iam.create_user(UserName=name)
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        self.environment = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def may(self, documents):
        for number, document in enumerate(documents):
            text = json.dumps(document)
            self.iam.put_user_policy(UserName=self.name, PolicyName=f"part-{number}", PolicyDocument=text)
