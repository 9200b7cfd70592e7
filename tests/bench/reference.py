"""The reference platform, described for `scaffold` and for Terraform, planned by both on the same emulators: moto, with the
wire tests' ElastiCache before it, and MiniStack for S3, CloudFront and Lambda. Writes what each takes into README.md.
`cargo xtask bench -- --reference` runs it."""

import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import urllib.parse
import zipfile
from xml.etree import ElementTree

import terraform
from emulator import ACCOUNT, REGION, Emulator, MiniStack
from measure import run
from proxy import Proxy
from strict import Strict
from strict.caches import Caches
from strict.databases import Databases
from strict.states import States

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCAFFOLD = os.environ["SCAFFOLD_BIN"]
BLUEPRINT = ROOT / "blueprints" / "web-platform.toml"
FUNCTION = ROOT / "blueprints" / "functions" / "thumbnail"
CONFIGURATION = ROOT / "tests" / "bench" / "web-platform" / "main.tf"
BEGIN, END = "<!-- written by `cargo xtask bench -- --reference` -->\n", "<!-- end of the comparison -->\n"
# MiniStack takes twelve digits of a key for the account.
KEYS = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "bench"}
SERVICES = (
    "autoscaling cloudfront ec2 elasticache elbv2 iam lambda logs rds s3 s3control secretsmanager ssm sts"
).split()
BESIDE = ("cloudfront", "lambda", "s3", "s3control")
REPEATS = 3
SAID = """\
Medians of {repeats} runs, with the least and the greatest, on moto 5.2.5 and MiniStack 1.5.33 on a busy machine, {day:%Y-%m-%d}:
read ratios. Terraform's second plan shows differences that these emulators make; scaffold's is empty."""


def lines_of(path):
    """Lines that say something: neither empty nor comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


def environment(**more):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    base = {"NO_COLOR": "1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": REGION}
    return {**kept, **base, **KEYS, **more}


class ByResourceId:
    """moto gives every database the same resource id, by which Terraform asks for its own."""

    def answer(self, call, forward):
        if call.parameters.get("Filters.Filter.1.Name") != "dbi-resource-id":
            return forward()
        asked = call.parameters["Filters.Filter.1.Values.Value.1"]
        kept = {key: value for key, value in call.parameters.items() if not key.startswith("Filters.")}
        status, headers, body = forward(urllib.parse.urlencode(kept).encode())
        root = ElementTree.fromstring(body)
        space = root.tag.partition("}")[0] + "}"
        for instances in root.iter(f"{space}DBInstances"):
            for instance in list(instances):
                if instance.findtext(f"{space}DbiResourceId") != asked:
                    instances.remove(instance)
        return status, headers, ElementTree.tostring(root)


class Ours:
    name = "scaffold"

    def __init__(self, folder, endpoint, beside, certificate):
        folder.mkdir()
        shutil.copy(BLUEPRINT, folder / "blueprint.toml")
        shutil.copytree(FUNCTION, folder / FUNCTION.relative_to(BLUEPRINT.parent))
        self.folder = folder
        others = {f"AWS_ENDPOINT_URL_{service.upper()}": beside for service in BESIDE}
        self.settings = environment(AWS_ENDPOINT_URL=endpoint, **others)
        self.certificate = certificate
        self.lines = lines_of(BLUEPRINT)

    def plan(self):
        return self._run("plan", "--detailed-exitcode", codes=(0, 2))

    def apply(self):
        return self._run("apply", "--yes")

    def resources(self, planned):
        return int(re.search(r"Plan: (\d+) to add", planned.out).group(1))

    def _run(self, *arguments, codes=(0,)):
        variables = ["--var", "protected=false", "--var", f"certificate={self.certificate}"]
        return run([SCAFFOLD, *arguments, *variables], self.folder, self.settings, codes)


class Theirs:
    name = "Terraform"

    def __init__(self, folder, endpoint, beside, certificate, version):
        folder.mkdir()
        shutil.copy(CONFIGURATION, folder)
        provider = {
            "region": REGION,
            "access_key": ACCOUNT,
            "secret_key": "bench",
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "s3_use_path_style": True,
            "endpoints": [{service: beside if service in BESIDE else endpoint for service in SERVICES}],
        }
        pinned = {"required_providers": {"aws": {"source": "hashicorp/aws", "version": version}}}
        (folder / "provider.tf.json").write_text(json.dumps({"provider": {"aws": provider}}), encoding="utf-8")
        (folder / "main_override.tf.json").write_text(json.dumps({"terraform": pinned}), encoding="utf-8")
        with zipfile.ZipFile(folder / "thumbnail.zip", "w") as archive:
            for path in sorted(FUNCTION.rglob("*.*")):
                archive.write(path, path.relative_to(FUNCTION))
        self.folder = folder
        mirrored = str(terraform.mirrored(folder))
        variables = {"TF_CLI_CONFIG_FILE": mirrored, "CHECKPOINT_DISABLE": "1", "TF_VAR_protected": "false"}
        variables["TF_VAR_certificate"] = certificate
        self.settings = environment(**variables)
        self.lines = lines_of(CONFIGURATION)
        run(["terraform", "init", "-input=false", "-no-color"], folder, self.settings)

    def plan(self):
        return run(["terraform", "plan", "-input=false", "-no-color", "-detailed-exitcode"], self.folder, self.settings, (0, 2))

    def apply(self):
        return run(["terraform", "apply", "-auto-approve", "-input=false", "-no-color"], self.folder, self.settings)

    def resources(self, planned):
        return int(re.search(r"Plan: (\d+) to add", planned.out).group(1))


def compare(folder):
    version = terraform.available()
    if not version:
        raise SystemExit("terraform or its AWS provider is not here: there is nothing to compare with")
    emulators, proxies = [], []
    costs = {}
    try:
        emulators += [kind(folder / f"{kind.name}.log") for kind in (Emulator, MiniStack)]
        moto, ministack = emulators
        for make in (Ours, lambda *at: Theirs(*at, version)):
            for emulator in emulators:
                emulator.reset()
            strict = Strict([ByResourceId(), Databases(moto.client), Caches(moto.client, States())])
            proxies = [Proxy(moto.port, strict), Proxy(ministack.port)]
            made = moto.client("acm").request_certificate(DomainName="shop.example.com")
            endpoints = [proxy.endpoint for proxy in proxies]
            tool = make(folder / f"tool-{len(costs)}", *endpoints, made["CertificateArn"])
            costs[tool.name] = measured(tool, proxies)
    finally:
        for each in proxies + emulators:
            each.stop()
    write(render(version, costs))


def measured(tool, proxies):
    """What its plans cost before and after an apply, and the calls of the last one."""
    nothing = [tool.plan() for _ in range(REPEATS)]
    applied = tool.apply()
    again = [tool.plan() for _ in range(REPEATS)]
    for proxy in proxies:
        proxy.reset()
    tool.plan()
    calls = sum(len(proxy.transcript) for proxy in proxies)
    print(f"{tool.name}: {tool.lines} lines, {tool.resources(nothing[0])} resources, {applied.wall:.1f} s to apply")
    return tool, nothing, again, calls


def seconds(costs):
    walls = [cost.wall for cost in costs]
    return f"{statistics.median(walls):.2f} s ({min(walls):.2f} to {max(walls):.2f})"


def render(version, costs):
    said = json.loads(subprocess.run(["terraform", "version", "-json"], capture_output=True, check=True).stdout)
    columns = list(costs.values())
    rows = [
        ("lines that say something", [str(tool.lines) for tool, *_ in columns]),
        ("resources, as each counts", [str(tool.resources(nothing[0])) for tool, nothing, *_ in columns]),
        ("state to keep", ["none", "a file, with the password in it"]),
        ("plan from nothing", [seconds(nothing) for _, nothing, *_ in columns]),
        ("plan with nothing to do", [seconds(again) for _, _, again, _ in columns]),
        ("its processor time", [f"{statistics.median(c.processor for c in again):.2f} s" for _, _, again, _ in columns]),
        ("its memory", [f"{max(c.memory for c in again) / 2**20:.0f} MiB" for _, _, again, _ in columns]),
        ("its calls", [str(calls) for *_, calls in columns]),
    ]
    text = [f"| | scaffold | Terraform {said['terraform_version']}, provider {version} |", "|---|---|---|"]
    text += [f"| {what} | {' | '.join(cells)} |" for what, cells in rows]
    day = datetime.datetime.now(datetime.timezone.utc)
    return "\n".join([*text, "", SAID.format(repeats=REPEATS, day=day), ""])


def write(text):
    page = ROOT / "README.md"
    before, found, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    assert found and ended, f"{page} lacks {BEGIN.strip()} or {END.strip()}"
    page.write_text(before + BEGIN + text + END + after, encoding="utf-8")
    print(f"wrote {page}")
