"""Groups that get another name: their rules carry tags of their own, and follow."""

import pytest
from blueprints import GROUPS, STACK, network
from listing import ADDRESS, tags
from listing import STACK as STACK_TAG

pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

MOVED = """
[[moved]]
from = "ec2.security_group.web"
to = "ec2.security_group.front"

[[moved]]
from = "ec2.security_group_rules.web"
to = "ec2.security_group_rules.front"
"""
RENAMED = GROUPS.replace("security_group.web", "security_group.front").replace(
    "security_group_rules.web", "security_group_rules.front"
)
# A group without any rule.
QUIET = '\n[ec2.security_group.quiet]\nvpc = "vpc.main"\n\n[ec2.security_group_rules.quiet]\n' + (
    'security_group = "ec2.security_group.quiet"\n'
)
QUIET_MOVED = MOVED.replace("web", "quiet").replace("front", "silent")


def rules(listing, group):
    """Tags of a group's rules, by id."""
    items = listing.items["security_group_rule"].items()
    return {key: tags(item) for key, item in items if item["GroupId"] == group}


def test_rules_are_tagged_again_with_their_group(cloud):
    project = cloud.project()
    project.write(network(zones="1", more=GROUPS))
    project.apply()
    web = cloud.listing().one("security_group", STACK, "ec2.security_group.web")["GroupId"]
    foreign = {STACK_TAG: "other@us-east-1", ADDRESS: "ec2.security_group_rules.web"}
    cloud.ec2.authorize_security_group_ingress(
        GroupId=web,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.9.0.0/16"}]}],
        TagSpecifications=[
            {
                "ResourceType": "security-group-rule",
                "Tags": [{"Key": key, "Value": value} for key, value in foreign.items()],
            }
        ],
    )
    before = rules(cloud.listing(), web)
    assert len(before) == 4 and list(before.values()).count(foreign) == 1, before

    project.write(network(zones="1", more=RENAMED + MOVED))
    plan = project.plan()
    moved = ["ec2.security_group.front", "ec2.security_group_rules.front"]
    assert [(step.verb, step.address) for step in plan.steps] == [("adopt", address) for address in moved], str(plan)
    project.apply()
    project.assert_converged()
    after = rules(cloud.listing(), web)
    expected = {
        key: old if old == foreign else {**old, ADDRESS: "ec2.security_group_rules.front"}
        for key, old in before.items()
    }
    assert after == expected


def test_a_group_without_rules_has_nothing_there_to_tag(cloud):
    project = cloud.project()
    project.write(network(zones="1", more=QUIET))
    project.apply()
    project.write(network(zones="1", more=QUIET.replace("quiet", "silent") + QUIET_MOVED))
    plan = project.plan()
    assert [step.address for step in plan.steps] == ["ec2.security_group.silent"], str(plan)
    project.apply()
    project.assert_converged()


def test_rules_go_and_come_with_a_group_that_is_replaced(cloud):
    project = cloud.project()
    project.write(network(zones="1", more=GROUPS))
    project.apply()
    project.write(network(zones="1", more=GROUPS.replace('description = "web"', 'description = "front"')))
    result = project.run("plan")
    assert "0 to add, 1 to change, 2 to replace, 0 to destroy" in result.out, str(result)
    project.apply()
    project.assert_converged()
    listing = cloud.listing()
    web = listing.one("security_group", STACK, "ec2.security_group.web")["GroupId"]
    assert len(rules(listing, web)) == 3
