"""ElastiCache as strict mode plays it, seen by AWS's own client."""

import pytest
from botocore.exceptions import ClientError
from emulator import client

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
GROUP = {
    "ReplicationGroupDescription": "g",
    "Engine": "valkey",
    "EngineVersion": "8",
    "CacheNodeType": "cache.t4g.small",
    "ReplicasPerNodeGroup": 1,
    "NumNodeGroups": 1,
}
COMBINATION, VALUE = "InvalidParameterCombination", "InvalidParameterValue"


class ElastiCache:
    def __init__(self, cloud):
        self.client = client("elasticache", cloud.proxy.endpoint)

    def one(self, name="g"):
        return self.client.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]

    def states(self, name="g"):
        """All that are seen until it is available."""
        found = []
        while found[-1:] != ["available"]:
            found.append(self.one(name)["Status"])
        return found

    def make(self, name="g", **other):
        self.client.create_replication_group(ReplicationGroupId=name, **{**GROUP, **other})
        return self.states(name)

    def modify(self, **asked):
        code = refused(self.client.modify_replication_group, ReplicationGroupId="g", ApplyImmediately=True, **asked)
        return code or self.states() and None


@pytest.fixture
def cache(cloud):
    return ElastiCache(cloud)


def refused(call, **asked):
    try:
        call(**asked)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def test_a_group_has_its_nodes_and_tells_of_them(cache):
    assert cache.make(NumNodeGroups=2, ClusterMode="enabled", AutomaticFailoverEnabled=True) == ["creating", "available"]
    group = cache.one()
    assert group["MemberClusters"] == ["g-0001-001", "g-0001-002", "g-0002-001", "g-0002-002"]
    assert [shard["Slots"] for shard in group["NodeGroups"]] == ["0-8191", "8192-16383"]
    nodes = cache.client.describe_cache_clusters()["CacheClusters"]
    assert {(node["EngineVersion"], node["ReplicationGroupId"]) for node in nodes} == {("8.1", "g")}
    assert nodes[0]["CacheParameterGroup"]["CacheParameterGroupName"] == "default.valkey8.cluster.on"
    assert refused(cache.client.create_replication_group, ReplicationGroupId="G", **GROUP) == "ReplicationGroupAlreadyExists"


def test_tags_of_what_is_being_made_cannot_be_told(cache):
    made = cache.client.create_replication_group(ReplicationGroupId="g", Tags=[{"Key": "a", "Value": "b"}], **GROUP)
    arn = made["ReplicationGroup"]["ARN"]
    assert refused(cache.client.list_tags_for_resource, ResourceName=arn) == "InvalidReplicationGroupState"
    cache.states()
    cache.client.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "c", "Value": "d"}])
    cache.client.remove_tags_from_resource(ResourceName=arn, TagKeys=["a"])
    assert cache.client.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "c", "Value": "d"}]


def test_one_change_after_the_other(cache):
    cache.make()
    cache.client.increase_replica_count(ReplicationGroupId="g", NewReplicaCount=2, ApplyImmediately=True)
    asked = {"ReplicationGroupId": "g", "NewReplicaCount": 1, "ApplyImmediately": True}
    assert refused(cache.client.decrease_replica_count, **asked) == "InvalidReplicationGroupState"
    assert cache.states() == ["modifying", "available"]
    assert len(cache.one()["MemberClusters"]) == 3
    assert refused(cache.client.decrease_replica_count, **asked) is None


def test_failover_needs_what_takes_over(cache):
    bare = {"ReplicasPerNodeGroup": 0}
    assert refused(cache.make, **bare, AutomaticFailoverEnabled=True) == VALUE
    assert refused(cache.make, MultiAZEnabled=True) == COMBINATION
    assert refused(cache.make, ClusterMode="enabled") == COMBINATION
    assert refused(cache.make, NumNodeGroups=2) == COMBINATION
    cache.make(AutomaticFailoverEnabled=True, MultiAZEnabled=True)
    fewer = {"ReplicationGroupId": "g", "NewReplicaCount": 0, "ApplyImmediately": True}
    assert refused(cache.client.decrease_replica_count, **fewer) == VALUE
    assert cache.modify(AutomaticFailoverEnabled=False) == COMBINATION
    assert cache.modify(AutomaticFailoverEnabled=False, MultiAZEnabled=False) is None
    assert refused(cache.client.increase_replica_count, **{**fewer, "NewReplicaCount": 6}) == VALUE


def test_what_cannot_be_changed_back(cache):
    cache.make()
    assert cache.modify(EngineVersion="7.2") == COMBINATION
    assert cache.modify(Engine="redis", EngineVersion="7.1") == COMBINATION
    assert cache.modify(ClusterMode="enabled") == VALUE, "by way of compatible"
    assert cache.modify() == COMBINATION, "nothing asked for"
    shards = {"ReplicationGroupId": "g", "NodeGroupCount": 2, "ApplyImmediately": True}
    assert refused(cache.client.modify_replication_group_shard_configuration, **shards) == "InvalidReplicationGroupState"


def test_shards_that_go_are_named(cache):
    cache.make(NumNodeGroups=2, ClusterMode="enabled", AutomaticFailoverEnabled=True)
    asked = {"ReplicationGroupId": "g", "NodeGroupCount": 1, "ApplyImmediately": True}
    change = cache.client.modify_replication_group_shard_configuration
    assert refused(change, **asked) == COMBINATION
    assert refused(change, **asked, NodeGroupsToRemove=["0002"]) is None
    cache.states()
    assert len(cache.one()["NodeGroups"]) == 1


def test_changes_wait_for_the_window(cloud, cache):
    cache.make(EngineVersion="8.0")
    asked = {"ReplicationGroupId": "g", "ApplyImmediately": False}
    cache.client.modify_replication_group(**asked, CacheNodeType="cache.m7g.large", EngineVersion="8.1", SnapshotRetentionLimit=3)
    cache.states()

    def node():
        return cache.client.describe_cache_clusters(CacheClusterId="g-001")["CacheClusters"][0]

    assert (node()["CacheNodeType"], node()["EngineVersion"]) == ("cache.t4g.small", "8.0")
    assert node()["PendingModifiedValues"] == {"CacheNodeType": "cache.m7g.large", "EngineVersion": "8.1"}
    assert cache.one()["SnapshotRetentionLimit"] == 3
    cloud.open_window()
    assert (node()["CacheNodeType"], node()["EngineVersion"]) == ("cache.m7g.large", "8.1")
    assert not node().get("PendingModifiedValues")


def test_a_last_snapshot_stays_and_the_name_is_taken_while_it_goes(cache):
    cache.make()
    gone = {"ReplicationGroupId": "g", "FinalSnapshotIdentifier": "last"}
    cache.client.delete_replication_group(**gone)
    assert refused(cache.client.create_replication_group, ReplicationGroupId="g", **GROUP) == "ReplicationGroupAlreadyExists"
    assert cache.one()["Status"] == "deleting"
    assert refused(cache.one) == "ReplicationGroupNotFoundFault"
    assert [each["SnapshotName"] for each in cache.client.describe_snapshots()["Snapshots"]] == ["last"]
    cache.make()
    assert refused(cache.client.delete_replication_group, **gone) == "SnapshotAlreadyExistsFault"


def test_groups_that_are_used_stay(cloud, cache):
    vpc = cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = cloud.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    named = {"CacheSubnetGroupName": "s"}
    cache.client.create_cache_subnet_group(**named, CacheSubnetGroupDescription="s", SubnetIds=[subnet])
    cache.client.create_cache_parameter_group(CacheParameterGroupName="p", CacheParameterGroupFamily="valkey8", Description="p")
    cache.make(**named, CacheParameterGroupName="p")

    def ends():
        return (
            refused(cache.client.delete_cache_subnet_group, **named),
            refused(cache.client.delete_cache_parameter_group, CacheParameterGroupName="p"),
        )

    assert ends() == ("CacheSubnetGroupInUse", "InvalidCacheParameterGroupState")
    cache.client.delete_replication_group(ReplicationGroupId="g")
    assert ends() == ("CacheSubnetGroupInUse", "InvalidCacheParameterGroupState"), "while it goes"
    assert cache.one()["Status"] == "deleting"
    assert ends() == (None, None)
    assert refused(cache.make, **named) == "CacheSubnetGroupNotFoundFault"


def test_parameters_are_those_of_the_family(cache):
    group = {"CacheParameterGroupName": "p"}
    cache.client.create_cache_parameter_group(**group, CacheParameterGroupFamily="valkey8", Description="p")

    def pair(name, value="1"):
        return {"ParameterNameValues": [{"ParameterName": name, "ParameterValue": value}]}

    assert refused(cache.client.modify_cache_parameter_group, **group, **pair("maxmemory")) == VALUE
    cache.client.modify_cache_parameter_group(**group, **pair("timeout", "300"))
    listed = cache.client.describe_cache_parameters(**group, Source="user")["Parameters"]
    assert [(each["ParameterName"], each["ParameterValue"]) for each in listed] == [("timeout", "300")]
    cache.client.reset_cache_parameter_group(**group, **pair("timeout"))
    assert cache.client.describe_cache_parameters(**group, Source="user")["Parameters"] == []


def test_memcached_names_the_nodes_that_go(cache):
    named = {"CacheClusterId": "m"}
    cache.client.create_cache_cluster(**named, Engine="memcached", CacheNodeType="cache.t4g.small", NumCacheNodes=3)

    def state():
        found = cache.client.describe_cache_clusters(**named)["CacheClusters"][0]
        return found["CacheClusterStatus"], found["NumCacheNodes"]

    fewer = {**named, "NumCacheNodes": 2, "ApplyImmediately": True}
    assert refused(cache.client.modify_cache_cluster, **fewer) == "InvalidCacheClusterState"
    assert [state(), state()] == [("creating", 3), ("available", 3)]
    assert refused(cache.client.modify_cache_cluster, **fewer) == COMBINATION
    assert refused(cache.client.modify_cache_cluster, **fewer, CacheNodeIdsToRemove=["0003"]) is None
    assert [state(), state()] == [("modifying", 2), ("available", 2)]
    cache.client.delete_cache_cluster(**named)
    assert state() == ("deleting", 2)
    assert refused(state) == "CacheClusterNotFound"


def test_users_are_in_groups_that_caches_use(cache):
    user = {"Engine": "valkey", "AccessString": "on ~* +@all", "AuthenticationMode": {"Type": "iam"}}
    create = cache.client.create_user
    assert refused(create, UserId="web", UserName="other", **user) == COMBINATION
    assert refused(create, UserId="web", UserName="web", **{**user, "AccessString": "please"}) == VALUE
    short = {"Type": "password", "Passwords": ["short"]}
    assert refused(create, UserId="web", UserName="web", **{**user, "AuthenticationMode": short}) == VALUE
    for name in ("web", "jobs"):
        create(UserId=name, UserName=name, **user)
    assert refused(create, UserId="web", UserName="web", **user) == "UserAlreadyExists"
    group = {"UserGroupId": "all", "Engine": "valkey"}
    assert refused(cache.client.create_user_group, **group, UserIds=["none"]) == "UserNotFound"
    assert refused(cache.client.create_user_group, **{**group, "Engine": "redis"}, UserIds=["web"]) == "DefaultUserRequired"
    cache.client.create_user_group(**group, UserIds=["web"])
    change = {"UserGroupId": "all", "UserIdsToAdd": ["jobs"]}
    assert [refused(cache.client.modify_user_group, **change) for _ in range(2)] == [None, COMBINATION]
    cache.make(UserGroupIds=["all"], TransitEncryptionEnabled=True)
    assert cache.one()["UserGroupIds"] == ["all"]
    assert refused(cache.client.delete_user_group, UserGroupId="all") == "InvalidUserGroupState"
    cache.client.delete_user(UserId="web")
    assert cache.client.describe_user_groups()["UserGroups"][0]["UserIds"] == ["jobs"]
