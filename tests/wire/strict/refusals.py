"""What AWS refuses because of what else is there, which the emulator would carry out: asked of the emulator itself."""

import json
import re

from botocore.exceptions import ClientError
from protocol import refusal

from .uses import Uses


class Refusals:
    def __init__(self, clouds, states):
        self.clouds = clouds
        self.uses = Uses(clouds, states)

    def answer(self, call, forward):
        check = CHECKS.get((call.service, call.action))
        try:
            refused = check(self.clouds, call.parameters) if check else None
            if call.service == "ec2":
                refused = refused or self.uses.of(call)
        except ClientError:
            refused = None  # What it is about is not there: the emulator will say so.
        return refusal(call.request, *refused) if refused else forward()


def protected_balancer(clouds, asked):
    found = clouds("elbv2").describe_load_balancer_attributes(LoadBalancerArn=asked["LoadBalancerArn"])
    if {"Key": "deletion_protection.enabled", "Value": "true"} in found["Attributes"]:
        return 400, "OperationNotPermitted", "Load balancer cannot be deleted because deletion protection is enabled"
    return None


def too_many_tagged(_, asked):
    if any(key.startswith("ResourceArns.member.21") for key in asked):
        return 400, "ValidationError", "At most 20 resources can be described at a time"
    return None


def subnets_of_databases(clouds, asked):
    for each in clouds("rds").describe_db_instances()["DBInstances"]:
        if each.get("DBSubnetGroup", {}).get("DBSubnetGroupName") == asked["DBSubnetGroupName"]:
            return 400, "InvalidDBSubnetGroupStateFault", f"It is in use by {each['DBInstanceIdentifier']}."
    return None


def parameters_of_databases(clouds, asked):
    for each in clouds("rds").describe_db_instances()["DBInstances"]:
        names = [group["DBParameterGroupName"] for group in each.get("DBParameterGroups", [])]
        if asked["DBParameterGroupName"] in names:
            return 400, "InvalidDBParameterGroupState", f"It is in use by {each['DBInstanceIdentifier']}."
    return None


def instances_of_group(clouds, asked):
    groups = clouds("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[asked["AutoScalingGroupName"]])
    if asked.get("ForceDelete") != "true" and any(group["Instances"] for group in groups["AutoScalingGroups"]):
        return 400, "ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances in the group."
    return None


def unknown_principals(clouds, asked):
    """A trust names roles that are there."""
    document = json.loads(asked.get("AssumeRolePolicyDocument") or asked["PolicyDocument"])
    named = re.findall(r'"(arn:aws:iam::\d{12}:role/[^"]+)"', json.dumps(document))
    known = {role["Arn"] for page in clouds("iam").get_paginator("list_roles").paginate() for role in page["Roles"]}
    for arn in named:
        if arn not in known:
            return 400, "MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{arn}"'
    return None


def full_role(clouds, asked):
    found = clouds("iam").list_attached_role_policies(RoleName=asked["RoleName"])["AttachedPolicies"]
    arns = {policy["PolicyArn"] for policy in found}
    if len(arns) >= 10 and asked["PolicyArn"] not in arns:
        return 409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10"
    return None


def untrusting_role(clouds, asked):
    """Who writes flow logs must be able to be the role."""
    name = asked.get("DeliverLogsPermissionArn", "").rsplit("/", 1)[-1]
    if name and "vpc-flow-logs.amazonaws.com" in json.dumps(clouds("iam").get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]):
        return None
    return (400, "InvalidParameter", f"Unable to assume given IAM role: '{name}'") if name else None


def days_of_retention(_, asked):
    """Only some numbers of days are taken."""
    days = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
    if asked["retentionInDays"] not in days:
        return 400, "InvalidParameterException", "The specified retention period is not allowed"
    return None


def attached_policy(clouds, asked):
    found = clouds("iam").get_policy(PolicyArn=asked["PolicyArn"])["Policy"]
    if found.get("AttachmentCount"):
        return 409, "DeleteConflict", "Cannot delete a policy attached to entities."
    return None


def enabled_distribution(clouds, asked):
    found = clouds("cloudfront").get_distribution(Id=asked["Id"])["Distribution"]["DistributionConfig"]
    if found["Enabled"]:
        return 409, "DistributionNotDisabled", "The distribution you are trying to delete has not been disabled."
    return None


CHECKS = {
    ("elasticloadbalancing", "DeleteLoadBalancer"): protected_balancer,
    ("elasticloadbalancing", "DescribeTags"): too_many_tagged,
    ("rds", "DeleteDBSubnetGroup"): subnets_of_databases,
    ("rds", "DeleteDBParameterGroup"): parameters_of_databases,
    ("autoscaling", "DeleteAutoScalingGroup"): instances_of_group,
    ("iam", "AttachRolePolicy"): full_role,
    ("iam", "CreateRole"): unknown_principals,
    ("iam", "DeletePolicy"): attached_policy,
    ("iam", "UpdateAssumeRolePolicy"): unknown_principals,
    ("ec2", "CreateFlowLogs"): untrusting_role,
    ("logs", "PutRetentionPolicy"): days_of_retention,
    ("cloudfront", "DeleteDistribution"): enabled_distribution,
}
