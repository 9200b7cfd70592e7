"""One run at a time: two at once, twenty at once, a holder that dies, sleeps, is unlocked; and what is kept of them."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time

import pytest
from blueprints import GROUPS, STACK, frame, network
from fault import Fault
from proxy import Swallow, refusal
from protocol import S3_ERROR

BLUEPRINT = network(zones="1", more=GROUPS)
LONE = frame() + '[ec2.vpc.main]\ncidr_block = "10.0.0.0/16"\n'
BUCKET = "scaffold-123456789012-us-east-1"

# Milliseconds: renew, gate, attempt, free, settle. A tenth of the true ones, and less where nothing is scaled.
TIMES = {"SCAFFOLD_LEASE_TIMES": "1000,2500,2000,6000,500"}


class Elsewhere:
    """A run in a namespace of its own, as in another container: nobody here can tell whether it lives."""

    def __init__(self, project, *arguments):
        self.arguments = arguments
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child=KILL", os.environ["SCAFFOLD_BIN"], *arguments],
            cwd=project.folder,
            env=project.environment(**TIMES),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def send(self, number):
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children, encoding="ascii") as file:
            os.kill(int(file.read().split()[0]), number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self, timeout=120):
        out, _ = self.process.communicate(timeout=timeout)
        return self.process.returncode, out


@pytest.fixture
def apart():
    """Where namespaces cannot be made, runs elsewhere cannot be tried."""
    if subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no leave to make a namespace of processes (unshare --pid)")


@pytest.fixture
def project(cloud):
    project = cloud.project(through_proxy=True)
    project.write(BLUEPRINT)
    return project


def apply(project, *arguments, code=0):
    return project.run("apply", "--yes", *arguments, code=code, **TIMES)


def assert_whole(cloud, project):
    cloud.proxy.reset()
    apply(project)
    project.assert_converged()
    cloud.listing().assert_each_once(STACK)


def at_write(cloud, number, do):
    """Does something once, when so many calls that change something are on their way."""
    done = []

    def before(call):
        if call.write == number and not done:
            done.append(call.action)
            do()

    cloud.proxy.before = before
    return done


def wait_until(what, timeout=60):
    end = time.monotonic() + timeout
    while not what():
        assert time.monotonic() < end, "it does not come to it"
        time.sleep(0.05)


def test_of_two_at_once_one_is_told_who_is_at_it(cloud, project):
    refused = []

    def second():
        started = time.monotonic()
        refused.append(apply(project, code=6))
        assert time.monotonic() - started < 30

    done = at_write(cloud, 5, second)
    apply(project)
    assert done and " (apply since " in refused[0].err and "--lease-timeout" in refused[0].err, str(refused[0])
    assert_whole(cloud, project)


def test_who_waits_gets_it_after_the_end(cloud, project):
    waiting = []
    at_write(cloud, 5, lambda: waiting.append(project.start("apply", "--yes", "--lease-timeout", "2m", **TIMES)))
    apply(project)
    second = project.finish(waiting[0], ("apply",), 0)
    assert "waiting for " in second.err and "No changes" in second.out, str(second)
    assert_whole(cloud, project)


def test_of_twenty_at_once_nothing_is_doubled(cloud, project):
    # Twenty on one machine are slow: with the suite's own times none of them takes the store for silent.
    runs = [project.start("apply", "--yes") for _ in range(20)]
    ends = [project.finish(run, ("apply",), None) for run in runs]
    codes = [end.code for end in ends]
    assert set(codes) <= {0, 6} and 0 in codes, "\n".join(str(end) for end in ends if end.code not in (0, 6))
    made = cloud.proxy.answered()
    assert made["CreateVpc"] == 1 and made["CreateSubnet"] == 2 and made["AllocateAddress"] == 1, made
    assert_whole(cloud, project)


def test_a_winner_that_is_killed_frees_it_for_the_other(cloud, project):
    run = {}
    at_write(cloud, 7, lambda: run["first"].kill())
    run["first"] = project.start("apply", "--yes", **TIMES)
    run["first"].wait()
    cloud.proxy.settle()
    # Of this machine's dead process nobody has to wait for the lapse.
    assert_whole(cloud, project)


def test_one_that_is_killed_elsewhere_lapses(cloud, project, apart):
    run = {}
    at_write(cloud, 7, lambda: run["first"].kill())
    run["first"] = Elsewhere(project, "apply", "--yes")
    run["first"].process.wait()
    cloud.proxy.settle()
    cloud.proxy.reset()
    refused = apply(project, code=6)
    assert "frees itself" in refused.err
    started = time.monotonic()
    apply(project, "--lease-timeout", "90s")
    # Six seconds by S3's clock, which counts in whole ones, and half a second to settle.
    assert 3 < time.monotonic() - started < 60
    assert_whole(cloud, project)


def test_who_wakes_up_after_its_lease_changes_nothing(cloud, project, apart):
    run = {}

    def stop():
        run["first"].send(signal.SIGSTOP)

    done = at_write(cloud, 7, stop)
    run["first"] = Elsewhere(project, "apply", "--yes", "--parallelism", "1")
    wait_until(lambda: done)
    cloud.proxy.settle()
    cloud.proxy.reset()
    second = apply(project, "--lease-timeout", "90s")
    assert "Applied" in second.out
    cloud.proxy.reset()
    run["first"].send(signal.SIGCONT)
    code, said = run["first"].end()
    assert cloud.proxy.changes() == {}, "it changed something after it woke up"
    assert code == 6 and "was taken by" in said, (code, said)
    assert_whole(cloud, project)


def test_what_is_unlocked_stops_before_its_next_change(cloud, project):
    said = []

    def unlock():
        held = project.run("unlock", code=6, **TIMES)
        nonce = re.search(r"--nonce (\w+)", held.err).group(1)
        said.append(project.run("unlock", "--nonce", "0" * 32, code=6, **TIMES))
        said.append(project.run("unlock", "--nonce", nonce, **TIMES))
        # Longer than its gate is open.
        time.sleep(3)

    at_write(cloud, 7, unlock)
    first = project.finish(project.start("apply", "--yes", "--parallelism", "1", **TIMES), ("apply",), 6)
    assert "unlocked by somebody else" in first.text, str(first)
    assert "by another run by now" in said[0].err and "taken away from" in said[1].out
    assert "nobody holds" in project.run("unlock", **TIMES).out
    assert_whole(cloud, project)


def test_an_outage_of_its_store_is_waited_out(cloud, project):
    begin = []

    def before(call):
        if call.write == 7:
            begin.append(time.monotonic())
        if call.request.of_ledger and begin and time.monotonic() - begin[0] < 4:
            raise Swallow

    cloud.proxy.before = before
    apply(project, "--parallelism", "1")
    assert begin
    assert_whole(cloud, project)


def test_killed_at_every_call_to_the_ledger(cloud, project):
    """Making the bucket, taking, renewing, recording, giving back: before each call, and after it."""
    project.write(LONE)
    apply(project)
    calls = [line["action"] for line in cloud.proxy.transcript if line["of_ledger"]]
    places = sorted({(action, calls[: n + 1].count(action)) for n, action in enumerate(calls)})
    assert {"CreateBucket", "PutObject", "GetObject", "PutBucketVersioning"} <= {action for action, _ in places}
    for action, number in places:
        for kind in ("kill-before", "kill-sent"):
            cloud.emulator.reset()
            cloud.proxy.reset()
            fault = Fault(kind, f"{action}#{number}")
            fault.install(cloud.proxy)
            fault.process = project.start("apply", "--yes", **TIMES)
            fault.process.communicate(timeout=120)
            cloud.proxy.settle()
            cloud.proxy.reset()
            apply(project)
            project.run("plan", "--detailed-exitcode")
            cloud.listing().assert_each_once(STACK)
            assert_closed(cloud)


def assert_closed(cloud):
    """The bucket as another client sees it."""
    s3 = cloud.emulator.client("s3")
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert all(block[each] for each in block) and len(block) == 4
    rules = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    lifecycle = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert any(rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays") == 1 for rule in lifecycle)


def test_the_history_tells_who_did_what_and_of_whom_nothing_was_heard(cloud, project):
    apply(project)
    project.write(network(zones="2", more=GROUPS))
    fault = Fault("kill-before", "3")
    cloud.proxy.reset()
    fault.install(cloud.proxy)
    fault.process = project.start("apply", "--yes", **TIMES)
    fault.process.communicate(timeout=120)
    cloud.proxy.settle()
    cloud.proxy.reset()
    apply(project)
    lines = project.run("history").out.splitlines()
    assert len(lines) == 3, lines
    assert "done" in lines[0] and "killed, or still under way" in lines[1] and "done" in lines[2]
    runs = json.loads(project.run("history", "--format", "json").out)
    assert [run["end"] is None for run in runs] == [False, True, False]
    whole = project.run("history", "--run", runs[2]["id"]).out
    assert "vpc.main" in whole and "to add" in whole
    stack = json.loads(project.run("history", "--stack", STACK, "--format", "json").out)
    assert stack == runs


def test_nothing_of_a_plan_needs_a_ledger(cloud, project):
    apply(project)
    cloud.proxy.reset()

    def deny(call):
        return refusal(403, "AccessDenied", form=S3_ERROR) if call.request.of_ledger else None

    cloud.proxy.before = deny
    planned = project.run("plan", "--detailed-exitcode")
    assert "No changes" in planned.out and "error" not in planned.err
    refused = apply(project, code=7)
    assert "s3:" in refused.err and "--ledger" in refused.err, str(refused)
    without = apply(project, "--ledger", "none")
    assert "two runs at once are not kept apart" in without.out
    assert not [line for line in cloud.proxy.transcript if line["of_ledger"] and line["carried_out"]]


def test_a_directory_keeps_runs_apart_as_a_bucket_does(cloud, project):
    place = ("--ledger", f"dir:{project.folder / 'shared'}")
    refused = []
    at_write(cloud, 5, lambda: refused.append(apply(project, *place, code=6)))
    apply(project, *place)
    assert "another run holds" in refused[0].err
    assert "killed" not in project.run("history", *place).out
    assert not [line for line in cloud.proxy.transcript if line["of_ledger"]]


def test_a_saved_plan_keeps_to_the_ledger_that_it_was_made_for(cloud, project):
    place = f"dir:{project.folder / 'shared'}"
    project.run("plan", "--out", "p.json", "--ledger", place)
    cloud.proxy.reset()
    project.run("apply", "p.json", **TIMES)
    assert not [line for line in cloud.proxy.transcript if line["of_ledger"]]
    assert "done" in project.run("history", "--ledger", place).out


def test_an_interrupt_before_the_first_step_gives_it_back(cloud, project):
    run = {}

    def interrupt(call):
        if call.action == "DescribeVpcs":
            with contextlib.suppress(ProcessLookupError):
                run["first"].send_signal(signal.SIGINT)
            time.sleep(1)

    cloud.proxy.before = interrupt
    run["first"] = project.start("apply", "--yes", **TIMES)
    assert "nothing was changed" in project.finish(run["first"], ("apply",), 130).err
    cloud.proxy.reset()
    assert "nobody holds" in project.run("unlock", **TIMES).out
    assert_whole(cloud, project)
