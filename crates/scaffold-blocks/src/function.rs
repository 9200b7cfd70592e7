use std::collections::BTreeMap;

use scaffold_kinds::{choice, record};
use scaffold_model::{Disruption, Rule, TextRule, Type};

use crate::block::block;
use crate::connects::ConnectsTo;
use crate::function_events::FunctionEvent;
use crate::function_layers::Layer;
use crate::function_target::FunctionTarget;
use crate::given::Given;
use crate::kind_type::kind_type;
use crate::permissions::Permission;
use crate::traffic::{Egress, Ingress};
use crate::vpc::Tier;

pub(crate) const FUNCTION: &str = "function";
pub(crate) const ALIAS: &str = "alias";
pub(crate) const URL: &str = "url";

/// What others call where versions are published.
pub(crate) const LIVE: &str = "live";

block! {
    /// Code that runs when something asks for it: a request, a message, an object, a time.
    ///
    /// `source` is packed so that the same files are the same archive on every machine: unchanged code is never
    /// sent again. Its role may write to its own log group, and do what `connects_to`, `events`, `dead_letter` and
    /// `permissions` say, nothing else. Who may call it is what names it: its own `events`, a balancer that forwards
    /// to it, a CDN that has it as an origin, its `url`.
    ///
    /// With `provisioned_concurrency` every change of code or settings publishes a version, and the alias `live`,
    /// which everybody calls then, moves to it when it is ready.
    pub struct Function: "function" {
        /// The code: a directory, or a `.zip`, by its path from the blueprint's directory. What a `.scaffoldignore` in the
        /// directory names, by the rules of `.gitignore`, is left out. Either this or `image`.
        source: Option<String> => text(TextRule::Code),
        /// The image, by its address in ECR, with a tag or a digest.
        image: Option<Given> => of_type(of("image")),
        /// What runs the code: `"nodejs22.x"`, `"python3.13"`, `"provided.al2023"`.
        runtime: Option<Given> => of_type(of("runtime")),
        /// What of the code is called: `"index.handler"`.
        handler: Option<Given> => of_type(of("handler")),
        /// What it is for.
        description: Option<Given> => of_type(of("description")),
        /// Which processors it runs on.
        architecture: Architecture => defaults_to("arm64"),
        /// Memory in MiB, 128 to 10240. Processors come with it.
        memory_mib: i64 => defaults_to(256_i64).between(128, 10_240),
        /// How long one call may take, in seconds, up to 900.
        timeout_seconds: i64 => defaults_to(10_i64).between(1, 900),
        /// Variables that the code sees. No secrets: whoever may look at the function reads them; let it read a `secret`.
        environment: BTreeMap<String, Given>,
        /// Size of `/tmp` in MiB, 512 to 10240.
        ephemeral_storage_mib: i64 => defaults_to(512_i64).between(512, 10_240),
        /// What is laid over its code, at most five: layers of its own by what is in them, `{ source = "layers/deps" }`, and
        /// versions that are there by their ARNs, `"${lambda.layer.deps.arn}"`.
        layers: Vec<Layer>,
        /// The network that it reaches. Without it, it reaches the internet, and nothing private.
        vpc: Option<String> => of_type(Type::BlockReference("vpc")),
        /// The tier of the network's subnets that its interfaces stand in, all zones of it. In a public subnet it has no
        /// way out: functions have no public addresses.
        tier: Option<Tier> => defaults_to("private"),
        /// Blocks that it talks to: `["database.orders", { to = "bucket.assets", access = "read" }]`. What answers at a port
        /// (databases, caches, balancers, groups) needs `vpc`, and lets exactly its security group in. Of a bucket,
        /// a queue or a secret its role gets exactly the actions of `access`.
        connects_to: Vec<ConnectsTo>,
        /// What its role may do, for what `connects_to` cannot say.
        permissions: Vec<Permission>,
        /// How many may run at the same time; as many as the account has left when it is not said. 0 stops it.
        reserved_concurrency: Option<i64> => between(0, 1_000_000),
        /// How many are kept ready, for money.
        provisioned_concurrency: Option<i64> => between(1, 1_000_000),
        /// After how many days what it tells is deleted.
        log_retention_days: i64 => of_type(kind_type("logs.log_group", "retention_days")).defaults_to(30_i64),
        /// Whether calls are traced by AWS X-Ray.
        tracing: bool => defaults_to(false),
        /// The queue for events that failed where nobody waits for the answer.
        dead_letter: Option<String> => of_type(Type::BlockReference("queue")),
        /// An address of its own, under which it answers HTTPS requests.
        url: Option<FunctionUrl>,
        /// How balancers ask that have it in `forward`. They need nothing here, and no network of it.
        target: Option<FunctionTarget>,
        /// What it is called for: times, messages of a queue, objects of a bucket.
        events: Vec<FunctionEvent>,
        /// Who else may come in to its interfaces, at which port.
        ingress: Vec<Ingress>,
        /// Where it may go from its interfaces beside those that it connects to: `"all"`, or a list.
        egress: Option<Egress> => defaults_to("all"),
    }
    rules {
        Rule::ExactlyOneOf(&["source", "image"]),
        Rule::Requires { attribute: "source", is: &[], needs: &["runtime", "handler"] },
        Rule::OnlyWhere { attributes: &["runtime", "handler", "layers"], attribute: "source", is: &[] },
        Rule::OnlyWhere { attributes: &["tier", "ingress", "egress"], attribute: "vpc", is: &[] },
    }
    outputs {
        /// ARN, without a version.
        arn: String = "function.arn",
        /// Its physical name.
        name: String = "function.name",
        /// Its own address, where it has a `url`.
        url: String = "url.url",
        /// ARN of its role.
        role_arn: String = "role.arn",
        /// `sg-…` of its interfaces, with `vpc`.
        security_group_id: String = "security_group.id",
    }
    parts {
        /// Who may talk to its interfaces, with `vpc`.
        "security_group": "ec2.security_group",
        /// The rules of that group, as a complete set.
        "security_group_rules": "ec2.security_group_rules",
        /// Where it writes; made before it, deleted after it.
        "log_group": "logs.log_group",
        /// Who it is, for AWS.
        "role": "iam.role",
        /// The function itself.
        "function": "lambda.function",
        /// A layer of its own, by its place among `layers`, from 1.
        "layer.<number>": "lambda.layer",
        /// `live`, with `provisioned_concurrency`.
        "alias": "lambda.alias",
        /// Its own address, with `url`.
        "url": "lambda.url",
        /// A schedule may call it, by its place among `events`, from 1.
        "permission.schedule-<number>": "lambda.permission",
        /// A bucket may call it.
        "permission.bucket-<name>": "lambda.permission",
        /// A balancer that forwards to it may call it.
        "permission.balancer": "lambda.permission",
        /// Everyone may ask at its address, where `url` has `auth = "none"`.
        "permission.url": "lambda.permission",
        /// The same, as Lambda wants it since October 2025.
        "permission.url-call": "lambda.permission",
        /// A CDN may ask at its address, where `url` has `auth = "iam"`.
        "permission.cdn-<name>": "lambda.permission",
        /// The same, as Lambda wants it since October 2025.
        "permission.cdn-call-<name>": "lambda.permission",
        /// A schedule, by its place among `events`, from 1.
        "rule.<number>": "events.rule",
        /// A queue that it takes messages from, by the queue's name.
        "event_source.<queue>": "lambda.event_source",
        /// Where a balancer reaches it, where one forwards to it.
        "target_group": "elbv2.target_group",
        /// It, as the one target of that group.
        "targets": "elbv2.targets",
    }
}

record! {
    /// An address of its own.
    pub struct FunctionUrl {
        /// Who may ask: `"iam"`, whoever signs requests and is allowed to; `"none"`, everyone.
        auth: Option<UrlAuth> => required().disrupts(Disruption::Downtime),
        /// Which pages of other sites may ask from a browser.
        cors: Option<UrlCors>,
        /// Whether the answer comes piece by piece, in place of as a whole.
        streams: Option<bool> => defaults_to(false),
    }
}

choice! {
    /// Processors.
    pub enum Architecture {
        /// AWS Graviton.
        Arm = "arm64",
        /// Intel's and AMD's.
        Intel = "x86_64",
    }
}

choice! {
    /// Who may ask.
    pub enum UrlAuth {
        /// Whoever signs requests and is allowed to.
        Iam = "iam",
        /// Everyone.
        Nobody = "none",
    }
}

record! {
    /// Which pages of other sites may ask from a browser.
    pub struct UrlCors {
        /// Sites: `"https://shop.example.com"`, or `"*"`.
        origins: Vec<String> => text(TextRule::AtMost(253)).required(),
        /// Methods: `"GET"`, or `"*"`.
        methods: Vec<String> => text(TextRule::AtMost(6)),
        /// Headers that they may send.
        headers: Vec<String> => text(TextRule::AtMost(1_024)),
        /// Headers of answers that they may see.
        expose_headers: Vec<String> => text(TextRule::AtMost(1_024)),
        /// Whether they may send cookies and the like.
        credentials: Option<bool> => defaults_to(false),
        /// For how long a browser remembers that, in seconds.
        max_age_seconds: Option<i64> => between(0, 86_400),
    }
}

fn of(attribute: &str) -> Type {
    kind_type("lambda.function", attribute)
}
