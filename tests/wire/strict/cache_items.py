"""Replication groups and clusters with their nodes, and how ElastiCache writes what it tells."""

import re
import time
import xml.etree.ElementTree as xml

import botocore.session

ACCOUNT = "arn:aws:elasticache:us-east-1:123456789012"
MODEL = botocore.session.get_session().get_service_model("elasticache")
VERSIONS = {"valkey": ("7.2", "8.0", "8.1"), "redis": ("6.2", "7.0", "7.1"), "memcached": ("1.6.12", "1.6.22")}
LISTS = ("SecurityGroupIds", "UserGroupIds")
# Members that clusters tell as they were asked for.
TOLD = (
    "Engine",
    "EngineVersion",
    "CacheNodeType",
    "CacheSubnetGroupName",
    "PreferredMaintenanceWindow",
    "AutoMinorVersionUpgrade",
)


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


def listed(asked, member):
    """A list of a call: `SubnetIds.SubnetIdentifier.1`."""
    return [value for key, value in asked.items() if key.startswith(f"{member}.")]


def numbered(asked, member, *names):
    """Records of a call as tuples: `Tags.Tag.1.Key`."""
    pattern = re.compile(rf"{member}\.\w+\.(\d+)\.{names[0]}")
    found = [(key, match) for key in asked if (match := pattern.fullmatch(key))]
    return [tuple(asked.get(key.removesuffix(names[0]) + name, "") for name in names) for key, _ in found]


class Kept:
    """Members of the calls that made and changed it."""

    def __init__(self, asked, number):
        self.values = {"AutoMinorVersionUpgrade": "true", "PreferredMaintenanceWindow": "sun:23:00-mon:01:30"}
        self.number = number
        self.since = time.time()
        self.change(asked)
        engine = self.values["Engine"]
        self.values["EngineVersion"] = latest(engine, self.values.get("EngineVersion"))
        ending = ".cluster.on" if self.values.get("ClusterMode") == "enabled" else ""
        family = families(engine, self.values["EngineVersion"])
        self.values.setdefault("CacheParameterGroupName", f"default.{family}{ending}")

    def change(self, asked):
        for key, value in asked.items():
            if "." not in key and key not in ("ApplyImmediately", "Action", "Version", "AuthToken"):
                self.values[key] = value
        for member in LISTS:
            if ids := listed(asked, member):
                self.values[member] = ids
        if "EngineVersion" in asked:
            self.values["EngineVersion"] = latest(self.values["Engine"], asked["EngineVersion"])
        if "AuthToken" in asked:
            self.values["AuthTokenEnabled"] = "true"

    def as_cluster(self, waiting):
        """What a node tells, or a cluster of Memcached."""
        values = self.values
        told = {"CacheClusterStatus": "available", "NumCacheNodes": values.get("NumCacheNodes", "1")}
        told |= {member: values[member] for member in TOLD if member in values}
        group = {"CacheParameterGroupName": values["CacheParameterGroupName"], "ParameterApplyStatus": "in-sync"}
        told |= {"CacheParameterGroup": group, "PendingModifiedValues": waiting}
        ids = values.get("SecurityGroupIds", ["sg-0default"])
        told["SecurityGroups"] = [{"SecurityGroupId": each, "Status": "active"} for each in ids]
        return told


class Cluster(Kept):
    """Nodes of Memcached."""

    def nodes(self, waiting):
        values, name = self.values, self.values["CacheClusterId"]
        several = values.get("AZMode") == "cross-az"
        endpoint = {"Address": f"{name}.{self.number:06}.cfg.use1.cache.amazonaws.com", "Port": values.get("Port", "11211")}
        told = {"CacheClusterId": name, "ARN": f"{ACCOUNT}:cluster:{name}", "ConfigurationEndpoint": endpoint}
        told |= {"PreferredAvailabilityZone": "Multiple" if several else "us-east-1a", "CacheClusterCreateTime": stamp(self.since)}
        told |= {"TransitEncryptionEnabled": values.get("TransitEncryptionEnabled", "false"), "IpDiscovery": "ipv4", "NetworkType": "ipv4"}
        told = told | self.as_cluster(waiting)
        node = {"CacheNodeStatus": "available", "Endpoint": endpoint, "CustomerAvailabilityZone": "us-east-1a"}
        told["CacheNodes"] = [{"CacheNodeId": f"{each:04}", **node} for each in range(1, int(told["NumCacheNodes"]) + 1)]
        return [told]


class Group(Kept):
    """Nodes of Valkey or Redis."""

    def __init__(self, asked, number):
        super().__init__({"SnapshotWindow": "05:00-06:00", "Port": "6379", **asked}, number)
        self.replicas = int(asked.get("ReplicasPerNodeGroup", 0)) or int(asked.get("NumCacheClusters", 1)) - 1
        self.shards = int(asked.get("NumNodeGroups", 1))
        # The node that is the primary of every shard, counted from one: a failover moves it.
        self.primary = 1

    @property
    def name(self):
        return self.values["ReplicationGroupId"].lower()

    def has(self, member):
        return "enabled" if self.values.get(member) == "true" else "disabled"

    def members(self):
        """Names of nodes by shard."""
        several = self.values.get("ClusterMode") == "enabled"
        shards = [f"{self.name}-{shard:04}" if several else self.name for shard in range(1, self.shards + 1)]
        return [[f"{shard}-{node:03}" for node in range(1, self.replicas + 2)] for shard in shards]

    def told(self):
        values = self.values
        domain = f"{self.name}.{self.number:06}.use1.cache.amazonaws.com"
        several = values.get("ClusterMode") == "enabled"
        shards = [self._shard(number, nodes, domain, several) for number, nodes in enumerate(self.members(), 1)]
        told = {key: values[key] for key in ("Description", "CacheNodeType", "Engine", "SnapshotWindow", "KmsKeyId") if key in values}
        told |= {"Description": values["ReplicationGroupDescription"], "ReplicationGroupId": self.name, "Status": "available"}
        told |= {"ARN": f"{ACCOUNT}:replicationgroup:{self.name}", "NodeGroups": shards}
        told |= {"MemberClusters": [node for shard in self.members() for node in shard]}
        told |= {"ClusterMode": values.get("ClusterMode", "disabled")}
        told |= {"AutomaticFailover": self.has("AutomaticFailoverEnabled"), "MultiAZ": self.has("MultiAZEnabled")}
        told |= {"ClusterEnabled": several, "SnapshotRetentionLimit": values.get("SnapshotRetentionLimit", "0")}
        for member in ("AtRestEncryptionEnabled", "TransitEncryptionEnabled", "AuthTokenEnabled", "AutoMinorVersionUpgrade"):
            told[member] = values.get(member, "false")
        if told["TransitEncryptionEnabled"] == "true":
            told["TransitEncryptionMode"] = values.get("TransitEncryptionMode", "required")
        if several:
            told["ConfigurationEndpoint"] = {"Address": f"clustercfg.{domain}", "Port": values["Port"]}
        told |= {"NetworkType": values.get("NetworkType", "ipv4"), "IpDiscovery": values.get("IpDiscovery", "ipv4")}
        told |= {"UserGroupIds": values.get("UserGroupIds", []), "ReplicationGroupCreateTime": stamp(self.since)}
        return told | {"DataTiering": "disabled"}

    def _shard(self, number, nodes, domain, several):
        port = self.values["Port"]
        found = {"NodeGroupId": f"{number:04}", "Status": "available"}
        if several:
            found["Slots"] = f"{(number - 1) * 16384 // self.shards}-{number * 16384 // self.shards - 1}"
        else:
            found["PrimaryEndpoint"] = {"Address": f"master.{domain}", "Port": port}
            found["ReaderEndpoint"] = {"Address": f"replica.{domain}", "Port": port}
        members = []
        for place, node in enumerate(nodes, 1):
            member = {"CacheClusterId": node, "CacheNodeId": "0001", "PreferredAvailabilityZone": f"us-east-1{'abc'[place % 3]}"}
            role = {} if several else {"CurrentRole": "primary" if place == self.primary else "replica"}
            members.append(member | role)
        return found | {"NodeGroupMembers": members}

    def nodes(self, waiting):
        """Its nodes as clusters of their own, which tell what the group does not."""
        same = {"ReplicationGroupId": self.name, **self.as_cluster(waiting)}
        return [{"CacheClusterId": node, **same} for shard in self.members() for node in shard]


def families(engine, version):
    numbers = version.split(".")
    return engine + (".".join(numbers[:2]) if engine == "memcached" else numbers[0])


def latest(engine, version):
    """The version that a shorter one stands for."""
    known = VERSIONS[engine]
    found = [each for each in known if version is None or f"{each}.".startswith(f"{version}.")]
    return found[-1] if found else version


def engine_versions(asked):
    engines = [asked["Engine"]] if "Engine" in asked else VERSIONS
    return [
        {"Engine": engine, "EngineVersion": version, "CacheParameterGroupFamily": families(engine, version)}
        for engine in engines
        for version in VERSIONS[engine]
    ]


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def written(action, result):
    """A reply as AWS's model says that it is written."""
    root = xml.Element(f"{action}Response")
    shape = MODEL.operation_model(action).output_shape
    if shape is not None:
        write(xml.SubElement(root, f"{action}Result"), shape, result)
    return xml.tostring(root)


def write(node, shape, value):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                write(xml.SubElement(node, member.serialization.get("name", name)), member, value[name])
    elif shape.type_name == "list":
        for each in value:
            write(xml.SubElement(node, shape.member.serialization.get("name", "member")), shape.member, each)
    else:
        node.text = str(value).lower() if isinstance(value, bool) else str(value)
