/// Names of the parameters that a family has; none of families of which nothing is known here.
pub(crate) fn names(family: &str) -> Option<&'static [&'static str]> {
    let engines = [("postgres", POSTGRES), ("valkey", CACHE), ("redis", CACHE), ("memcached", MEMCACHED)];
    engines.into_iter().find(|(engine, _)| family.starts_with(engine)).map(|(_, names)| names)
}

/// PostgreSQL on RDS.
#[rustfmt::skip]
const POSTGRES: &[&str] = &[
    "allow_system_table_mods", "array_nulls", "authentication_timeout", "auto_explain.log_analyze",
    "auto_explain.log_buffers", "auto_explain.log_format", "auto_explain.log_min_duration",
    "auto_explain.log_nested_statements", "auto_explain.log_settings", "auto_explain.log_timing",
    "auto_explain.log_triggers", "auto_explain.log_verbose", "auto_explain.log_wal",
    "auto_explain.sample_rate", "autovacuum", "autovacuum_analyze_scale_factor",
    "autovacuum_analyze_threshold", "autovacuum_freeze_max_age", "autovacuum_max_workers",
    "autovacuum_multixact_freeze_max_age", "autovacuum_naptime", "autovacuum_vacuum_cost_delay",
    "autovacuum_vacuum_cost_limit", "autovacuum_vacuum_insert_scale_factor",
    "autovacuum_vacuum_insert_threshold", "autovacuum_vacuum_scale_factor", "autovacuum_vacuum_threshold",
    "autovacuum_work_mem", "backend_flush_after", "backslash_quote", "bgwriter_delay",
    "bgwriter_flush_after", "bgwriter_lru_maxpages", "bgwriter_lru_multiplier", "bytea_output",
    "check_function_bodies", "checkpoint_completion_target", "checkpoint_flush_after", "checkpoint_timeout",
    "checkpoint_warning", "client_connection_check_interval", "client_encoding", "client_min_messages",
    "commit_delay", "commit_siblings", "compute_query_id", "constraint_exclusion", "cpu_index_tuple_cost",
    "cpu_operator_cost", "cpu_tuple_cost", "cron.database_name", "cron.log_run", "cron.log_statement",
    "cron.max_running_jobs", "cron.use_background_workers", "cursor_tuple_fraction", "datestyle",
    "deadlock_timeout", "debug_pretty_print", "debug_print_parse", "debug_print_plan",
    "debug_print_rewritten", "default_statistics_target", "default_tablespace", "default_toast_compression",
    "default_transaction_deferrable", "default_transaction_isolation", "default_transaction_read_only",
    "effective_cache_size", "effective_io_concurrency", "enable_async_append", "enable_bitmapscan",
    "enable_gathermerge", "enable_hashagg", "enable_hashjoin", "enable_incremental_sort",
    "enable_indexonlyscan", "enable_indexscan", "enable_material", "enable_memoize", "enable_mergejoin",
    "enable_nestloop", "enable_parallel_append", "enable_parallel_hash", "enable_partition_pruning",
    "enable_partitionwise_aggregate", "enable_partitionwise_join", "enable_presorted_aggregate",
    "enable_seqscan", "enable_sort", "enable_tidscan", "escape_string_warning", "exit_on_error",
    "extra_float_digits", "from_collapse_limit", "geqo", "geqo_effort", "geqo_generations",
    "geqo_pool_size", "geqo_seed", "geqo_selection_bias", "geqo_threshold", "gin_fuzzy_search_limit",
    "gin_pending_list_limit", "hash_mem_multiplier", "hot_standby_feedback", "huge_pages",
    "idle_in_transaction_session_timeout", "idle_session_timeout", "intervalstyle", "jit", "jit_above_cost",
    "jit_inline_above_cost", "jit_optimize_above_cost", "join_collapse_limit", "lc_messages", "lc_monetary",
    "lc_numeric", "lc_time", "lo_compat_privileges", "lock_timeout", "log_autovacuum_min_duration",
    "log_checkpoints", "log_connections", "log_destination", "log_disconnections", "log_duration",
    "log_error_verbosity", "log_executor_stats", "log_filename", "log_hostname", "log_line_prefix",
    "log_lock_waits", "log_min_duration_sample", "log_min_duration_statement", "log_min_error_statement",
    "log_min_messages", "log_parameter_max_length", "log_parameter_max_length_on_error", "log_parser_stats",
    "log_planner_stats", "log_recovery_conflict_waits", "log_replication_commands", "log_rotation_age",
    "log_rotation_size", "log_statement", "log_statement_sample_rate", "log_statement_stats",
    "log_temp_files", "log_transaction_sample_rate", "logical_decoding_work_mem",
    "maintenance_io_concurrency", "maintenance_work_mem", "max_connections", "max_files_per_process",
    "max_locks_per_transaction", "max_logical_replication_workers", "max_parallel_maintenance_workers",
    "max_parallel_workers", "max_parallel_workers_per_gather", "max_pred_locks_per_page",
    "max_pred_locks_per_relation", "max_pred_locks_per_transaction", "max_prepared_transactions",
    "max_replication_slots", "max_slot_wal_keep_size", "max_stack_depth", "max_standby_archive_delay",
    "max_standby_streaming_delay", "max_sync_workers_per_subscription", "max_wal_senders", "max_wal_size",
    "max_worker_processes", "min_dynamic_shared_memory", "min_parallel_index_scan_size",
    "min_parallel_table_scan_size", "min_wal_size", "old_snapshot_threshold", "orafce.nls_date_format",
    "parallel_leader_participation", "parallel_setup_cost", "parallel_tuple_cost", "password_encryption",
    "pg_bigm.enable_recheck", "pg_hint_plan.debug_print", "pg_hint_plan.enable_hint",
    "pg_prewarm.autoprewarm", "pg_stat_statements.max", "pg_stat_statements.save",
    "pg_stat_statements.track", "pg_stat_statements.track_planning", "pg_stat_statements.track_utility",
    "pgaudit.log", "pgaudit.log_catalog", "pgaudit.log_level", "pgaudit.log_parameter",
    "pgaudit.log_relation", "pgaudit.log_statement_once", "pgaudit.role", "pglogical.batch_inserts",
    "pglogical.conflict_log_level", "pglogical.conflict_resolution", "pglogical.use_spi", "plan_cache_mode",
    "postgis.gdal_enabled_drivers", "quote_all_identifiers", "random_page_cost",
    "rds.accepted_password_auth_method", "rds.adaptive_autovacuum", "rds.allowed_extensions",
    "rds.custom_dns_resolution", "rds.force_admin_logging_level", "rds.force_autovacuum_logging_level",
    "rds.force_ssl", "rds.global_db_rpo", "rds.log_retention_period", "rds.logical_replication",
    "rds.restrict_password_commands", "recovery_init_sync_method", "remove_temp_files_after_crash",
    "restart_after_crash", "row_security", "search_path", "seq_page_cost", "session_replication_role",
    "shared_buffers", "shared_preload_libraries", "ssl", "ssl_ciphers", "ssl_max_protocol_version",
    "ssl_min_protocol_version", "standard_conforming_strings", "statement_timeout",
    "stats_fetch_consistency", "superuser_reserved_connections", "synchronize_seqscans",
    "synchronous_commit", "tcp_keepalives_count", "tcp_keepalives_idle", "tcp_keepalives_interval",
    "tcp_user_timeout", "temp_buffers", "temp_file_limit", "timezone", "track_activities",
    "track_activity_query_size", "track_commit_timestamp", "track_counts", "track_functions",
    "track_io_timing", "track_wal_io_timing", "transform_null_equals", "vacuum_buffer_usage_limit",
    "vacuum_cost_delay", "vacuum_cost_limit", "vacuum_cost_page_dirty", "vacuum_cost_page_hit",
    "vacuum_cost_page_miss", "vacuum_failsafe_age", "vacuum_freeze_min_age", "vacuum_freeze_table_age",
    "vacuum_multixact_failsafe_age", "vacuum_multixact_freeze_min_age", "vacuum_multixact_freeze_table_age",
    "wal_buffers", "wal_compression", "wal_keep_size", "wal_receiver_create_temp_slot",
    "wal_receiver_status_interval", "wal_receiver_timeout", "wal_sender_timeout", "wal_skip_threshold",
    "wal_writer_delay", "wal_writer_flush_after", "work_mem", "xmlbinary", "xmloption",
];

/// Valkey and Redis on ElastiCache.
#[rustfmt::skip]
const CACHE: &[&str] = &[
    "acllog-max-len", "active-defrag-cycle-max", "active-defrag-cycle-min", "active-defrag-ignore-bytes",
    "active-defrag-max-scan-fields", "active-defrag-threshold-lower", "active-defrag-threshold-upper",
    "activedefrag", "activerehashing", "appendfsync", "appendonly",
    "client-output-buffer-limit-normal-hard-limit", "client-output-buffer-limit-normal-soft-limit",
    "client-output-buffer-limit-normal-soft-seconds", "client-output-buffer-limit-pubsub-hard-limit",
    "client-output-buffer-limit-pubsub-soft-limit", "client-output-buffer-limit-pubsub-soft-seconds",
    "client-output-buffer-limit-replica-hard-limit", "client-output-buffer-limit-replica-soft-limit",
    "client-output-buffer-limit-replica-soft-seconds", "client-query-buffer-limit",
    "close-on-replica-write", "cluster-allow-pubsubshard-when-down", "cluster-allow-reads-when-down",
    "cluster-enabled", "cluster-require-full-coverage", "commandlog-execution-slower-than",
    "commandlog-large-reply-max-len", "commandlog-large-request-max-len", "commandlog-reply-larger-than",
    "commandlog-request-larger-than", "commandlog-slow-execution-max-len", "databases",
    "hash-max-listpack-entries", "hash-max-listpack-value", "hash-max-ziplist-entries",
    "hash-max-ziplist-value", "hll-sparse-max-bytes", "latency-tracking", "lazyfree-lazy-eviction",
    "lazyfree-lazy-expire", "lazyfree-lazy-server-del", "lazyfree-lazy-user-del",
    "lazyfree-lazy-user-flush", "lfu-decay-time", "lfu-log-factor", "list-compress-depth",
    "list-max-listpack-size", "list-max-ziplist-size", "lua-replicate-commands", "maxclients", "maxmemory",
    "maxmemory-clients", "maxmemory-policy", "maxmemory-samples", "min-replicas-max-lag",
    "min-replicas-to-write", "notify-keyspace-events", "proto-max-bulk-len", "rename-commands",
    "repl-backlog-size", "repl-backlog-ttl", "replica-allow-chaining", "replica-ignore-maxmemory",
    "replica-lazy-flush", "reserved-memory", "reserved-memory-percent", "search-fanout-target-mode",
    "search-query-timeout-ms", "set-max-intset-entries", "set-max-listpack-entries",
    "set-max-listpack-value", "slowlog-log-slower-than", "slowlog-max-len", "stream-node-max-bytes",
    "stream-node-max-entries", "tcp-keepalive", "timeout", "tracking-table-max-keys",
    "zset-max-listpack-entries", "zset-max-listpack-value", "zset-max-ziplist-entries",
    "zset-max-ziplist-value",
];

/// Memcached on ElastiCache.
#[rustfmt::skip]
const MEMCACHED: &[&str] = &[
    "backlog_queue_limit", "binding_protocol", "cas_disabled", "chunk_size", "chunk_size_growth_factor",
    "config_max", "config_size_max", "disable_flush_all", "error_on_memory_exhausted",
    "expirezero_does_not_evict", "extended_protocol_logging", "hash_algorithm", "hashpower_init",
    "idle_timeout", "large_memory_pages", "lock_down_paged_memory", "lru_crawler", "lru_maintainer",
    "max_cacheable_num_per_item", "max_item_size", "max_simultaneous_connections", "maxconns_fast",
    "maximize_core_file_limit", "memcached_connections_overhead", "modern", "requests_per_event",
    "resp_obj_mem_limit", "slab_automove", "slab_chunk_max", "slab_reassign", "temporary_ttl",
    "track_sizes", "watcher_logbuf_size", "worker_logbuf_size",
];

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_family_is_its_engines() {
        assert!(names("postgres17").is_some_and(|names| names.contains(&"work_mem")));
        assert!(names("valkey8").is_some_and(|names| names.contains(&"maxmemory-policy")));
        assert!(names("mysql8.4").is_none());
    }
}
