"""At AWS's published rates an apply of 300 resources ends without a failed one, near the floor that they allow."""

import time

import pytest
from blueprints import STACK, frame
from cloud import Cloud

NETWORKS = 16
RESOURCES = 19 * NETWORKS
# AWS's own rates: moto is faster than what they let through of this.
SCALE = 1.0


@pytest.fixture
def rated(emulator, tmp_path):
    emulator.reset()
    cloud = Cloud(emulator, tmp_path, rates=SCALE)
    yield cloud
    cloud.proxy.stop()


def test_an_apply_of_300_resources_keeps_near_the_floor(rated):
    project = rated.project()
    blocks = [f'[vpc.n{number}]\ncidr_block = "10.{number}.0.0/16"\n' for number in range(NETWORKS)]
    project.write(frame() + "\n".join(blocks))
    began = time.monotonic()
    project.apply(timeout=900)
    seconds = time.monotonic() - began
    assert len(rated.listing().addresses(STACK)) == RESOURCES
    rates, calls = rated.rates, sum(rated.proxy.counts.values())
    throttled = sum(rates.throttled.values())
    print(f"\n{RESOURCES} resources, {calls} calls, {throttled} throttled")
    for action, (passed, floor) in sorted(rates.floors().items(), key=lambda each: -each[1][1]):
        print(f"  {action}: {passed} passed, {rates.throttled[action]} throttled, at least {floor:.1f} s")
    print(f"  {seconds:.1f} s, the floor is {rates.floor():.1f} s, ratio {seconds / rates.floor():.2f}")
    assert rates.floor() > 20, "the rates are what limits it"
    # Throttling answers slow it down and do nothing else: no more of them than a few a second.
    assert throttled < 0.5 * calls, rates.throttled
    project.assert_converged()
