"""Killed at every operation, at each of three instants, the next run leaves exactly one of everything.

A sample: the first call of every operation. `cargo xtask faults --full` kills at every call.
"""

import pytest
from fault import KILLS, Fault
from stories import balancing, everything
from sweep import Life, measure, operations

# A session's worth of cases side by side; each takes its share of the operations.
SHARES = 6


@pytest.fixture(scope="session")
def cleans():
    return {}


# At an instant of each kind for the network, and for the balancer at the one that tells most: a reply
# that is lost with the process.
CASES = [(everything, instant) for instant in KILLS] + [(balancing, "kill-sent")]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("told, instant", CASES, ids=lambda case: getattr(case, "__name__", case))
def test_killed_at_every_operation(cloud, cleans, told, instant, share):
    story = told()
    if story.name not in cleans:
        cleans[story.name] = measure(cloud, story)
        cloud.emulator.reset()
    whole = cleans[story.name]
    places = {name: places[share::SHARES] for name, places in operations(whole).items()}
    boundaries = max(len(each) for each in places.values())
    assert boundaries, "fewer operations than shares: lower SHARES"
    for number in range(boundaries):
        life = Life(cloud, story)
        for name, text in story.phases:
            if number < len(places[name]):
                fault = Fault(instant, places[name][number])
                assert life.faulted(text, fault, whole[name]), f"{name}: it never came to {fault}"
            else:
                life.clean(text)
        assert cloud.listing().without(story.stack) == life.account


def test_every_operation_is_in_the_sample(cloud):
    cleans = measure(cloud, everything())
    sampled = {place.rpartition("#")[0] for places in operations(cleans).values() for place in places}
    assert sampled == {action for clean in cleans.values() for action in clean.writes}
    kinds = {"Vpc", "Subnet", "InternetGateway", "NatGateway", "RouteTable", "VpcEndpoint", "SecurityGroup"}
    assert {f"Create{kind}" for kind in kinds} <= sampled and len(sampled) > 30, sorted(sampled)
