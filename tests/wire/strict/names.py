"""Names in use are refused, where an emulator would overwrite what has them."""

import re
import threading
from dataclasses import dataclass

from botocore.exceptions import ClientError
from protocol import refusal


@dataclass(frozen=True)
class Name:
    """Whose name a creating call takes, and where the emulator lists those in use."""

    # The call's member with the name, and how boto3 lists who has one: operation, items, member.
    member: str
    operation: str
    items: str
    key: str
    # What AWS says of a name in use.
    code: str
    status: int = 400
    # Names are compared without case.
    lower: bool = False
    # Unique only within this: member of the call, and of the item.
    within: tuple = ()
    # What the list must be told: its argument, and the call's member.
    arguments: tuple = ()
    # Made again exactly as it was, it is answered like the first time.
    repeatable: bool = False


def of_kind(kind, ending="Name"):
    """What RDS calls after its kind: `DBSubnetGroupName` in `DescribeDBSubnetGroups`."""
    words = re.sub("([A-Z])", r"_\1", kind.replace("DB", "Db")).strip("_").lower()
    name = f"{kind}{ending}"
    return Name(name, f"describe_{words}s", f"{kind}s", name, f"{kind}AlreadyExists", lower=True)


def of_iam(kind):
    return Name(f"{kind}Name", "list_roles" if kind == "Role" else "list_instance_profiles", f"{kind}s", f"{kind}Name",
                "EntityAlreadyExists", 409)  # fmt: skip


def of_function(member, operation, items, arguments=()):
    return Name(member, operation, items, member, "ResourceConflictException", 409, arguments=arguments)


def of_balancing(member, kind, key, code, arguments=()):
    """Asked for again as it is, a balancer, target group or listener is given again."""
    operation = "describe_" + re.sub("([A-Z])", r"_\1", kind).strip("_").lower()
    return Name(member, operation, kind, key, code, arguments=arguments, repeatable=True)


FUNCTION = (("FunctionName", "FunctionName"),)
BALANCER = (("LoadBalancerArn", "LoadBalancerArn"),)

# By the name that a service signs itself with, and the action.
NAMES = {
    ("ec2", "CreateLaunchTemplate"): Name(
        "LaunchTemplateName",
        "describe_launch_templates",
        "LaunchTemplates",
        "LaunchTemplateName",
        "InvalidLaunchTemplateName.AlreadyExistsException",
    ),
    ("ec2", "CreateSecurityGroup"): Name(
        "GroupName",
        "describe_security_groups",
        "SecurityGroups",
        "GroupName",
        "InvalidGroup.Duplicate",
        within=(("VpcId", "VpcId"),),
    ),
    ("elasticloadbalancing", "CreateLoadBalancer"): of_balancing(
        "Name", "LoadBalancers", "LoadBalancerName", "DuplicateLoadBalancerName"
    ),
    ("elasticloadbalancing", "CreateTargetGroup"): of_balancing(
        "Name", "TargetGroups", "TargetGroupName", "DuplicateTargetGroupName"
    ),
    ("elasticloadbalancing", "CreateListener"): of_balancing(
        "Port", "Listeners", "Port", "DuplicateListener", BALANCER
    ),
    ("autoscaling", "CreateAutoScalingGroup"): Name(
        "AutoScalingGroupName",
        "describe_auto_scaling_groups",
        "AutoScalingGroups",
        "AutoScalingGroupName",
        "AlreadyExists",
    ),
    ("rds", "CreateDBInstance"): of_kind("DBInstance", "Identifier"),
    ("rds", "CreateDBInstanceReadReplica"): of_kind("DBInstance", "Identifier"),
    ("rds", "CreateDBSubnetGroup"): of_kind("DBSubnetGroup"),
    ("rds", "CreateDBParameterGroup"): of_kind("DBParameterGroup"),
    ("iam", "CreateRole"): of_iam("Role"),
    ("iam", "CreateInstanceProfile"): of_iam("InstanceProfile"),
    ("lambda", "CreateFunction"): of_function("FunctionName", "list_functions", "Functions"),
    ("lambda", "CreateAlias"): of_function("Name", "list_aliases", "Aliases", FUNCTION),
    ("lambda", "CreateEventSourceMapping"): of_function(
        "EventSourceArn", "list_event_source_mappings", "EventSourceMappings", FUNCTION
    ),
    ("logs", "CreateLogGroup"): Name(
        "logGroupName", "describe_log_groups", "logGroups", "logGroupName", "ResourceAlreadyExistsException"
    ),
    ("secretsmanager", "CreateSecret"): Name("Name", "list_secrets", "SecretList", "Name", "ResourceExistsException"),
    ("cloudfront", "CreateOriginAccessControl"): Name(
        "Name",
        "list_origin_access_controls",
        "OriginAccessControlList.Items",
        "Name",
        "OriginAccessControlAlreadyExists",
        409,
    ),
}


class Names:
    def __init__(self, clouds, states):
        self.clouds = clouds
        self.states = states
        self._made = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        name = NAMES.get((call.service, call.action))
        asked = call.parameters.get(name.member) if name else None
        if asked is None:
            return forward()
        if not self.is_taken(call, name, str(asked)):
            reply = forward()
            if reply[0] < 300 and name.repeatable:
                with self._lock:
                    self._made[self._key(call, name)] = call.parameters, reply
            return reply
        with self._lock:
            first = self._made.get(self._key(call, name))
        if first and first[0] == call.parameters:
            return first[1]
        return refusal(call.request, name.status, name.code, f"{name.member} {asked} is already in use.")

    def _key(self, call, name):
        scope = tuple(call.parameters.get(member) for _, member in name.arguments)
        return call.service, call.action, call.parameters[name.member], scope

    def is_taken(self, call, name, asked):
        if self.states.is_going(call.service, asked):
            return True
        client = self.clouds(call.request.model)
        arguments = {to: call.parameters[member] for to, member in name.arguments}
        pages = client.get_paginator(name.operation).paginate(**arguments)
        fold = str.lower if name.lower else str
        try:
            for item in pages.search(f"{name.items}[]"):
                scope = all(item.get(key) == call.parameters.get(member) for member, key in name.within)
                if item and scope and fold(str(item.get(name.key))) == fold(asked):
                    return True
        except ClientError:
            pass  # What the list is asked about is not there: the call itself will say so.
        return False
