"""Caches of the tests: blueprints as text, and what of them is live by AWS's own client."""

from databases import table

SESSIONS = "elasticache.replication_group.sessions"
SETTINGS = "elasticache.parameter_group.sessions"
GROUP = {
    "engine": '"valkey"',
    "engine_version": '"8.0"',
    "node_type": '"cache.t4g.small"',
    "replicas": "1",
}


def cache(**group):
    return table(SESSIONS, {**GROUP, **group})


def settings(family="valkey8", **parameters):
    lines = ", ".join(f'{key} = "{value}"' for key, value in {"maxmemory-policy": "allkeys-lru", **parameters}.items())
    return table(SETTINGS, {"family": f'"{family}"', "parameters": f"{{ {lines} }}"})


class Caches:
    def __init__(self, cloud):
        self.client = cloud.client("elasticache")

    def groups(self):
        pages = self.client.get_paginator("describe_replication_groups").paginate()
        return [group for page in pages for group in page["ReplicationGroups"]]

    def one(self):
        (group,) = self.groups()
        return group

    def nodes(self):
        pages = self.client.get_paginator("describe_cache_clusters").paginate()
        return {node["CacheClusterId"]: node for page in pages for node in page["CacheClusters"]}

    def tags(self, arn):
        return {tag["Key"]: tag["Value"] for tag in self.client.list_tags_for_resource(ResourceName=arn)["TagList"]}

    def snapshots(self):
        return self.client.describe_snapshots()["Snapshots"]

    def modify(self, **asked):
        """By somebody else's hand."""
        name = self.one()["ReplicationGroupId"]
        self.client.modify_replication_group(ReplicationGroupId=name, ApplyImmediately=True, **asked)
        while self.one()["Status"] != "available":
            pass
