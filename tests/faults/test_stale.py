"""Lists that are behind, and go back and forth: what is made, changed and removed is made once and found again."""

import pytest
from blueprints import GROUPS, STACK, network
from fault import Stale

WHOLE = network(zones="1", more=GROUPS)
PHASES = [WHOLE, network(zones="2", tags='{ team = "checkout" }', more=GROUPS.replace("9090", "9091")), WHOLE, None]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_phase_converges_though_lists_are_behind(cloud, seed):
    project = cloud.project(through_proxy=True)
    account = cloud.listing().items
    told = []
    for text in PHASES:
        # What a list said in another phase is too old to be said again.
        stale = Stale(seed)
        stale.install(cloud.proxy)
        if text is None:
            project.destroy("--confirm", "wire")
        else:
            project.write(text)
            project.apply()
        cloud.proxy.reset()
        told += stale.told
        if text is not None:
            cloud.listing().assert_each_once(STACK)
            project.assert_converged()
    assert cloud.listing().items == account
    assert len(set(told)) > 4, f"too few lists were behind: {told}"
