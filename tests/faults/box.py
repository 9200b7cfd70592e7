"""A folder with a sandbox in it, and what its journal says: the judge that is no survey of scaffold's."""

import json
import re
import shutil

from project import Project

ID = re.compile(r"\b([a-z]+)-([0-9a-f]{17})\b")
# Given out in turn, so that one which was lost changes those after it.
GIVEN_OUT = ("public_ip", "private_ip", "dns_name", "ipv6_cidr_block")
ADDRESS = "scaffold:address"


class Box:
    """A project on a sandbox whose state can be kept and put back."""

    def __init__(self, folder):
        self.project = Project(folder / "project", "http://127.0.0.1:9")
        self.state = self.project.folder / ".scaffold"
        self.kept = folder / "kept"

    def run(self, *arguments, code=0, faults=""):
        return self.project.run(
            *arguments, "--sandbox", code=code, SCAFFOLD_SANDBOX_SPEED="1000000", SCAFFOLD_SANDBOX_FAULTS=faults
        )

    def keep(self):
        shutil.rmtree(self.kept, ignore_errors=True)
        if self.state.exists():
            shutil.copytree(self.state, self.kept)

    def put_back(self):
        shutil.rmtree(self.state, ignore_errors=True)
        if self.kept.exists():
            shutil.copytree(self.kept, self.state)

    def live(self):
        """Everything that is there, one line each, ids written as the addresses that they stand for."""
        records = {}
        for journal in self.state.glob("sandbox/*/journal"):
            for line in journal.read_text(encoding="utf-8").splitlines()[1:]:
                for op in json.loads(line.partition(" ")[2])["ops"]:
                    carry_out(records, op)
        there = [record for record in records.values() if "gone" not in record]
        for record in there:
            # Rules that AWS put in are as good as asked for, tagged or not.
            for part in record.get("parts", []):
                part.pop("tags", None)
        names = {record["key"]["id"].partition("-")[2]: address(record) for record in there if address(record)}
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


def shown(record, names):
    values = {name: value for name, value in record["values"].items() if name not in GIVEN_OUT}
    parts = sorted(json.dumps([part["value"], part.get("tags")], sort_keys=True) for part in record.get("parts", []))
    text = json.dumps([record["key"], values, record.get("tags"), parts], sort_keys=True)
    # What balancing gives out: ends of ARNs, and numbers in names.
    text = re.sub(r"/[0-9a-f]{16}\b", "/id", text)
    text = re.sub(r"-\d{8,10}\.", "-number.", text)
    return ID.sub(lambda found: f"{found.group(1)}@{names.get(found.group(2), '?')}", text)
