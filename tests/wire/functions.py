"""Blueprints of functions and what boto3 sees of them, on MiniStack, whose Lambda keeps what moto's drops."""

import json
import os
import zipfile

STACK = "wire"
HEAD = """
[blueprint]
version = 1
name = "wire"
region = "us-east-1"
"""
CODE = "def handler(event, context):\n    return {}\n"
WORKER = """
[queue.jobs]
visibility_timeout_seconds = 60
deletion_protection = false

[function.worker]
source = "{source}"
runtime = "python3.13"
handler = "index.handler"
environment = {{ STAGE = "{stage}" }}
{more}
"""
EVENTS = """
provisioned_concurrency = 1
url = { auth = "iam" }
events = [{ schedule = "rate(5 minutes)" }, { queue = "queue.jobs", batch_size = 5 }]
"""
LOSSES = ("--allow-data-loss", "queue.jobs/queue", "--allow-data-loss", "function.worker/log_group")


def worker(stage="test", more=EVENTS, source="code"):
    return HEAD + WORKER.format(stage=stage, more=more, source=source)


class Functions:
    """A project with code beside its blueprint, through the proxy, and boto3's look at it."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.lambdas = cloud.client("lambda")
        self.project = cloud.project(through_proxy=True)
        self.code(CODE)

    def code(self, text, folder="code", name="index.py"):
        path = self.project.folder / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def balance_on(self, emulator):
        """Balancers and their networks live on moto: MiniStack gives target groups of functions a port."""
        endpoints = {f"AWS_ENDPOINT_URL_{name}": emulator.endpoint for name in ("ELASTIC_LOAD_BALANCING_V2", "EC2")}
        everywhere = self.project.environment
        self.project.environment = lambda **more: everywhere(**endpoints, **more)

    def archive(self, megabytes):
        """An archive of so much that cannot be compressed."""
        with zipfile.ZipFile(self.project.folder / "code.zip", "w") as archive:
            archive.writestr("index.py", CODE)
            archive.writestr("model.bin", os.urandom(megabytes * 1_000_000))

    def applied(self, text, *arguments):
        self.project.write(text)
        self.project.apply("--confirm", STACK, *arguments)
        self.project.assert_converged()

    def applied_counted(self, text):
        """The calls of an apply that change something."""
        self.project.write(text)
        self.cloud.proxy.reset()
        self.project.apply("--confirm", STACK)
        changes = self.cloud.proxy.changes()
        self.project.assert_converged()
        return changes

    def names(self):
        return [function["FunctionName"] for function in self.lambdas.list_functions()["Functions"]]

    def one(self):
        [name] = self.names()
        return self.lambdas.get_function(FunctionName=name)["Configuration"]

    def statements(self, qualifier=None):
        """Who may call it, by principal."""
        more = {"Qualifier": qualifier} if qualifier else {}
        policy = self.lambdas.get_policy(FunctionName=self.one()["FunctionName"], **more)["Policy"]
        return {each["Principal"]["Service"]: each for each in json.loads(policy)["Statement"]}
