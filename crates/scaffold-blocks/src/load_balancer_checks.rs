//! What must hold of a balancer beyond its schema.

use scaffold_model::Diagnostic;

use crate::block::{Context, are_sound};
use crate::bucket_logs;
use crate::cdn::Cdn;
use crate::codes;
use crate::load_balancer::{LoadBalancer, LoadBalancerType};
use crate::network::Network;

/// Where it stands, and what its type does not let be said.
pub(crate) fn check(
    balancer: &LoadBalancer,
    network: Option<&Network<'_>>,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let is_application = balancer.r#type == LoadBalancerType::Application;
    if let Some(network) = network.filter(|_| context.are_sound(&["scheme", "type"])) {
        let tier = balancer.tier(Some(network));
        problems.extend(network.check(tier, &["scheme", "vpc"], context));
        if is_application && network.has(tier) {
            problems.extend(network.check_zones(
                &codes::ONE_ZONE_FOR_A_BALANCER,
                "an application balancer",
                context,
            ));
        }
    }
    if is_application && !balancer.cross_zone && context.are_sound(&["type", "cross_zone"]) {
        let message =
            format!("{} is an application balancer, which always balances over zones", context.address());
        problems.push(
            Diagnostic::error(&codes::ALWAYS_CROSS_ZONE, message)
                .at(context.origin("cross_zone"), "cannot be turned off")
                .help("take `cross_zone` out, or say `type = \"network\"`"),
        );
    }
    problems.extend(unused_cdns(balancer, context));
    problems.extend(bucket_logs::check_balancer(balancer, context));
    if balancer.listeners.is_empty() && context.are_sound(&["listeners"]) {
        let message = format!("{} has no listener", context.address());
        problems.push(
            Diagnostic::error(&codes::NO_LISTENER, message)
                .at(context.origin("listeners"), "nobody can reach it")
                .help(format!("add a table `[{}.listeners.http]`", context.address())),
        );
    }
    problems
}

/// CDNs that are let in and never ask.
fn unused_cdns(balancer: &LoadBalancer, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (index, from) in balancer.allow_from.iter().enumerate() {
        let Some(cdn) = context.block_at(from).filter(|block| block.address.word() == "cdn") else {
            continue;
        };
        let own = context.address().as_str();
        let named = context.peer::<Cdn>(from).is_some_and(|cdn| {
            cdn.origins.values().any(|origin| origin.load_balancer.as_deref() == Some(own))
        });
        if named || !are_sound(cdn, &["origins"]) || context.gaps.hold(&cdn.address) {
            continue;
        }
        let message = format!("{own} lets {from} in, which does not ask it");
        problems.push(
            Diagnostic::error(&codes::UNUSED_CDN, message)
                .at(context.written(&[&format!("allow_from[{index}]"), "allow_from"]), "opens nothing")
                .at(&cdn.origin, "has no origin with this balancer")
                .help(format!("add `[{from}.origins.app]` with `load_balancer = \"{own}\"`, or take it out")),
        );
    }
    problems
}
