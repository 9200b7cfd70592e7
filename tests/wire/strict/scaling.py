"""What the emulator lacks of scaling groups: versions of instances, refreshes, notifications, and members that it drops."""

import threading
import xml.etree.ElementTree as xml
from itertools import count

from protocol import refusal

from .bodies import closed, opened

# Members of the creating and updating calls that the emulator does not keep, or does not change.
KEPT = (
    "AvailabilityZoneDistribution.CapacityDistributionStrategy",
    "CapacityRebalance",
    "DefaultCooldown",
    "DefaultInstanceWarmup",
    "DeletionProtection",
    "InstanceMaintenancePolicy.MaxHealthyPercentage",
    "InstanceMaintenancePolicy.MinHealthyPercentage",
    "MaxInstanceLifetime",
)
LISTED = ("TerminationPolicies",)
UNDER_WAY = ("Pending", "InProgress")


class Scaling:
    """The innermost layer: the others see its lists as if they were the emulator's."""

    def __init__(self):
        self._kept = {}
        # What each instance runs, as it was when it was first seen or replaced.
        self._running = {}
        self._replaced = set()
        self._refreshes = {}
        self._notifications = {}
        self._metrics = {}
        self._numbers = count(1)
        self._lock = threading.RLock()

    def answer(self, call, forward):
        if call.service != "autoscaling":
            return forward()
        with self._lock:
            own = getattr(self, call.action, None)
            if own:
                return own(call, call.parameters.get("AutoScalingGroupName"), forward)
        return forward()

    def CreateAutoScalingGroup(self, call, group, forward):
        reply = forward()
        if reply[0] < 300:
            self._kept[group] = {}
            self._keep(call, group)
        return reply

    def UpdateAutoScalingGroup(self, call, group, forward):
        reply = forward()
        if reply[0] < 300:
            self._keep(call, group)
        return reply

    def DeleteAutoScalingGroup(self, call, group, forward):
        protected = self._kept.get(group, {}).get("DeletionProtection", "none")
        if protected == "prevent-all-deletion" or protected != "none" and call.parameters.get("ForceDelete") == "true":
            return refusal(call.request, 400, "ResourceInUse", f"The group is protected: {protected}.")
        reply = forward()
        if reply[0] < 300:
            for known in (self._kept, self._refreshes, self._notifications, self._metrics):
                known.pop(group, None)
        return reply

    def DescribeAutoScalingGroups(self, call, _, forward):
        reply = forward()
        tree = opened(call.request, reply)
        listed = tree.list("AutoScalingGroups") if tree else None
        if listed is None:
            return reply
        for item in tree.items(listed):
            self._show(item)
        return closed(reply, tree)

    def StartInstanceRefresh(self, call, group, forward):
        refreshes = self._refreshes.setdefault(group, [])
        if refreshes and refreshes[0]["Status"] in UNDER_WAY:
            return refusal(call.request, 400, "InstanceRefreshInProgress", "An instance refresh is in progress.")
        refresh = {"InstanceRefreshId": f"refresh-{next(self._numbers)}", "AutoScalingGroupName": group}
        refreshes.insert(0, refresh | {"Status": "Pending", "PercentageComplete": "0"})
        self._replaced.discard(group)
        return answered(call, f"<InstanceRefreshId>{refresh['InstanceRefreshId']}</InstanceRefreshId>")

    def DescribeInstanceRefreshes(self, call, group, forward):
        """The first look sees it under way, the second one that it is done."""
        known = self._refreshes.get(group, [])
        asked = [value for key, value in call.parameters.items() if key.startswith("InstanceRefreshIds.")]
        shown = [dict(one) for one in known if not asked or one["InstanceRefreshId"] in asked]
        for one in known[:1]:
            if one["Status"] == "InProgress":
                one |= {"Status": "Successful", "PercentageComplete": "100"}
                self._replaced.add(group)
            elif one["Status"] == "Pending":
                one |= {"Status": "InProgress", "PercentageComplete": "50"}
        return answered(call, members("InstanceRefreshes", shown))

    def PutNotificationConfiguration(self, call, group, forward):
        types = [value for key, value in call.parameters.items() if key.startswith("NotificationTypes.")]
        self._notifications.setdefault(group, {})[call.parameters["TopicARN"]] = types
        return answered(call, "")

    def DeleteNotificationConfiguration(self, call, group, forward):
        self._notifications.get(group, {}).pop(call.parameters["TopicARN"], None)
        return answered(call, "")

    def DescribeNotificationConfigurations(self, call, _, forward):
        asked = [value for key, value in call.parameters.items() if key.startswith("AutoScalingGroupNames.")]
        shown = [
            {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": kind}
            for group, topics in self._notifications.items()
            for topic, kinds in topics.items()
            for kind in kinds
            if not asked or group in asked
        ]
        return answered(call, members("NotificationConfigurations", shown))

    def EnableMetricsCollection(self, call, group, forward):
        self._metrics.setdefault(group, set()).update(metrics_of(call))
        return answered(call, "")

    def DisableMetricsCollection(self, call, group, forward):
        known = self._metrics.get(group, set())
        known.difference_update(metrics_of(call) or set(known))
        return answered(call, "")

    def _keep(self, call, group):
        kept = self._kept.setdefault(group, {})
        kept.update({member: call.parameters[member] for member in KEPT if member in call.parameters})
        for member in LISTED:
            values = [value for key, value in call.parameters.items() if key.startswith(f"{member}.member.")]
            if values:
                kept[member] = values

    def _show(self, group):
        name = group.findtext("AutoScalingGroupName")
        for member, value in self._kept.get(name, {}).items():
            node = at(group, member)
            if isinstance(value, list):
                node[:] = []
                for each in value:
                    xml.SubElement(node, "member").text = each
            else:
                node.text = value
        if name in self._metrics:
            metrics = at(group, "EnabledMetrics")
            metrics[:] = []
            for each in sorted(self._metrics[name]):
                shown = xml.SubElement(metrics, "member")
                at(shown, "Metric").text, at(shown, "Granularity").text = each, "1Minute"
        self._show_instances(name, group)

    def _show_instances(self, name, group):
        template = next((node for node in specifications(group) if node.find("Version") is not None), None)
        if template is None:
            return
        wanted = template.findtext("LaunchTemplateId"), template.findtext("Version")
        for instance in group.iterfind("Instances/member"):
            key = instance.findtext("InstanceId")
            if name in self._replaced:
                self._running[key] = wanted
            running = self._running.setdefault(key, wanted)
            at(instance, "LaunchTemplate.LaunchTemplateId").text = running[0]
            at(instance, "LaunchTemplate.Version").text = running[1]
        self._replaced.discard(name)


def specifications(group):
    """A group's launch template, alone or within a policy."""
    yield from group.iterfind("LaunchTemplate")
    yield from group.iterfind("MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification")


def metrics_of(call):
    return {value for key, value in call.parameters.items() if key.startswith("Metrics.")}


def at(node, path):
    """The node that a path leads to, made where it is not there."""
    for step in path.split("."):
        found = node.find(step)
        node = xml.SubElement(node, step) if found is None else found
    return node


def members(name, items):
    def member(item):
        return "".join(f"<{key}>{value}</{key}>" for key, value in item.items())

    return f"<{name}>{''.join(f'<member>{member(item)}</member>' for item in items)}</{name}>"


def answered(call, result):
    body = f"<{call.action}Response><{call.action}Result>{result}</{call.action}Result></{call.action}Response>"
    return 200, "text/xml", body.encode()
