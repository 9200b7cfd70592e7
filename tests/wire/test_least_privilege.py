"""Every rule and every statement that is live is one that the blueprint's connections imply, and no other."""

import json

from blueprints import STACK, balanced
from listing import tags

EVERYWHERE = ("-1", None, None, "0.0.0.0/0")


def rules(listing):
    """Of each of the stack's groups what comes in and goes out: protocol, ports and peer by address."""
    names = {group["GroupId"]: tags(group)["scaffold:address"] for group in listing.of(STACK)["security_group"]}
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


def statements(cloud):
    """Every statement of every role of the stack, trust apart."""
    iam = cloud.emulator.client("iam")
    found = {}
    for role in cloud.listing().of(STACK)["role"]:
        name, address = role["RoleName"], tags(role)["scaffold:address"]
        assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            document = document if isinstance(document, dict) else json.loads(document)
            found.setdefault(address, []).extend(document["Statement"])
        found.setdefault(address, [])
        trust = role["AssumeRolePolicyDocument"]["Statement"]
        assert [(one["Effect"], one["Action"], one["Principal"]) for one in trust] == [
            ("Allow", "sts:AssumeRole", {"Service": "ec2.amazonaws.com"})
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
