"""The proxy names calls of every protocol and refuses in each one's own words, as AWS's own client reads them."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from emulator import CREDENTIALS, REGION
from fault import Fault

# Service, a call of boto3, its action, whether it changes something, the codes of a throttle and a denial.
CALLS = [
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, "CreateVpc", True, "RequestLimitExceeded", "UnauthorizedOperation"),
    ("ec2", "describe_vpcs", {}, "DescribeVpcs", False, "RequestLimitExceeded", "UnauthorizedOperation"),
    ("elbv2", "describe_load_balancers", {}, "DescribeLoadBalancers", False, "Throttling", "AccessDenied"),
    ("rds", "create_db_subnet_group", {"DBSubnetGroupName": "a", "DBSubnetGroupDescription": "a", "SubnetIds": ["subnet-1"]},
     "CreateDBSubnetGroup", True, "Throttling", "AccessDenied"),
    ("secretsmanager", "create_secret", {"Name": "a"}, "CreateSecret", True, "ThrottlingException", "AccessDeniedException"),
    ("logs", "describe_log_groups", {}, "DescribeLogGroups", False, "ThrottlingException", "AccessDeniedException"),
    ("lambda", "delete_function", {"FunctionName": "a"}, "DeleteFunction", True, "TooManyRequestsException", "AccessDeniedException"),
    ("lambda", "list_functions", {}, "ListFunctions", False, "TooManyRequestsException", "AccessDeniedException"),
    ("apigatewayv2", "get_stage", {"ApiId": "a", "StageName": "b"}, "GetStage", False, "TooManyRequestsException", "AccessDeniedException"),
    ("s3", "create_bucket", {"Bucket": "some-bucket"}, "CreateBucket", True, "SlowDown", "AccessDenied"),
    ("s3", "get_bucket_tagging", {"Bucket": "some-bucket"}, "GetBucketTagging", False, "SlowDown", "AccessDenied"),
    ("s3", "put_object", {"Bucket": "some-bucket", "Key": "a/b"}, "PutObject", True, "SlowDown", "AccessDenied"),
    ("cloudfront", "get_distribution", {"Id": "E1"}, "GetDistribution", False, "SlowDown", "AccessDenied"),
    ("route53", "list_hosted_zones", {}, "ListHostedZones", False, "SlowDown", "AccessDenied"),
    ("cloudwatch", "delete_alarms", {"AlarmNames": ["a"]}, "DeleteAlarms", True, None, None),
]  # fmt: skip
IDS = [f"{call[0]}-{call[3]}" for call in CALLS]


def client(cloud, service):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=cloud.proxy.endpoint,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def said(cloud, service, operation, arguments, fault):
    """The code with which a call fails under a fault."""
    fault.install(cloud.proxy)
    with pytest.raises(ClientError) as refused:
        getattr(client(cloud, service), operation)(**arguments)
    return refused.value.response["Error"]["Code"]


@pytest.mark.parametrize("service, operation, arguments, action, changes, throttled, denied", CALLS, ids=IDS)
def test_every_protocol_is_named_and_refused_in(cloud, service, operation, arguments, action, changes, throttled, denied):
    codes = {}
    for kind in ("throttle", "denied", "error", "unavailable"):
        cloud.proxy.reset()
        codes[kind] = said(cloud, service, operation, arguments, Fault(kind, f"{action}#1"))
        (line,) = cloud.proxy.transcript
        assert (line["action"], line["write"] is not None, line["carried_out"]) == (action, changes, False)
    # botocore speaks to CloudWatch in the protocol of its own choice.
    assert codes["throttle"] == throttled or throttled is None and codes["throttle"].startswith("Throttling")
    assert codes["denied"] == denied or denied is None and codes["denied"].startswith("AccessDenied")
    assert codes["error"] in ("InternalError", "InternalFailure"), codes
    assert "Unavailable" in codes["unavailable"], codes


def test_a_request_goes_on_or_does_not_as_the_fault_says(cloud):
    def vpcs():
        return sum(1 for vpc in cloud.ec2.describe_vpcs()["Vpcs"] if vpc["CidrBlock"] == "10.7.0.0/16")

    for kind, made in {"reset": 0, "html": 0, "swallow": 1, "error-sent": 1, "html-sent": 1, "twice": 2}.items():
        before = vpcs()
        cloud.proxy.reset()
        Fault(kind, "CreateVpc#1").install(cloud.proxy)
        try:
            client(cloud, "ec2").create_vpc(CidrBlock="10.7.0.0/16")
            assert kind == "twice"
        except (ClientError, ConnectionError, HTTPClientError):
            assert kind != "twice"
        assert vpcs() - before == made, kind
        assert cloud.proxy.answered()["CreateVpc"] == made


def test_calls_on_the_ledger_are_told_apart(cloud):
    """A sweep numbers what changes the stack, whatever a run writes about itself."""
    s3 = client(cloud, "s3")
    for bucket in ("scaffold-123456789012-us-east-1", "scaffold-of-someone"):
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="wire/lease.json", Body=b"{}")
    client(cloud, "ec2").create_vpc(CidrBlock="10.0.0.0/16")
    lines = [(line["action"], line["write"], line["of_ledger"]) for line in cloud.proxy.transcript]
    assert lines == [
        ("CreateBucket", None, True),
        ("PutObject", None, True),
        ("CreateBucket", 1, False),
        ("PutObject", 2, False),
        ("CreateVpc", 3, False),
    ]
    assert cloud.proxy.changes() == {"CreateBucket": 1, "PutObject": 1, "CreateVpc": 1}
    assert cloud.proxy.answered() == cloud.proxy.changes()
