"""Measures `scaffold`, beside Terraform where it is installed, and writes docs/benchmarks.md."""

import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "wire"))

import reference  # noqa: E402
import terraform  # noqa: E402
from blueprints import frame  # noqa: E402
from emulator import CREDENTIALS, REGION, Emulator  # noqa: E402
from measure import run  # noqa: E402

SCAFFOLD = os.environ["SCAFFOLD_BIN"]
# Resources that one vpc block expands to with its defaults.
PER_NETWORK = 19


def networks(count):
    blocks = [f'[vpc.n{number}]\ncidr_block = "10.{number % 256}.0.0/16"\n' for number in range(count)]
    return frame("bench") + "\n".join(blocks)


def environment(**more):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    base = {"NO_COLOR": "1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": REGION}
    return {**kept, **base, **CREDENTIALS, **more}


class Tool:
    """One side of the comparison."""

    def __init__(self, name, folder, environment, commands):
        self.name = name
        self.folder = folder
        self.environment = environment
        self.commands = commands

    def run(self, what, emulator, log):
        before = calls(log)
        cost = run(self.commands[what], self.folder, self.environment)
        cost.calls = calls(log) - before
        return cost


def calls(log):
    """Requests that the emulator answered so far, from its own log."""
    return sum('"POST / HTTP' in line for line in log.read_text(errors="replace").splitlines())


def against_terraform(folder, count, repeats):
    version = terraform.available()
    log = folder / "moto.log"
    emulator = Emulator(log)
    # The first call makes the emulator load EC2: nobody's time.
    emulator.ec2.describe_vpcs()
    tools = [ours(folder / "scaffold", count, emulator.endpoint)]
    if version:
        tools.append(theirs(folder / "terraform", count, emulator.endpoint, version))
    else:
        print("terraform or its AWS provider is not here: measuring scaffold alone")
    rows = []
    for what, times in (("plan from nothing", repeats), ("apply", 1), ("plan with nothing to do", repeats)):
        costs = {tool.name: [] for tool in tools}
        for _ in range(times):
            for tool in tools:
                costs[tool.name].append(tool.run(what, emulator, log))
                print(f"{what}, {tool.name}: {costs[tool.name][-1].wall:.2f} s")
        rows += [(what, tool.name, costs[tool.name]) for tool in tools]
    emulator.stop()
    return version, rows


def ours(folder, count, endpoint):
    folder.mkdir(parents=True)
    (folder / "blueprint.toml").write_text(networks(count), encoding="utf-8")
    commands = {
        "plan from nothing": [SCAFFOLD, "plan"],
        "apply": [SCAFFOLD, "apply", "--yes"],
        "plan with nothing to do": [SCAFFOLD, "plan", "--detailed-exitcode"],
    }
    return Tool("scaffold", folder, environment(AWS_ENDPOINT_URL=endpoint), commands)


def theirs(folder, count, endpoint, version):
    terraform.write(folder, count, endpoint, version)
    settings = environment(TF_CLI_CONFIG_FILE=str(folder / "terraform.rc"), CHECKPOINT_DISABLE="1")
    run(["terraform", "init", "-input=false", "-no-color"], folder, settings)
    plan = ["terraform", "plan", "-input=false", "-no-color"]
    commands = {
        "plan from nothing": plan,
        "apply": ["terraform", "apply", "-auto-approve", "-input=false", "-no-color"],
        "plan with nothing to do": [*plan, "-detailed-exitcode"],
    }
    return Tool("Terraform", folder, settings, commands)


def planner(folder, sizes):
    """Plans on the sandbox, where nothing but scaffold itself costs time."""
    rows = []
    settings = environment(SCAFFOLD_SANDBOX_SPEED="1000000")
    for size in sizes:
        here = folder / f"planner-{size}"
        here.mkdir()
        count = math.ceil(size / PER_NETWORK)
        (here / "blueprint.toml").write_text(networks(count), encoding="utf-8")
        plan = [SCAFFOLD, "plan", "--sandbox"]
        first = [run(plan, here, settings) for _ in range(3)]
        run([SCAFFOLD, "apply", "--sandbox", "--yes", "--quiet"], here, settings)
        again = [run([*plan, "--detailed-exitcode"], here, settings) for _ in range(3)]
        rows.append((count * PER_NETWORK, first, again))
        print(f"planner, {count * PER_NETWORK} resources: {first[0].wall:.2f} s, {again[0].wall:.2f} s")
    return rows


def cold_start(folder, repeats):
    here = folder / "start"
    here.mkdir()
    (here / "blueprint.toml").write_text(networks(1), encoding="utf-8")
    commands = [["--version"], ["check"], ["plan", "--sandbox"]]
    return [(command, [run([SCAFFOLD, *command], here, environment()) for _ in range(repeats)]) for command in commands]


def median(costs, field):
    return statistics.median(getattr(cost, field) for cost in costs)


def spread(costs):
    walls = [cost.wall for cost in costs]
    middle = f"{statistics.median(walls):.2f} s"
    return middle if len(walls) == 1 else f"{middle} ({min(walls):.2f} to {max(walls):.2f})"


def mib(costs):
    return f"{max(cost.memory for cost in costs) / 2**20:.0f} MiB"


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        models = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    with open("/proc/meminfo", encoding="utf-8") as info:
        memory = int(info.readline().split()[1]) / 2**20
    model = models[0] if models else platform.machine()
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB of memory, {platform.system()} {platform.release()}"


def render(options, compared, planned, started):
    version, rows = compared
    size = pathlib.Path(SCAFFOLD).stat().st_size / 2**20
    scaffold = subprocess.run([SCAFFOLD, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    count = options.networks
    lines = [
        "<!-- Written by `cargo xtask bench`. -->",
        "# Benchmarks",
        "",
        f"- Command: `cargo xtask bench --networks {options.networks} --repeats {options.repeats}"
        f" --sizes {','.join(map(str, options.sizes))}`",
        f"- Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"- Machine: {machine()}. Other work may run on it: read ratios rather than seconds.",
        f"- Program: {scaffold}, release profile, {size:.1f} MiB",
        "",
        "Wall time is the median, with the least and the greatest in brackets. Processor time is user and",
        "system, of all processes. Memory is the most that the process and its descendants had resident at",
        "one time. Calls are requests that the emulator's own log shows.",
        "",
        f"## {count} networks on moto 5.2.5",
        "",
        f"{count} `vpc` blocks with their defaults: {count * PER_NETWORK} resources of ours. Terraform describes"
        f" the same with {count * 27}, since it",
        "counts associations, default groups and main tables apart. Both run against one moto process, in turns.",
        "",
        "| what | tool | wall | processor | memory | calls |",
        "|---|---|---|---|---|---|",
    ]
    for what, tool, costs in rows:
        name = tool if tool == "scaffold" else f"Terraform {terraform_version()}, provider {version}"
        lines.append(
            f"| {what} | {name} | {spread(costs)} | {median(costs, 'processor'):.2f} s | {mib(costs)} "
            f"| {median(costs, 'calls'):.0f} |"
        )
    if not version:
        lines.append("\nTerraform was not installed on this machine.")
    lines += [
        "",
        "Terraform was spared what scaffold does: it skips checks of credentials and the look-up of the account.",
        "Its plan with nothing to do reads every resource by its id; scaffold lists each kind by pages. Only",
        "VPCs cost calls one by one: three of their attributes come with no list. With one page a list, a plan makes 13 calls to",
        "EC2, 3 more for each VPC, and 1 to STS.",
        "",
        "## The planner alone",
        "",
        "On the sandbox, so that no network and no emulator is measured; reading and writing the sandbox's own",
        "state is part of it.",
        "",
        "| resources | plan | wall | processor | memory |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {size:,} | {what} | {spread(costs)} | {median(costs, 'processor'):.2f} s | {mib(costs)} |"
        for size, first, again in planned
        for what, costs in (("from nothing", first), ("with nothing to do", again))
    ]
    if len(planned) > 1:
        (small, first, again), (large, first_large, again_large) = planned[0], planned[-1]
        ratio = math.log(large / small)
        grows = [
            math.log(median(b, "processor") / median(a, "processor")) / ratio for a, b in ((first, first_large), (again, again_large))
        ]
        lines += ["", f"Processor time grows with the power {grows[0]:.2f} (from nothing) and {grows[1]:.2f} (nothing to do) of size."]
    lines += ["", "## Cold start", "", "| command | wall |", "|---|---|"]
    lines += [f"| `scaffold {' '.join(command)}` | {spread_ms(costs)} |" for command, costs in started]
    lines += ["", "The blueprint has one network; the sandbox is empty.", ""]
    return "\n".join(lines)


def spread_ms(costs):
    walls = [cost.wall * 1000 for cost in costs]
    return f"{statistics.median(walls):.0f} ms ({min(walls):.0f} to {max(walls):.0f})"


def terraform_version():
    out = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=True).stdout
    return json.loads(out)["terraform_version"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--networks", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[1000, 10000])
    parser.add_argument("--reference", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scaffold-bench-") as name:
        folder = pathlib.Path(name)
        if options.reference:
            return reference.compare(folder)
        started = cold_start(folder, 20)
        planned = planner(folder, options.sizes)
        compared = against_terraform(folder, options.networks, options.repeats)
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text(render(options, compared, planned, started), encoding="utf-8")
    print(f"wrote {page}")


if __name__ == "__main__":
    main()
