"""Names in use are refused, where an emulator would overwrite what has them."""

import threading
from dataclasses import dataclass, field

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
    fixed: dict = field(default_factory=dict, hash=False)


def rds(kind, key="{}Name", items=None, code=None):
    name = key.format(kind)
    return Name(name, f"describe_{snake(kind)}s", items or f"{kind}s", name, code or f"{kind}AlreadyExists", lower=True)


def snake(name):
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.replace("DB", "Db")).strip("_")


INSTANCE = Name("DBInstanceIdentifier", "describe_db_instances", "DBInstances", "DBInstanceIdentifier", "DBInstanceAlreadyExists", lower=True)
GROUP = Name("ReplicationGroupId", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId", "ReplicationGroupAlreadyExists", lower=True)
ROLE = Name("RoleName", "list_roles", "Roles", "RoleName", "EntityAlreadyExists", 409)
PROFILE = Name("InstanceProfileName", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName", "EntityAlreadyExists", 409)
FUNCTION = Name("FunctionName", "list_functions", "Functions", "FunctionName", "ResourceConflictException", 409)
ALIAS = Name("Name", "list_aliases", "Aliases", "Name", "ResourceConflictException", 409, arguments=(("FunctionName", "FunctionName"),))
MAPPING = Name("EventSourceArn", "list_event_source_mappings", "EventSourceMappings", "EventSourceArn", "ResourceConflictException", 409,
               arguments=(("FunctionName", "FunctionName"),))  # fmt: skip
BALANCER = Name("Name", "describe_load_balancers", "LoadBalancers", "LoadBalancerName", "DuplicateLoadBalancerName", repeatable=True)
TARGETS = Name("Name", "describe_target_groups", "TargetGroups", "TargetGroupName", "DuplicateTargetGroupName", repeatable=True)
LISTENER = Name("Port", "describe_listeners", "Listeners", "Port", "DuplicateListener", arguments=(("LoadBalancerArn", "LoadBalancerArn"),), repeatable=True)
SCALING = Name("AutoScalingGroupName", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName", "AlreadyExists")
TEMPLATE = Name("LaunchTemplateName", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateName",
                "InvalidLaunchTemplateName.AlreadyExistsException")  # fmt: skip
SECURITY = Name("GroupName", "describe_security_groups", "SecurityGroups", "GroupName", "InvalidGroup.Duplicate", within=(("VpcId", "VpcId"),))
LOGS = Name("logGroupName", "describe_log_groups", "logGroups", "logGroupName", "ResourceAlreadyExistsException")
SECRET = Name("Name", "list_secrets", "SecretList", "Name", "ResourceExistsException")
CONTROL = Name("Name", "list_origin_access_controls", "OriginAccessControlList.Items", "Name", "OriginAccessControlAlreadyExists", 409)

# By the name that a service signs itself with, and the action.
NAMES = {
    ("ec2", "CreateLaunchTemplate"): TEMPLATE,
    ("ec2", "CreateSecurityGroup"): SECURITY,
    ("elasticloadbalancing", "CreateLoadBalancer"): BALANCER,
    ("elasticloadbalancing", "CreateTargetGroup"): TARGETS,
    ("elasticloadbalancing", "CreateListener"): LISTENER,
    ("autoscaling", "CreateAutoScalingGroup"): SCALING,
    ("rds", "CreateDBInstance"): INSTANCE,
    ("rds", "CreateDBInstanceReadReplica"): INSTANCE,
    ("rds", "CreateDBSubnetGroup"): rds("DBSubnetGroup"),
    ("rds", "CreateDBParameterGroup"): rds("DBParameterGroup"),
    ("elasticache", "CreateReplicationGroup"): GROUP,
    ("elasticache", "CreateCacheCluster"): rds("CacheCluster", "{}Id"),
    ("elasticache", "CreateCacheSubnetGroup"): rds("CacheSubnetGroup"),
    ("elasticache", "CreateCacheParameterGroup"): rds("CacheParameterGroup"),
    ("iam", "CreateRole"): ROLE,
    ("iam", "CreateInstanceProfile"): PROFILE,
    ("lambda", "CreateFunction"): FUNCTION,
    ("lambda", "CreateAlias"): ALIAS,
    ("lambda", "CreateEventSourceMapping"): MAPPING,
    ("logs", "CreateLogGroup"): LOGS,
    ("secretsmanager", "CreateSecret"): SECRET,
    ("cloudfront", "CreateOriginAccessControl"): CONTROL,
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
