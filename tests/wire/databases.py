"""Databases of the tests: blueprints as text, and what of them is live by AWS's own client."""

from contextlib import contextmanager

from blueprints import frame
from listing import tags

PRIMARY = "rds.instance.orders"
SECRET = "secrets.secret.orders"
PARAMETERS = "rds.parameter_group.orders"

INSTANCE = {
    "engine": '"postgres"',
    "engine_version": '"16.4"',
    "instance_class": '"db.m7g.large"',
    "storage_gib": "100",
    "max_storage_gib": "1000",
    "username": '"app"',
    "backup_retention_days": "7",
    "apply": '"now"',
}
# Of a primary whose password RDS does not manage.
OURS = {"password_secret": f'"{SECRET}"', "password_version": f'"${{{SECRET}.version}}"'}
REPLICA = {
    "engine": '"postgres"',
    "instance_class": '"db.m7g.large"',
    "source": f'"{PRIMARY}"',
    "max_storage_gib": "1000",
    "apply": '"now"',
}


def table(address, attributes):
    lines = "\n".join(f"{key} = {value}" for key, value in attributes.items() if value is not None)
    return f"\n[{address}]\n{lines}\n"


def secret():
    return table(SECRET, {"values": '{ username = "app" }'})


def parameters(family="postgres16", name="orders"):
    return table(f"rds.parameter_group.{name}", {"family": f'"{family}"', "parameters": '{ work_mem = "65536" }'})


def managed(**primary):
    """One whose password RDS manages."""
    return frame() + table(PRIMARY, {**INSTANCE, **primary})


def replicated(replicas=("one", "two"), replica=None, more="", **primary):
    """One with replicas, and the secret that its password is in."""
    tables = [table(f"rds.instance.{name}", {**REPLICA, **(replica or {})}) for name in replicas]
    return frame() + secret() + table(PRIMARY, {**INSTANCE, **OURS, **primary}) + "".join(tables) + more


class Databases:
    """What is live, by the address that it carries."""

    def __init__(self, cloud):
        self.rds = cloud.client("rds")
        self.secrets = cloud.client("secretsmanager")

    def instances(self):
        pages = self.rds.get_paginator("describe_db_instances").paginate()
        return {address(each): each for page in pages for each in page["DBInstances"]}

    def one(self, at=PRIMARY):
        return self.instances()[at]

    def name(self, at=PRIMARY):
        return self.one(at)["DBInstanceIdentifier"]

    def modify(self, at=PRIMARY, **asked):
        """By somebody else's hand."""
        self.rds.modify_db_instance(DBInstanceIdentifier=self.name(at), ApplyImmediately=True, **asked)
        while self.one(at)["DBInstanceStatus"] != "available":
            pass

    def snapshots(self):
        return self.rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]

    def passwords(self):
        """Every value of every secret that is there."""
        pages = self.secrets.get_paginator("list_secrets").paginate()
        names = [each["Name"] for page in pages for each in page["SecretList"]]
        return [self.secrets.get_secret_value(SecretId=name)["SecretString"] for name in names]


def address(instance):
    found = {"Tags": instance.get("TagList", [])}
    return tags(found).get("scaffold:address", instance["DBInstanceIdentifier"])


@contextmanager
def recorded(cloud, *actions):
    """Calls of these actions as they come: action and parameters."""
    calls = []

    def before(call):
        if call.action in actions:
            calls.append((call.action, call.parameters))

    cloud.proxy.before = before
    yield calls
    cloud.proxy.before = lambda call: None
