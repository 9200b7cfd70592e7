"""Terraform killed at a sample of its creating calls, on the same emulator, behind the same proxy, judged by
the same listing: `cargo xtask faults --terraform`, which writes the result into docs/reliability.md.

Every case is an empty account, `terraform apply` killed with its provider at one call, then the same command
again. Terraform keeps what it knows in a file; nothing here takes that file away or repairs it by hand.
The lock on it ends with the process that held it.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "wire"), str(ROOT / "tests" / "bench")]

import terraform  # noqa: E402
from cloud import Cloud  # noqa: E402
from emulator import CREDENTIALS, REGION, Emulator  # noqa: E402
from fault import KILLS, Fault  # noqa: E402
from page import write_between  # noqa: E402

BEGIN, END = "<!-- terraform: written by `cargo xtask faults --terraform` -->\n", "<!-- end of terraform -->\n"
CALLS = [
    "CreateVpc",
    "CreateSubnet",
    "CreateInternetGateway",
    "AllocateAddress",
    "CreateNatGateway",
    "CreateRouteTable",
    "CreateSecurityGroup",
]
INSTANTS = {"kill-before": "before it went on", "kill-sent": "carried out, no reply", "kill-answered": "after its reply"}
APPLY = ["apply", "-auto-approve", "-input=false", "-no-color"]


def network():
    """One resource for each of the calls."""

    def tagged(key, **attributes):
        return {key: {"tags": {"Name": key}, **attributes}}

    vpc = "${aws_vpc.main.id}"
    return {
        "aws_vpc": tagged("main", cidr_block="10.0.0.0/16"),
        "aws_subnet": tagged("public", vpc_id=vpc, cidr_block="10.0.0.0/24"),
        "aws_internet_gateway": tagged("main", vpc_id=vpc),
        "aws_eip": tagged("nat", domain="vpc"),
        "aws_nat_gateway": tagged(
            "main",
            allocation_id="${aws_eip.nat.id}",
            subnet_id="${aws_subnet.public.id}",
            depends_on=["aws_internet_gateway.main"],
        ),
        "aws_route_table": tagged("public", vpc_id=vpc),
        "aws_security_group": tagged("web", vpc_id=vpc, name="web", description="web"),
    }


class Group:
    """Terraform and the plugins that it started: all of them end at once."""

    def __init__(self, process):
        self.process = process

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self):
        return self.process.wait()


class Stack:
    """A folder with a configuration and Terraform's own state."""

    def __init__(self, folder, endpoint, version):
        self.folder = folder
        terraform.write(folder, 0, endpoint, version)
        document = json.loads((folder / "main.tf.json").read_text(encoding="utf-8"))
        document["resource"] = network()
        (folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"),
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": REGION,
            **CREDENTIALS,
        }

    def start(self, *arguments):
        with open(self.folder / "terraform.log", "ab") as log:
            return subprocess.Popen(
                ["terraform", *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *arguments):
        process = self.start(*arguments)
        try:
            return process.wait(timeout=240)
        except subprocess.TimeoutExpired:
            Group(process).kill()
            return None

    def copied_from(self, clean):
        """What `terraform init` makes is the same every time."""
        shutil.copytree(clean.folder / ".terraform", self.folder / ".terraform", symlinks=True)
        shutil.copy(clean.folder / ".terraform.lock.hcl", self.folder)

    def known(self):
        """Ids that Terraform's state has."""
        try:
            state = json.loads((self.folder / "terraform.tfstate").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return set()
        found = (instance for resource in state.get("resources", []) for instance in resource["instances"])
        return {instance["attributes"].get("id") for instance in found}

    def said(self):
        text = (self.folder / "terraform.log").read_text(encoding="utf-8", errors="replace")
        return re.findall(r"^Error: (.*)$", text, re.MULTILINE)[-3:]


def made(cloud, account):
    """What is in the account and was not before, by kind; what comes with a VPC is left out."""
    listing = cloud.listing()
    fresh = {kind: set(items) - set(account.items[kind]) for kind, items in listing.items.items()}
    groups = listing.items["security_group"]
    fresh["security_group"] = {each for each in fresh["security_group"] if groups[each]["GroupName"] != "default"}
    tables = listing.items["route_table"]
    fresh["route_table"] = {
        each for each in fresh["route_table"] if not any(link.get("Main") for link in tables[each]["Associations"])
    }
    return {kind: fresh[kind] for kind in fresh if kind not in ("security_group_rule", "network_interface")}


class Case:
    """One call and instant, and what became of it."""

    def __init__(self, action, instant):
        self.action = action
        self.instant = instant
        self.fired = False
        self.doubled = {}
        self.orphans = {}
        self.helped = False
        self.said = []

    def __str__(self):
        if not self.fired:
            return "it never came to it"
        parts = [f"{count} {kind.replace('_', ' ')} too many" for kind, count in self.doubled.items()]
        parts += ["needs help"] if self.helped else []
        return ", ".join(parts) or "whole"


def run_case(case, stack, cloud, whole):
    account = cloud.listing()
    fault = Fault(case.instant, f"{case.action}#1")
    fault.install(cloud.proxy)
    # One call at a time, so that nothing else is under way when it is killed.
    process = stack.start(*APPLY, "-parallelism=1")
    fault.process = Group(process)
    process.wait(timeout=240)
    cloud.proxy.settle()
    cloud.proxy.reset()
    case.fired = bool(fault.fired)
    case.helped = stack.run(*APPLY) != 0
    if case.helped:
        case.said = stack.said()
    live, known = made(cloud, account), stack.known()
    case.doubled = {kind: len(ids) - whole[kind] for kind, ids in live.items() if len(ids) > whole[kind]}
    case.orphans = {kind: sorted(ids - known) for kind, ids in live.items() if ids - known}


def sweep(calls, folder, version):
    emulator = Emulator(folder / "moto.log")
    cloud = Cloud(emulator, folder)
    try:
        clean = Stack(folder / "clean", cloud.proxy.endpoint, version)
        whole = measure(clean, cloud)
        return [run_anew(Case(action, instant), clean, cloud, whole, version) for action in calls for instant in KILLS]
    finally:
        cloud.proxy.stop()
        emulator.stop()


def measure(clean, cloud):
    """How many of each kind a run makes when nothing goes wrong."""
    assert clean.run("init", "-input=false", "-no-color") == 0, clean.said()
    account = cloud.listing()
    began = time.monotonic()
    assert clean.run(*APPLY) == 0, clean.said()
    print(f"a clean run takes {time.monotonic() - began:.0f} s", flush=True)
    return {kind: len(ids) for kind, ids in made(cloud, account).items()}


def run_anew(case, clean, cloud, whole, version):
    """A case in an empty account and a folder of its own."""
    cloud.emulator.reset()
    cloud.proxy.reset()
    stack = Stack(cloud.folder / f"{case.action}-{case.instant}", cloud.proxy.endpoint, version)
    stack.copied_from(clean)
    began = time.monotonic()
    run_case(case, stack, cloud, whole)
    seconds = time.monotonic() - began
    print(f"{case.action} {case.instant}: {case} {case.orphans or ''} {case.said or ''} {seconds:.0f} s", flush=True)
    return case


def table(cases, version):
    """The result as Markdown."""
    said = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True).stdout
    program = json.loads(said)["terraform_version"]
    yield f"Terraform {program}, provider {version}, moto 5.2.5, {datetime.date.today().isoformat()}: "
    orphans = sum(1 for case in cases if case.orphans)
    doubled = sum(1 for case in cases if case.doubled)
    helped = sum(1 for case in cases if case.helped)
    yield f"{len(cases)} cases, {doubled} with something doubled, {orphans} with something live that the state does not know, "
    yield f"{helped} whose second run failed.\n\n"
    yield "| killed at | " + " | ".join(INSTANTS.values()) + " |\n|---|" + "---|" * len(INSTANTS) + "\n"
    for action in dict.fromkeys(case.action for case in cases):
        row = {case.instant: str(case) for case in cases if case.action == action}
        yield f"| {action} | " + " | ".join(row[instant] for instant in INSTANTS) + " |\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--call", action="append", choices=CALLS, help="only this one; writes nothing")
    arguments = parser.parse_args()
    version = terraform.available()
    if version is None:
        print("terraform or its AWS provider is not here: nothing was swept")
        return
    with tempfile.TemporaryDirectory(prefix="scaffold-terraform-") as folder:
        cases = sweep(arguments.call or CALLS, pathlib.Path(folder), version)
    text = "".join(table(cases, version))
    print(text)
    if not arguments.call:
        write_between(BEGIN, END, text)


if __name__ == "__main__":
    main()
