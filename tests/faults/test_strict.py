"""Strict mode does what AWS does, seen by AWS's own client."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from emulator import CREDENTIALS, REGION

pytestmark = pytest.mark.parametrize("cloud", ["strict"], indirect=True)


@pytest.fixture
def ec2(cloud):
    return boto3.client(
        "ec2",
        region_name=REGION,
        endpoint_url=cloud.proxy.endpoint,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
    )


def code(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return refused.value.response["Error"]["Code"]


def network(cloud):
    """A VPC with a subnet, made past strict mode."""
    vpc = cloud.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = cloud.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    return vpc, subnet


def test_what_is_fresh_is_unseen_once_by_each_side(ec2):
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    vpc, asked = made["VpcId"], {"CidrBlock": "10.0.0.0/24"}
    assert made["State"] == "pending"
    assert code(ec2.create_subnet, VpcId=vpc, **asked) == "InvalidVpcID.NotFound"
    assert ec2.create_subnet(VpcId=vpc, **asked)["Subnet"]["VpcId"] == vpc
    assert code(ec2.describe_vpcs, VpcIds=[vpc]) == "InvalidVpcID.NotFound"
    states = [ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["State"] for _ in range(2)]
    assert states == ["pending", "available"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    lists = [[each["AllocationId"] for each in ec2.describe_addresses()["Addresses"]] for _ in range(2)]
    assert lists == [[], [address]]


def test_a_token_has_one_answer(cloud, ec2):
    vpc, _ = network(cloud)
    first, again = (ec2.create_route_table(VpcId=vpc, ClientToken="one")["RouteTable"] for _ in range(2))
    assert first["RouteTableId"] == again["RouteTableId"]
    other = cloud.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert code(ec2.create_route_table, VpcId=other, ClientToken="one") == "IdempotentParameterMismatch"


def test_what_is_used_stays(cloud, ec2):
    vpc, subnet = network(cloud)
    gateway = cloud.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    cloud.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = cloud.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]
    assert nat["State"] == "pending"
    groups = [
        cloud.ec2.create_security_group(GroupName=name, Description="d", VpcId=vpc)["GroupId"] for name in ("a", "b")
    ]
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": groups[0]}]}
    cloud.ec2.authorize_security_group_ingress(GroupId=groups[1], IpPermissions=[rule])
    assert code(ec2.delete_security_group, GroupId=groups[0]) == "DependencyViolation"
    assert code(ec2.delete_subnet, SubnetId=subnet) == "DependencyViolation"
    assert code(ec2.detach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc) == "DependencyViolation"
    assert code(ec2.release_address, AllocationId=address) == "InvalidIPAddress.InUse"
    assert code(ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
    ids = {"NatGatewayIds": [nat["NatGatewayId"]]}
    ec2.describe_nat_gateways()
    assert ec2.describe_nat_gateways(**ids)["NatGateways"][0]["State"] == "pending"
    assert code(ec2.delete_nat_gateway, NatGatewayId=nat["NatGatewayId"]) == "NatGatewayNotFound", "named first"
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    assert code(ec2.release_address, AllocationId=address) == "InvalidIPAddress.InUse"
    assert ec2.describe_nat_gateways(**ids)["NatGateways"][0]["State"] == "deleting"
    assert ec2.describe_nat_gateways(**ids)["NatGateways"][0]["State"] == "deleted"
    ec2.delete_security_group(GroupId=groups[1])
    ec2.delete_security_group(GroupId=groups[0])


def test_lists_come_in_pages(cloud, ec2):
    vpc, _ = network(cloud)
    for number in range(1, 12):
        cloud.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    assert len(ec2.describe_subnets(Filters=mine)["Subnets"]) == 12
    pages = list(ec2.get_paginator("describe_subnets").paginate(Filters=mine, PaginationConfig={"PageSize": 1000}))
    assert [len(page["Subnets"]) for page in pages] == [5, 5, 2]
    assert len({each["SubnetId"] for page in pages for each in page["Subnets"]}) == 12
