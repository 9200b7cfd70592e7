//! The diagnostics of expanding blocks.

use scaffold_model::Code;

pub use crate::codes_data::{
    AUTH_WITHOUT_ENCRYPTION, CLUSTER_PARAMETER, EXACT_VERSION_MOVES, NO_IAM_AUTH, NO_PERFORMANCE_INSIGHTS,
    NOT_A_REPLICA, ONE_ZONE_FOR_DATA, REPLICA_AT_HOME, REPLICAS_BOTH_WAYS, REPLICAS_NEED_BACKUPS,
    UNCLEAR_VERSION, UNFITTING_FAILOVER, UNFITTING_STORAGE, UNKNOWN_LOG, ZONE_NOT_OF_NETWORK,
};
pub use crate::codes_edge::{
    CERTIFICATE_ELSEWHERE, CLOSED_TO_EVERYONE, CONNECTED_FROM_OUTSIDE, ENVIRONMENT_TOO_LARGE, HOST_TO_BUCKET,
    KEY_OF_ORIGIN, LAYERS_TOO_LARGE, LOGS_IN_ITSELF, LONG_NAMES, OVERLAPPING_EVENTS, PORT_OF_ACCESS,
    REPEATED_ALIAS, REPEATED_BEHAVIOR, REPEATED_EVENT, REPEATED_LIFECYCLE, RESERVED_VARIABLE,
    RETIRED_RUNTIME, SHORT_VISIBILITY, TIMES_CROSS, TOO_MANY_FILTERS, TOO_MANY_LAYERS, UNCOVERED_ORIGIN,
    UNFITTING_BATCH, UNFITTING_CONCURRENCY, UNFITTING_DEAD_LETTER, UNFITTING_FILTER, UNFITTING_HEADER,
    UNFITTING_LIFECYCLE, UNFITTING_LOG_BUCKET, UNFITTING_ORIGIN, UNFITTING_VARIABLE, UNKNOWN_ORIGIN,
    UNKNOWN_RUNTIME, UNUSED_CDN, WHICH_ACCESS,
};
pub use crate::codes_scaling::{
    ACCESS_OF_PORT, DESIRED_OUTSIDE, HEALTH_CHECK_TIMING, IDLE_SCHEDULE, NOTHING_TO_CONNECT_TO,
    PUBLIC_BALANCER, REPEATED_SCALING, REQUESTS_WITHOUT_BALANCER, REQUESTS_WITHOUT_TARGET, SIZES_CROSS,
    UNFITTING_HEALTH_CHECK, UNKNOWN_PORT, UNKNOWN_TIME_ZONE, USER_DATA_NOT_TEXT, USER_DATA_TOO_LARGE,
    WHICH_PORT,
};

/// Every code of this crate's diagnostics.
pub static CODES: &[&Code] = &[
    &UNKNOWN_PART,
    &IGNORED_BY_NO_PART,
    &ZONE_NOT_OF_REGION,
    &NAT_WITHOUT_PUBLIC_TIER,
    &NAT_WITHOUT_PRIVATE_TIER,
    &UNKNOWN_SUBNET,
    &SUBNET_OUTSIDE_VPC,
    &SUBNETS_OVERLAP,
    &TIER_NOT_THERE,
    &ONE_ZONE_FOR_A_BALANCER,
    &OTHER_NETWORK,
    &PORTS_REVERSED,
    &ALWAYS_CROSS_ZONE,
    &NO_LISTENER,
    &BAD_LISTENER_NAME,
    &REPEATED_PORT,
    &UNFITTING_LISTENER,
    &REPEATED_PRIORITY,
    &RULE_WITHOUT_CONDITION,
    &TOO_MANY_CONDITIONS,
    &BAD_CONDITION,
    &FORWARD_ALONE,
    &REDIRECT_TO_ITSELF,
    &UNFITTING_SHARES,
    &REPEATED_TARGET,
    &FORWARD_WITHOUT_TARGET,
    &UNFITTING_TARGET,
    &SHARED_TARGET,
    &SIZES_CROSS,
    &DESIRED_OUTSIDE,
    &IDLE_SCHEDULE,
    &UNKNOWN_TIME_ZONE,
    &REPEATED_SCALING,
    &REQUESTS_WITHOUT_TARGET,
    &REQUESTS_WITHOUT_BALANCER,
    &HEALTH_CHECK_TIMING,
    &UNFITTING_HEALTH_CHECK,
    &USER_DATA_TOO_LARGE,
    &USER_DATA_NOT_TEXT,
    &NOTHING_TO_CONNECT_TO,
    &WHICH_PORT,
    &UNKNOWN_PORT,
    &ACCESS_OF_PORT,
    &PORT_OF_ACCESS,
    &WHICH_ACCESS,
    &UNFITTING_DEAD_LETTER,
    &REPEATED_LIFECYCLE,
    &UNFITTING_LIFECYCLE,
    &CLOSED_TO_EVERYONE,
    &LOGS_IN_ITSELF,
    &UNFITTING_LOG_BUCKET,
    &TOO_MANY_LAYERS,
    &LAYERS_TOO_LARGE,
    &OVERLAPPING_EVENTS,
    &REPEATED_EVENT,
    &SHORT_VISIBILITY,
    &UNFITTING_BATCH,
    &RESERVED_VARIABLE,
    &UNFITTING_VARIABLE,
    &ENVIRONMENT_TOO_LARGE,
    &UNFITTING_FILTER,
    &TOO_MANY_FILTERS,
    &RETIRED_RUNTIME,
    &UNKNOWN_RUNTIME,
    &LONG_NAMES,
    &UNFITTING_CONCURRENCY,
    &CONNECTED_FROM_OUTSIDE,
    &CERTIFICATE_ELSEWHERE,
    &UNFITTING_ORIGIN,
    &UNKNOWN_ORIGIN,
    &UNCOVERED_ORIGIN,
    &HOST_TO_BUCKET,
    &TIMES_CROSS,
    &REPEATED_BEHAVIOR,
    &REPEATED_ALIAS,
    &UNFITTING_HEADER,
    &KEY_OF_ORIGIN,
    &UNUSED_CDN,
    &PUBLIC_BALANCER,
    &ONE_ZONE_FOR_DATA,
    &ZONE_NOT_OF_NETWORK,
    &UNCLEAR_VERSION,
    &EXACT_VERSION_MOVES,
    &NO_PERFORMANCE_INSIGHTS,
    &UNKNOWN_LOG,
    &UNFITTING_STORAGE,
    &NOT_A_REPLICA,
    &REPLICAS_BOTH_WAYS,
    &REPLICAS_NEED_BACKUPS,
    &REPLICA_AT_HOME,
    &NO_IAM_AUTH,
    &AUTH_WITHOUT_ENCRYPTION,
    &UNFITTING_FAILOVER,
    &CLUSTER_PARAMETER,
];

/// `adjust` of a part that the block has not.
pub static UNKNOWN_PART: Code = Code {
    name: "unknown-part",
    explanation: "`[<block>.<name>.adjust.\"<part>\"]` changes one part of what the block expands to. This \
        block, as it is written, has no part of that name. Each block's page of the reference lists its \
        parts; `scaffold graph` draws those of your blueprint.",
};

/// `ignore` of something that none of a block's parts has.
pub static IGNORED_BY_NO_PART: Code = Code {
    name: "ignored-by-no-part",
    explanation: "`ignore` on a block applies to every part that has the attribute. None of this block's \
        parts has it.",
};

/// A zone of another region, or none.
pub static ZONE_NOT_OF_REGION: Code = Code {
    name: "zone-not-of-region",
    explanation: "Zones that a block names are standard zones of the stack's region, by name: the region \
        and a letter from `a` to `h`, such as `us-east-1a`. The letter numbers the zone's parts, so that \
        adding a zone renumbers nothing. Subnets in local zones are written directly \
        (`[ec2.subnet.<name>]`).",
};

/// NAT gateways with nowhere to stand.
pub static NAT_WITHOUT_PUBLIC_TIER: Code = Code {
    name: "nat-without-public-tier",
    explanation: "NAT gateways stand in public subnets. Add `\"public\"` to `tiers`, or say \
        `nat = \"none\"`: then private subnets have no way out.",
};

/// NAT gateways for nobody.
pub static NAT_WITHOUT_PRIVATE_TIER: Code = Code {
    name: "nat-without-private-tier",
    explanation: "NAT gateways serve private subnets, and this block has none, so none is made. Take `nat` \
        out, or add `\"private\"` to `tiers`.",
};

/// An override for a subnet that is not there.
pub static UNKNOWN_SUBNET: Code = Code {
    name: "unknown-subnet",
    explanation: "`subnet_cidrs` gives subnets another range than they would have. Its keys are \
        `<tier>-<zone>`, such as `public-1`, of subnets that the block has.",
};

/// A subnet that is not inside its VPC.
pub static SUBNET_OUTSIDE_VPC: Code = Code {
    name: "subnet-outside-vpc",
    explanation: "A range in `subnet_cidrs` must lie inside the block's `cidr_block`.",
};

/// Two subnets that share addresses.
pub static SUBNETS_OVERLAP: Code = Code {
    name: "subnets-overlap",
    explanation: "Two subnets of one VPC cannot share addresses. A range in `subnet_cidrs` overlaps that of \
        another subnet of the block. Without an override, a block is cut into 32 equal ranges, eight zones \
        for each of up to four tiers.",
};

/// A block stands in subnets that its network does not have.
pub static TIER_NOT_THERE: Code = Code {
    name: "tier-not-there",
    explanation: "A block stands in the subnets of one tier of its network: a scaling group where \
        `tier` says, an internet-facing balancer in the public ones, an internal balancer in \
        the private ones. Add the tier to `tiers` of the `vpc` block, or name one that is \
        there.",
};

/// A balancer in one zone.
pub static ONE_ZONE_FOR_A_BALANCER: Code = Code {
    name: "one-zone-for-a-balancer",
    explanation: "AWS makes application balancers in at least two zones, so that the loss of one is \
        not the loss of both. Say `zones = 2`, or more, in the `vpc` block.",
};

/// Blocks of two networks that are to talk to each other.
pub static OTHER_NETWORK: Code = Code {
    name: "other-network",
    explanation: "Rules of security groups name groups of the same network, and balancers forward \
        within their own. Let both blocks name the same `vpc`; across networks, allow ranges \
        of addresses by `ingress`.",
};

/// A range of ports that ends before it begins.
pub static PORTS_REVERSED: Code = Code {
    name: "ports-reversed",
    explanation: "`to_port` is the last port of a range that begins with `port`, and so not less than \
        it.",
};

/// `cross_zone = false` on an application balancer.
pub static ALWAYS_CROSS_ZONE: Code = Code {
    name: "always-cross-zone",
    explanation: "An application balancer passes requests on to targets in all zones, and AWS does not \
        let that be turned off for the balancer. On a network balancer it can be.",
};

/// A balancer without listeners.
pub static NO_LISTENER: Code = Code {
    name: "no-listener",
    explanation: "A balancer is reached at its listeners: tables \
        `[load_balancer.<name>.listeners.<listener>]` with a port, a protocol, and what is \
        done by default.",
};

/// A listener whose name is none.
pub static BAD_LISTENER_NAME: Code = Code {
    name: "bad-listener-name",
    explanation: "Names of listeners become part of addresses: lower-case letters and digits, with \
        single hyphens between them, beginning with a letter.",
};

/// Two listeners at one port.
pub static REPEATED_PORT: Code = Code {
    name: "repeated-port",
    explanation: "A balancer has one listener for each port. What is to be done with different \
        requests at one port stands in the listener's `rules`.",
};

/// A protocol that the balancer's type does not speak.
pub static UNFITTING_LISTENER: Code = Code {
    name: "unfitting-listener",
    explanation: "An application balancer speaks `HTTP` and `HTTPS`, a network balancer `TCP`, `TLS` \
        and `UDP`.",
};

/// Two rules of one priority.
pub static REPEATED_PRIORITY: Code = Code {
    name: "repeated-priority",
    explanation: "Rules of a listener are tried in the order of their priorities, so each has its own.",
};

/// A rule that would always hold.
pub static RULE_WITHOUT_CONDITION: Code = Code {
    name: "rule-without-condition",
    explanation: "A rule needs at least one of `host`, `path`, `method`, `header`, `query`, \
        `source_ip`. What is done with every request that no rule fits stands in `default`.",
};

/// More values in conditions than AWS takes.
pub static TOO_MANY_CONDITIONS: Code = Code {
    name: "too-many-conditions",
    explanation: "AWS takes at most five values in all conditions of one rule together. Several rules \
        may have the same action.",
};

/// A condition that can never hold.
pub static BAD_CONDITION: Code = Code {
    name: "bad-condition",
    explanation: "Paths begin with `/` (or with `*`), hosts have a dot and end in letters, methods are \
        written in capitals. `*` stands for any characters and `?` for one, in hosts and \
        paths.",
};

/// A network balancer that is to answer.
pub static FORWARD_ALONE: Code = Code {
    name: "forward-alone",
    explanation: "A listener of `TCP`, `TLS` or `UDP` passes connections on. Redirects and answers \
        need HTTP, and so an application balancer.",
};

/// A redirect that changes nothing.
pub static REDIRECT_TO_ITSELF: Code = Code {
    name: "redirect-to-itself",
    explanation: "A redirect that keeps protocol, host, port, path and query sends clients around in a \
        circle; AWS refuses it. What is not said in `redirect` stays as it was asked for.",
};

/// A forward to none or to too many.
pub static UNFITTING_SHARES: Code = Code {
    name: "unfitting-shares",
    explanation: "An action forwards to one target group or to up to five, each with a weight.",
};

/// A forward that names a target twice.
pub static REPEATED_TARGET: Code = Code {
    name: "repeated-target",
    explanation: "Each target of a `forward` is named once. Its share of the requests is its weight \
        beside the sum of all weights.",
};

/// A forward to a group that cannot be reached.
pub static FORWARD_WITHOUT_TARGET: Code = Code {
    name: "forward-without-target",
    explanation: "A balancer forwards to the port that the group's `target` names. This group has no \
        `target`, and so no target group.",
};

/// A listener whose protocol the target does not speak.
pub static UNFITTING_TARGET: Code = Code {
    name: "unfitting-target",
    explanation: "Listeners of `HTTP` and `HTTPS` forward to targets of `HTTP` and `HTTPS`, `TCP` to \
        `TCP`, `TLS` to `TCP` and `TLS`, `UDP` to `UDP`. A function is asked over HTTP, by balancers of type \
        `application`.",
};

/// Two balancers that forward to one group or function.
pub static SHARED_TARGET: Code = Code {
    name: "shared-target",
    explanation: "AWS lets a target group serve one balancer. Where two are needed (an internet-facing \
        and an internal one), each needs a group or function of its own.",
};
