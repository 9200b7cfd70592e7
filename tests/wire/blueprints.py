"""Blueprints of the tests, as text."""

import re

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

def balanced(port="8080", scheme="internet-facing", rules=None, web="", image='"ami-12c6146b"', certificate=None):
    """A balancer before two groups that are connected, over TLS where there is a certificate."""
    tls = f'protocol = "HTTPS"\ncertificate = "{certificate}"' if certificate else 'protocol = "HTTP"'
    rules = rules or [
        '{ priority = 10, path = "/api/*", forward = "autoscaling_group.api" }',
        '{ priority = 20, path = "/beta/*", forward = [{ to = "autoscaling_group.web", weight = 90 }, '
        '{ to = "autoscaling_group.api", weight = 10 }] }',
    ]
    return f"""{frame()}
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[load_balancer.edge]
vpc = "vpc.main"
scheme = "{scheme}"
deletion_protection = false

[load_balancer.edge.listeners.http]
port = 80
protocol = "HTTP"
default = {{ redirect = {{ port = 443, protocol = "HTTPS" }} }}

[load_balancer.edge.listeners.https]
port = 443
{tls}
default = {{ forward = "autoscaling_group.web" }}
rules = [
    {",{0}    ".format(chr(10)).join(rules)},
]

[autoscaling_group.web]
vpc = "vpc.main"
image = {image}
instance_type = "m7g.large"
min_size = 2
max_size = 6
target = {{ port = {port}, health_check = {{ path = "/health" }} }}
connects_to = ["autoscaling_group.api"]
scaling = [
    {{ metric = "cpu", target = 60 }},
    {{ metric = "requests_per_target", target = 1000 }},
    {{ schedule = "0 7 * * MON-FRI", time_zone = "Europe/Berlin", min_size = 4 }},
]
{web}

[autoscaling_group.api]
vpc = "vpc.main"
image = "ami-12c6146b"
instance_type = "m7g.large"
min_size = 1
max_size = 4
target = {{ port = 9000 }}
scaling = [{{ metric = "cpu", target = 50 }}]
"""


def for_plain_moto(text):
    """A blueprint of the gallery without what moto can neither make nor delete, or never tells."""
    text = re.sub(r"^\[cache\.[^\n]*\n(?:(?!\[).*\n)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^.*\$\{cache\.[^\n]*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(\[database\.[a-z0-9-]+\])\n", r"\1\nperformance_insights = false\n", text, flags=re.MULTILINE)
    return re.sub(r',? ?"cache\.[a-z0-9-]+"', "", text)
