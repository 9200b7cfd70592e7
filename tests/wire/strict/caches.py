"""ElastiCache as AWS has it: both emulators lack so much of it that all of its groups are kept here."""

import threading
from itertools import count

from protocol import refusal

from . import cache_rules as rules
from .cache_items import ACCOUNT, Cluster, Group, Refused, engine_versions, listed, numbered, written
from .cache_users import CacheUsers
from .families import PARAMETERS, engine_of

# Members of the modifying call that wait for the window unless they are to be made at once.
WAITING = ("CacheNodeType", "EngineVersion")
# The calls about each sort: its list, the member with its name, and what is said of one that is not there.
SORTS = {
    "replicationgroup": ("ReplicationGroups", "ReplicationGroupId", "ReplicationGroupNotFoundFault"),
    "cluster": ("CacheClusters", "CacheClusterId", "CacheClusterNotFound"),
    "subnetgroup": ("CacheSubnetGroups", "CacheSubnetGroupName", "CacheSubnetGroupNotFoundFault"),
    "parametergroup": ("CacheParameterGroups", "CacheParameterGroupName", "CacheParameterGroupNotFound"),
    "user": ("Users", "UserId", "UserNotFound"),
    "usergroup": ("UserGroups", "UserGroupId", "UserGroupNotFound"),
    "snapshot": ("Snapshots", "SnapshotName", "SnapshotNotFoundFault"),
}
DEFAULTS = ("valkey8", "valkey7", "redis7", "memcached1.6")


class Caches(CacheUsers):
    """The innermost layer: what it has, it does not ask the emulator for."""

    account = ACCOUNT

    def __init__(self, clouds, states):
        self.clouds = clouds
        self.states = states
        self._numbers = count(1)
        self._kept = {sort: {} for sort in SORTS}
        self._tags = {}
        self._settings = {}
        self._waiting = {}
        # What goes, and uses its groups until it has gone.
        self._gone = {}
        self._lock = threading.RLock()
        for family in DEFAULTS:
            name = f"default.{family}"
            group = {"CacheParameterGroupName": name, "CacheParameterGroupFamily": family, "Description": "Default"}
            self._kept["parametergroup"][name] = group

    def answer(self, call, forward):
        own = getattr(self, call.action, None) if call.service == "elasticache" else None
        if own is None:
            return forward()
        with self._lock:
            try:
                result = own(call.parameters)
            except Refused as refused:
                return refusal(call.request, 400, refused.code, refused.message)
        return 200, "text/xml", written(call.action, result or {})

    def open_window(self):
        """The maintenance window: whatever waits is made."""
        with self._lock:
            for name, waiting in self._waiting.items():
                (self._kept["replicationgroup"] | self._kept["cluster"])[name].change(waiting)
            self._waiting.clear()

    def one(self, sort, name):
        listing, _, code = SORTS[sort]
        found = self._kept[sort].get(name) or self._going().get(name)
        if found is None:
            raise Refused(code, f"{listing} has no {name}.")
        return found

    def _going(self):
        """What is still there while it goes."""
        return {name: of for name, of in self._gone.items() if self.states.is_going("elasticache", name)}

    def all(self, sort):
        return list(self._kept[sort].values())

    def CreateReplicationGroup(self, asked):
        rules.creating(asked)
        name = self._new("replicationgroup", asked, "ReplicationGroupAlreadyExists")
        group = Group(asked, next(self._numbers))
        self._kept["replicationgroup"][name] = group
        return {"ReplicationGroup": group.told()}

    def DescribeReplicationGroups(self, asked):
        return {"ReplicationGroups": [group.told() for group in self._listed("replicationgroup", asked)]}

    def DescribeCacheClusters(self, asked):
        wanted = asked.get("CacheClusterId")
        going = {name: of for name, of in self._going().items() if name == wanted}
        owners = {**going, **self._kept["replicationgroup"], **self._kept["cluster"]}
        nodes = [node for name, owner in owners.items() for node in owner.nodes(self._waiting.get(name, {}))]
        found = [node for node in nodes if wanted in (None, node["CacheClusterId"])]
        if wanted and not found:
            raise Refused("CacheClusterNotFound", f"There is no cluster {wanted}.")
        return {"CacheClusters": found}

    def CreateCacheCluster(self, asked):
        name = self._new("cluster", asked, "CacheClusterAlreadyExists")
        self._kept["cluster"][name] = Cluster(asked, next(self._numbers))
        return {"CacheCluster": self._kept["cluster"][name].nodes({})[0]}

    def ModifyCacheCluster(self, asked):
        cluster = self.one("cluster", asked["CacheClusterId"])
        rules.counting(cluster, asked)
        self._modify(asked["CacheClusterId"], cluster, asked, (*WAITING, "NumCacheNodes"))
        return {"CacheCluster": cluster.nodes({})[0]}

    def DeleteCacheCluster(self, asked):
        return {"CacheCluster": self._delete("cluster", asked).nodes({})[0]}

    def ModifyReplicationGroup(self, asked):
        group = self.one("replicationgroup", asked["ReplicationGroupId"])
        rules.modifying(group, asked)
        self._modify(asked["ReplicationGroupId"], group, asked, WAITING)
        return {"ReplicationGroup": group.told()}

    def _modify(self, name, of, asked, waiting):
        before = self._waiting.pop(name, {})
        if asked.get("ApplyImmediately") == "true":
            return of.change({**before, **asked})
        later = {key: asked[key] for key in waiting if key in asked}
        of.change({key: value for key, value in asked.items() if key not in later})
        if before or later:
            self._waiting[name] = {**before, **later}
        return None

    def IncreaseReplicaCount(self, asked):
        return self._replicas(asked, rules.more)

    def DecreaseReplicaCount(self, asked):
        return self._replicas(asked, rules.fewer)

    def _replicas(self, asked, rule):
        group = self.one("replicationgroup", asked["ReplicationGroupId"])
        wanted = int(asked["NewReplicaCount"])
        rule(group, wanted)
        group.replicas = wanted
        return {"ReplicationGroup": group.told()}

    def ModifyReplicationGroupShardConfiguration(self, asked):
        group = self.one("replicationgroup", asked["ReplicationGroupId"])
        rules.sharding(group, asked)
        group.shards = int(asked["NodeGroupCount"])
        return {"ReplicationGroup": group.told()}

    def TestFailover(self, asked):
        """Another node of each shard is the primary."""
        group = self.one("replicationgroup", asked["ReplicationGroupId"])
        group.primary = group.primary % (group.replicas + 1) + 1
        return {"ReplicationGroup": group.told()}

    def DeleteReplicationGroup(self, asked):
        name, snapshot = asked["ReplicationGroupId"], asked.get("FinalSnapshotIdentifier")
        group = self.one("replicationgroup", name)
        if snapshot in self._kept["snapshot"]:
            raise Refused("SnapshotAlreadyExistsFault", f"There is a snapshot {snapshot} already.")
        if snapshot:
            kept = {"SnapshotName": snapshot, "ReplicationGroupId": name, "SnapshotStatus": "available"}
            self._kept["snapshot"][snapshot] = {**kept, "SnapshotSource": "manual", "Engine": group.values["Engine"]}
        return {"ReplicationGroup": self._delete("replicationgroup", asked).told()}

    def _delete(self, sort, asked):
        name = asked[SORTS[sort][1]]
        ended = self.one(sort, name)
        del self._kept[sort][name]
        self._gone[name] = ended
        self._waiting.pop(name, None)
        self._tags.pop(f"{ACCOUNT}:{sort}:{name}", None)
        return ended

    def DescribeSnapshots(self, asked):
        return {"Snapshots": self._listed("snapshot", asked)}

    def DescribeCacheEngineVersions(self, asked):
        return {"CacheEngineVersions": engine_versions(asked)}

    def CreateCacheSubnetGroup(self, asked):
        name = self._new("subnetgroup", asked, "CacheSubnetGroupAlreadyExists")
        group = {"CacheSubnetGroupName": name, "ARN": f"{ACCOUNT}:subnetgroup:{name}"}
        self._kept["subnetgroup"][name] = group
        return self._describe(group, asked)

    def ModifyCacheSubnetGroup(self, asked):
        return self._describe(self.one("subnetgroup", asked["CacheSubnetGroupName"]), asked)

    def _describe(self, group, asked):
        if "CacheSubnetGroupDescription" in asked:
            group["CacheSubnetGroupDescription"] = asked["CacheSubnetGroupDescription"]
        if ids := listed(asked, "SubnetIds"):
            found = self.clouds("ec2").describe_subnets(SubnetIds=ids)["Subnets"]
            group["VpcId"] = found[0]["VpcId"]
            zone = "SubnetAvailabilityZone"
            group["Subnets"] = [{"SubnetIdentifier": each["SubnetId"], zone: {"Name": each["AvailabilityZone"]}} for each in found]
        return {"CacheSubnetGroup": group}

    def DescribeCacheSubnetGroups(self, asked):
        return {"CacheSubnetGroups": self._listed("subnetgroup", asked)}

    def DeleteCacheSubnetGroup(self, asked):
        self._end("subnetgroup", asked, "CacheSubnetGroupInUse")

    def CreateCacheParameterGroup(self, asked):
        name = self._new("parametergroup", asked, "CacheParameterGroupAlreadyExists")
        members = ("CacheParameterGroupName", "CacheParameterGroupFamily", "Description")
        group = {key: asked[key] for key in members} | {"ARN": f"{ACCOUNT}:parametergroup:{name}"}
        self._kept["parametergroup"][name] = group
        return {"CacheParameterGroup": group}

    def DescribeCacheParameterGroups(self, asked):
        return {"CacheParameterGroups": self._listed("parametergroup", asked)}

    def DescribeCacheParameters(self, asked):
        group = self.one("parametergroup", asked["CacheParameterGroupName"])
        own = self._settings.get(group["CacheParameterGroupName"], {})
        known = PARAMETERS[engine_of(group["CacheParameterGroupFamily"])]
        shown = [
            {"ParameterName": name, "ParameterValue": own.get(name, value), "Source": "user" if name in own else "system"}
            for name, (value, _) in sorted(known.items())
        ]
        return {"Parameters": [each for each in shown if asked.get("Source") in (None, each["Source"])]}

    def ModifyCacheParameterGroup(self, asked):
        name, known = self._known(asked)
        pairs = numbered(asked, "ParameterNameValues", "ParameterName", "ParameterValue")
        rules.settings(known, pairs)
        self._settings.setdefault(name, {}).update(pairs)
        return {"CacheParameterGroupName": name}

    def ResetCacheParameterGroup(self, asked):
        name, known = self._known(asked)
        pairs = numbered(asked, "ParameterNameValues", "ParameterName", "ParameterValue")
        rules.settings(known, pairs)
        for key, _ in pairs:
            self._settings.get(name, {}).pop(key, None)
        return {"CacheParameterGroupName": name}

    def _known(self, asked):
        name = asked["CacheParameterGroupName"]
        return name, PARAMETERS[engine_of(self.one("parametergroup", name)["CacheParameterGroupFamily"])]

    def DeleteCacheParameterGroup(self, asked):
        self._end("parametergroup", asked, "InvalidCacheParameterGroupState")
        self._settings.pop(asked["CacheParameterGroupName"], None)

    def ListTagsForResource(self, asked):
        return {"TagList": tag_list(self._tagged(asked))}

    def AddTagsToResource(self, asked):
        tags = self._tagged(asked)
        tags.update(numbered(asked, "Tags", "Key", "Value"))
        return {"TagList": tag_list(tags)}

    def RemoveTagsFromResource(self, asked):
        tags = self._tagged(asked)
        for key in listed(asked, "TagKeys"):
            tags.pop(key, None)
        return {"TagList": tag_list(tags)}

    def _tagged(self, asked):
        """Tags of what an ARN names; those of a group that is only being made cannot be told."""
        arn = asked["ResourceName"]
        _, _, _, _, _, sort, name = arn.split(":", 6)
        if sort in SORTS:
            self.one(sort, name)
        if self.states.state_of("elasticache", name) == "creating":
            raise Refused("InvalidReplicationGroupState", "Cluster not in available state for tag based operations.")
        return self._tags.setdefault(arn, {})

    def _new(self, sort, asked, taken):
        name = asked[SORTS[sort][1]].lower()
        if name in self._kept[sort] or name in self._going():
            raise Refused(taken, f"{name} is already in use.")
        for other in ("subnetgroup", "parametergroup"):
            member = SORTS[other][1]
            if other != sort and member in asked:
                self.one(other, asked[member])
        self._tags[f"{ACCOUNT}:{sort}:{name}"] = dict(numbered(asked, "Tags", "Key", "Value"))
        return name

    def _listed(self, sort, asked):
        name = asked.get(SORTS[sort][1])
        return [self.one(sort, name)] if name else self.all(sort)

    def _end(self, sort, asked, used):
        member = SORTS[sort][1]
        name = asked[member]
        self.one(sort, name)
        users = {**self._going(), **self._kept["replicationgroup"], **self._kept["cluster"]}
        using = [key for key, of in users.items() if of.values.get(member) == name]
        if using or name.startswith("default."):
            raise Refused(used, f"{name} is in use by {using}.")
        del self._kept[sort][name]


def tag_list(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]
