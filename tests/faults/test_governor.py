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


@pytest.mark.parametrize("rates", ["known", "learned"])
def test_an_apply_of_300_resources_keeps_near_the_floor(rated, rates):
    """As at AWS, whose rates are known beforehand; and as at an endpoint, where throttling teaches them."""
    known = {"SCAFFOLD_PUBLISHED_RATES": "1"} if rates == "known" else {}
    project = rated.project()
    blocks = [f'[vpc.n{number}]\ncidr_block = "10.{number}.0.0/16"\n' for number in range(NETWORKS)]
    project.write(frame() + "\n".join(blocks))
    began = time.monotonic()
    project.apply(timeout=900, **known)
    seconds = time.monotonic() - began
    assert len(rated.listing().addresses(STACK)) == RESOURCES
    allowed, calls = rated.rates, sum(rated.proxy.counts.values())
    throttled = sum(allowed.throttled.values())
    print(f"\n{rates}: {RESOURCES} resources, {calls} calls, {throttled} throttled")
    for action, (passed, floor) in sorted(allowed.floors().items(), key=lambda each: -each[1][1]):
        print(f"  {action}: {passed} passed, {allowed.throttled[action]} throttled, at least {floor:.1f} s")
    print(f"  {seconds:.1f} s, the floor is {allowed.floor():.1f} s, ratio {seconds / allowed.floor():.2f}")
    assert allowed.floor() > 20, "the rates are what limits it"
    # Throttling answers slow it down and do nothing else: no more of them than a few a second.
    assert throttled < (0.05 if known else 0.5) * calls, allowed.throttled
    project.assert_converged()
