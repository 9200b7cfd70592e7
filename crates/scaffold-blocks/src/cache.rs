use std::collections::BTreeMap;

use scaffold_kinds::elasticache::{Apply, ClusterMode, TransitEncryptionMode};
use scaffold_kinds::{AttributeType, Choice, DecodeError, choice, record};
use scaffold_model::{Disruption, Rule, TextRule, Type, Value};

use crate::block::block;
use crate::given::Given;
use crate::kind_type::kind_type;
use crate::traffic::{Egress, Ingress};
use crate::vpc::Tier;

/// Engines that have replicas, snapshots and passwords.
const REPLICATED: &[&str] = &["valkey", "redis"];

block! {
    /// A Valkey, Redis or Memcached of ElastiCache.
    ///
    /// Valkey and Redis have a primary with replicas that take its place when it fails, or with cluster mode
    /// several such (`shards`), each with a share of the keys. Memcached has `nodes` that know nothing of each
    /// other, and no snapshots: what a node holds goes with it.
    ///
    /// Its security group lets nobody in but those that connect to it by `connects_to`, at its port, and
    /// `ingress`. No password is ever written: `auth` names the secret that holds it.
    pub struct Cache: "cache" {
        /// The network that it stands in.
        vpc: Option<String> => of_type(Type::BlockReference("vpc")).required(),
        /// The tier of the network's subnets that nodes stand in. Nodes do not move: another is another cache.
        tier: Tier => defaults_to("private").replaces(),
        /// The engine. Redis becomes Valkey in place, and there is no way back.
        engine: Engine => defaults_to("valkey").disrupts(Disruption::Restart),
        /// Its version: `"8.0"`, or `"8"` for any 8.x, of which a new cache gets the latest. Of Memcached `"1.6"`, or
        /// `"1.6.22"`. It never goes back.
        engine_version: Option<String> => text(TextRule::Version).required().only_grows("ElastiCache never goes back to an earlier version: restore a snapshot into a new cache that has the version").disrupts(Disruption::Restart),
        /// Instance type of nodes: `"cache.m7g.large"`.
        node_type: Option<Given> => of_type(kind_type("elasticache.replication_group", "node_type")).required().disrupts(Disruption::Restart),
        /// Replicas of each primary, 0 to 5.
        replicas: Option<i64> => defaults_to(1_i64).between(0, 5),
        /// Whether clients speak the cluster protocol: `"disabled"`, `"compatible"` (they may), `"enabled"` (they
        /// must). It goes from the first to the last by the second, in two applies, so that clients can move in
        /// between, and never back from `"enabled"`.
        cluster_mode: Option<ClusterMode> => defaults_to("disabled").disrupts(Disruption::Rolling),
        /// Primaries, each with a share of the keys, 1 to 500; one when it is not said.
        shards: Option<i64> => between(1, 500).disrupts(Disruption::Rolling),
        /// Nodes of Memcached, 1 to 60; one when it is not said. Those with the highest numbers go first.
        nodes: Option<i64> => between(1, 60).disrupts(Disruption::Rolling),
        /// Whether nodes stand in several zones. On where there is a replica, or a second node of Memcached.
        multi_az: Option<bool>,
        /// Whether a replica takes the place of a primary that fails. On where there is a replica. Cluster mode
        /// needs it.
        automatic_failover: Option<bool>,
        /// Whether snapshots and disks are encrypted.
        encryption_at_rest: Option<bool> => defaults_to(true).replaces(),
        /// Whether connections are encrypted. It is switched on or off with `encryption_in_transit_mode =
        /// "preferred"`, in an apply of its own before or after. Of Memcached it never changes.
        encryption_in_transit: bool => defaults_to(true).disrupts(Disruption::Rolling),
        /// Whether clients must encrypt (`"required"`) or may (`"preferred"`).
        encryption_in_transit_mode: Option<TransitEncryptionMode> => defaults_to("required").disrupts(Disruption::Rolling),
        /// Settings of the engine by name, each as AWS writes it: `{ maxmemory-policy = "allkeys-lru" }`. What is
        /// taken out gets the engine's own value back.
        parameters: BTreeMap<String, Given>,
        /// For how many days daily snapshots are kept: up to 35, 0 for none.
        snapshot_retention_days: Option<i64> => defaults_to(1_i64).between(0, 35),
        /// When AWS maintains it, in UTC: `"sun:05:00-sun:06:00"`. AWS chooses when it is not said.
        maintenance_window: Option<Given> => of_type(kind_type("elasticache.replication_group", "maintenance_window")),
        /// When snapshots are taken, in UTC: `"03:00-04:00"`. AWS chooses when it is not said.
        snapshot_window: Option<Given> => of_type(kind_type("elasticache.replication_group", "snapshot_window")),
        /// When changes that disturb are made: in the maintenance window, or `"now"`.
        apply: Apply => defaults_to("window"),
        /// How clients say who they are: `"none"` (whom the security group lets in); by a password that a secret
        /// holds, `{ secret = "arn:aws:secretsmanager:…" }`, which is read when the call is made and shown
        /// nowhere; or `"iam"`: as the user of the output `user_name`, with a token that their role signs. The
        /// roles of groups that connect to it may do that, and nobody else.
        auth: Option<Auth> => defaults_to("none"),
        /// Whether a last snapshot is made when it is deleted.
        final_snapshot: Option<bool> => defaults_to(true),
        /// Whether `scaffold` refuses to delete it. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
        /// Who else may come in, at which port.
        ingress: Vec<Ingress>,
        /// Where it may go: `"all"`, or a list.
        egress: Egress => defaults_to("all"),
    }
    rules {
        Rule::OnlyWhere {
            attributes: &["replicas", "cluster_mode", "automatic_failover", "encryption_at_rest", "encryption_in_transit_mode", "snapshot_retention_days", "snapshot_window", "auth", "final_snapshot"],
            attribute: "engine",
            is: REPLICATED,
        },
        Rule::OnlyWhere { attributes: &["shards"], attribute: "cluster_mode", is: &["enabled"] },
        Rule::OnlyWhere { attributes: &["nodes"], attribute: "engine", is: &["memcached"] },
        Rule::OnlyWhere { attributes: &["encryption_in_transit_mode"], attribute: "encryption_in_transit", is: &["true"] },
    }
    outputs {
        /// Where to write, without cluster mode.
        primary_endpoint: String = "replication_group.primary_endpoint",
        /// Where to read from replicas, without cluster mode.
        reader_endpoint: String = "replication_group.reader_endpoint",
        /// Where clients of the cluster protocol begin, and those of Memcached that find nodes by themselves.
        configuration_endpoint: String = "replication_group.configuration_endpoint",
        /// The port of every node.
        port: i64 = "replication_group.port",
        /// The name that clients give, with `auth = "iam"`.
        user_name: String = "user.name",
    }
    parts {
        /// Who may talk to it.
        "security_group": "ec2.security_group",
        /// The rules of that group, as a complete set.
        "security_group_rules": "ec2.security_group_rules",
        /// The subnets that nodes may stand in.
        "subnet_group": "elasticache.subnet_group",
        /// The settings of the engine, without cluster mode.
        "parameter_group": "elasticache.parameter_group",
        /// The settings of the engine, with cluster mode, which cannot change in a group that is used.
        "parameter_group.cluster": "elasticache.parameter_group",
        /// Who clients are, with `auth = "iam"`.
        "user": "elasticache.user",
        /// Who clients without a name are, which Redis asks for: someone who may do nothing.
        "user.default": "elasticache.user",
        /// Who may come in, with `auth = "iam"`.
        "user_group": "elasticache.user_group",
        /// Valkey or Redis. It holds data.
        "replication_group": "elasticache.replication_group",
        /// Memcached.
        "cluster": "elasticache.cluster",
    }
}

choice! {
    /// Engines of caches.
    pub enum Engine {
        /// Valkey.
        Valkey = "valkey",
        /// Redis OSS.
        Redis = "redis",
        /// Memcached.
        Memcached = "memcached",
    }
}

/// How clients say who they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Auth {
    /// By a word.
    Word(AuthWord),
    /// By a password that a secret holds.
    Password(Password),
}

choice! {
    /// How clients say who they are, in a word.
    pub enum AuthWord {
        /// Not at all.
        None = "none",
        /// By IAM.
        Iam = "iam",
    }
}

record! {
    /// A password that a secret holds.
    pub struct Password {
        /// The secret's ARN. Its value is 16 to 128 printable characters.
        secret: Option<Given> => of_type(secret()).required(),
        /// Id of its version; the current one when it is not said. Another version is a difference.
        version: Option<Given> => text(TextRule::AtMost(64)),
    }
}

impl AttributeType for Auth {
    fn ty() -> Type {
        Type::AnyOf(vec![AuthWord::ty(), Password::ty()])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Map(_) => Password::decode(value).map(Self::Password),
            other => AuthWord::decode(other).map(Self::Word),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::Word(word) => Value::from(word.word()),
            Self::Password(password) => password.encode(),
        }
    }
}

/// The type of the secret that a replication group takes.
fn secret() -> Type {
    match kind_type("elasticache.replication_group", "auth_token") {
        Type::Record { attributes, .. } => {
            let secret = attributes.into_iter().find(|attribute| attribute.name == "secret");
            secret.map_or(Type::Text(TextRule::Any), |attribute| attribute.ty)
        }
        other => other,
    }
}
