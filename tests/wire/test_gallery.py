"""Blueprints of the gallery over HTTP: made, changed as a team does, drifted by boto3, and taken down to nothing.

The reference platform has a file of its own.
"""

import json

import pytest
from account import SERVERLESS, Account
from gallery_life import Life
from serverless import untagged


# Blueprints in another's network, which lives before them and goes after them.
GUESTS = {"app": "network"}
# Those with a life of their own here.
LIVES = {"static-site", "serverless-api", "blue-green", "read-heavy", "network", "app", "web-platform"}


@pytest.fixture(params=["strict"])
def account(emulator, ministack, tmp_path, request):
    emulator.reset()
    account = Account(emulator, ministack, tmp_path, SERVERLESS, request.param == "strict")
    yield account
    account.stop()


@pytest.mark.parametrize("account", ["plain", "strict"], indirect=True)
def test_every_blueprint_lives_and_goes(account, gallery):
    """On the emulators as they are; behind what AWS does and they do not, those that have no life below."""
    before = account.listing().items
    names = {blueprint.stem for blueprint in gallery.glob("*.toml")}
    names -= LIVES if account.strict else set(GUESTS.values())
    assert names
    # What guests live in lives with them.
    for name in sorted(names):
        living = [Life(account, gallery, each) for each in (GUESTS.get(name), name) if each]
        for life in living:
            life.made()
        for life in reversed(living):
            life.gone()
    assert account.listing().items == before


def test_a_site_of_files(account, gallery):
    before = account.listing().items
    life = Life(account, gallery, "static-site")
    life.made()
    life.changed(
        {"bucket.site/bucket": "update", "cdn.front/distribution": "update", "cloudfront.function.index": "update"},
        ("noncurrent_expire_days = 30", "noncurrent_expire_days = 60"),
        ("/404.html", "/missing.html"),
        ("'index.html'", "'index.htm'"),
    )
    s3, cloudfront = account.client("s3"), account.client("cloudfront")
    logs = life.one("bucket", "bucket.logs/bucket")["Name"]
    site = life.one("bucket", "bucket.site/bucket")["Name"]
    front = life.one("distribution", "cdn.front/distribution")["Id"]
    others = {"AWS": "arn:aws:iam::999999999999:root"}
    more = {"Effect": "Allow", "Principal": others, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{site}/*"}

    def open_to_others():
        policy = json.dumps({"Version": "2012-10-17", "Statement": [more]})
        s3.put_bucket_policy(Bucket=site, Policy=policy)

    life.drifted(
        {
            "bucket.logs/bucket": (
                lambda: s3.delete_bucket_lifecycle(Bucket=logs),
                lambda: bool(lifecycle(s3, logs)),
                ["lifecycle"],
            ),
            "bucket.site/policy": (
                open_to_others,
                lambda: json.loads(s3.get_bucket_policy(Bucket=site)["Policy"])["Statement"],
                ["policy"],
            ),
            "cdn.front/distribution": (
                lambda: put(cloudfront, front, DefaultRootObject="home.html"),
                lambda: cloudfront.get_distribution_config(Id=front)["DistributionConfig"]["DefaultRootObject"],
                ["default_root_object"],
            ),
        }
    )
    life.gone()
    assert account.listing().items == before


def lifecycle(s3, bucket):
    try:
        return s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    except s3.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration"
        return []


def put(cloudfront, front, **members):
    answer = cloudfront.get_distribution_config(Id=front)
    cloudfront.update_distribution(Id=front, IfMatch=answer["ETag"], DistributionConfig=answer["DistributionConfig"] | members)


def test_an_api_without_servers(account, gallery):
    before = account.listing().items
    life = Life(account, gallery, "serverless-api")
    life.made()
    lambdas, sqs, events, logs = (account.client(service) for service in ("lambda", "sqs", "events", "logs"))
    api = life.one("function", "function.api/function")["FunctionName"]
    worker = life.one("function", "function.worker/function")["FunctionName"]
    queue = life.one("queue", "queue.jobs/queue")["Url"]
    rule = life.one("schedule", "function.worker/rule.2")["Name"]
    group = life.one("log_group", "function.worker/log_group")["logGroupName"]
    who_may_call(lambdas, api)

    def version():
        return lambdas.get_alias(FunctionName=api, Name="live")["FunctionVersion"]

    first = version()
    steps = {"function.api/function": "update", "function.api/alias": "update"}
    life.changed(steps, ("202", "201"), file="functions/api/index.mjs")
    assert version() != first
    warm = lambdas.get_provisioned_concurrency_config(FunctionName=api, Qualifier="live")
    assert warm["RequestedProvisionedConcurrentExecutions"] == 2
    life.changed(
        {
            "function.api/alias": "update",
            "function.worker/function": "update",
            "function.worker/event_source.jobs": "update",
            "function.worker/rule.2": "update",
            "queue.jobs/queue": "update",
            "bucket.reports/bucket": "update",
        },
        ("provisioned_concurrency = 2", "provisioned_concurrency = 3"),
        ("timeout_seconds = 60", "timeout_seconds = 120"),
        ("batch_size = 10", "batch_size = 5"),
        ("cron(0 6 ? * MON-FRI *)", "cron(30 6 ? * MON-FRI *)"),
        ("visibility_timeout_seconds = 360", "visibility_timeout_seconds = 720"),
        ("expire_days = 400", "expire_days = 800"),
    )
    life.drifted(
        {
            "function.worker/function": (
                lambda: lambdas.update_function_configuration(FunctionName=worker, MemorySize=3008),
                lambda: lambdas.get_function_configuration(FunctionName=worker)["MemorySize"],
                ["memory_mib"],
            ),
            "queue.jobs/queue": (
                lambda: sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "60"}),
                lambda: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["MessageRetentionPeriod"])["Attributes"],
                ["retention_seconds"],
            ),
            "function.worker/rule.2": (
                lambda: events.disable_rule(Name=rule),
                lambda: events.describe_rule(Name=rule)["State"],
                ["enabled"],
            ),
            "function.worker/log_group": (
                lambda: logs.put_retention_policy(logGroupName=group, retentionInDays=1),
                lambda: logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["retentionInDays"],
                ["retention_days"],
            ),
        }
    )
    life.gone()
    assert account.listing().items == before


def who_may_call(lambdas, api):
    """The distribution alone, by URL and as a function."""
    policy = json.loads(lambdas.get_policy(FunctionName=api, Qualifier="live")["Policy"])
    called = sorted((one["Principal"]["Service"], one["Action"]) for one in policy["Statement"])
    cloudfront = "cloudfront.amazonaws.com"
    assert called == [(cloudfront, "lambda:InvokeFunction"), (cloudfront, "lambda:InvokeFunctionUrl")]
    assert all(":distribution/" in json.dumps(one["Condition"]) for one in policy["Statement"])


def test_a_release_from_blue_to_green(account, gallery):
    before = account.listing().items
    life = Life(account, gallery, "blue-green")
    life.made()
    other = "al2023-ami-kernel-default-arm64"
    variable, rest = life.text().split("[variables.green]")[1].split("description", 1)
    life.changed(
        {"autoscaling_group.green/launch_template": "update", "autoscaling_group.green/group": "update"},
        (f"[variables.green]{variable}", f"[variables.green]{variable.replace('al2023-ami-kernel-default-x86_64', other)}"),
    )
    life.changed(
        {"load_balancer.edge/listener.http": "update"},
        ('blue", weight = 100', 'blue", weight = 10'),
        ('green", weight = 0', 'green", weight = 90'),
    )
    elb, groups = account.client("elbv2"), account.client("autoscaling")
    listener = life.one("listener", "load_balancer.edge/listener.http")["ListenerArn"]
    target = life.one("target_group", "autoscaling_group.green/target_group")["TargetGroupArn"]
    blue = life.one("scaling_group", "autoscaling_group.blue/group")["AutoScalingGroupName"]
    group = life.one("security_group", "autoscaling_group.green/security_group")["GroupId"]
    ssh = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]

    def weights():
        forward = elb.describe_listeners(ListenerArns=[listener])["Listeners"][0]["DefaultActions"][0]["ForwardConfig"]
        return sorted(each.get("Weight", 1) for each in forward["TargetGroups"])

    assert weights() == [10, 90]
    all_green = [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": target, "Weight": 1}]}}]
    life.drifted(
        {
            "load_balancer.edge/listener.http": (
                lambda: elb.modify_listener(ListenerArn=listener, DefaultActions=all_green),
                weights,
                ["default_actions"],
            ),
            "autoscaling_group.blue/group": (
                lambda: groups.update_auto_scaling_group(AutoScalingGroupName=blue, MaxSize=50),
                lambda: life.one("scaling_group", "autoscaling_group.blue/group")["MaxSize"],
                ["max_size"],
            ),
            "autoscaling_group.green/security_group_rules": (
                lambda: account.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=ssh),
                lambda: life.one("security_group", "autoscaling_group.green/security_group")["IpPermissions"],
                ["ingress"],
            ),
        }
    )
    life.gone()
    assert account.listing().items == before


def test_many_readers(account, gallery):
    before = account.listing().items
    life = Life(account, gallery, "read-heavy")
    life.made()
    life.changed(
        {
            "autoscaling_group.web/launch_template": "update",
            "autoscaling_group.web/group": "update",
            "database.catalogue/replica-read-5": "create",
            "database.catalogue/parameter_group": "update",
            "cache.pages/replication_group": "update",
        },
        ('instance_type = "m7i.large"', 'instance_type = "m7i.xlarge"'),
        # moto starts no instance of a template with user data once somebody has read it.
        ("max_size = 12", "max_size = 16"),
        ("read-4 = {}", "read-4 = {}\nread-5 = {}"),
        ('log_min_duration_statement = "500"', 'log_min_duration_statement = "250"'),
        ("\nreplicas = 1\n", "\nreplicas = 2\n"),
    )
    rds, groups, caches = (account.client(service) for service in ("rds", "autoscaling", "elasticache"))
    reader = life.one("database", "database.catalogue/replica-read-1")["DBInstanceIdentifier"]
    web = life.one("scaling_group", "autoscaling_group.web/group")["AutoScalingGroupName"]
    pages = life.one("cache", "cache.pages/replication_group")["ReplicationGroupId"]
    life.drifted(
        {
            "database.catalogue/replica-read-1": (
                lambda: rds.modify_db_instance(DBInstanceIdentifier=reader, MonitoringInterval=5, ApplyImmediately=True),
                lambda: life.one("database", "database.catalogue/replica-read-1")["MonitoringInterval"],
                ["monitoring_seconds"],
            ),
            "autoscaling_group.web/group": (
                lambda: groups.update_auto_scaling_group(AutoScalingGroupName=web, MaxSize=99),
                lambda: life.one("scaling_group", "autoscaling_group.web/group")["MaxSize"],
                ["max_size"],
            ),
            "cache.pages/replication_group": (
                lambda: caches.modify_replication_group(
                    ReplicationGroupId=pages, SnapshotRetentionLimit=0, ApplyImmediately=True
                ),
                lambda: life.one("cache", "cache.pages/replication_group")["SnapshotRetentionLimit"],
                ["snapshot_retention_days"],
            ),
        }
    )
    life.gone()
    assert account.listing().items == before


def test_an_application_in_the_network_of_another_stack(account, gallery):
    before = account.listing().items
    network, app = (Life(account, gallery, name) for name in ("network", "app"))
    network.made()
    app.others = untagged(account.client)
    own = account.listing().belonging(network.stack)
    app.made()
    network.project.assert_converged()
    # What the network gives moves on, and the guest goes along.
    network.changed({"database.orders/instance": "update"}, ("db.t4g.micro", "db.t4g.small"))
    app.project.assert_converged()
    app.changed(
        {"autoscaling_group.web/launch_template": "update", "autoscaling_group.web/group": "update"},
        ('instance_type = "t3.small"', 'instance_type = "t3.medium"'),
        ("max_size = 6", "max_size = 8"),
    )
    elb, iam = account.client("elbv2"), account.client("iam")
    edge = app.one("load_balancer", "load_balancer.edge/load_balancer")["LoadBalancerArn"]
    role = app.one("role", "autoscaling_group.web/role")["RoleName"]
    store = network.one("security_group", "database.orders/security_group")["GroupId"]

    def rules_of_guests():
        rules = account.listing().items["security_group_rule"].values()
        return sorted((rule["FromPort"], rule["IsEgress"]) for rule in rules if rule["GroupId"] == store)

    def shut_out():
        (rule,) = [
            rule
            for rule in account.listing().items["security_group_rule"].values()
            if rule["GroupId"] == store and not rule["IsEgress"]
        ]
        account.ec2.revoke_security_group_ingress(GroupId=store, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])

    shut_out()
    plan = app.project.plan()
    assert [(step.verb, step.kind) for step in plan.steps] == [("create", "ec2.security_group_rule")], str(plan)
    app.project.apply()
    assert rules_of_guests() == [(-1, True), (5432, False)]
    everything = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})

    def idle():
        attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=edge)["Attributes"]
        return {each["Key"]: each["Value"] for each in attributes}.get("idle_timeout.timeout_seconds", "60")

    app.drifted(
        {
            "load_balancer.edge/load_balancer": (
                lambda: elb.modify_load_balancer_attributes(
                    LoadBalancerArn=edge, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "4000"}]
                ),
                idle,
                ["idle_timeout_seconds"],
            ),
            "autoscaling_group.web/role": (
                lambda: iam.put_role_policy(RoleName=role, PolicyName="all", PolicyDocument=everything),
                lambda: iam.list_role_policies(RoleName=role)["PolicyNames"],
                ["inline_policies"],
            ),
        }
    )
    app.gone()
    left = account.listing().belonging(network.stack)
    assert {kind: sorted(items) for kind, items in left.items()} == {kind: sorted(items) for kind, items in own.items()}
    network.gone()
    assert account.listing().items == before
