"""A folder with a sandbox in it, and what its journal says: the judge that is no survey of scaffold's."""

import json
import re
import shutil

from project import Project

# What is drawn for one thing alone: ids, ends and middles of ARNs, numbers in DNS names, versions of secrets.
DRAWN = re.compile(
    r"(?<=-)[0-9a-f]{17}\b|(?<=[/:])(?:[0-9a-f]{16}|[0-9a-f]{12}(?=:autoScalingGroupName))\b|(?<=-)\d{6,10}(?=\.)"
    r"|(?<=-)[0-9a-f]{6}$|(?<=!db-)[0-9a-f]{12}|\bdb-[0-9A-Z]{26}\b|\b[0-9a-f]{48}\b"
    r"|\bE[0-9A-F]{13}\b|\bd[0-9a-f]{13}(?=\.cloudfront\.)|\b[0-9a-f]{32}(?=\.lambda-url\.)|(?<=scaffold-)[0-9a-f]{16}\b"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
# Given out in turn, so that one which was lost changes those after it.
GIVEN_OUT = ("public_ip", "private_ip", "ipv6_cidr_block")
# Where a thing tells what was drawn for it, beside its id.
TELLING = ("arn", "dns_name", "domain_name", "resource_id", "secret_arn", "statement", "version")
ADDRESS = "scaffold:address"
# A sandbox's calls end with their process, so that nothing has to settle after one that was killed.
LEASE_TIMES = "5000,12000,10000,24000,1"


class Box:
    """A project on a sandbox whose state can be kept and put back."""

    def __init__(self, folder):
        self.project = Project(folder / "project", "http://127.0.0.1:9")
        self.state = self.project.folder / ".scaffold"
        self.kept = folder / "kept"

    def run(self, *arguments, code=0, faults=""):
        return self.project.run(
            *arguments,
            "--sandbox",
            code=code,
            SCAFFOLD_LEASE_TIMES=LEASE_TIMES,
            SCAFFOLD_SANDBOX_SPEED="1000000",
            SCAFFOLD_SANDBOX_FAULTS=faults,
        )

    def keep(self):
        shutil.rmtree(self.kept, ignore_errors=True)
        if self.state.exists():
            shutil.copytree(self.state, self.kept)

    def put_back(self):
        shutil.rmtree(self.state, ignore_errors=True)
        if self.kept.exists():
            shutil.copytree(self.kept, self.state)

    def entries(self):
        """How often something was written."""
        return sum(len(journal.read_text(encoding="utf-8").splitlines()) for journal in self.state.glob("sandbox/*/journal"))

    def records(self):
        """Everything that is there."""
        records = {}
        for journal in self.state.glob("sandbox/*/journal"):
            for line in journal.read_text(encoding="utf-8").splitlines()[1:]:
                for op in json.loads(line.partition(" ")[2])["ops"]:
                    carry_out(records, op)
        return [record for record in records.values() if "gone" not in record]

    def numbers(self):
        """The number that each thing had when it was made, by address: another thing in its place has another."""
        return {(record["key"]["kind"], address(record)): record["number"] for record in self.records() if address(record)}

    def live(self):
        """Everything that is there, one line each, ids written as the addresses that they stand for."""
        there = self.records()
        for record in there:
            # Rules that AWS put in are as good as asked for, tagged or not.
            for part in record.get("parts", []):
                part.pop("tags", None)
        names = owners(there)
        return sorted(shown(record, names) for record in there)


def key(of):
    return of["kind"], of["id"]


def carry_out(records, op):
    if "put" in op:
        records[key(op["put"]["key"])] = op["put"]
    elif "remove" in op:
        removed = records.pop(key(op["remove"]), None)
        owned = [each for each in records.values() if each.get("owner") == op["remove"]]
        for each in owned if removed else []:
            carry_out(records, {"remove": each["key"]})


def address(record):
    return record.get("tags", {}).get(ADDRESS)


def owners(records):
    """What was drawn, by the address of the thing for which it was."""
    records = sorted(records, key=lambda record: record["number"])
    names = {}
    # The last one of an id is its own; those before it are of what it stands in.
    for record in records:
        for drawn in DRAWN.findall(record["key"]["id"])[-1:]:
            names.setdefault(drawn, address(record))
    for record in records:
        for drawn in DRAWN.findall(" ".join(record["values"].get(name) or "" for name in TELLING)):
            names.setdefault(drawn, address(record))
    return names


def named(value, names):
    """A value with addresses for what was drawn; the order that ids gave to a list is none."""
    if isinstance(value, str):
        return DRAWN.sub(lambda drawn: f"<{names[drawn.group()]}>" if drawn.group() in names else drawn.group(), value)
    if isinstance(value, dict):
        return {name: named(each, names) for name, each in value.items()}
    if isinstance(value, list):
        items = [named(each, names) for each in value]
        return items if items == value else sorted(items, key=json.dumps)
    return value


def shown(record, names):
    values = {name: value for name, value in record["values"].items() if name not in GIVEN_OUT}
    parts = sorted(json.dumps([part["value"], part.get("tags")], sort_keys=True) for part in record.get("parts", []))
    whole = {"key": record["key"], "values": values, "tags": record.get("tags"), "parts": parts}
    return json.dumps(named(whole, names), sort_keys=True)
