"""Rules of a listener that take each other's priorities, in strict mode: the emulator by itself refuses it."""

import pytest
from blueprints import STACK, frame

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)


def ruled(**priorities):
    rules = [
        f"""
[elbv2.listener_rule.{name}]
listener = "load_balancer.edge/listener.http"
priority = {priority}
conditions = [{{ path_pattern = ["/{name}/*"] }}]
actions = [{{ fixed_response = {{ status_code = 404 }} }}]
"""
        for name, priority in priorities.items()
    ]
    return f"""{frame()}
[vpc.main]
cidr_block = "10.0.0.0/16"
zones = 2
nat = "none"

[load_balancer.edge]
vpc = "vpc.main"
deletion_protection = false

[load_balancer.edge.listeners.http]
port = 80
protocol = "HTTP"
default = {{ respond = {{ status = 404 }} }}
{"".join(rules)}"""


def priorities(cloud):
    rules = cloud.listing().of(STACK)["listener_rule"]
    return {rule["Conditions"][0]["PathPatternConfig"]["Values"][0]: int(rule["Priority"]) for rule in rules}


def test_two_exchange_theirs_in_one_call_and_three_go_round(cloud):
    project = cloud.project()
    project.write(ruled(first=10, second=20, third=30))
    project.apply(timeout=400)
    project.assert_converged()
    cloud.proxy.reset()
    project.write(ruled(first=20, second=10, third=30))
    project.apply(timeout=400)
    project.assert_converged()
    assert priorities(cloud) == {"/first/*": 20, "/second/*": 10, "/third/*": 30}
    moves = [line for line in cloud.proxy.transcript if line["action"] == "SetRulePriorities"]
    assert len(moves) == 1, moves
    project.write(ruled(first=10, second=30, third=20))
    project.apply(timeout=400)
    project.assert_converged()
    assert priorities(cloud) == {"/first/*": 10, "/second/*": 30, "/third/*": 20}
    project.destroy("--confirm", "wire", timeout=400)
