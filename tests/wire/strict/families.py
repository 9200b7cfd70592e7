"""Some parameters of databases and caches, with AWS's defaults and when they hold."""

# By engine: name, value, and whether it holds at once or when it is rebooted.
PARAMETERS = {
    "postgres": {
        "autovacuum_naptime": ("15", "dynamic"),
        "effective_cache_size": ("{DBInstanceClassMemory/16384}", "dynamic"),
        "hot_standby_feedback": ("1", "dynamic"),
        "idle_in_transaction_session_timeout": ("86400000", "dynamic"),
        "log_min_duration_statement": ("-1", "dynamic"),
        "log_statement": ("none", "dynamic"),
        "maintenance_work_mem": ("{DBInstanceClassMemory/63963136*1024}", "dynamic"),
        "max_connections": ("LEAST({DBInstanceClassMemory/9531392},5000)", "static"),
        "max_parallel_workers_per_gather": ("2", "dynamic"),
        "max_standby_archive_delay": ("30000", "dynamic"),
        "max_standby_streaming_delay": ("30000", "dynamic"),
        "max_wal_size": ("2048", "dynamic"),
        "random_page_cost": ("4", "dynamic"),
        "rds.force_ssl": ("1", "dynamic"),
        "rds.logical_replication": ("0", "static"),
        "shared_buffers": ("{DBInstanceClassMemory/32768}", "static"),
        "shared_preload_libraries": ("pg_stat_statements", "static"),
        "statement_timeout": ("0", "dynamic"),
        "work_mem": ("4096", "dynamic"),
    },
    "mysql": {
        "innodb_buffer_pool_size": ("{DBInstanceClassMemory*3/4}", "dynamic"),
        "long_query_time": ("10", "dynamic"),
        "max_connections": ("{DBInstanceClassMemory/12582880}", "dynamic"),
        "performance_schema": ("0", "static"),
        "slow_query_log": ("0", "dynamic"),
    },
    "valkey": {
        "activedefrag": ("no", "dynamic"),
        "cluster-enabled": ("no", "static"),
        "maxmemory-policy": ("volatile-lru", "dynamic"),
        "notify-keyspace-events": ("", "dynamic"),
        "reserved-memory-percent": ("25", "dynamic"),
        "timeout": ("0", "dynamic"),
    },
    "memcached": {
        "idle_timeout": ("0", "dynamic"),
        "max_item_size": ("1048576", "dynamic"),
        "maxconns_fast": ("0", "static"),
    },
}
SAME = {"mariadb": "mysql", "redis": "valkey"}


def engine_of(family):
    """The engine of a family: `postgres16`, `valkey8`."""
    engine = family.rstrip("0123456789.x-")
    return SAME.get(engine, engine)
