//! What must hold of a balancer beyond its schema.

use scaffold_model::Diagnostic;

use crate::block::Context;
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
