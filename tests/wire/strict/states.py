"""States in between: what was just made, changed or deleted is seen so by its first read, and not changed before."""

import threading
import time
from dataclasses import dataclass

from protocol import refusal

from .bodies import closed, opened, same


@dataclass(frozen=True)
class Life:
    """How a kind's state is read, and which calls move it."""

    # An item's id and state; `State.Code` is inside of `State`.
    key: str
    path: str
    # State after each action; of several, one after the other.
    moves: dict
    reads: tuple
    # Where reads list what is going, which the emulator forgets at once.
    listed: str = ""
    # What is said to those who change it meanwhile: the calls, status, code.
    busy: tuple = ()


DATABASE = Life(
    "DBInstanceIdentifier",
    "DBInstanceStatus",
    {
        "CreateDBInstance": ("creating", "backing-up"),
        "CreateDBInstanceReadReplica": ("creating", "modifying"),
        "RestoreDBInstanceFromDBSnapshot": "creating",
        "PromoteReadReplica": ("modifying", "backing-up"),
        "ModifyDBInstance": "modifying",
        "RebootDBInstance": "rebooting",
        "DeleteDBInstance": "deleting",
    },
    ("DescribeDBInstances",),
    listed="DBInstances",
    busy=(
        ("ModifyDBInstance", "CreateDBInstanceReadReplica", "RebootDBInstance", "PromoteReadReplica"),
        400,
        "InvalidDBInstanceState",
    ),
)
CACHE = Life(
    "ReplicationGroupId",
    "Status",
    {
        "CreateReplicationGroup": "creating",
        "ModifyReplicationGroup": "modifying",
        "IncreaseReplicaCount": "modifying",
        "DecreaseReplicaCount": "modifying",
        "ModifyReplicationGroupShardConfiguration": "modifying",
        "DeleteReplicationGroup": "deleting",
    },
    ("DescribeReplicationGroups",),
    listed="ReplicationGroups",
    busy=(
        (
            "ModifyReplicationGroup",
            "IncreaseReplicaCount",
            "DecreaseReplicaCount",
            "ModifyReplicationGroupShardConfiguration",
            "DeleteReplicationGroup",
        ),
        400,
        "InvalidReplicationGroupState",
    ),
)
MEMCACHED = Life(
    "CacheClusterId",
    "CacheClusterStatus",
    {"CreateCacheCluster": "creating", "ModifyCacheCluster": "modifying", "DeleteCacheCluster": "deleting"},
    ("DescribeCacheClusters",),
    listed="CacheClusters",
    busy=(("ModifyCacheCluster", "DeleteCacheCluster"), 400, "InvalidCacheClusterState"),
)
FUNCTION = Life(
    "FunctionName",
    "State",
    {"CreateFunction": "Pending"},
    ("GetFunction", "GetFunctionConfiguration"),
    busy=(("UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion"), 409, "ResourceConflictException"),
)
UPDATED = Life(
    "FunctionName",
    "LastUpdateStatus",
    {"UpdateFunctionCode": "InProgress", "UpdateFunctionConfiguration": "InProgress"},
    ("GetFunction", "GetFunctionConfiguration"),
    busy=(("UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion"), 409, "ResourceConflictException"),
)
BALANCER = Life(
    "LoadBalancerArn", "State.Code", {"CreateLoadBalancer": "provisioning"}, ("DescribeLoadBalancers",)
)
DISTRIBUTION = Life(
    "Id",
    "Status",
    {"CreateDistribution": "InProgress", "CreateDistributionWithTags": "InProgress", "UpdateDistribution": "InProgress"},
    ("GetDistribution", "ListDistributions"),
)
VPC = Life("vpcId", "state", {"CreateVpc": "pending"}, ("DescribeVpcs",))
NAT = Life("natGatewayId", "state", {"CreateNatGateway": "pending", "DeleteNatGateway": "deleting"}, ("DescribeNatGateways",))
ENDPOINT = Life("vpcEndpointId", "state", {"CreateVpcEndpoint": "pending"}, ("DescribeVpcEndpoints",))

LIVES = {
    "ec2": (VPC, NAT, ENDPOINT),
    "rds": (DATABASE,),
    "elasticache": (CACHE, MEMCACHED),
    "lambda": (FUNCTION, UPDATED),
    "elasticloadbalancing": (BALANCER,),
    "cloudfront": (DISTRIBUTION,),
}
# How often a state in between is seen, and for how many seconds a name is taken by what goes.
READS = 1
GOING = 5.0


@dataclass
class Moving:
    state: str
    # What it is after that.
    then: tuple
    left: int
    since: float
    # What the emulator does not list any more.
    item: object = None


class States:
    def __init__(self):
        # By service, path of the state, and id.
        self._moving = {}
        self._lock = threading.Lock()

    def is_going(self, service, physical_id):
        """Whether something is still there while it is deleted: until that was seen, or for a while."""
        with self._lock:
            return any(
                (of, key.lower()) == (service, physical_id.lower())
                and moving.state == "deleting"
                and time.monotonic() < moving.since + GOING
                for (of, _, key), moving in self._moving.items()
            )

    def state_of(self, service, physical_id):
        """The state in between that something is in; None where it is in none."""
        with self._lock:
            found = [moving.state for (of, _, key), moving in self._moving.items() if (of, key) == (service, physical_id)]
        return found[0] if found else None

    def answer(self, call, forward):
        lives = LIVES.get(call.service, ())
        refused = next(filter(None, (self._busy(call, life) for life in lives)), None)
        if refused:
            return refused
        reply = forward()
        for life in lives:
            if call.action in life.moves:
                reply = self._move(call, life, reply)
            elif call.action in life.reads:
                reply = self._show(call, life, reply, forward)
        return reply

    def _busy(self, call, life):
        named = call.parameters.get(life.key) or call.parameters.get(f"Source{life.key}")
        ends = life.moves.get(call.action) == "deleting"
        if not life.busy or not (ends or call.action in life.busy[0]) or not isinstance(named, str):
            return None
        with self._lock:
            moving = self._moving.get((call.service, life.path, named))
        if moving is None or call.action not in life.busy[0] and moving.state != "deleting":
            return None
        if not moving.then and moving.state == "backing-up":
            # It ends by itself: who does not look at a usable one's state would be refused for ever.
            self._seen(call.service, life, named)
        return refusal(call.request, *life.busy[1:], f"{named} is {moving.state} and cannot be changed now.")

    def _move(self, call, life, reply):
        tree = opened(call.request, reply)
        if tree is None:
            return reply
        moves = life.moves[call.action]
        state, *then = (moves,) if isinstance(moves, str) else moves
        for node, physical_id in tree.nodes(life.key):
            going = same(node) if state == "deleting" and life.listed else None
            with self._lock:
                self._moving[call.service, life.path, physical_id] = Moving(state, tuple(then), READS, time.monotonic(), going)
            tree.set(node, life.path, state)
        return closed(reply, tree)

    def _show(self, call, life, reply, forward):
        named = call.parameters.get(life.key)
        going = self._going(call, life, named) if "Filters.Filter.1.Name" not in call.parameters else {}
        if going and reply[0] >= 400:
            # It is asked for by its name, and the emulator has forgotten it.
            target, body = call.request.changed(drop=(life.key,))
            reply = forward(body, target)
        tree = opened(call.request, reply)
        if tree is None:
            return reply
        if going:
            listed = tree.list(life.listed)
            items = [item for item in tree.items(listed) if named in (None, tree.get(item, life.key))]
            there = {tree.get(item, life.key) for item in items}
            tree.keep(listed, items + [item for key, item in going.items() if key not in there])
        for node, physical_id in tree.nodes(life.key):
            state = self._seen(call.service, life, physical_id)
            if state:
                tree.set(node, life.path, state)
        return closed(reply, tree)

    def _going(self, call, life, named):
        """Items that the emulator may not list any more, by id."""
        with self._lock:
            return {
                key: same(moving.item)
                for (service, path, key), moving in self._moving.items()
                if (service, path) == (call.service, life.path) and moving.item is not None and named in (None, key)
            }

    def _seen(self, service, life, physical_id):
        key = service, life.path, physical_id
        with self._lock:
            moving = self._moving.get(key)
            if moving is None:
                return None
            seen = moving.state
            moving.left -= 1
            if moving.left <= 0 and moving.then:
                moving.state, *then = moving.then
                moving.then, moving.left = tuple(then), READS
            elif moving.left <= 0:
                del self._moving[key]
            return seen
