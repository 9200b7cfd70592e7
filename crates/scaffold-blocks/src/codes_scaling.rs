//! The diagnostics of expanding scaling groups.

use scaffold_model::Code;

/// More instances at least than at most.
pub static SIZES_CROSS: Code = Code {
    name: "sizes-cross",
    explanation: "`min_size` is not more than `max_size`, in the group and in each of its schedules.",
};

/// A number of instances outside of the sizes.
pub static DESIRED_OUTSIDE: Code = Code {
    name: "desired-outside",
    explanation: "`desired_capacity` lies between `min_size` and `max_size`. Leave it out where \
        scaling chooses.",
};

/// A schedule that changes nothing.
pub static IDLE_SCHEDULE: Code = Code {
    name: "idle-schedule",
    explanation: "An entry of `scaling` with a `schedule` says at least one of `min_size`, `max_size`, \
        `desired_capacity`, which hold from then on.",
};

/// A time zone that is none.
pub static UNKNOWN_TIME_ZONE: Code = Code {
    name: "unknown-time-zone",
    explanation: "Time zones go by the names of the IANA's database, in its own spelling: \
        `Europe/Berlin`, `America/New_York`, `UTC`.",
};

/// Two entries of `scaling` that say the same.
pub static REPEATED_SCALING: Code = Code {
    name: "repeated-scaling",
    explanation: "Names of policies and scheduled actions come from what they say: the metric, or the \
        time. Of each there is one.",
};

/// Scaling by requests where none arrive.
pub static REQUESTS_WITHOUT_TARGET: Code = Code {
    name: "requests-without-target",
    explanation: "`requests_per_target` counts the requests that a balancer sends to the group's \
        target group, which `target` makes.",
};

/// Scaling by requests that nobody counts.
pub static REQUESTS_WITHOUT_BALANCER: Code = Code {
    name: "requests-without-balancer",
    explanation: "`requests_per_target` counts the requests that an application balancer sends. One \
        must forward to the group, in the default or in a rule of a listener.",
};

/// A health check that takes longer than its interval.
pub static HEALTH_CHECK_TIMING: Code = Code {
    name: "health-check-timing",
    explanation: "An answer must be there before the next check begins: `timeout_seconds` is less than \
        `interval_seconds`.",
};

/// A health check that cannot be made so.
pub static UNFITTING_HEALTH_CHECK: Code = Code {
    name: "unfitting-health-check",
    explanation: "Targets of HTTP and HTTPS are asked over HTTP or HTTPS. A check by `TCP` only opens \
        a connection: it has no path and no status.",
};

/// More user data than AWS takes.
pub static USER_DATA_TOO_LARGE: Code = Code {
    name: "user-data-too-large",
    explanation: "User data has at most 16 KiB before it is encoded. Let a short script fetch what is \
        longer, or bake it into the image.",
};

/// User data that is no text.
pub static USER_DATA_NOT_TEXT: Code = Code {
    name: "user-data-not-text",
    explanation: "`user_data_file` is read as UTF-8, so that the plan can show what changed line by \
        line.",
};

/// A connection to a block without a port.
pub static NOTHING_TO_CONNECT_TO: Code = Code {
    name: "nothing-to-connect-to",
    explanation: "`connects_to` opens the port at which the other block answers: of a scaling group \
        that of its `target`, of a balancer those of its `listeners`, of a database or a cache its engine's.",
};

/// A connection to a block with several ports.
pub static WHICH_PORT: Code = Code {
    name: "which-port",
    explanation: "Where a block answers at several ports, `connects_to` says which one: `{ to = \
        \"load_balancer.api\", port = 443 }`.",
};

/// A connection to a port that is not there.
pub static UNKNOWN_PORT: Code = Code {
    name: "unknown-port",
    explanation: "The `port` of an entry of `connects_to` is one at which the other block answers.",
};

/// `access` to a block that is reached at a port.
pub static ACCESS_OF_PORT: Code = Code {
    name: "access-of-port",
    explanation: "`access` says what may be done with targets that IAM guards. A scaling group, a balancer, \
        a database or a cache is reached at a port, by whoever its security group lets in.",
};

/// A connection to a balancer that is reached from outside.
pub static PUBLIC_BALANCER: Code = Code {
    name: "public-balancer",
    explanation: "The name of an internet-facing balancer leads to its public addresses, also from inside the \
        network. Traffic there leaves by a NAT gateway and comes back with its address, so a rule for the \
        security group of whoever connects never holds. Who may come in says `allow_from`; for those inside, \
        make a balancer with `scheme = \"internal\"`.",
};
