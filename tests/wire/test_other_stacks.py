"""What one stack uses of another: a network, and a database that it connects to."""

import pytest
from blueprints import frame
from listing import tags

# Each test on the emulator as it is, and again behind what AWS does and the emulator does not.
pytestmark = pytest.mark.parametrize("cloud", ["plain", "strict"], indirect=True)

OWNER = f"""{frame("network")}
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[ec2.security_group.store]
vpc = "vpc.main"

[ec2.security_group_rules.store]
security_group = "ec2.security_group.store"
ingress = [{{ protocol = "tcp", from_port = 22, to_port = 22, cidr_block = "10.0.0.0/16" }}]
"""


def guest(port=5432, network="@network"):
    return f"""{frame("guest")}
[ec2.security_group.web]
vpc = "{network}/vpc.main"

[ec2.security_group_rules.web]
security_group = "ec2.security_group.web"

[ec2.security_group_rule.store]
security_group = "{network}/ec2.security_group.store"
protocol = "tcp"
from_port = {port}
to_port = {port}
peer_security_group = "ec2.security_group.web"

[ec2.vpc_endpoint.queue]
vpc = "{network}/vpc.main"
service_name = "com.amazonaws.us-east-1.sqs"
endpoint_type = "Interface"
subnets = "${{{network}/vpc.main.private_subnet_ids}}"
security_groups = ["ec2.security_group.web"]
"""


def rules(cloud, group):
    """Live rules of a group, by the stack that they carry."""
    ec2 = cloud.emulator.client("ec2")
    answer = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    found = [(tags(rule).get("scaffold:stack"), rule["FromPort"]) for rule in answer["SecurityGroupRules"]]
    return sorted(rule for rule in found if rule[0])


def test_a_guest_lives_in_the_network_of_another_stack(cloud):
    owner, visitor = cloud.project("network"), cloud.project("guest")
    owner.write(OWNER)
    visitor.write(guest())
    before = cloud.listing()
    early = visitor.run("plan", code=4)
    assert "stack network@us-east-1 has neither vpc.main/vpc nor any ec2.vpc" in early.words.replace("│ ", "")
    owner.apply()
    visitor.apply()
    visitor.assert_converged()
    owner.assert_converged()

    live = cloud.listing().of("network@us-east-1")
    (store,) = [group for group in live["security_group"] if tags(group)["scaffold:address"].endswith(".store")]
    both = [("guest@us-east-1", 5432), ("network@us-east-1", 22)]
    assert rules(cloud, store["GroupId"]) == both
    (endpoint,) = cloud.listing().of("guest@us-east-1")["vpc_endpoint"]
    private = [subnet["SubnetId"] for subnet in live["subnet"] if "private" in tags(subnet)["scaffold:address"]]
    assert sorted(endpoint["SubnetIds"]) == sorted(private)

    # The owner repairs its own rules, and leaves those of its guests.
    ec2 = cloud.emulator.client("ec2")
    everyone = [{"IpProtocol": "tcp", "FromPort": 23, "ToPort": 23, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.authorize_security_group_ingress(GroupId=store["GroupId"], IpPermissions=everyone)
    owner.apply()
    owner.assert_converged()
    assert rules(cloud, store["GroupId"]) == both

    visitor.write(guest(port=5433))
    visitor.apply()
    visitor.assert_converged()
    assert rules(cloud, store["GroupId"]) == [("guest@us-east-1", 5433), ("network@us-east-1", 22)]

    refused = owner.run("destroy", "--yes", "--confirm", "network", code=4)
    assert "guest@us-east-1" in refused.words, refused
    assert "vpc.main/vpc" in refused.words
    visitor.destroy("--confirm", "guest")
    assert rules(cloud, store["GroupId"]) == [("network@us-east-1", 22)]
    owner.destroy("--confirm", "network")
    assert cloud.listing().items == before.items
