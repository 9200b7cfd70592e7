"""Every rule and every statement that is live is one that the blueprint's connections imply, and no other."""

import json

from blueprints import STACK, balanced
from listing import tags

EVERYWHERE = ("-1", None, None, "0.0.0.0/0")


def rules(listing, stack=STACK):
    """Of each of the stack's groups what comes in and goes out: protocol, ports and peer by address."""
    names = {group["GroupId"]: tags(group)["scaffold:address"] for group in listing.of(stack)["security_group"]}
    found = {address: {"in": set(), "out": set()} for address in names.values()}
    for rule in listing.items["security_group_rule"].values():
        if address := names.get(rule["GroupId"]):
            peer = rule.get("CidrIpv4") or rule.get("CidrIpv6")
            if group := rule.get("ReferencedGroupInfo", {}).get("GroupId"):
                peer = names[group]
            ports = (rule.get("FromPort"), rule.get("ToPort"))
            ports = (None, None) if rule["IpProtocol"] == "-1" else ports
            found[address]["out" if rule["IsEgress"] else "in"].add((rule["IpProtocol"], *ports, peer))
    return found


EC2 = "ec2.amazonaws.com"


def statements(cloud, stack=STACK, trusts=None, attached=None):
    """Every statement of every role of the stack, trust apart; whom the roles trust, and what AWS wrote for them."""
    iam = cloud.emulator.client("iam")
    found = {}
    for role in cloud.listing().of(stack)["role"]:
        name, address = role["RoleName"], tags(role)["scaffold:address"]
        policies = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        assert [policy["PolicyArn"] for policy in policies] == (attached or {}).get(address, [])
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            document = document if isinstance(document, dict) else json.loads(document)
            found.setdefault(address, []).extend(document["Statement"])
        found.setdefault(address, [])
        trust = role["AssumeRolePolicyDocument"]["Statement"]
        assert [(one["Effect"], one["Action"], one["Principal"]) for one in trust] == [
            ("Allow", "sts:AssumeRole", {"Service": (trusts or {}).get(address, EC2)})
        ]
    return found


def tcp(port, peer):
    return ("tcp", port, port, peer)


def test_connections_imply_every_rule_and_no_other(cloud):
    project = cloud.project()
    allow = '{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::assets/*"] }'
    project.write(balanced(web=f"permissions = [{allow}]"))
    project.apply(timeout=400)
    edge, web, api = (f"{block}/security_group" for block in ("load_balancer.edge", "autoscaling_group.web", "autoscaling_group.api"))
    assert rules(cloud.listing()) == {
        edge: {"in": {tcp(80, "0.0.0.0/0"), tcp(443, "0.0.0.0/0")}, "out": {EVERYWHERE}},
        web: {"in": {tcp(8080, edge)}, "out": {EVERYWHERE}},
        api: {"in": {tcp(9000, edge), tcp(9000, web)}, "out": {EVERYWHERE}},
    }
    found = statements(cloud)
    assert [(one["Effect"], one["Action"], one["Resource"]) for one in found.pop("autoscaling_group.web/role")] == [
        ("Allow", ["s3:GetObject"], ["arn:aws:s3:::assets/*"])
    ]
    assert found == {"autoscaling_group.api/role": []}

    # A connection that is taken out takes its rule along, and nothing else.
    project.write(balanced().replace('connects_to = ["autoscaling_group.api"]\n', ""))
    project.apply(timeout=400)
    assert rules(cloud.listing())[api]["in"] == {tcp(9000, edge)}
    assert statements(cloud) == {"autoscaling_group.web/role": [], "autoscaling_group.api/role": []}


def test_databases_and_caches_are_open_to_those_that_are_connected(cloud, gallery):
    """Exactly the engine's port, to exactly the fleet; nothing of it is public."""
    stack = "read-heavy@us-east-1"
    project = cloud.project()
    project.write((gallery / "read-heavy.toml").read_text(encoding="utf-8"))
    project.apply(timeout=560)
    edge, web, catalogue, pages = (
        f"{block}/security_group"
        for block in ("load_balancer.edge", "autoscaling_group.web", "database.catalogue", "cache.pages")
    )
    listing = cloud.listing()
    assert rules(listing, stack) == {
        edge: {"in": {tcp(80, "0.0.0.0/0")}, "out": {EVERYWHERE}},
        web: {"in": {tcp(8080, edge)}, "out": {EVERYWHERE}},
        catalogue: {"in": {tcp(5432, web)}, "out": {EVERYWHERE}},
        pages: {"in": {tcp(6379, web)}, "out": {EVERYWHERE}},
    }
    instances = listing.of(stack)["database"]
    groups = {tags(group)["scaffold:address"]: group["GroupId"] for group in listing.of(stack)["security_group"]}
    assert len(instances) == 6 and not any(each["PubliclyAccessible"] for each in instances)
    for each in instances:
        assert [group["VpcSecurityGroupId"] for group in each["VpcSecurityGroups"]] == [groups[catalogue]]
    for node in cloud.client("elasticache").describe_cache_clusters()["CacheClusters"]:
        assert [group["SecurityGroupId"] for group in node["SecurityGroups"]] == [groups[pages]]
    # The fleet may read the one secret, and RDS may write its measurements.
    (secret,) = listing.of(stack)["secret"]
    monitoring = "database.catalogue/role.monitoring"
    found = statements(
        cloud,
        stack,
        {monitoring: "monitoring.rds.amazonaws.com"},
        {monitoring: ["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"]},
    )
    assert [(one["Effect"], one["Action"], one["Resource"]) for one in found["autoscaling_group.web/role"]] == [
        ("Allow", ["secretsmanager:GetSecretValue"], [secret["ARN"]])
    ]
    assert set(found) == {"autoscaling_group.web/role", monitoring} and found[monitoring] == []
