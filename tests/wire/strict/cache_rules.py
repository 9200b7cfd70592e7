"""What ElastiCache refuses of replication groups and parameters."""

from .cache_items import Refused
from .database_rules import numbers

COMBINATION = "InvalidParameterCombination"
VALUE = "InvalidParameterValue"


def creating(asked):
    replicas = int(asked.get("ReplicasPerNodeGroup", 0)) or int(asked.get("NumCacheClusters", 1)) - 1
    check_failover(asked.get("AutomaticFailoverEnabled") == "true", asked.get("MultiAZEnabled") == "true", replicas)
    check_mode(asked.get("ClusterMode"), asked.get("AutomaticFailoverEnabled") == "true", int(asked.get("NumNodeGroups", 1)))
    if "AuthToken" in asked and asked.get("TransitEncryptionEnabled") != "true":
        raise Refused(VALUE, "The AUTH token is only supported when encryption-in-transit is enabled.")


def check_failover(fails_over, several_zones, replicas):
    if fails_over and not replicas:
        raise Refused(VALUE, "Automatic failover needs at least one replica.")
    if several_zones and not fails_over:
        raise Refused(COMBINATION, "Must have automatic failover enabled to have several zones.")


def check_mode(mode, fails_over, shards):
    if mode == "enabled" and not fails_over:
        raise Refused(COMBINATION, "Cluster mode needs automatic failover.")
    if mode != "enabled" and shards > 1:
        raise Refused(COMBINATION, "Several node groups need cluster mode.")


def modifying(group, asked):
    now = group.values

    def after(member):
        return asked.get(member, now.get(member)) == "true"

    check_failover(after("AutomaticFailoverEnabled"), after("MultiAZEnabled"), group.replicas)
    mode, has = asked.get("ClusterMode"), now.get("ClusterMode", "disabled")
    if mode and (has, mode) not in (("disabled", "compatible"), ("compatible", "enabled"), ("compatible", "disabled"), (has, has)):
        raise Refused(VALUE, f"Cluster mode cannot be changed from {has} to {mode}.")
    wanted = asked.get("EngineVersion")
    same = asked.get("Engine", now["Engine"]) == now["Engine"]
    if wanted and same and numbers(wanted) < numbers(now["EngineVersion"])[: len(numbers(wanted))]:
        raise Refused(COMBINATION, f"Cannot downgrade from {now['EngineVersion']} to {wanted}.")
    if now["Engine"] == "valkey" and asked.get("Engine", "valkey") != "valkey":
        raise Refused(COMBINATION, "Valkey cannot be changed to another engine.")
    if not any(key for key in asked if key not in ("Action", "Version", "ReplicationGroupId", "ApplyImmediately")):
        raise Refused(COMBINATION, "No modifications were requested.")


def more(group, wanted):
    if not group.replicas < wanted <= 5:
        raise Refused(VALUE, f"The new replica count must be more than {group.replicas} and at most 5.")


def fewer(group, wanted):
    if not 0 <= wanted < group.replicas:
        raise Refused(VALUE, f"The new replica count must be less than {group.replicas}.")
    check_failover(group.values.get("AutomaticFailoverEnabled") == "true", False, wanted)


def sharding(group, asked):
    wanted = int(asked["NodeGroupCount"])
    if group.values.get("ClusterMode") != "enabled":
        raise Refused("InvalidReplicationGroupState", "The group has no cluster mode.")
    removed = [key for key in asked if key.startswith(("NodeGroupsToRemove.", "NodeGroupsToRetain."))]
    if wanted < group.shards and not removed:
        raise Refused(COMBINATION, "NodeGroupsToRemove or NodeGroupsToRetain must be given to have fewer node groups.")


def counting(cluster, asked):
    """Nodes that go are named."""
    has = int(cluster.values.get("NumCacheNodes", 1))
    wanted = int(asked.get("NumCacheNodes", has))
    named = [key for key in asked if key.startswith("CacheNodeIdsToRemove.")]
    if len(named) != max(0, has - wanted):
        raise Refused(COMBINATION, f"{has - wanted} nodes are to be removed, and {len(named)} are named.")


def settings(known, pairs):
    for name, _ in pairs:
        if name not in known:
            raise Refused(VALUE, f"The parameter {name} does not exist.")
