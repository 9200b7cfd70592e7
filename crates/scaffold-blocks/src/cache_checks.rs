//! What must hold of a cache beyond its schema.

use scaffold_kinds::Choice;
use scaffold_kinds::elasticache::ClusterMode;
use scaffold_model::Diagnostic;

use crate::block::Context;
use crate::cache::{Auth, AuthWord, Cache, Engine};
use crate::cache_engine;
use crate::codes;
use crate::network::Network;

/// Everything.
pub(crate) fn check(cache: &Cache, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(network) = Network::named(cache.vpc.as_deref(), context) {
        let tier = network.check(cache.tier, &["tier", "vpc"], context);
        problems.extend(tier.filter(|_| context.are_sound(&["tier"])));
        if cache.is_spread() && context.are_sound(&["replicas", "nodes", "multi_az", "automatic_failover"]) {
            problems.extend(network.check_zones(
                &codes::ONE_ZONE_FOR_DATA,
                "a cache over several zones",
                context,
            ));
        }
    }
    problems.extend(version(cache, context));
    problems.extend(auth(cache, context));
    let shape = ["engine", "replicas", "cluster_mode", "multi_az", "automatic_failover", "nodes"];
    if context.are_sound(&shape) {
        problems.extend(failover(cache, context));
        problems.extend(spread(cache, context));
    }
    if context.are_sound(&["engine", "cluster_mode"]) {
        problems.extend(cluster_parameter(cache, context));
    }
    problems
}

/// A version of which settings have a family.
fn version(cache: &Cache, context: &Context<'_>) -> Option<Diagnostic> {
    let version = cache.engine_version.as_deref().filter(|_| context.are_sound(&["engine"]))?;
    if cache_engine::family(cache.engine, version).is_some() {
        return None;
    }
    let engine = cache.engine.word();
    let minor = if cache.engine == Engine::Memcached { 6 } else { 0 };
    let message = format!("{} is to be {engine} {version}, which does not say enough", context.address());
    let problem = Diagnostic::error(&codes::UNCLEAR_VERSION, message)
        .at(context.origin("engine_version"), "which one?")
        .help(format!("two numbers at least: write `\"{version}.{minor}\"`, say"));
    Some(problem)
}

fn auth(cache: &Cache, context: &Context<'_>) -> Option<Diagnostic> {
    let subject = context.address();
    let is_guarded = !matches!(cache.auth.as_ref()?, Auth::Word(AuthWord::None));
    if is_guarded && !cache.encryption_in_transit {
        let message =
            format!("clients of {subject} say who they are over connections that are not encrypted");
        let problem = Diagnostic::error(&codes::AUTH_WITHOUT_ENCRYPTION, message)
            .at(context.origin("auth"), "ElastiCache refuses it")
            .at(context.origin("encryption_in_transit"), "not encrypted")
            .help("say `encryption_in_transit = true`, or `auth = \"none\"`");
        return Some(problem);
    }
    let version = cache.engine_version.as_deref().filter(|_| cache.asks_iam())?;
    if cache_engine::knows_iam(cache.engine, version) {
        return None;
    }
    let message = format!("{subject} is to ask IAM who its clients are, which {version} cannot");
    let problem = Diagnostic::error(&codes::NO_IAM_AUTH, message)
        .at(context.origin("auth"), "not with this version")
        .at(context.origin("engine_version"), "too early")
        .help("IAM is known from Valkey 7.2 and Redis 7.0 on: choose a later version, or a password: `{ secret = \"arn:…\" }`");
    Some(problem)
}

/// Who takes over, and whether somebody must.
fn failover(cache: &Cache, context: &Context<'_>) -> Option<Diagnostic> {
    let subject = context.address();
    let mode = cache.mode();
    if cache.engine != Engine::Memcached && mode != ClusterMode::Disabled && !cache.fails_over() {
        let message = format!("{subject} is in cluster mode, which needs automatic failover");
        let problem = Diagnostic::error(&codes::UNFITTING_FAILOVER, message)
            .at(context.origin("automatic_failover"), "switched off")
            .at(context.origin("cluster_mode"), format!("`{}`", mode.word()))
            .help("take `automatic_failover` out: it is on where it is needed");
        return Some(problem);
    }
    if mode == ClusterMode::Disabled && cache.automatic_failover == Some(true) && cache.replica_count() == 0 {
        let message = format!("{subject} has no replica that could take over");
        let problem = Diagnostic::error(&codes::UNFITTING_FAILOVER, message)
            .at(context.origin("automatic_failover"), "to whom?")
            .at(context.origin("replicas"), "none")
            .help("say `replicas = 1` at least, or take `automatic_failover` out");
        return Some(problem);
    }
    None
}

/// Nodes in several zones.
fn spread(cache: &Cache, context: &Context<'_>) -> Option<Diagnostic> {
    if cache.multi_az != Some(true) {
        return None;
    }
    let subject = context.address();
    let (message, other, label, help) = match cache.engine {
        Engine::Memcached if cache.nodes.unwrap_or(1) < 2 => (
            format!("{subject} is to stand in several zones with one node"),
            "nodes",
            "one",
            "say `nodes = 2` at least, or take `multi_az` out",
        ),
        Engine::Memcached => return None,
        _ if cache.replica_count() == 0 => (
            format!("{subject} is to stand in several zones with no replica"),
            "replicas",
            "none",
            "say `replicas = 1` at least, or take `multi_az` out",
        ),
        _ if !cache.fails_over() => (
            format!("{subject} stands in several zones, and no replica takes over"),
            "automatic_failover",
            "switched off",
            "take `automatic_failover` out, or say `multi_az = false`",
        ),
        _ => return None,
    };
    let problem = Diagnostic::error(&codes::UNFITTING_FAILOVER, message)
        .at(context.origin("multi_az"), "over several zones")
        .at(context.origin(other), label)
        .help(help);
    Some(problem)
}

/// What `cluster_mode` says is not said again.
fn cluster_parameter(cache: &Cache, context: &Context<'_>) -> Option<Diagnostic> {
    let name = "cluster-enabled";
    if cache.engine == Engine::Memcached || !cache.parameters.contains_key(name) {
        return None;
    }
    let message = format!("`parameters` of {} say `{name}`, which `cluster_mode` is for", context.address());
    let problem = Diagnostic::error(&codes::CLUSTER_PARAMETER, message)
        .at(context.origin(&format!("parameters.{name}")), "follows from `cluster_mode`")
        .help("take it out, and say `cluster_mode = \"enabled\"`");
    Some(problem)
}
