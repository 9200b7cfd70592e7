"""What the emulator does otherwise with balancers: priorities exchanged in one call, groups of two balancers, ways out."""

from botocore.exceptions import ClientError
from protocol import refusal

# Free priorities, above any that a test uses, to step aside to.
ASIDE = 40_000
FORWARDING = ("CreateListener", "ModifyListener", "CreateRule", "ModifyRule")


class Balancing:
    def __init__(self, clouds):
        self.clouds = clouds

    def answer(self, call, forward):
        if call.service != "elasticloadbalancing":
            return forward()
        refused = None
        try:
            if call.action in FORWARDING:
                refused = self._of_another(call.parameters)
            elif call.action == "CreateLoadBalancer":
                refused = self._without_way_out(call.parameters)
        except ClientError:
            pass  # What it is about is not there: the emulator will say so.
        if refused:
            return refusal(call.request, 400, *refused)
        return self._exchange(call, forward) if call.action == "SetRulePriorities" else forward()

    def _exchange(self, call, forward):
        """Rules step aside before they take each other's priorities, which the emulator would call taken."""
        members = [key for key in call.parameters if key.endswith(".Priority")]
        wanted = {call.parameters[key] for key in members}
        rules = [call.parameters[key.replace(".Priority", ".RuleArn")] for key in members]
        held = {rule["Priority"] for rule in self.clouds("elbv2").describe_rules(RuleArns=rules)["Rules"]}
        if len(members) > 1 and wanted & held:
            aside = {key: str(ASIDE + number) for number, key in enumerate(members)}
            target, body = call.request.changed(**aside)
            reply = forward(body, target)
            if reply[0] >= 300:
                return reply
        return forward()

    def _of_another(self, asked):
        """A target group serves one balancer."""
        wanted = {value for key, value in asked.items() if key.endswith("TargetGroupArn")}
        own = balancer_of(asked.get("LoadBalancerArn") or asked.get("ListenerArn") or asked["RuleArn"])
        elbv2 = self.clouds("elbv2")
        for balancer in elbv2.describe_load_balancers()["LoadBalancers"] if wanted else ():
            if balancer["LoadBalancerArn"] == own:
                continue
            for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
                rules = elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
                used = wanted & forwarded(listener["DefaultActions"] + [each for rule in rules for each in rule["Actions"]])
                if used:
                    message = f"The following target groups cannot be associated with more than one load balancer: {min(used)}"
                    return "TargetGroupAssociationLimit", message
        return None

    def _without_way_out(self, asked):
        """What the internet reaches stands in a VPC with a gateway."""
        subnets = [value for key, value in asked.items() if key.startswith("Subnets.member.") or key.endswith(".SubnetId")]
        if asked.get("Scheme", "internet-facing") != "internet-facing" or not subnets:
            return None
        ec2 = self.clouds("ec2")
        vpc = ec2.describe_subnets(SubnetIds=subnets[:1])["Subnets"][0]["VpcId"]
        filters = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
        if ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]:
            return None
        return "InvalidSubnet", f"VPC {vpc} has no internet gateway"


def balancer_of(arn):
    """The balancer's ARN in that of a listener or rule: `…:listener/app/edge/1/2` is of `…:loadbalancer/app/edge/1`."""
    head, _, path = arn.partition("/")
    return "/".join([head.rsplit(":", 1)[0] + ":loadbalancer", *path.split("/")[:3]])


def forwarded(actions):
    """The target groups of actions."""
    single = {action["TargetGroupArn"] for action in actions if "TargetGroupArn" in action}
    several = [group for action in actions for group in action.get("ForwardConfig", {}).get("TargetGroups", [])]
    return single | {group["TargetGroupArn"] for group in several}
