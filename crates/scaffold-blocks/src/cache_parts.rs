//! What a `cache` expands to.

use std::collections::BTreeMap;

use scaffold_kinds::elasticache::ClusterMode;
use scaffold_kinds::{AttributeType, Choice};
use scaffold_model::{Value, Values};

use crate::block::{Context, Expands};
use crate::cache::{Auth, AuthWord, Cache, Engine};
use crate::connection::Service;
use crate::given::Given;
use crate::part::{Expansion, Part};
use crate::security_group::{self, Said};
use crate::{cache_checks, cache_engine, cache_users, network};

const GROUP: &str = "replication_group";
const CLUSTER: &str = "cluster";
const SUBNETS: &str = "subnet_group";
const PARAMETERS: &str = "parameter_group";
/// `cluster-enabled` cannot change in a group that a cache uses, so that another group takes its place.
const CLUSTER_PARAMETERS: &str = "parameter_group.cluster";

impl Expands for Cache {
    fn serves(&self) -> Vec<Service> {
        vec![Service { protocol: "tcp", port: cache_engine::port(self.engine) }]
    }

    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut problems = cache_checks::check(self, context);
        problems.extend(security_group::check(&self.ingress, &self.egress, context));
        let vpc = self.vpc.as_deref();
        let said = Said { vpc, ingress: &self.ingress, egress: &self.egress, besides: Vec::new() };
        let mut parts = security_group::parts(said, context);
        let subnets = network::subnets(vpc, self.tier);
        parts.push(Part::new(SUBNETS, "elasticache.subnet_group").asked_if("tier", "subnets", subnets));
        parts.push(self.parameter_group());
        if self.asks_iam() {
            parts.extend(cache_users::parts(self.engine, context));
        }
        parts.push(match self.engine {
            Engine::Memcached => self.cluster(context),
            Engine::Valkey | Engine::Redis => self.replication_group(context),
        });
        Expansion {
            parts,
            outputs: self.outputs(context),
            all_parts: context.are_sound(&["engine", "cluster_mode", "auth"]),
            diagnostics: problems,
        }
    }
}

impl Cache {
    /// Whether IAM knows who its clients are.
    pub(crate) fn asks_iam(&self) -> bool {
        matches!(&self.auth, Some(Auth::Word(AuthWord::Iam)))
    }

    pub(crate) fn mode(&self) -> ClusterMode {
        self.cluster_mode.unwrap_or(ClusterMode::Disabled)
    }

    /// Replicas of each primary.
    pub(crate) fn replica_count(&self) -> i64 {
        self.replicas.unwrap_or(0)
    }

    /// Whether a replica takes over: cluster mode needs it, and without there must be one.
    pub(crate) fn fails_over(&self) -> bool {
        self.automatic_failover.unwrap_or(self.replica_count() > 0 || self.mode() != ClusterMode::Disabled)
    }

    /// Whether nodes stand in several zones.
    pub(crate) fn is_spread(&self) -> bool {
        let several = match self.engine {
            Engine::Memcached => self.nodes.is_some_and(|nodes| nodes > 1),
            Engine::Valkey | Engine::Redis => self.replica_count() > 0 && self.fails_over(),
        };
        self.multi_az.unwrap_or(several)
    }

    fn parameters_part(&self) -> &'static str {
        if self.mode() == ClusterMode::Disabled { PARAMETERS } else { CLUSTER_PARAMETERS }
    }

    fn parameter_group(&self) -> Part {
        let family = self.engine_version.as_deref();
        let family = family.and_then(|version| cache_engine::family(self.engine, version));
        let mut values: Values =
            self.parameters.iter().map(|(name, Given(value))| (name.clone(), value.clone())).collect();
        if self.mode() != ClusterMode::Disabled {
            values.insert("cluster-enabled".to_owned(), Value::from("yes"));
        }
        Part::new(self.parameters_part(), "elasticache.parameter_group")
            .asked("engine_version", "family", family.map_or(Value::Null, Value::from))
            .asked_if("parameters", "parameters", (!values.is_empty()).then_some(Value::Map(values)))
    }

    fn replication_group(&self, context: &Context<'_>) -> Part {
        let encrypted_mode = self.encryption_in_transit_mode.filter(|_| self.encryption_in_transit);
        let token = match &self.auth {
            Some(Auth::Password(password)) => Some(password.encode()),
            Some(Auth::Word(_)) | None => None,
        };
        let part = Part::new(GROUP, "elasticache.replication_group")
            .asked("engine", "engine", self.engine.word())
            .asked_if("replicas", "replicas", self.replicas)
            .asked("shards", "shards", self.shards.unwrap_or(1))
            .asked("cluster_mode", "cluster_mode", self.mode().word())
            .asked("multi_az", "multi_az", self.is_spread())
            .asked("automatic_failover", "automatic_failover", self.fails_over())
            .asked_if("encryption_at_rest", "encryption_at_rest", self.encryption_at_rest)
            .asked_if(
                "encryption_in_transit_mode",
                "encryption_in_transit_mode",
                encrypted_mode.map(Choice::word),
            )
            .asked_if("auth", "auth_token", token)
            .asked_if("auth", "user_groups", self.asks_iam().then(|| cache_users::groups(context)))
            .asked_if("snapshot_retention_days", "snapshot_retention_days", self.snapshot_retention_days)
            .asked_if("snapshot_window", "snapshot_window", self.snapshot_window.clone())
            .asked_if("final_snapshot", "final_snapshot", self.final_snapshot);
        self.like_both(part, context)
    }

    fn cluster(&self, context: &Context<'_>) -> Part {
        let nodes = self.nodes.unwrap_or(1);
        let zones = if self.is_spread() { "cross-az" } else { "single-az" };
        let part = Part::new(CLUSTER, "elasticache.cluster").asked("nodes", "nodes", nodes).asked_if(
            "multi_az",
            "az_mode",
            (nodes > 1).then_some(zones),
        );
        self.like_both(part, context)
    }

    fn like_both(&self, part: Part, context: &Context<'_>) -> Part {
        part.asked_if("engine_version", "engine_version", self.engine_version.as_deref())
            .asked_if("node_type", "node_type", self.node_type.clone())
            .with(PARAMETERS, context.id_of(self.parameters_part()))
            .with(SUBNETS, context.id_of(SUBNETS))
            .with("security_groups", Value::List(vec![context.id_of(security_group::GROUP)]))
            .asked("engine", "port", cache_engine::port(self.engine))
            .asked("encryption_in_transit", "encryption_in_transit", self.encryption_in_transit)
            .asked_if("maintenance_window", "maintenance_window", self.maintenance_window.clone())
            .asked("deletion_protection", "deletion_protection", self.deletion_protection)
            .asked("apply", "apply", self.apply.word())
    }

    fn outputs(&self, context: &Context<'_>) -> BTreeMap<String, Value> {
        let mut outputs = vec![("port", Value::from(cache_engine::port(self.engine)))];
        let names = ["primary_endpoint", "reader_endpoint", "configuration_endpoint"];
        if !context.are_sound(&["engine", "cluster_mode"]) {
            outputs.extend(names.map(|name| (name, Value::Null)));
        } else if self.engine == Engine::Memcached {
            outputs.push(("configuration_endpoint", context.output_of(CLUSTER, "configuration_endpoint")));
        } else {
            let has = |name: &&str| match self.mode() {
                ClusterMode::Disabled => *name != "configuration_endpoint",
                ClusterMode::Compatible => true,
                ClusterMode::Enabled => *name == "configuration_endpoint",
            };
            outputs.extend(names.into_iter().filter(has).map(|name| (name, context.output_of(GROUP, name))));
        }
        if self.asks_iam() {
            outputs.push(("user_name", context.output_of(cache_users::USER, "name")));
        } else if !context.are_sound(&["auth"]) {
            outputs.push(("user_name", Value::Null));
        }
        outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
