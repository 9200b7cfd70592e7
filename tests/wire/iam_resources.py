"""Which ARNs a call acts on, after AWS's Service Authorization Reference, and whether policies allow it there."""

import functools
import re

from emulator import ACCOUNT, REGION
from iam_actions import PASSING, actions

# Parameters that hold a whole ARN.
WHOLE = {
    "elasticloadbalancing": ("LoadBalancerArn", "ListenerArn", "RuleArn", "TargetGroupArn", "ResourceArns.member.1"),
    "rds": ("ResourceName",),
    "elasticache": ("ResourceName",),
    "lambda": ("Resource",),
    "events": ("ResourceARN",),
    "logs": ("resourceArn", "logGroupIdentifier"),
}
# Parameters that hold a name, and the ARN of what has it: first what a call is about, then what it only mentions.
NAMED = {
    "rds": {
        "DBInstanceIdentifier": "db:{}",
        "SourceDBInstanceIdentifier": "db:{}",
        "DBSubnetGroupName": "subgrp:{}",
        "DBParameterGroupName": "pg:{}",
    },
    "elasticache": {
        "ReplicationGroupId": "replicationgroup:{}",
        "CacheClusterId": "cluster:{}",
        "UserGroupId": "usergroup:{}",
        "UserId": "user:{}",
        "CacheSubnetGroupName": "subnetgroup:{}",
        "CacheParameterGroupName": "parametergroup:{}",
    },
    "autoscaling": {
        "AutoScalingGroupName": "autoScalingGroup:0a1b:autoScalingGroupName/{}",
        "Tags.member.1.ResourceId": "autoScalingGroup:0a1b:autoScalingGroupName/{}",
    },
    "sqs": {"QueueName": "{}"},
}
MADE = {
    "CreateLoadBalancer": "loadbalancer/app/{}/0a1b",
    "CreateTargetGroup": "targetgroup/{}/0a1b",
}
# What a call makes below what it names is tagged itself.
BELOW = {"CreateListener": (":loadbalancer/", ":listener/"), "CreateRule": (":listener/", ":listener-rule/")}


def arn(service, rest, region=REGION):
    return rest if rest.startswith("arn:") else f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def resources(call):
    """ARNs of what a call is about, the first of which it tags; none where that cannot be told."""
    service, given = call.service, call.parameters
    of_service = OF_SERVICES.get(service)
    if of_service:
        return of_service(call.action, given)
    found = [given[name] for name in WHOLE.get(service, ()) if given.get(name)]
    named = NAMED.get(service, {}).items()
    found += [arn(service, form.format(given[name])) for name, form in named if given.get(name)]
    if service == "elasticloadbalancing" and call.action in MADE:
        found = [arn(service, MADE[call.action].format(given["Name"]))]
    return found


def of_lambda(action, given):
    if "LayerName" in given:
        version = f":{given['VersionNumber']}" if "VersionNumber" in given else ""
        return [arn("lambda", f"layer:{given['LayerName']}{version}")]
    if "EventSourceMapping" in action:
        return []
    if "Resource" in given:
        return [given["Resource"]]
    if "FunctionName" not in given:
        return []
    qualifier = f":{given['Qualifier']}" if given.get("Qualifier") else ""
    return [function(given) + qualifier]


def function(given):
    name = given["FunctionName"]
    return name if name.startswith("arn:") else arn("lambda", f"function:{name}")


def of_sqs(_, given):
    url = given.get("QueueUrl") or given.get("QueueName")
    return [arn("sqs", url.rstrip("/").rsplit("/", 1)[-1])] if url else []


def of_events(action, given):
    name = given.get("Rule") or (given.get("Name") if action.endswith("Rule") else None)
    if name is None:
        return [given["ResourceARN"]] if "ResourceARN" in given else []
    bus = given.get("EventBusName", "default").rsplit("/", 1)[-1]
    return [arn("events", f"rule/{name}" if bus == "default" else f"rule/{bus}/{name}")]


def of_logs(_, given):
    """With and without what names the streams: AWS says one for some calls and the other for the rest."""
    name = given.get("logGroupName") or given.get("resourceArn") or given.get("logGroupIdentifier")
    if not name:
        return []
    group = (name if name.startswith("arn:") else arn("logs", f"log-group:{name}")).removesuffix(":*")
    return [group, f"{group}:*"]


def of_secrets(_, given):
    name = given.get("SecretId") or given.get("Name")
    if not name:
        return []
    return [name if name.startswith("arn:") else arn("secretsmanager", f"secret:{name}-AbCdEf")]


def of_s3(action, given):
    bucket = given.get("Bucket")
    if not bucket:
        return []
    key = given.get("Key") or ("any" if action == "DeleteObjects" else None)
    return [f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"]


def of_iam(action, given):
    """Paths stand in creating calls alone."""
    forms = {"CreateRole": ("role", "RoleName"), "CreateInstanceProfile": ("instance-profile", "InstanceProfileName")}
    if action not in forms:
        return []
    kind, name = forms[action]
    return [arn("iam", f"{kind}{given.get('Path', '/')}{given[name]}", region="")]


def of_cloudfront(action, given):
    writes = ("CreateFunction", "UpdateFunction", "PublishFunction", "DeleteFunction")
    return [arn("cloudfront", f"function/{given['Name']}", region="")] if action in writes and "Name" in given else []


OF_SERVICES = {
    "lambda": of_lambda,
    "sqs": of_sqs,
    "events": of_events,
    "logs": of_logs,
    "secretsmanager": of_secrets,
    "s3": of_s3,
    "iam": of_iam,
    "cloudfront": of_cloudfront,
}


def asked(call):
    """Every action that a call takes, each with the ARNs that it is judged by."""
    own = resources(call)
    for action in sorted(actions(call)):
        if action == "iam:PassRole":
            role = call.parameters.get(PASSING[call.action], "")
            yield action, [role] if role.startswith("arn:") else []
        elif "Tag" in action and "Tag" not in call.action:
            below = BELOW.get(call.action)
            tagged = [each.replace(*below) + "/0a1b" for each in own] if below else own
            if call.action == "CreateEventSourceMapping":
                tagged = [arn("lambda", "event-source-mapping:0a1b")]
            yield action, tagged[:1]
        else:
            yield action, own


class Judge:
    """Policies, asked as IAM is: for an action, on a resource, with what is known of the call."""

    def __init__(self, documents):
        self.statements = [statement for document in documents for statement in document["Statement"]]

    def missing(self, call):
        """What a call takes and no statement allows."""
        known = {"aws:RequestedRegion": REGION}
        if call.service == "lambda" and "FunctionName" in call.parameters:
            known["lambda:FunctionArn"] = function(call.parameters)
        return [
            (action, resource)
            for action, found in asked(call)
            for resource in found or [None]
            if not any(allows(statement, action, resource, known) for statement in self.statements)
        ]


def allows(statement, action, resource, known):
    """Whether a statement allows an action; on anything where the resource is not known."""
    if action not in statement["Action"]:
        return False
    if resource is not None and not any(pattern(each).fullmatch(resource) for each in statement["Resource"]):
        return False
    for operator, conditions in statement.get("Condition", {}).items():
        for key, values in conditions.items():
            fits = {"ArnLike": lambda value, text: pattern(value).fullmatch(text), "StringEquals": str.__eq__}[operator]
            if key in known and not any(fits(value, known[key]) for value in values):
                return False
    return True


@functools.cache
def pattern(text):
    return re.compile("".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in text))
