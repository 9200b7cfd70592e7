"""A folder with a blueprint, and the real binary run in it."""

import json
import os
import subprocess

from emulator import CREDENTIALS, REGION

# Renewed, closed to writes, one attempt, free, settled: in milliseconds, so that a run after a killed one waits little.
LEASE_TIMES = "5000,12000,10000,24000,300"
# How many times shorter pauses are than on AWS: the emulator has done at once what is waited for.
HASTE = "20"


class Result:
    def __init__(self, arguments, code, out, err):
        self.arguments = arguments
        self.code = code
        self.out = out
        self.err = err

    @property
    def text(self):
        return self.out + self.err

    @property
    def words(self):
        """The text without the breaks that a terminal's width makes."""
        return " ".join(self.text.split())

    def __str__(self):
        return f"$ scaffold {' '.join(self.arguments)}\n{self.out}\n{self.err}\n(exit {self.code})"


class Project:
    """`scaffold` against an endpoint, in a folder of its own."""

    def __init__(self, folder, endpoint, haste=HASTE):
        self.folder = folder
        self.haste = haste
        self.folder.mkdir(parents=True, exist_ok=True)
        self.endpoint = endpoint

    def environment(self, **more):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "NO_COLOR": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "SCAFFOLD_LEASE_TIMES": LEASE_TIMES,
            "SCAFFOLD_HASTE": self.haste,
            **CREDENTIALS,
            **more,
        }

    def write(self, text):
        (self.folder / "blueprint.toml").write_text(text, encoding="utf-8")

    def start(self, *arguments, **environment):
        """Begins a run without waiting for it."""
        return subprocess.Popen(
            [os.environ["SCAFFOLD_BIN"], *arguments],
            cwd=self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, code=0, timeout=240, **environment):
        """Runs to the end; any other exit code than the one expected fails the test."""
        process = self.start(*arguments, **environment)
        return self.finish(process, arguments, code, timeout)

    def finish(self, process, arguments, code, timeout=240):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"not done in {timeout} s: {Result(arguments, None, out, err)}") from None
        result = Result(arguments, process.returncode, out, err)
        if code is not None:
            assert result.code == code, f"expected exit {code}\n{result}"
        return result

    def plan(self, *arguments):
        """The plan as data."""
        result = self.run("plan", "--format", "json", *arguments)
        return Plan(json.loads(result.out), result)

    def apply(self, *arguments, **more):
        return self.run("apply", "--yes", *arguments, **more)

    def destroy(self, *arguments, **more):
        return self.run("destroy", "--yes", *arguments, **more)

    def losses(self):
        """The words that let go of everything that holds data."""
        result = self.run("plan", "--destroy", "--format", "json", code=None)
        refusals = json.loads(result.out)["refusals"]
        addresses = [each["address"] for each in refusals if each["code"] == "data-loss"]
        return [word for address in addresses for word in ("--allow-data-loss", address)]

    def assert_converged(self):
        """A plan has nothing to do, and says so with its exit code."""
        result = self.run("plan", "--detailed-exitcode", code=None)
        assert result.code == 0, f"the plan is not empty\n{result}"
        assert self.plan().steps == []

    def git(self, *arguments):
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "wire",
            "GIT_AUTHOR_EMAIL": "wire@example.com",
            "GIT_COMMITTER_NAME": "wire",
            "GIT_COMMITTER_EMAIL": "wire@example.com",
        }
        subprocess.run(["git", *arguments], cwd=self.folder, env=environment, check=True, capture_output=True)

    def commit(self):
        """Makes the blueprint the base of `--base HEAD`."""
        self.git("init", "--quiet")
        self.git("add", "blueprint.toml")
        self.git("commit", "--quiet", "--message", "blueprint")


class Plan:
    """A plan's JSON, as a test looks at it."""

    def __init__(self, document, result):
        self.document = document
        self.result = result
        self.steps = [Step(step) for step in document["steps"]]

    def verbs(self):
        """What is done to what, sorted: `create ec2.subnet`."""
        return sorted(f"{step.verb} {step.kind}" for step in self.steps)

    def by_address(self):
        return {step.address: step for step in self.steps}

    def calls(self, service="ec2"):
        return sum(cost["calls"] for cost in self.document["cost"] if cost["service"] == service)

    def __str__(self):
        lines = [f"{step.verb} {step.address} {step.changed()} {step.why}" for step in self.steps]
        return "\n".join(lines) + f"\nrefusals: {self.document['refusals']}\nnotes: {self.document['notes']}"


class Step:
    def __init__(self, document):
        self.document = document
        self.address = document["address"]
        self.kind = document["kind"]
        self.verb = document["verb"]["do"]
        self.changes = {change["attribute"]: change for change in document["changes"]}
        self.why = document["why"]

    def changed(self):
        return sorted(self.changes)

    def causes(self):
        """What moved, over the step's reasons and attributes."""
        causes = {why["cause"] for why in self.why if "cause" in why}
        if self.verb == "update":
            causes |= {change["cause"] for change in self.changes.values()}
        return causes
