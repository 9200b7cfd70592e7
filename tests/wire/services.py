"""What is live of services other than EC2, as boto3 lists it: by kind, by id, each item with its `Tags`."""

# Kinds that AWS makes by itself, or that every account has, are none of these.
PREFIX = "/scaffold/"


def load_balancers(client):
    return tagged(client("elbv2"), "LoadBalancerArn", client("elbv2").describe_load_balancers()["LoadBalancers"])


def target_groups(client):
    return tagged(client("elbv2"), "TargetGroupArn", client("elbv2").describe_target_groups()["TargetGroups"])


def listeners(client):
    elb = client("elbv2")
    found = [
        listener
        for balancer in elb.describe_load_balancers()["LoadBalancers"]
        for listener in elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    ]
    return tagged(elb, "ListenerArn", found)


def listener_rules(client):
    elb = client("elbv2")
    found = [
        rule
        for listener in listeners(client)
        for rule in elb.describe_rules(ListenerArn=listener)["Rules"]
        if not rule["IsDefault"]
    ]
    return tagged(elb, "RuleArn", found)


def tagged(elb, key, items):
    """Balancing lists things without their tags, and tells those of twenty at a time."""
    found = {item[key]: item for item in items}
    ids = list(found)
    for begin in range(0, len(ids), 20):
        answer = elb.describe_tags(ResourceArns=ids[begin : begin + 20])
        for description in answer["TagDescriptions"]:
            found[description["ResourceArn"]]["Tags"] = description["Tags"]
    return found


def scaling_groups(client):
    groups = client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return {group["AutoScalingGroupName"]: group for group in groups}


def launch_templates(client):
    templates = client("ec2").describe_launch_templates()["LaunchTemplates"]
    return {template["LaunchTemplateId"]: template for template in templates}


def flow_logs(client):
    return {log["FlowLogId"]: log for log in client("ec2").describe_flow_logs()["FlowLogs"]}


def roles(client):
    iam = client("iam")
    found = {role["RoleName"]: role for role in iam.list_roles(PathPrefix=PREFIX)["Roles"]}
    for name, role in found.items():
        role["Tags"] = iam.list_role_tags(RoleName=name)["Tags"]
    return found


def instance_profiles(client):
    iam = client("iam")
    listed = iam.list_instance_profiles(PathPrefix=PREFIX)["InstanceProfiles"]
    found = {profile["InstanceProfileName"]: profile for profile in listed}
    for name, profile in found.items():
        # moto fails in listing the tags alone.
        profile["Tags"] = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"].get("Tags", [])
    return found


def log_groups(client):
    logs = client("logs")
    found = {group["logGroupName"]: group for group in logs.describe_log_groups()["logGroups"]}
    for name, group in found.items():
        tags = logs.list_tags_log_group(logGroupName=name)["tags"]
        group["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return found


def databases(client):
    return listed_with_tags(client("rds").describe_db_instances()["DBInstances"], "DBInstanceIdentifier")


def listed_with_tags(items, key):
    for item in items:
        item["Tags"] = item.pop("TagList", [])
        # It is always now.
        item.pop("LatestRestorableTime", None)
    return {item[key]: item for item in items}


def database_groups(kind):
    """Subnet or parameter groups; those that RDS has by itself are none."""

    def found(client):
        rds = client("rds")
        groups = getattr(rds, f"describe_db_{kind.lower()}_groups")()[f"DB{kind}Groups"]
        named = {group[f"DB{kind}GroupName"]: group for group in groups}
        own = {name: group for name, group in named.items() if not name.startswith("default.")}
        for group in own.values():
            group["Tags"] = rds.list_tags_for_resource(ResourceName=group[f"DB{kind}GroupArn"])["TagList"]
        return own

    return found


def caches(client):
    cache = client("elasticache")
    found = {group["ReplicationGroupId"]: group for group in cache.describe_replication_groups()["ReplicationGroups"]}
    for group in found.values():
        group["Tags"] = cache.list_tags_for_resource(ResourceName=group["ARN"])["TagList"]
    return found


def cache_subnet_groups(client):
    cache = client("elasticache")
    groups = cache.describe_cache_subnet_groups()["CacheSubnetGroups"]
    found = {group["CacheSubnetGroupName"]: group for group in groups if group["CacheSubnetGroupName"] != "default"}
    for group in found.values():
        group["Tags"] = cache.list_tags_for_resource(ResourceName=group["ARN"])["TagList"]
    return found


def secrets(client):
    return {secret["Name"]: secret for secret in client("secretsmanager").list_secrets()["SecretList"]}


LISTS = {
    "load_balancer": load_balancers,
    "target_group": target_groups,
    "listener": listeners,
    "listener_rule": listener_rules,
    "scaling_group": scaling_groups,
    "launch_template": launch_templates,
    "flow_log": flow_logs,
    "role": roles,
    "instance_profile": instance_profiles,
    "log_group": log_groups,
    "database": databases,
    "database_subnet_group": database_groups("Subnet"),
    "database_parameter_group": database_groups("Parameter"),
    "cache": caches,
    "cache_subnet_group": cache_subnet_groups,
    "secret": secrets,
}
