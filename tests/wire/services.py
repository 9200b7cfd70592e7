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
}
