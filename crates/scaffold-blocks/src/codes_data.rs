//! The diagnostics of expanding databases and caches.

use scaffold_model::Code;

/// A database or a cache over zones, in a network of one.
pub static ONE_ZONE_FOR_DATA: Code = Code {
    name: "one-zone-for-data",
    explanation: "RDS asks for subnets in at least two zones, also of a database that stands in one, and \
        so does a cache whose nodes stand in several. Say `zones = 2`, or more, in the `vpc` \
        block.",
};

/// A zone that the network does not stand in.
pub static ZONE_NOT_OF_NETWORK: Code = Code {
    name: "zone-not-of-network",
    explanation: "A replica stands in a subnet of its network, and the network names the zones that it has \
        subnets in. Choose one of those, or add the zone to `zones` of the `vpc` block.",
};

/// A version that says too little.
pub static UNCLEAR_VERSION: Code = Code {
    name: "unclear-version",
    explanation: "Settings of an engine belong to one of its major versions, and so does the group that \
        holds them. Major versions of MySQL and MariaDB have two numbers (`\"8.4\"`), as have \
        those of Memcached (`\"1.6\"`) and of Redis before 6; those of PostgreSQL, Valkey and \
        later Redis have one.",
};

/// An exact version that AWS is to move.
pub static EXACT_VERSION_MOVES: Code = Code {
    name: "exact-version-moves",
    explanation: "`\"16.4\"` is exactly that version, and `auto_minor_upgrade` lets AWS go on to the next \
        one, after which the blueprint would ask for a way back, which there is not. Say \
        `\"16\"` to let AWS pick and move the minor version.",
};

/// Performance Insights where there is none.
pub static NO_PERFORMANCE_INSIGHTS: Code = Code {
    name: "no-performance-insights",
    explanation: "AWS has no Performance Insights for MySQL and MariaDB on micro and small classes of \
        db.t2, db.t3 and db.t4g. When `performance_insights` is not said it is on where it can \
        be.",
};

/// A log that the engine does not write.
pub static UNKNOWN_LOG: Code = Code {
    name: "unknown-log",
    explanation: "`log_exports` sends logs of the engine to CloudWatch Logs: `postgresql`, `upgrade` and \
        `iam-db-auth-error` of PostgreSQL; `audit`, `error`, `general`, `slowquery` and `iam-db- \
        auth-error` of MySQL and MariaDB.",
};

/// Storage that AWS does not have.
pub static UNFITTING_STORAGE: Code = Code {
    name: "unfitting-storage",
    explanation: "`gp3` and `gp2` begin at 20 GiB, `io1` and `io2` at 100. Operations and throughput of \
        `gp3` can be chosen from 400 GiB on, where RDS stripes it. `max_storage_gib` is a tenth \
        more than `storage_gib` at least.",
};

/// An entry of `replicas` that is no replica.
pub static NOT_A_REPLICA: Code = Code {
    name: "not-a-replica",
    explanation: "`replicas` holds `count`, a number, or tables with names of your choice: lower-case \
        letters and digits with single hyphens between them, beginning with a letter. Names \
        become part of addresses.",
};

/// Replicas that are counted and named.
pub static REPLICAS_BOTH_WAYS: Code = Code {
    name: "replicas-both-ways",
    explanation: "Either `count` says how many replicas there are, which are then all alike, or each has a \
        table with its name. From the one to the other a `[[moved]]` for each keeps it: `from = \
        \"database.orders/replica-1\"`, `to = \"database.orders/replica-reporting\"`.",
};

/// Replicas of a database without backups.
pub static REPLICAS_NEED_BACKUPS: Code = Code {
    name: "replicas-need-backups",
    explanation: "RDS makes a replica from a snapshot and the log after it, which it keeps where \
        `backup_retention_days` is more than 0 alone. A database with replicas cannot switch its \
        backups off.",
};

/// A cache that IAM cannot guard.
pub static NO_IAM_AUTH: Code = Code {
    name: "no-iam-auth",
    explanation: "Clients can say who they are by IAM from Valkey 7.2 and Redis 7.0 on. Earlier versions \
        take a password, or whomever the security group lets in.",
};

/// A password over connections that anyone can read.
pub static AUTH_WITHOUT_ENCRYPTION: Code = Code {
    name: "auth-without-encryption",
    explanation: "ElastiCache asks clients who they are only where connections are encrypted. \
        `encryption_in_transit` is on when it is not said.",
};

/// Failover to nobody, or none where one is needed.
pub static UNFITTING_FAILOVER: Code = Code {
    name: "unfitting-failover",
    explanation: "Automatic failover needs a replica that takes over, and several zones need failover. In \
        cluster mode failover is always on. `automatic_failover` and `multi_az` follow from \
        `replicas` when they are not said.",
};

/// `cluster-enabled` among the parameters.
pub static CLUSTER_PARAMETER: Code = Code {
    name: "cluster-parameter",
    explanation: "Whether clients speak the cluster protocol is said once, by `cluster_mode`; the \
        parameter follows from it. It cannot change in a group that a cache uses, so that a \
        group of its own is made for it.",
};

/// A replica whose other region is none.
pub static REPLICA_AT_HOME: Code = Code {
    name: "replica-at-home",
    explanation: "`region` of a replica is another one than the stack's, where it has subnets, security groups \
        and a key of that region. A replica without it stands beside its primary and has its primary's.",
};
