"""What the emulator lacks of databases: changes that wait, ids of their own, promotions, and parameters of families."""

import threading
import xml.etree.ElementTree as xml
from itertools import count

from botocore.exceptions import ClientError
from protocol import refusal

from .bodies import closed, opened
from .database_rules import RULES
from .families import PARAMETERS, engine_of
from .scaling import answered, at, members

MAKING = ("CreateDBInstance", "CreateDBInstanceReadReplica", "RestoreDBInstanceFromDBSnapshot")
# What waits for the window unless it is to be applied at once, and as what it is told meanwhile.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
WAITING = {
    "AllocatedStorage": "AllocatedStorage",
    "CACertificateIdentifier": "CACertificateIdentifier",
    "DBInstanceClass": "DBInstanceClass",
    "DBSubnetGroupName": "DBSubnetGroupName",
    "EngineVersion": "EngineVersion",
    "Iops": "Iops",
    "MultiAZ": "MultiAZ",
    "NewDBInstanceIdentifier": "DBInstanceIdentifier",
    "StorageThroughput": "StorageThroughput",
    "StorageType": "StorageType",
}
# These go along with what waits.
BESIDE = {"AllowMajorVersionUpgrade": "EngineVersion"}
# What is asked for and never told by the emulator: the member of the call, and of the reply.
UNTOLD = {
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "EngineLifecycleSupport": "EngineLifecycleSupport",
    "DBPortNumber": "Endpoint.Port",
}
NUMBERS = ("AllocatedStorage", "Iops", "StorageThroughput")


class Databases:
    """The innermost layer: the others see its lists as if they were the emulator's."""

    def __init__(self, clouds):
        self.clouds = clouds
        self._ids = {}
        self._numbers = count(1)
        # By identifier: members of the modifying call that wait, and what the emulator does not tell.
        self._waiting = {}
        self._untold = {}
        # Those that run with other settings than their groups have, until they are rebooted.
        self._unsettled = set()
        # Replicas that are none any more, and identifiers that were given up for others.
        self._promoted = set()
        self._renamed = {}
        # By parameter group: its family, and what was set in it.
        self._families = {}
        self._settings = {}
        self._lock = threading.RLock()

    def answer(self, call, forward):
        if call.service != "rds":
            return forward()
        with self._lock:
            rule, own = RULES.get(call.action), getattr(self, call.action, None)
            try:
                refused = rule(self, call.parameters) if rule else None
            except ClientError:
                refused, own = None, None  # What it is about is not there: the emulator will say so.
            if refused:
                return refusal(call.request, 400, *refused)
            reply = own(call, forward) if own else forward()
            if call.action in MAKING and reply[0] < 300:
                self._begin(call.parameters)
            return self._shown(call, reply)

    def instance(self, identifier):
        """One as the emulator has it, promoted or not."""
        identifier = identifier.rsplit(":", 1)[-1]
        found = self.clouds("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
        if identifier in self._promoted:
            found.pop("ReadReplicaSourceDBInstanceIdentifier", None)
        names = found.get("ReadReplicaDBInstanceIdentifiers", [])
        found["ReadReplicaDBInstanceIdentifiers"] = [name for name in names if name not in self._promoted]
        return found

    def _is_there(self, identifier):
        every = self.clouds("rds").describe_db_instances()["DBInstances"]
        return identifier in [each["DBInstanceIdentifier"] for each in every]

    def family(self, group):
        return self._families.get(group) or (group.removeprefix("default.") if group.startswith("default.") else None)

    def open_window(self):
        """The maintenance window: whatever waits is made."""
        with self._lock:
            for identifier, waiting in list(self._waiting.items()):
                asked = {key: typed(key, value) for key, value in waiting.items()}
                self._waiting.pop(identifier)
                self.clouds("rds").modify_db_instance(DBInstanceIdentifier=identifier, ApplyImmediately=True, **asked)
                self._changed(identifier, waiting)

    def ModifyDBInstance(self, call, forward):
        asked = call.parameters
        identifier = asked["DBInstanceIdentifier"]
        before = self._waiting.get(identifier, {})
        if asked.get("ApplyImmediately") == "true":
            # All that waits is made with it.
            target, body = call.request.changed(**{**before, **asked, **self._stored(asked)})
            reply = forward(body, target)
            if reply[0] < 300:
                self._waiting.pop(identifier, None)
                self._changed(identifier, {**before, **asked})
            return reply
        later = {key: value for key, value in asked.items() if key in WAITING or BESIDE.get(key) in asked}
        target, body = call.request.changed(drop=tuple(later))
        reply = forward(body, target)
        if reply[0] < 300:
            now = self.instance(identifier)
            waiting = {**before, **later, **self._stored(asked)}
            self._waiting[identifier] = {key: value for key, value in waiting.items() if differs(now, key, value)}
            self._changed(identifier, {key: value for key, value in asked.items() if key not in later})
        return reply

    def PromoteReadReplica(self, call, forward):
        reply = forward()
        if reply[0] < 300:
            self._promoted.add(call.parameters["DBInstanceIdentifier"])
        return reply

    def RebootDBInstance(self, call, forward):
        self._unsettled.discard(call.parameters["DBInstanceIdentifier"])
        return forward()

    def DeleteDBInstance(self, call, forward):
        identifier = call.parameters["DBInstanceIdentifier"]
        left = self.instance(identifier)["ReadReplicaDBInstanceIdentifiers"]
        reply = self._shown(call, forward())
        if reply[0] >= 500 and not self._is_there(identifier):
            # Once a replica or its source has another name, the emulator deletes it and then fails.
            reply = answered(call, f"<DBInstance><DBInstanceIdentifier>{identifier}</DBInstanceIdentifier></DBInstance>")
        if reply[0] < 300:
            # Replicas of what is gone are primaries of their own.
            self._promoted.update(left)
            self._promoted.discard(identifier)
            self._waiting.pop(identifier, None)
            self._ids.pop(identifier, None)
            self._forget_backups(identifier)
        return reply

    def _forget_backups(self, identifier):
        """The emulator names them by the minute, and makes no instance of a name whose backup it still has."""
        rds = self.clouds("rds")
        automated = rds.describe_db_snapshots(DBInstanceIdentifier=identifier, SnapshotType="automated")
        for snapshot in automated["DBSnapshots"]:
            rds.delete_db_snapshot(DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"])

    def ModifyDBSubnetGroup(self, call, forward):
        """The emulator answers, and takes the group away: it is put back as it was answered."""
        name = call.parameters["DBSubnetGroupName"]
        rds = self.clouds("rds")
        before = rds.describe_db_subnet_groups(DBSubnetGroupName=name)["DBSubnetGroups"][0]
        tags = rds.list_tags_for_resource(ResourceName=before["DBSubnetGroupArn"])["TagList"]
        reply = forward()
        if reply[0] < 300:
            subnets = [value for key, value in call.parameters.items() if key.startswith("SubnetIds.")]
            words = call.parameters.get("DBSubnetGroupDescription", before["DBSubnetGroupDescription"])
            group = {"DBSubnetGroupName": name, "DBSubnetGroupDescription": words, "SubnetIds": subnets}
            rds.create_db_subnet_group(**group, Tags=tags)
        return reply

    def CreateDBParameterGroup(self, call, forward):
        reply = forward()
        if reply[0] < 300:
            self._families[call.parameters["DBParameterGroupName"]] = call.parameters["DBParameterGroupFamily"]
            self._settings[call.parameters["DBParameterGroupName"]] = {}
        return reply

    def ModifyDBParameterGroup(self, call, forward):
        reply = forward()
        if reply[0] < 300:
            group = call.parameters["DBParameterGroupName"]
            for name, value in named(call.parameters):
                self._settings.setdefault(group, {})[name] = value
                self._unsettle(group, name)
        return reply

    def ResetDBParameterGroup(self, call, _):
        group = call.parameters["DBParameterGroupName"]
        for name, _ in named(call.parameters):
            self._settings.get(group, {}).pop(name, None)
            self._unsettle(group, name)
        return answered(call, f"<DBParameterGroupName>{group}</DBParameterGroupName>")

    def DescribeDBParameters(self, call, forward):
        group = call.parameters["DBParameterGroupName"]
        if group not in self._families:
            return forward()
        asked = call.parameters.get("Source")
        own = self._settings[group]
        known = PARAMETERS[engine_of(self._families[group])]
        shown = [
            {"ParameterName": name, "ParameterValue": own.get(name, value), "ApplyType": kind, "Source": source}
            for name, (value, kind) in sorted(known.items())
            for source in ["user" if name in own else "engine-default"]
            if asked in (None, source)
        ]
        for one in shown:
            one |= {"IsModifiable": "true", "DataType": "string"}
        return answered(call, members("Parameters", shown).replace("member>", "Parameter>"))

    def _begin(self, asked):
        identifier = asked["DBInstanceIdentifier"]
        self._untold[identifier] = {"EnablePerformanceInsights": "false"}
        self._tell(identifier, asked)
        self._ids[identifier] = f"db-{next(self._numbers):026d}"
        self._promoted.discard(identifier)

    def _tell(self, identifier, asked):
        told = self._untold.setdefault(identifier, {})
        told |= {key: value for key, value in asked.items() if key in UNTOLD}
        if told.get("EnablePerformanceInsights") == "true":
            told.setdefault("PerformanceInsightsRetentionPeriod", "7")
            told.setdefault("DatabaseInsightsMode", "standard")

    def _stored(self, asked):
        """Storage that grows by less than a tenth grows by a tenth."""
        if "AllocatedStorage" not in asked:
            return {}
        has = self.instance(asked["DBInstanceIdentifier"])["AllocatedStorage"]
        wanted = int(asked["AllocatedStorage"])
        least = -(-has * 11 // 10)
        return {"AllocatedStorage": str(max(wanted, least))} if wanted > has else {}

    def _changed(self, identifier, asked):
        self._tell(identifier, asked)
        if "DBParameterGroupName" in asked:
            self._unsettled.add(identifier)
        new = asked.get("NewDBInstanceIdentifier")
        if new and new != identifier:
            self._ids[new] = self._ids.pop(identifier)
            self._untold[new] = self._untold.pop(identifier)
            self._renamed[identifier] = new
            for known in (self._unsettled, self._promoted):
                if identifier in known:
                    known.remove(identifier)
                    known.add(new)
        if "EngineVersion" in asked and asked.get("AllowMajorVersionUpgrade") == "true":
            self._upgrade_replicas(new or identifier, asked)

    def _upgrade_replicas(self, identifier, asked):
        """PostgreSQL's replicas in the region are upgraded with their source, and leave groups of the family before."""
        source = self.instance(identifier)
        same = {key: asked[key] for key in ("EngineVersion", "DBParameterGroupName") if key in asked}
        for name in source["ReadReplicaDBInstanceIdentifiers"] if source["Engine"] == "postgres" else ():
            self.clouds("rds").modify_db_instance(DBInstanceIdentifier=name, ApplyImmediately=True, **same)

    def _unsettle(self, group, name):
        kind = PARAMETERS[engine_of(self.family(group))].get(name, ("", "dynamic"))[1]
        for found in self.clouds("rds").describe_db_instances()["DBInstances"] if kind == "static" else ():
            if group in [each["DBParameterGroupName"] for each in found["DBParameterGroups"]]:
                self._unsettled.add(found["DBInstanceIdentifier"])

    def _shown(self, call, reply):
        tree = opened(call.request, reply)
        found = [pair for pair in tree.nodes("DBInstanceIdentifier") if pair[0].find("DBInstanceStatus") is not None] if tree else []
        if not found:
            return reply
        for node, identifier in found:
            self._show(node, identifier)
        return closed(reply, tree)

    def _show(self, node, identifier):
        if identifier in self._ids:
            at(node, "DbiResourceId").text = self._ids[identifier]
        for key, value in self._untold.get(identifier, {}).items():
            at(node, UNTOLD[key]).text = value
        source = node.find("ReadReplicaSourceDBInstanceIdentifier")
        if source is not None:
            source.text = self._renamed.get(source.text, source.text)
            if identifier in self._promoted:
                node.remove(source)
        replicas = node.find("ReadReplicaDBInstanceIdentifiers")
        for each in list(replicas) if replicas is not None else ():
            if each.text in self._promoted:
                replicas.remove(each)
        if identifier in self._unsettled:
            for status in node.iterfind("DBParameterGroups/DBParameterGroup/ParameterApplyStatus"):
                status.text = "pending-reboot"
        waiting = self._waiting.get(identifier, {})
        if waiting:
            pending = at(node, "PendingModifiedValues")
            for key in (key for key in waiting if key in WAITING):
                xml.SubElement(pending, WAITING[key]).text = waiting[key]


def typed(key, value):
    """A member of a call as AWS's client takes it."""
    if key in NUMBERS:
        return int(value)
    return value == "true" if value in ("true", "false") else value


def differs(now, key, value):
    """Whether what waits is another than what is there."""
    if key in BESIDE:
        return True
    has = now.get("DBInstanceIdentifier" if key == "NewDBInstanceIdentifier" else key)
    return typed(key, value) != has


def named(asked):
    """Parameters of a call: name and value."""
    for key, name in asked.items():
        if key.endswith(".ParameterName"):
            yield name, asked.get(key.replace("ParameterName", "ParameterValue"))
