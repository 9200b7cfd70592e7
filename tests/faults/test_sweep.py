"""Killed at every operation, at each of three instants, the next run leaves exactly one of everything.

A sample: the first call of every operation. `cargo xtask faults --full` kills at every call.
"""

import pytest
from fault import KILLS, Fault
from stories import everything
from sweep import Life, measure, operations

# A session's worth of cases side by side; each takes its share of the operations.
SHARES = 6


@pytest.fixture(scope="session")
def cleans():
    return {}


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("instant", KILLS)
def test_killed_at_every_operation(cloud, cleans, instant, share):
    story = everything()
    if not cleans:
        cleans.update(measure(cloud, story))
        cloud.emulator.reset()
    places = {name: places[share::SHARES] for name, places in operations(cleans).items()}
    boundaries = max(len(each) for each in places.values())
    assert boundaries, "fewer operations than shares: lower SHARES"
    for number in range(boundaries):
        life = Life(cloud, story)
        for name, text in story.phases:
            if number < len(places[name]):
                fault = Fault(instant, places[name][number])
                assert life.faulted(text, fault, cleans[name]), f"{name}: it never came to {fault}"
            else:
                life.clean(text)
        assert cloud.listing().without(story.stack) == life.account


def test_every_operation_is_in_the_sample(cloud):
    cleans = measure(cloud, everything())
    sampled = {place.rpartition("#")[0] for places in operations(cleans).values() for place in places}
    assert sampled == {action for clean in cleans.values() for action in clean.writes}
    kinds = {"Vpc", "Subnet", "InternetGateway", "NatGateway", "RouteTable", "VpcEndpoint", "SecurityGroup"}
    assert {f"Create{kind}" for kind in kinds} <= sampled and len(sampled) > 30, sorted(sampled)
