"""What strict mode gives databases and secrets, seen by AWS's own client."""

import pytest
from botocore.exceptions import ClientError
from emulator import client

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
DATABASE = {
    "Engine": "postgres",
    "EngineVersion": "16.4",
    "DBInstanceClass": "db.t3.micro",
    "AllocatedStorage": 100,
    "MasterUsername": "root",
    "MasterUserPassword": "long-enough",
    "BackupRetentionPeriod": 1,
}
COMBINATION, VALUE, STATE = "InvalidParameterCombination", "InvalidParameterValue", "InvalidDBInstanceState"


class Rds:
    """AWS's client, which waits for what it makes."""

    def __init__(self, cloud):
        self.client = client("rds", cloud.proxy.endpoint)

    def one(self, name="db"):
        return self.client.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]

    def states(self, name="db"):
        """All that are seen until it is available."""
        found = []
        while found[-1:] != ["available"]:
            found.append(self.one(name)["DBInstanceStatus"])
        return found

    def make(self, name="db", **other):
        asked = {key: value for key, value in {**DATABASE, **other}.items() if value is not None}
        self.client.create_db_instance(DBInstanceIdentifier=name, **asked)
        return self.states(name)

    def replicate(self, name="copy", source="db"):
        self.client.create_db_instance_read_replica(DBInstanceIdentifier=name, SourceDBInstanceIdentifier=source)
        return self.states(name)

    def modify(self, name="db", **asked):
        """The code that it is refused with, or none."""
        return refused(self.client.modify_db_instance, DBInstanceIdentifier=name, **asked) or self.states(name) and None

    def delete(self, name="db", **asked):
        return refused(self.client.delete_db_instance, DBInstanceIdentifier=name, **asked)


@pytest.fixture
def rds(cloud):
    return Rds(cloud)


def refused(call, **asked):
    try:
        call(**asked)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def window(cloud):
    next(layer for layer in cloud.strict.layers if hasattr(layer, "open_window")).open_window()


def test_states_come_one_after_the_other(rds):
    assert rds.make() == ["creating", "backing-up", "available"]
    assert rds.replicate() == ["creating", "modifying", "available"]
    rds.client.promote_read_replica(DBInstanceIdentifier="copy")
    assert rds.states("copy") == ["modifying", "backing-up", "available"]
    rds.client.reboot_db_instance(DBInstanceIdentifier="db")
    assert rds.states() == ["rebooting", "available"]


def test_what_backs_up_ends_it_for_who_only_asks(rds):
    rds.client.create_db_instance(DBInstanceIdentifier="db", **DATABASE)
    rds.one()
    asked = {"DBInstanceIdentifier": "db", "DBInstanceClass": "db.m7g.large", "ApplyImmediately": True}
    assert [refused(rds.client.modify_db_instance, **asked) for _ in range(2)] == [STATE, None]


def test_ids_are_their_own_and_never_used_again(rds):
    rds.make()
    rds.replicate()
    ids = [rds.one(name)["DbiResourceId"] for name in ("db", "copy")]
    rds.delete("copy", SkipFinalSnapshot=True)
    assert rds.one("copy")["DBInstanceStatus"] == "deleting"
    rds.replicate("copy")
    ids.append(rds.one("copy")["DbiResourceId"])
    assert len(set(ids)) == 3, ids
    new = {"NewDBInstanceIdentifier": "renamed", "ApplyImmediately": True}
    rds.client.modify_db_instance(DBInstanceIdentifier="db", **new)
    assert rds.one("renamed")["DbiResourceId"] == ids[0]
    assert rds.one("copy")["ReadReplicaSourceDBInstanceIdentifier"] == "renamed"


def test_changes_wait_for_the_window(cloud, rds):
    rds.make()
    rds.modify(DBInstanceClass="db.m7g.large", AllocatedStorage=200, BackupRetentionPeriod=7)
    shown = rds.one()
    assert (shown["DBInstanceClass"], shown["AllocatedStorage"], shown["BackupRetentionPeriod"]) == ("db.t3.micro", 100, 7)
    assert shown["PendingModifiedValues"] == {"DBInstanceClass": "db.m7g.large", "AllocatedStorage": 200}
    window(cloud)
    shown = rds.one()
    assert (shown["DBInstanceClass"], shown["AllocatedStorage"]) == ("db.m7g.large", 200)
    assert not shown.get("PendingModifiedValues")
    rds.modify(DBInstanceClass="db.m7g.xlarge")
    rds.modify(DBInstanceClass="db.m7g.large")
    assert not rds.one().get("PendingModifiedValues"), "taken back"
    rds.modify(DBInstanceClass="db.m7g.xlarge")
    rds.modify(MultiAZ=True, ApplyImmediately=True)
    shown = rds.one()
    assert (shown["DBInstanceClass"], shown["MultiAZ"]) == ("db.m7g.xlarge", True), "all that waits is made with it"


def test_what_is_measured_is_told(rds):
    rds.make()
    assert not rds.one()["PerformanceInsightsEnabled"]
    asked = {"EnablePerformanceInsights": True, "DatabaseInsightsMode": "advanced", "DBPortNumber": 5433}
    assert rds.modify(**asked, PerformanceInsightsRetentionPeriod=465) is None
    shown = rds.one()
    assert (shown["PerformanceInsightsEnabled"], shown["PerformanceInsightsRetentionPeriod"]) == (True, 465)
    assert (shown["DatabaseInsightsMode"], shown["Endpoint"]["Port"]) == ("advanced", 5433)


def test_storage_never_shrinks_and_grows_by_a_tenth(rds):
    rds.make()
    assert rds.modify(AllocatedStorage=99, ApplyImmediately=True) == COMBINATION
    assert rds.modify(AllocatedStorage=105, ApplyImmediately=True) is None
    assert rds.one()["AllocatedStorage"] == 110
    assert rds.modify(AllocatedStorage=200, ApplyImmediately=True) is None
    assert rds.one()["AllocatedStorage"] == 200


def test_versions_go_up_along_the_paths(rds):
    rds.make()
    rds.replicate()
    rds.client.create_db_parameter_group(DBParameterGroupName="p16", DBParameterGroupFamily="postgres16", Description="p")
    rds.client.create_db_parameter_group(DBParameterGroupName="p17", DBParameterGroupFamily="postgres17", Description="p")
    assert rds.modify(EngineVersion="16.3", ApplyImmediately=True) == COMBINATION, "a downgrade"
    assert rds.modify(EngineVersion="17.2", ApplyImmediately=True) == COMBINATION, "nobody said that it is meant"
    up = {"EngineVersion": "17.2", "AllowMajorVersionUpgrade": True, "ApplyImmediately": True}
    assert rds.modify("copy", **up) == COMBINATION, "before its source"
    rds.modify(DBParameterGroupName="p16")
    assert rds.modify(**up) == COMBINATION, "a group of another family"
    assert rds.modify(**up, DBParameterGroupName="p17") is None
    assert [rds.one(name)["EngineVersion"] for name in ("db", "copy")] == ["17.2", "17.2"]


def test_passwords_are_managed_by_one_side(rds):
    rds.make()
    managed = {"ManageMasterUserPassword": True, "ApplyImmediately": True}
    assert rds.modify(**managed, MasterUserPassword="long-enough") == COMBINATION
    assert rds.modify(MasterUserPassword="with a space") == VALUE
    assert rds.modify(**managed) is None
    assert rds.modify(MasterUserPassword="long-enough") == COMBINATION, "it manages it"
    assert refused(rds.replicate) == VALUE
    off = {"ManageMasterUserPassword": False, "ApplyImmediately": True}
    assert rds.modify(**off) == COMBINATION
    assert rds.modify(**off, MasterUserPassword="long-enough") is None
    rds.replicate()
    assert rds.modify(**managed) == VALUE, "it has a replica"
    assert rds.modify(BackupRetentionPeriod=0) == VALUE, "it has a replica"
    assert refused(rds.make, name="bare", MasterUserPassword=None) == VALUE


def test_a_promoted_replica_has_no_source(rds):
    rds.make()
    rds.replicate()
    rds.client.promote_read_replica(DBInstanceIdentifier="copy")
    rds.states("copy")
    assert not rds.one("copy").get("ReadReplicaSourceDBInstanceIdentifier")
    assert rds.one()["ReadReplicaDBInstanceIdentifiers"] == []
    assert refused(rds.client.promote_read_replica, DBInstanceIdentifier="copy") == STATE


def test_replicas_of_what_is_gone_are_primaries(rds):
    rds.make()
    rds.replicate()
    assert rds.delete(SkipFinalSnapshot=True) is None
    assert not rds.one("copy").get("ReadReplicaSourceDBInstanceIdentifier")
    assert rds.delete("copy", SkipFinalSnapshot=False) == COMBINATION, "it needs a snapshot now"


def test_what_goes_says_what_is_kept_of_it(rds):
    rds.make()
    rds.replicate()
    assert rds.delete("copy") == COMBINATION
    assert rds.delete("copy", FinalDBSnapshotIdentifier="last") == COMBINATION
    assert rds.delete() == COMBINATION
    assert rds.delete(SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="last") == COMBINATION
    rds.client.create_db_snapshot(DBInstanceIdentifier="db", DBSnapshotIdentifier="last")
    assert rds.delete(FinalDBSnapshotIdentifier="last") == "DBSnapshotAlreadyExists"
    rds.modify(DeletionProtection=True)
    assert rds.delete(FinalDBSnapshotIdentifier="other") == COMBINATION
    rds.modify(DeletionProtection=False)
    assert rds.delete(FinalDBSnapshotIdentifier="other") is None
    assert rds.delete(SkipFinalSnapshot=True) == STATE, "it goes already"


def test_a_subnet_group_that_is_changed_stays(cloud, rds):
    vpc = cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        cloud.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")
        for number, zone in enumerate("abc")
    ]
    ids = [subnet["Subnet"]["SubnetId"] for subnet in subnets]
    tags = [{"Key": "team", "Value": "data"}]
    rds.client.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="one", SubnetIds=ids[:2], Tags=tags)
    rds.client.modify_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="two", SubnetIds=ids)
    (group,) = rds.client.describe_db_subnet_groups()["DBSubnetGroups"]
    assert {each["SubnetIdentifier"] for each in group["Subnets"]} == set(ids)
    assert group["DBSubnetGroupDescription"] == "two"
    assert rds.client.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"] == tags


def test_parameters_are_those_of_the_family(rds):
    group = {"DBParameterGroupName": "p"}
    rds.client.create_db_parameter_group(**group, DBParameterGroupFamily="postgres16", Description="p")

    def put(name, value, method):
        one = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
        return refused(rds.client.modify_db_parameter_group, **group, Parameters=[one])

    def listed(**asked):
        pages = rds.client.get_paginator("describe_db_parameters").paginate(**group, **asked)
        return {each["ParameterName"]: each for page in pages for each in page["Parameters"]}

    assert put("work_men", "1", "immediate") == VALUE
    assert put("max_connections", "200", "immediate") == COMBINATION
    rds.make(DBParameterGroupName="p")
    assert put("max_connections", "200", "pending-reboot") is None and put("work_mem", "8192", "immediate") is None
    status = rds.one()["DBParameterGroups"][0]["ParameterApplyStatus"]
    assert (status, set(listed(Source="user"))) == ("pending-reboot", {"max_connections", "work_mem"})
    assert listed()["work_mem"]["ParameterValue"] == "8192" and listed()["random_page_cost"]["Source"] == "engine-default"
    rds.client.reboot_db_instance(DBInstanceIdentifier="db")
    assert rds.one()["DBParameterGroups"][0]["ParameterApplyStatus"] == "in-sync"
    one = {"ParameterName": "work_mem", "ApplyMethod": "immediate"}
    rds.client.reset_db_parameter_group(**group, Parameters=[one])
    assert set(listed(Source="user")) == {"max_connections"}


def test_a_secret_that_can_be_restored_keeps_its_name(cloud):
    secrets = client("secretsmanager", cloud.proxy.endpoint)
    secrets.create_secret(Name="s", SecretString="a", ClientRequestToken="0" * 32)
    secrets.delete_secret(SecretId="s", RecoveryWindowInDays=7)
    asked = {"Name": "s", "SecretString": "b", "ClientRequestToken": "1" * 32}
    assert refused(secrets.create_secret, **asked) == "InvalidRequestException"
    secrets.restore_secret(SecretId="s")
    assert refused(secrets.create_secret, **asked) == "ResourceExistsException"
    with pytest.raises(ClientError) as gone:
        secrets.describe_secret(SecretId="none")
    assert gone.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
