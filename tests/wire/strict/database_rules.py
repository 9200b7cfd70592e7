"""What RDS refuses and the emulator would carry out: code and message, or none."""

import re

from .families import PARAMETERS, engine_of

COMBINATION = "InvalidParameterCombination"
VALUE = "InvalidParameterValue"


def numbers(version):
    return tuple(int(each) for each in re.findall(r"\d+", version))


def major(engine, version):
    return numbers(version)[: 1 if engine == "postgres" else 2]


def password(asked, engine=""):
    """Printable ASCII without four characters; eight at least, and as many as the engine takes."""
    word = asked.get("MasterUserPassword")
    most = 128 if engine == "postgres" else 41
    if word is not None and not (8 <= len(word) <= most and re.fullmatch(r"[!-~]+", word) and not set(word) & set("/@\"")):
        return VALUE, "The parameter MasterUserPassword is not a valid password."
    managed = asked.get("ManageMasterUserPassword")
    if managed == "true" and word is not None:
        return COMBINATION, "You can't specify MasterUserPassword when ManageMasterUserPassword is enabled."
    return None


def creating(_, asked):
    if "MasterUserPassword" not in asked and asked.get("ManageMasterUserPassword") != "true":
        return VALUE, "The parameter MasterUserPassword must be provided and must not be blank."
    return password(asked, asked["Engine"])


def replica(databases, asked):
    """RDS makes no replica of an instance whose password it manages itself, SQL Server apart, or without backups."""
    source = databases.instance(asked["SourceDBInstanceIdentifier"])
    if source.get("MasterUserSecret") and not source["Engine"].startswith("sqlserver"):
        engine = source["Engine"]
        message = f"Creating read replicas for source instance with engine {engine} where ManageMasterUserPassword is"
        return VALUE, f"{message} enabled is not supported."
    if not source.get("BackupRetentionPeriod"):
        return "InvalidDBInstanceState", "Automated backups are not enabled for this database instance."
    if ":" not in asked["SourceDBInstanceIdentifier"] and "DBSubnetGroupName" in asked:
        return "DBSubnetGroupNotAllowedFault", "DB subnet group cannot be specified for a replica in its source's region."
    return None


def modifying(databases, asked):
    now = databases.instance(asked["DBInstanceIdentifier"])
    rules = (managing, shrinking, upgrading, backups)
    return password(asked, now["Engine"]) or next(filter(None, (rule(databases, asked, now) for rule in rules)), None)


def managing(_, asked, now):
    managed = asked.get("ManageMasterUserPassword")
    if managed == "true" and now["ReadReplicaDBInstanceIdentifiers"]:
        return VALUE, "ManageMasterUserPassword is not supported for an instance that has read replicas."
    if managed == "false" and "MasterUserPassword" not in asked:
        return COMBINATION, "You must specify MasterUserPassword when ManageMasterUserPassword is disabled."
    if managed is None and "MasterUserPassword" in asked and now.get("MasterUserSecret"):
        return COMBINATION, "You can't specify MasterUserPassword for an instance that manages it in Secrets Manager."
    return None


def shrinking(_, asked, now):
    if int(asked.get("AllocatedStorage", now["AllocatedStorage"])) < now["AllocatedStorage"]:
        return COMBINATION, "The allocated storage size can't be decreased."
    return None


def upgrading(databases, asked, now):
    if "EngineVersion" not in asked:
        return None
    engine, wanted, has = now["Engine"], asked["EngineVersion"], now["EngineVersion"]
    lesser = numbers(wanted) < numbers(has)[: len(numbers(wanted))]
    if lesser:
        return COMBINATION, f"Cannot upgrade {engine} from {has} to {wanted}"
    if major(engine, wanted) == major(engine, has):
        return None
    if asked.get("AllowMajorVersionUpgrade") != "true":
        return COMBINATION, "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
    if engine == "postgres" and now.get("ReadReplicaSourceDBInstanceIdentifier"):
        return COMBINATION, "A read replica cannot be upgraded to another major version than its source."
    group = asked.get("DBParameterGroupName") or now["DBParameterGroups"][0]["DBParameterGroupName"]
    family = engine + ".".join(map(str, major(engine, wanted)))
    if not group.startswith("default.") and databases.family(group) != family:
        return COMBINATION, f"The parameter group {group} is not of the family {family}."
    return None


def backups(_, asked, now):
    if asked.get("BackupRetentionPeriod") == "0" and now["ReadReplicaDBInstanceIdentifiers"]:
        return VALUE, "Automated backups cannot be disabled for a database instance that has read replicas."
    return None


def deleting(databases, asked):
    skips, name = asked.get("SkipFinalSnapshot") == "true", asked.get("FinalDBSnapshotIdentifier")
    is_replica = databases.instance(asked["DBInstanceIdentifier"]).get("ReadReplicaSourceDBInstanceIdentifier")
    if skips and name:
        return COMBINATION, "FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is."
    if is_replica and not skips:
        return COMBINATION, "SkipFinalSnapshot must be specified for a read replica."
    if not skips and not name:
        return COMBINATION, "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
    return None


def settings(databases, asked):
    group = asked["DBParameterGroupName"]
    known = PARAMETERS[engine_of(databases.family(group) or "postgres16")]
    for key, name in asked.items():
        if not key.endswith(".ParameterName"):
            continue
        if name not in known:
            return VALUE, f"Could not find parameter with name: {name}"
        if known[name][1] == "static" and asked.get(key.replace("ParameterName", "ApplyMethod")) == "immediate":
            return COMBINATION, "cannot use immediate apply method for static parameter"
    return None


def promoting(databases, asked):
    if not databases.instance(asked["DBInstanceIdentifier"]).get("ReadReplicaSourceDBInstanceIdentifier"):
        return "InvalidDBInstanceState", "DB Instance is not a read replica."
    return None


RULES = {
    "CreateDBInstance": creating,
    "CreateDBInstanceReadReplica": replica,
    "ModifyDBInstance": modifying,
    "DeleteDBInstance": deleting,
    "PromoteReadReplica": promoting,
    "ModifyDBParameterGroup": settings,
    "ResetDBParameterGroup": settings,
}
