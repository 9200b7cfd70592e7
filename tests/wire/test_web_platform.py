"""The reference platform over HTTP: made, as its user wants it, changed, drifted, and gone but for what is kept on purpose."""

import json

import pytest
from account import SERVERLESS, Account
from gallery_life import Life
from test_least_privilege import EVERYWHERE, rules, statements, tcp

STACK = "web-platform@us-east-1"
EDGE, WEB, ORDERS, PAGES = "load_balancer.edge", "autoscaling_group.web", "database.orders", "cache.pages"


@pytest.fixture
def account(emulator, ministack, tmp_path):
    emulator.reset()
    account = Account(emulator, ministack, tmp_path, SERVERLESS)
    yield account
    account.stop()


def test_the_reference_platform_lives(account, gallery):
    before = account.listing().items
    life = Life(account, gallery, "web-platform")
    life.made()
    listing = account.listing()
    the_cdn_is_before_balancer_and_bucket(account, listing)
    the_bucket_admits_that_cdn_alone(account, listing)
    the_function_is_called_by_that_bucket_alone(account, listing)
    the_database_has_two_replicas(listing)
    everybody_is_open_to_those_who_are_connected(account, listing)
    a_week_of_changes(life)
    life.drifted(drifts(account, life))
    life.gone()
    assert account.listing().items == before
    # What is kept on purpose.
    snapshots = account.client("rds").describe_db_snapshots()["DBSnapshots"]
    assert [snapshot["SnapshotType"] for snapshot in snapshots] == ["manual"]
    assert "orders" in snapshots[0]["DBInstanceIdentifier"]


def the_cdn_is_before_balancer_and_bucket(account, listing):
    cloudfront = account.client("cloudfront")
    front = listing.one("distribution", STACK, "cdn.front/distribution")
    config = cloudfront.get_distribution_config(Id=front["Id"])["DistributionConfig"]
    assert config["Enabled"] and config["Aliases"]["Items"] == ["shop.example.com"]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"].startswith("TLSv1.2")
    origins = {origin["Id"]: origin for origin in config["Origins"]["Items"]}
    (bucket,) = listing.items["bucket"]
    (control,) = cloudfront.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    assert set(origins) == {"shop", "assets"}
    assert origins["shop"]["DomainName"] == "origin.shop.example.com"
    assert origins["shop"]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert origins["assets"]["DomainName"].startswith(f"{bucket}.s3.")
    assert origins["assets"]["OriginAccessControlId"] == control["Id"]
    default, (assets,) = config["DefaultCacheBehavior"], config["CacheBehaviors"]["Items"]
    assert (default["TargetOriginId"], len(default["AllowedMethods"]["Items"])) == ("shop", 7)
    assert (assets["TargetOriginId"], assets["PathPattern"]) == ("assets", "/assets/*")
    assert {default["ViewerProtocolPolicy"], assets["ViewerProtocolPolicy"]} == {"redirect-to-https"}
    # Pages of one customer are nobody else's.
    disabled = cloudfront.get_cache_policy(Id=default["CachePolicyId"])["CachePolicy"]["CachePolicyConfig"]
    assert disabled["Name"] == "Managed-CachingDisabled"


def the_bucket_admits_that_cdn_alone(account, listing):
    s3 = account.client("s3")
    (bucket,) = listing.items["bucket"]
    front = listing.one("distribution", STACK, "cdn.front/distribution")
    statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    (allowed,) = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceArn": front["ARN"]}}
    assert (allowed["Action"], allowed["Resource"]) == ("s3:GetObject", f"arn:aws:s3:::{bucket}/*")
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert len(block) == 4 and all(block.values())
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def the_function_is_called_by_that_bucket_alone(account, listing):
    lambdas = account.client("lambda")
    (bucket,) = listing.items["bucket"]
    (function,) = listing.items["function"]
    (statement,) = json.loads(lambdas.get_policy(FunctionName=function)["Policy"])["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"Service": "s3.amazonaws.com"}, "lambda:InvokeFunction")
    assert statement["Condition"]["ArnLike"] == {"AWS:SourceArn": f"arn:aws:s3:::{bucket}"}
    notification = account.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    (sent,) = notification["LambdaFunctionConfigurations"]
    assert (sent["LambdaFunctionArn"], sent["Events"]) == (function, ["s3:ObjectCreated:*"])
    (rule,) = sent["Filter"]["Key"]["FilterRules"]
    assert (rule["Name"].lower(), rule["Value"]) == ("prefix", "uploads/")


def the_database_has_two_replicas(listing):
    primary = listing.one("database", STACK, f"{ORDERS}/instance")
    assert primary["MultiAZ"] and primary["StorageEncrypted"] and primary["DeletionProtection"]
    assert len(primary["ReadReplicaDBInstanceIdentifiers"]) == 2
    databases = listing.of(STACK)["database"]
    sources = [each.get("ReadReplicaSourceDBInstanceIdentifier") for each in databases if each != primary]
    assert sources == [primary["DBInstanceIdentifier"]] * 2
    assert not any(each["PubliclyAccessible"] for each in databases)


def everybody_is_open_to_those_who_are_connected(account, listing):
    edge, web, orders, pages = (f"{block}/security_group" for block in (EDGE, WEB, ORDERS, PAGES))
    lists = account.client("ec2").describe_managed_prefix_lists()["PrefixLists"]
    (cloudfront,) = [each for each in lists if each["PrefixListName"].endswith("cloudfront.origin-facing")]
    live = rules(listing, STACK)
    # Of a prefix list there is neither a range nor a group to tell: the listing below does.
    assert live == {
        edge: {"in": {tcp(443, None)}, "out": {EVERYWHERE}},
        web: {"in": {tcp(8080, edge)}, "out": {EVERYWHERE}},
        orders: {"in": {tcp(5432, web)}, "out": {EVERYWHERE}},
        pages: {"in": {tcp(6379, web)}, "out": {EVERYWHERE}},
    }
    (let_in,) = [rule for rule in listing.of(STACK)["security_group_rule"] if rule.get("PrefixListId")]
    assert let_in["PrefixListId"] == cloudfront["PrefixListId"]
    thumbnail = "function.thumbnail/role"
    found = statements(account, STACK, {thumbnail: "lambda.amazonaws.com"})
    (bucket,) = (f"arn:aws:s3:::{name}" for name in listing.items["bucket"])
    resources = {
        role: {resource for one in allowed for resource in listed(one["Resource"])} for role, allowed in found.items()
    }
    (logs,) = listing.of(STACK)["log_group"]
    assert resources == {f"{WEB}/role": {f"{bucket}/*"}, thumbnail: {bucket, f"{bucket}/*", logs["arn"]}}


def listed(value):
    return value if isinstance(value, list) else [value]


def a_week_of_changes(life):
    """What a team does to it, two applies of it."""
    life.changed({"function.thumbnail/function": "update"}, ("assets/thumbnails/", "assets/small/"), file="functions/thumbnail/index.mjs")
    life.changed(
        {
            f"{WEB}/launch_template": "update",
            f"{WEB}/group": "update",
            f"{EDGE}/listener_rule.https-10": "create",
            f"{ORDERS}/replica-3": "create",
            "bucket.assets/bucket": "update",
            "cdn.front/distribution": "update",
        },
        ('instance_type = "m7g.large"', 'instance_type = "m7g.xlarge"'),
        ("min_size = 2", "min_size = 3"),
        (
            'default = { forward = "autoscaling_group.web" } }',
            'default = { forward = "autoscaling_group.web" }, '
            'rules = [{ priority = 10, path = "/admin/*", respond = { status = 403 } }] }',
        ),
        ("count = 2", "count = 3"),
        ("[bucket.assets]\n", "[bucket.assets]\nlifecycle = [{ noncurrent_expire_days = 30 }]\n"),
        ('origin = "assets" }]', 'origin = "assets" }, { path = "/small/*", origin = "assets" }]'),
    )


def drifts(account, life):
    """What others do behind it, in seven services: how, what shows it, and what the plan tells of it."""
    s3, lambdas, cloudfront, iam = (account.client(service) for service in ("s3", "lambda", "cloudfront", "iam"))
    ec2, elb, rds = (account.client(service) for service in ("ec2", "elbv2", "rds"))
    listing = account.listing()
    (bucket,), (function,) = listing.items["bucket"], listing.items["function"]
    front = listing.one("distribution", STACK, "cdn.front/distribution")["Id"]
    role = listing.one("role", STACK, f"{WEB}/role")["RoleName"]
    group = listing.one("security_group", STACK, f"{ORDERS}/security_group")["GroupId"]
    rule = listing.one("listener_rule", STACK, f"{EDGE}/listener_rule.https-10")["RuleArn"]
    primary = listing.one("database", STACK, f"{ORDERS}/instance")["DBInstanceIdentifier"]

    def dearer():
        answer = cloudfront.get_distribution_config(Id=front)
        config = answer["DistributionConfig"] | {"PriceClass": "PriceClass_All"}
        cloudfront.update_distribution(Id=front, IfMatch=answer["ETag"], DistributionConfig=config)

    everyone = [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    all_of_s3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    respond = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200", "ContentType": "text/plain"}}]
    return {
        "bucket.assets/bucket": (
            lambda: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}),
            lambda: s3.get_bucket_versioning(Bucket=bucket)["Status"],
            ["versioning"],
        ),
        "function.thumbnail/function": (
            lambda: lambdas.update_function_configuration(FunctionName=function, Timeout=600),
            lambda: lambdas.get_function_configuration(FunctionName=function)["Timeout"],
            ["timeout_seconds"],
        ),
        "cdn.front/distribution": (
            dearer,
            lambda: cloudfront.get_distribution_config(Id=front)["DistributionConfig"]["PriceClass"],
            ["price_class"],
        ),
        f"{WEB}/role": (
            lambda: iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=json.dumps(all_of_s3)),
            lambda: iam.list_role_policies(RoleName=role)["PolicyNames"],
            ["inline_policies"],
        ),
        f"{ORDERS}/security_group_rules": (
            lambda: ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=everyone),
            lambda: rules(account.listing(), STACK)[f"{ORDERS}/security_group"],
            ["ingress"],
        ),
        f"{EDGE}/listener_rule.https-10": (
            lambda: elb.modify_rule(RuleArn=rule, Actions=respond),
            lambda: elb.describe_rules(RuleArns=[rule])["Rules"][0]["Actions"],
            ["actions"],
        ),
        f"{ORDERS}/instance": (
            lambda: rds.modify_db_instance(DBInstanceIdentifier=primary, BackupRetentionPeriod=1, ApplyImmediately=True),
            lambda: rds.describe_db_instances(DBInstanceIdentifier=primary)["DBInstances"][0]["BackupRetentionPeriod"],
            ["backup_retention_days"],
        ),
    }
