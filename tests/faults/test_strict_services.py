"""The tables of strict mode beyond EC2, seen by AWS's own client, a few cases a service."""

import io
import json
import zipfile

import botocore.session
import pytest
from botocore.exceptions import ClientError
from emulator import client
from strict import names, refusals, states

strict = pytest.mark.parametrize("cloud", ["strict"], indirect=True)
DATABASE = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "MasterUsername": "root"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture
def aws(cloud):
    """Clients of all services, through the proxy."""
    return lambda service: client(service, cloud.proxy.endpoint)


def code(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return refused.value.response["Error"]["Code"]


def subnets(cloud):
    vpc = cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zones = {"a": "10.0.0.0/24", "b": "10.0.1.0/24"}
    return vpc, [
        cloud.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]
        for zone, cidr in zones.items()
    ]


def errors(service, action):
    """Codes and status of an operation's errors, by AWS's model; empty where it says nothing of them."""
    model = botocore.session.get_session().get_service_model(service).operation_model(action)
    said = [(each.name, each.metadata.get("error", {})) for each in model.error_shapes]
    return {error.get("code", name): error.get("httpStatusCode", 400) for name, error in said}


def test_every_name_and_state_refused_is_an_error_of_its_operation():
    model_of = {"elasticloadbalancing": "elbv2"}
    rows = [(service, action, name.status, name.code) for (service, action), name in names.NAMES.items()]
    for service, lives in states.LIVES.items():
        rows += [(service, action, *life.busy[1:]) for life in lives if life.busy for action in life.busy[0]]
    wrong = []
    for service, action, status, said in rows:
        known = errors(model_of.get(service, service), action)
        if known and known.get(said) != status:
            wrong.append((service, action, status, said))
    assert len(rows) > 20 and not wrong, wrong


def test_every_table_names_operations_that_exist():
    session = botocore.session.get_session()
    models = {"elasticloadbalancing": "elbv2"}
    actions = [*names.NAMES, *refusals.CHECKS]
    for service, lives in states.LIVES.items():
        actions += [(service, action) for life in lives for action in (*life.moves, *life.reads)]
    for (service, _), name in names.NAMES.items():
        listing = client(models.get(service, service), "http://127.0.0.1:9")
        assert listing.can_paginate(name.operation), (service, name.operation)
    for service, action in actions:
        assert action in session.get_service_model(models.get(service, service)).operation_names, (service, action)


@strict
def test_names_in_use_are_refused(cloud, aws):
    _, ids = subnets(cloud)
    rds, iam, scaling = aws("rds"), aws("iam"), aws("autoscaling")
    group = {"DBSubnetGroupName": "Data", "DBSubnetGroupDescription": "data", "SubnetIds": ids}
    rds.create_db_subnet_group(**group)
    assert code(rds.create_db_subnet_group, **{**group, "DBSubnetGroupName": "data"}) == "DBSubnetGroupAlreadyExists"
    family = {"DBParameterGroupFamily": "postgres16", "Description": "p"}
    rds.create_db_parameter_group(DBParameterGroupName="p", **family)
    assert code(rds.create_db_parameter_group, DBParameterGroupName="p", **family) == "DBParameterGroupAlreadyExists"
    role = {"RoleName": "r", "AssumeRolePolicyDocument": TRUST}
    iam.create_role(**role)
    assert code(iam.create_role, **role) == "EntityAlreadyExists"
    aws("ec2").create_launch_template(LaunchTemplateName="tpl", LaunchTemplateData={"ImageId": "ami-1"})
    fleet = {"MinSize": 0, "MaxSize": 0, "VPCZoneIdentifier": ids[0], "LaunchTemplate": {"LaunchTemplateName": "tpl"}}
    scaling.create_auto_scaling_group(AutoScalingGroupName="g", **fleet)
    assert code(scaling.create_auto_scaling_group, AutoScalingGroupName="g", **fleet) == "AlreadyExists"
    aws("logs").create_log_group(logGroupName="/a")
    assert code(aws("logs").create_log_group, logGroupName="/a") == "ResourceAlreadyExistsException"
    cache = {"CacheSubnetGroupName": "c", "CacheSubnetGroupDescription": "c", "SubnetIds": ids}
    aws("elasticache").create_cache_subnet_group(**cache)
    assert code(aws("elasticache").create_cache_subnet_group, **cache) == "CacheSubnetGroupAlreadyExists"


@strict
def test_a_balancer_asked_for_again_is_the_same_or_refused(cloud, aws):
    vpc, ids = subnets(cloud)
    elb = aws("elbv2")
    assert code(elb.create_load_balancer, Name="lb", Subnets=ids) == "InvalidSubnet"
    gateway = cloud.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    cloud.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    first, again = (elb.create_load_balancer(Name="lb", Subnets=ids)["LoadBalancers"][0] for _ in range(2))
    assert first["LoadBalancerArn"] == again["LoadBalancerArn"]
    assert code(elb.create_load_balancer, Name="lb", Subnets=ids, Scheme="internal") == "DuplicateLoadBalancerName"
    assert first["State"]["Code"] == "provisioning"
    seen = [elb.describe_load_balancers()["LoadBalancers"][0]["State"]["Code"] for _ in range(2)]
    assert seen == ["provisioning", "active"]
    arn = first["LoadBalancerArn"]
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": "deletion_protection.enabled", "Value": "true"}]
    )
    assert code(elb.delete_load_balancer, LoadBalancerArn=arn) == "OperationNotPermitted"
    assert code(elb.describe_tags, ResourceArns=[f"{arn}{number}" for number in range(21)]) == "ValidationError"
    assert code(aws("ec2").delete_subnet, SubnetId=ids[0]) == "DependencyViolation"


@strict
def test_a_database_comes_changes_and_goes_by_states(aws):
    rds = aws("rds")
    named = {"DBInstanceIdentifier": "db"}

    def states():
        """All that are seen until it is available."""
        found = []
        while found[-1:] != ["available"]:
            found.append(rds.describe_db_instances(**named)["DBInstances"][0]["DBInstanceStatus"])
        return found

    made = rds.create_db_instance(**named, **DATABASE, MasterUserPassword="long-enough")["DBInstance"]
    assert made["DBInstanceStatus"] == "creating"
    assert code(rds.modify_db_instance, **named, AllocatedStorage=30) == "InvalidDBInstanceState"
    assert states() == ["creating", "backing-up", "available"]
    rds.modify_db_instance(**named, AllocatedStorage=30)
    assert states() == ["modifying", "available"]
    assert code(rds.delete_db_instance, **named) == "InvalidParameterCombination", "no final snapshot"
    rds.delete_db_instance(**named, SkipFinalSnapshot=True)
    again = {**named, **DATABASE, "MasterUserPassword": "long-enough"}
    assert code(rds.create_db_instance, **again) == "DBInstanceAlreadyExists", "while it goes"
    assert rds.describe_db_instances(**named)["DBInstances"][0]["DBInstanceStatus"] == "deleting"
    assert code(rds.describe_db_instances, **named) == "DBInstanceNotFound"
    rds.create_db_instance(**again)
    rds.delete_db_instance(**named, SkipFinalSnapshot=True)
    assert [each["DBInstanceStatus"] for each in rds.describe_db_instances()["DBInstances"]] == ["deleting"]
    assert rds.describe_db_instances()["DBInstances"] == []


def looks(rds, times=2):
    """As often as it is seen creating and backing up."""
    for _ in range(times):
        rds.describe_db_instances()


@strict
def test_a_managed_password_has_no_replicas(aws):
    rds = aws("rds")
    rds.create_db_instance(DBInstanceIdentifier="db", **DATABASE, ManageMasterUserPassword=True, BackupRetentionPeriod=1)
    looks(rds)
    copy = {"DBInstanceIdentifier": "copy", "SourceDBInstanceIdentifier": "db"}
    assert code(rds.create_db_instance_read_replica, **copy) == "InvalidParameterValue"
    bare = {**DATABASE, "MasterUserPassword": "long-enough", "BackupRetentionPeriod": 0}
    rds.create_db_instance(DBInstanceIdentifier="bare", **bare)
    copy = {"DBInstanceIdentifier": "copy", "SourceDBInstanceIdentifier": "bare"}
    assert code(rds.create_db_instance_read_replica, **copy) == "InvalidDBInstanceState", "it is creating"
    looks(rds)
    assert code(rds.create_db_instance_read_replica, **copy) == "InvalidDBInstanceState", "it has no backups"


@strict
def test_a_function_is_pending_and_its_role_is_fresh(aws):
    role = aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.py", "def b(event, context): pass")
    function = aws("lambda")
    asked = {"FunctionName": "f", "Role": role, "Runtime": "python3.12", "Handler": "a.b", "Code": {"ZipFile": archive.getvalue()}}
    assert code(function.create_function, **asked) == "InvalidParameterValueException"
    assert function.create_function(**asked)["State"] == "Pending"
    assert code(function.create_function, **asked) == "ResourceConflictException"
    assert code(function.update_function_configuration, FunctionName="f", Timeout=9) == "ResourceConflictException"
    states = [function.get_function_configuration(FunctionName="f")["State"] for _ in range(2)]
    assert states == ["Pending", "Active"]
    function.update_function_configuration(FunctionName="f", Timeout=9)
    states = [function.get_function_configuration(FunctionName="f")["LastUpdateStatus"] for _ in range(2)]
    assert states == ["InProgress", "Successful"]


@strict
def test_a_distribution_is_in_progress_and_disabled_before_it_goes(aws):
    front = aws("cloudfront")
    origin = {"Id": "o", "DomainName": "example.com", "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
    behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}
    config = {
        "CallerReference": "one",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
    }
    made = front.create_distribution(DistributionConfig=config)["Distribution"]
    assert made["Status"] == "InProgress"
    assert code(front.create_distribution, DistributionConfig=config) == "DistributionAlreadyExists"
    states = [front.get_distribution(Id=made["Id"])["Distribution"]["Status"] for _ in range(2)]
    assert states == ["InProgress", "Deployed"]
    assert code(front.delete_distribution, Id=made["Id"], IfMatch="x") == "DistributionNotDisabled"


@strict
def test_a_token_of_a_secret_has_one_answer(aws):
    secrets = aws("secretsmanager")
    asked = {"Name": "s", "SecretString": "a", "ClientRequestToken": "0" * 32}
    first, again = (secrets.create_secret(**asked)["VersionId"] for _ in range(2))
    assert first == again
    assert code(secrets.create_secret, **{**asked, "SecretString": "b"}) == "ResourceExistsException"


@strict
def test_lists_of_every_protocol_come_in_pages(aws):
    made = [f"r{number:02}" for number in range(12)]
    for name in made:
        aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        aws("logs").create_log_group(logGroupName=name)
        aws("rds").create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily="postgres16", Description="p")
        aws("cloudfront").create_origin_access_control(
            OriginAccessControlConfig={
                "Name": name,
                "SigningProtocol": "sigv4",
                "SigningBehavior": "always",
                "OriginAccessControlOriginType": "s3",
            }
        )
    # The first list leaves out what is fresh.
    aws("iam").list_roles()
    lists = [
        ("iam", "list_roles", "Roles", "RoleName", {}),
        ("logs", "describe_log_groups", "logGroups", "logGroupName", {}),
        ("rds", "describe_db_parameter_groups", "DBParameterGroups", "DBParameterGroupName", {}),
        ("cloudfront", "list_origin_access_controls", "OriginAccessControlList.Items", "Name", {}),
    ]
    for service, operation, items, key, arguments in lists:
        pages = list(aws(service).get_paginator(operation).paginate(**arguments))
        found = [item[key] for page in pages for item in walk(page, items)]
        assert [len(walk(page, items)) for page in pages] == [5, 5, 2], operation
        assert sorted(found) == made, operation
    assert code(aws("rds").describe_db_instances, MaxRecords=200) == "InvalidParameterValue"


def walk(page, path):
    for step in path.split("."):
        page = page[step]
    return page


@strict
def test_what_is_used_elsewhere_stays(cloud, aws):
    vpc, ids = subnets(cloud)
    rds, scaling = aws("rds"), aws("autoscaling")
    group = cloud.ec2.create_security_group(VpcId=vpc, GroupName="g", Description="g")["GroupId"]
    rds.create_db_subnet_group(DBSubnetGroupName="s", DBSubnetGroupDescription="s", SubnetIds=ids)
    rds.create_db_instance(
        DBInstanceIdentifier="db",
        **DATABASE,
        MasterUserPassword="long-enough",
        DBSubnetGroupName="s",
        VpcSecurityGroupIds=[group],
    )
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="s") == "InvalidDBSubnetGroupStateFault"
    assert code(aws("ec2").delete_security_group, GroupId=group) == "DependencyViolation"
    aws("ec2").create_launch_template(LaunchTemplateName="tpl", LaunchTemplateData={"ImageId": "ami-1"})
    fleet = {"MinSize": 1, "MaxSize": 1, "VPCZoneIdentifier": ids[0], "LaunchTemplate": {"LaunchTemplateName": "tpl"}}
    scaling.create_auto_scaling_group(AutoScalingGroupName="g", **fleet)
    assert code(scaling.delete_auto_scaling_group, AutoScalingGroupName="g") == "ResourceInUse"
    scaling.delete_auto_scaling_group(AutoScalingGroupName="g", ForceDelete=True)
