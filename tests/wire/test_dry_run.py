"""Rehearsals on an endpoint: a stack of their own, everything away afterwards, what is lacking told before anything."""

import json
import re
import signal

import pytest
from blueprints import GROUPS, STACK, network
from protocol import refusal

# Rehearsals are of emulators, as these are.
pytestmark = pytest.mark.parametrize("cloud", ["plain"], indirect=True)

# What LocalStack has no service for without an account, by the names that calls are signed for.
LACKING = {
    "rds": "rds",
    "elasticache": "elasticache",
    "elasticloadbalancing": "elbv2",
    "autoscaling": "autoscaling",
    "cloudfront": "cloudfront",
}
SMALL = network(zones="1", nat='"none"', more=GROUPS)


def as_localstack(call):
    """LocalStack's answer for a service that it does not have; of the others, the emulator's."""
    if call.service in LACKING:
        message = (
            f"The API for service {LACKING[call.service]} is either not included in your current license plan or has "
            "not yet been emulated by LocalStack. Please refer to https://docs.localstack.cloud for more information."
        )
        return refusal(call.request, 501, "InternalFailure", message)
    return None


def rehearse(project, *arguments, code=0):
    result = project.run("dry-run", "--on", project.endpoint, "--format", "json", *arguments, code=code)
    verdict = json.loads(result.out)
    assert verdict["exit_code"] == code
    return verdict, result


def stages(verdict):
    return {stage["name"]: stage["result"] for stage in verdict["stages"]}


def live(cloud):
    """Everything that stacks have, by stack."""
    found = {}
    for items in cloud.listing().items.values():
        for item in items.values():
            for tag in item.get("Tags", []):
                if tag["Key"] == "scaffold:stack":
                    found[tag["Value"]] = found.get(tag["Value"], 0) + 1
    return found


def test_a_rehearsal_leaves_nothing_and_does_not_touch_the_stack_of_that_name(cloud):
    project = cloud.project(through_proxy=True)
    project.write(SMALL)
    project.apply()
    before = live(cloud)
    assert list(before) == [STACK]
    project.commit()
    project.write(network(zones="2", nat='"none"', more=GROUPS))
    keys = set()
    cloud.proxy.before = lambda call: keys.add(call.request.access_key) or None
    verdict, _ = rehearse(project, "--base", "HEAD")
    assert stages(verdict) == dict.fromkeys(["base", "apply", "replan", "destroy", "gone"], "passed")
    assert re.fullmatch(r"rehearsal-[0-9a-f]{8}", verdict["rehearsed_as"]["environment"])
    assert live(cloud) == before
    assert keys == {"test"}, "credentials of the environment went out"
    project.write(SMALL)
    project.assert_converged()


def test_what_the_endpoint_lacks_is_told_at_once_and_nothing_is_made(cloud, gallery):
    project = cloud.project(through_proxy=True)
    project.write((gallery / "read-heavy.toml").read_text(encoding="utf-8"))
    cloud.proxy.before = as_localstack
    verdict, _ = rehearse(project, code=1)
    assert (verdict["result"], verdict["stages"]) == ("unavailable", [])
    lacking = {missing["service"]: missing for missing in verdict["missing"]}
    assert set(lacking) == {"autoscaling", "elasticache", "elbv2", "rds"}
    assert lacking["rds"]["blocks"] == ["database.catalogue"]
    assert "not included in your current license plan" in lacking["rds"]["why"]
    assert cloud.proxy.changes() == {}

    text = project.run("dry-run", "--on", project.endpoint, code=1).words
    assert "Not rehearsed" in text and "--only-available" in text
    # A plan says it as plainly, and names all of it.
    words = project.run("plan", code=1).words
    assert "lacks what stack read-heavy@us-east-1 needs: autoscaling (autoscaling.group), elasticache (" in words


def test_only_what_is_there_is_rehearsed(cloud, gallery):
    project = cloud.project(through_proxy=True)
    project.write((gallery / "read-heavy.toml").read_text(encoding="utf-8"))
    cloud.proxy.before = as_localstack
    verdict, _ = rehearse(project, "--only-available")
    assert verdict["result"] == "passed" and set(stages(verdict).values()) == {"passed"}
    left_out = {each["what"]: each["why"] for each in verdict["left_out"]}
    assert left_out["database.catalogue"] == "it needs rds, which the endpoint lacks"
    assert left_out["output url"] == "it refers to load_balancer.edge"
    assert "vpc.main" not in left_out
    assert verdict["stages"][0]["done"] > 10
    assert live(cloud) == {}


def test_what_a_killed_rehearsal_left_goes_by_the_command_that_it_told(cloud):
    project = cloud.project(through_proxy=True)
    project.write(SMALL)
    run = {}

    def kill(call):
        if call.action == "CreateRouteTable":
            run["process"].kill()

    cloud.proxy.before = kill
    arguments = ("dry-run", "--on", project.endpoint)
    run["process"] = project.start(*arguments)
    result = project.finish(run["process"], arguments, -signal.SIGKILL)
    cloud.proxy.settle()
    cloud.proxy.reset()
    (stack,) = live(cloud)
    assert stack.startswith("wire/rehearsal-")
    command = re.search(r"should this run be killed: scaffold (.+)", result.err).group(1)
    assert f"--clean-up {stack.partition('/')[2].partition('@')[0]}" in command
    project.run(*command.split())
    assert live(cloud) == {}


def test_a_plan_that_is_not_empty_is_a_failure(cloud):
    project = cloud.project(through_proxy=True)
    project.write(SMALL)

    def pretend(call):
        """Says that it is done, and does nothing."""
        if call.action == "ModifySubnetAttribute":
            return 200, {"Content-Type": "text/xml"}, b"<r><return>true</return></r>"
        return None

    cloud.proxy.before = pretend
    verdict, _ = rehearse(project, code=1)
    assert stages(verdict)["replan"] == "failed" and stages(verdict)["gone"] == "passed"
    troubles = next(stage for stage in verdict["stages"] if stage["name"] == "replan")["troubles"]
    assert "map_public_ip_on_launch from false to true" in troubles[0]["message"]
    assert live(cloud) == {}


def test_what_stays_is_named_with_the_command(cloud):
    project = cloud.project(through_proxy=True)
    project.write(SMALL)
    cloud.proxy.before = lambda call: refusal(call.request, 403, "UnauthorizedOperation") if call.action == "DeleteVpc" else None
    verdict, _ = rehearse(project, code=5)
    assert [left["kind"] for left in verdict["remains"]] == ["ec2.vpc"]
    assert "--clean-up rehearsal-" in verdict["clean_up"]
    cloud.proxy.reset()
    project.run(*verdict["clean_up"].split()[1:])
    assert live(cloud) == {}
