//! The diagnostics of expanding buckets, queues, secrets, functions and CDNs.

use scaffold_model::Code;

/// A guarded block that is named without saying what for.
pub static WHICH_ACCESS: Code = Code {
    name: "which-access",
    explanation: "A bucket, a queue or a secret is guarded by IAM, and nobody may do more with it than was asked \
        for: say `{ to = \"bucket.assets\", access = \"read\" }`, or `\"write\"`, or `\"read+write\"`.",
};

/// A port of a block that IAM guards.
pub static PORT_OF_ACCESS: Code = Code {
    name: "port-of-access",
    explanation: "Buckets, queues and secrets are reached at AWS's own addresses, which `egress` and endpoints of \
        the network speak of. What may be done there says `access`.",
};

/// A queue that messages cannot go on to.
pub static UNFITTING_DEAD_LETTER: Code = Code {
    name: "unfitting-dead-letter",
    explanation: "Messages that fail go to another queue of the same sort: from a standard queue to a \
        standard one, from a FIFO queue to a FIFO one. What fails of a function, Lambda sends to \
        standard queues alone.",
};

/// More layers than AWS takes.
pub static TOO_MANY_LAYERS: Code = Code {
    name: "too-many-layers",
    explanation: "AWS Lambda lays at most five layers over the code of a function.",
};

/// Layers that are too large together.
pub static LAYERS_TOO_LARGE: Code = Code {
    name: "layers-too-large",
    explanation: "AWS Lambda takes at most 250 MiB unpacked, of the function's code and its layers together. \
        An image (`image`) may have 10 GiB.",
};

/// A runtime that is gone.
pub static RETIRED_RUNTIME: Code = Code {
    name: "retired-runtime",
    explanation: "AWS retires runtimes some time after their makers do: first no function of them can be made, then \
        none can be changed. What there is goes on to run. A blueprint with such a function can be planned, and \
        applied as long as it changes nothing of it.",
};

/// A runtime that is not known here.
pub static UNKNOWN_RUNTIME: Code = Code {
    name: "unknown-runtime",
    explanation: "The name of a runtime that AWS Lambda did not have when this version of scaffold was made. AWS has \
        the last word: what it does not know, it refuses.",
};

/// A bucket that cannot take somebody's logs.
pub static UNFITTING_LOG_BUCKET: Code = Code {
    name: "unfitting-log-bucket",
    explanation: "An application balancer writes its logs only to buckets that are encrypted with S3's own keys, \
        and below a prefix that has no `AWSLogs` in it. Of a bucket's own access logs AWS's documents ask the same. CloudFront writes its own to buckets of regions that every \
        account has from the beginning.",
};

/// Two rules for the same objects.
pub static REPEATED_LIFECYCLE: Code = Code {
    name: "repeated-lifecycle",
    explanation: "Each rule of `lifecycle` is for objects whose names begin so, or for all. Two rules for \
        one beginning are one rule: say everything there.",
};

/// A rule that S3 does not take.
pub static UNFITTING_LIFECYCLE: Code = Code {
    name: "unfitting-lifecycle",
    explanation: "S3 deletes objects only after it moved them: `expire_days` is more than the days of every move, and \
        the same holds of versions. Objects go down from class to class, to each once; to `STANDARD_IA` and `ONEZONE_IA` \
        after 30 days, and on from there after 30 more. A rule does something.",
};

/// A policy that lets everyone into a bucket that is closed.
pub static CLOSED_TO_EVERYONE: Code = Code {
    name: "closed-to-everyone",
    explanation: "While a bucket blocks public policies, as every one does that says nothing else, S3 refuses a policy \
        with a statement that lets everyone in: `*`, with no condition that narrows it down to fixed addresses \
        (`aws:SourceIp`), endpoints (`aws:SourceVpce`), accounts or the like.",
};

/// A bucket that writes about itself into itself.
pub static LOGS_IN_ITSELF: Code = Code {
    name: "logs-in-itself",
    explanation: "Each request that is written down would be a request that is written down. Let another \
        bucket take them.",
};

/// Two events of a bucket that are about the same objects.
pub static OVERLAPPING_EVENTS: Code = Code {
    name: "overlapping-events",
    explanation: "S3 tells one function of an object, and refuses notifications of which two could be \
        about the same one: of the same events, with prefixes of which one begins with the \
        other, and suffixes of which one ends with the other.",
};

/// A queue that a function takes messages from twice.
pub static REPEATED_EVENT: Code =
    Code { name: "repeated-event", explanation: "AWS reads a queue for a function once." };

/// Messages that come back before a function is done with them.
pub static SHORT_VISIBILITY: Code = Code {
    name: "short-visibility",
    explanation: "While a function works on a message the queue hides it, for \
        `visibility_timeout_seconds`. AWS refuses a queue that hides it for less than \
        `timeout_seconds` of the function, and advises six times as much.",
};

/// More messages at once than AWS gives.
pub static UNFITTING_BATCH: Code = Code {
    name: "unfitting-batch",
    explanation: "Of a FIFO queue a function gets at most 10 messages at once; of a standard one up to \
        10,000, where they are gathered first (`batching_window_seconds`). Of a FIFO queue none are gathered.",
};

/// A variable that Lambda sets.
pub static RESERVED_VARIABLE: Code = Code {
    name: "reserved-variable",
    explanation: "Variables such as `AWS_REGION` and `_HANDLER` are set by Lambda itself, and AWS refuses \
        them in `environment`.",
};

/// A variable whose name Lambda does not take.
pub static UNFITTING_VARIABLE: Code = Code {
    name: "unfitting-variable",
    explanation: "The names in a function's `environment` have at least two characters: a letter, then letters, \
        digits and underscores.",
};

/// Variables that are too large together.
pub static ENVIRONMENT_TOO_LARGE: Code = Code {
    name: "environment-too-large",
    explanation: "AWS Lambda takes at most 4 KB of variables, names and values of all of them together. What is \
        known at apply only is not counted here, and counts there.",
};

/// A filter that is no JSON object.
pub static UNFITTING_FILTER: Code = Code {
    name: "unfitting-filter",
    explanation: "A filter of an event source is a JSON object in a text, such as \
        `'{\"body\": {\"kind\": [\"order\"]}}'`: the keys say what of a message is looked at, the lists which values fit.",
};

/// More filters than AWS takes.
pub static TOO_MANY_FILTERS: Code = Code {
    name: "too-many-filters",
    explanation: "One event source has at most five filters. An account may ask AWS for up to ten, which is why \
        six to ten are a warning.",
};

/// A function and who calls it whose names do not fit into the id of a statement.
pub static LONG_NAMES: Code = Code {
    name: "long-names",
    explanation: "What lets a bucket or a CDN call a function is a statement whose id carries both names, and AWS \
        takes 100 characters of it: 45 are left for the names of function and bucket together, 43 for those of \
        function and CDN.",
};

/// More kept ready than may run.
pub static UNFITTING_CONCURRENCY: Code = Code {
    name: "unfitting-concurrency",
    explanation: "Instances that are kept ready (`provisioned_concurrency`) count among those that may run \
        at the same time (`reserved_concurrency`).",
};

/// A function that connects to a port from outside of the network.
pub static CONNECTED_FROM_OUTSIDE: Code = Code {
    name: "connected-from-outside",
    explanation: "Databases, caches, groups and balancers let security groups in. A function has one where \
        it stands in their network: say `vpc`. Buckets, queues and secrets need none.",
};

/// A certificate that CloudFront does not take.
pub static CERTIFICATE_ELSEWHERE: Code = Code {
    name: "certificate-elsewhere",
    explanation: "CloudFront takes certificates of ACM in us-east-1 alone, wherever the rest of the stack \
        is, and none of other services. Balancers take those of their own region.",
};

/// An origin that CloudFront cannot ask.
pub static UNFITTING_ORIGIN: Code = Code {
    name: "unfitting-origin",
    explanation: "An origin is one of `load_balancer` (internet-facing, with a listener for what \
        `protocol` says), `bucket`, `function` (with a `url`) and `domain`.",
};

/// A behavior with an origin that is not there.
pub static UNKNOWN_ORIGIN: Code =
    Code { name: "unknown-origin", explanation: "A behavior names one of the CDN's `origins`." };

/// A balancer that is asked over HTTPS under a name that its certificate cannot cover.
pub static UNCOVERED_ORIGIN: Code = Code {
    name: "uncovered-origin",
    explanation: "CloudFront checks that a balancer's certificate covers the name that it asks for, and \
        answers 502 where it does not. The name is the balancer's own, which no certificate \
        covers, unless `domain` says another one than `dns_name`, or every behavior with that origin passes the \
        viewer's `Host` on (`forward = \"all\"`).",
};

/// The viewer's `Host` for an origin whose requests are signed.
pub static HOST_TO_BUCKET: Code = Code {
    name: "host-to-bucket",
    explanation: "What CloudFront asks of a bucket or a function it signs, for that origin's own name. \
        With `forward = \"all\"`, or `Host` among the `headers` of `cache`, it would send the viewer's in its \
        place, and every answer would be 403.",
};

/// A header that CloudFront does not add.
pub static UNFITTING_HEADER: Code = Code {
    name: "unfitting-header",
    explanation: "Some headers of what CloudFront asks of an origin are its own: `Host`, `Cookie`, `Range`, `Via`, \
        and all that begin with `X-Amz-` or `X-Edge-`. It refuses them in `headers` of an origin.",
};

/// A bucket behind a CDN whose key the CDN may not use.
pub static KEY_OF_ORIGIN: Code = Code {
    name: "key-of-origin",
    explanation: "What a key of KMS encrypts in a bucket only those read who may use the key. The block lets its \
        CDN read the bucket; the policy of the key is the key's owner's, and must let the service \
        `cloudfront.amazonaws.com` do `kms:Decrypt`, where `aws:SourceArn` is the ARN of the distribution.",
};

/// Two CDNs with one name.
pub static REPEATED_ALIAS: Code = Code {
    name: "repeated-alias",
    explanation: "A name in `aliases` leads to one distribution, of all accounts. CloudFront refuses a second one \
        (`CNAMEAlreadyExists`).",
};

/// Times of a cache that are not in order.
pub static TIMES_CROSS: Code = Code {
    name: "times-cross",
    explanation: "`min_ttl_seconds` is at most `default_ttl_seconds`, and that at most `max_ttl_seconds`.",
};

/// The same twice, of which only the first counts.
pub static REPEATED_BEHAVIOR: Code = Code {
    name: "repeated-behavior",
    explanation: "Behaviors are for different paths, and `errors` for different statuses: of two the first \
        is taken, always.",
};

/// A balancer that lets in a CDN which does not ask it.
pub static UNUSED_CDN: Code = Code {
    name: "unused-cdn",
    explanation: "`allow_from = [\"cdn.front\"]` lets CloudFront in at the ports at which that CDN asks \
        the balancer: name the balancer in one of its `origins`.",
};
