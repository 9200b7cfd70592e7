"""Blueprints of the tests, as text."""

STACK = "wire@us-east-1"


def network(name="wire", more="", **attributes):
    """One network; attributes of the block by name, in TOML: `zones="4"`."""
    lines = {"cidr_block": '"10.0.0.0/16"', **attributes}
    block = "\n".join(f"{key} = {value}" for key, value in lines.items())
    return f"{frame(name)}\n[vpc.main]\n{block}\n{more}"


def frame(name="wire"):
    return f'[blueprint]\nversion = 1\nname = "{name}"\nregion = "us-east-1"\n'


# Two groups whose rules refer to each other.
GROUPS = """
[ec2.security_group.web]
vpc = "vpc.main"
description = "web"

[ec2.security_group.app]
vpc = "vpc.main"
description = "app"

[ec2.security_group_rules.web]
security_group = "ec2.security_group.web"
ingress = [
    { protocol = "tcp", from_port = 443, to_port = 443, cidr_block = "0.0.0.0/0" },
    { protocol = "tcp", from_port = 9090, to_port = 9090, security_group = "ec2.security_group.app" },
]
egress = [{ protocol = "tcp", from_port = 8080, to_port = 8080, security_group = "ec2.security_group.app" }]

[ec2.security_group_rules.app]
security_group = "ec2.security_group.app"
ingress = [{ protocol = "tcp", from_port = 8080, to_port = 8080, security_group = "ec2.security_group.web" }]
egress = [{ protocol = "tcp", from_port = 9090, to_port = 9090, security_group = "ec2.security_group.web" }]
"""
