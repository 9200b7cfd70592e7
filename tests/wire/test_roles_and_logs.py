"""Roles with their policies, instance profiles, log groups and flow logs: made, changed, drifted, destroyed."""

import json

import pytest
from blueprints import STACK, frame

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
AGENT = "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"

VPC = """
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"
tiers = ["public"]
gateway_endpoints = []
flow_logs_retention_days = {days}
"""

ROLE = {
    "assume_role_policy": '{ Statement = { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, '
    'Action = "sts:AssumeRole" }, Version = "2012-10-17" }',
    "inline_policies.assets": '{ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], '
    'Resource = "arn:aws:s3:::assets/*" }], Version = "2012-10-17" }',
    "attached_policies": f'["{READ_ONLY}"]',
    "description": '"What the web servers may do"',
    "max_session_seconds": "7200",
}


def blueprint(days=30, **role):
    lines = "\n".join(f"{key} = {value}" for key, value in {**ROLE, **role}.items() if value)
    profile = '[iam.instance_profile.web]\nrole = "iam.role.web"\n'
    return f"{frame()}{VPC.format(days=days)}\n[iam.role.web]\n{lines}\n\n{profile}"


def test_from_nothing_and_to_nothing(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    project.assert_converged()
    live = cloud.listing().of(STACK)
    assert {kind: len(items) for kind, items in live.items() if kind in ("role", "instance_profile")} == {
        "role": 2,
        "instance_profile": 1,
    }
    (log,) = live["flow_log"]
    (group,) = live["log_group"]
    assert log["LogGroupName"] == group["logGroupName"] and group["retentionInDays"] == 30
    by_path = {role["Path"]: role for role in live["role"]}
    assert sorted(by_path) == [
        "/scaffold/us-east-1/wire/iam.role.web/",
        f"/scaffold/us-east-1/wire/{address(live, log)}/",
    ]
    lost = ["--allow-data-loss", next(tag["Value"] for tag in group["Tags"] if tag["Key"] == "scaffold:address")]
    refused = project.run("destroy", "--yes", "--confirm", "wire", code=None)
    assert refused.code == 4 and "--allow-data-loss" in refused.text, "what it wrote down is not lost unasked"
    project.destroy("--confirm", "wire", *lost)
    assert cloud.listing().counts(STACK) == {}


def address(live, log):
    """Whose role writes a flow log."""
    (role,) = [role for role in live["role"] if role["Arn"] == log["DeliverLogsPermissionArn"]]
    return next(tag["Value"] for tag in role["Tags"] if tag["Key"] == "scaffold:address")


CHANGES = [
    {"assume_role_policy": ROLE["assume_role_policy"].replace("ec2", "ecs-tasks")},
    {"inline_policies.assets": ROLE["inline_policies.assets"].replace("assets/", "others/")},
    {"inline_policies.jobs": ROLE["inline_policies.assets"].replace("s3:GetObject", "sqs:SendMessage")},
    {"attached_policies": f'["{AGENT}"]'},
    {"permissions_boundary": f'"{BOUNDARY}"'},
    {"description": '"Reworded: 100 % & <more>"'},
    {"max_session_seconds": "3600"},
]


def test_each_change_is_one_and_then_nothing(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    for change in CHANGES:
        (name,) = {key.split(".")[0] for key in change}
        for changed in (change, {}):
            project.write(blueprint(**changed))
            (step,) = project.plan().steps
            assert (step.verb, step.address, step.changed()) == ("update", "iam.role.web", [name])
            project.apply()
            project.assert_converged()
    project.write(blueprint(days=7))
    (step,) = project.plan().steps
    assert (step.verb, step.kind, step.changed()) == ("update", "logs.log_group", ["retention_days"])
    project.apply()
    project.assert_converged()


def test_another_spelling_is_no_difference(cloud):
    """What the service gives back is compared by what it means."""
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Action": ["STS:assumerole"], "Principal": {"Service": ["ec2.amazonaws.com"]}, "Effect": "Allow"}],
    }
    project.write(blueprint(assume_role_policy=f"'{json.dumps(trust)}'"))
    project.assert_converged()


def test_what_was_changed_by_hand_is_put_back(cloud):
    project = cloud.project()
    project.write(blueprint())
    project.apply()
    iam = cloud.emulator.client("iam")
    (role,) = iam.list_roles(PathPrefix="/scaffold/us-east-1/wire/iam.role.web/")["Roles"]
    name = {"RoleName": role["RoleName"]}
    open_to_all = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_role_policy(**name, PolicyName="by-hand", PolicyDocument=json.dumps(open_to_all))
    iam.attach_role_policy(**name, PolicyArn=AGENT)
    iam.update_role(**name, Description="by hand", MaxSessionDuration=7200)
    (step,) = project.plan().steps
    assert step.changed() == ["attached_policies", "description", "inline_policies"]
    project.apply()
    project.assert_converged()
    assert iam.list_role_policies(**name)["PolicyNames"] == ["assets"]
