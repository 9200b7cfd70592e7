//! What listeners and rules do with requests, and which target groups that binds.

use std::collections::BTreeSet;

use scaffold_model::Value;

use super::load_balancer::is_network;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;

const LISTENER: &str = "elbv2.listener";
const RULE: &str = "elbv2.listener_rule";
const TARGET_GROUP: &str = "elbv2.target_group";

/// The balancers whose listeners and rules forward to a target group.
pub(super) fn balancers_of(state: &State, target_group: &str) -> BTreeSet<String> {
    let listeners = state.namers_of_kind(LISTENER, target_group);
    let of_rules = state
        .namers_of_kind(RULE, target_group)
        .filter_map(|rule| state.find(LISTENER, rule.text("listener")?));
    listeners
        .chain(of_rules)
        .filter_map(|listener| listener.text("load_balancer"))
        .map(str::to_owned)
        .collect()
}

/// Whether it stands behind a network balancer.
pub(super) fn works_on_connections(record: &Record) -> bool {
    record.text("protocol").is_some_and(|protocol| !protocol.starts_with("HTTP"))
}

/// What AWS refuses of the actions of a listener, or of one of its rules.
pub(super) fn check_actions(state: &State, listener: &Record, actions: &Value) -> Result<(), Refusal> {
    let actions: Vec<&Value> = actions.as_list().unwrap_or_default().iter().collect();
    let word = |action: &&Value| action.as_map().and_then(|entries| entries.keys().next()).cloned();
    let words: Vec<String> = actions.iter().filter_map(word).collect();
    let signs_in = |word: &String| word.starts_with("authenticate");
    let ends_well = words.last().is_some_and(|word| !signs_in(word));
    if !ends_well || words.iter().filter(|word| !signs_in(word)).count() != 1 {
        let message = "The last action must be 'forward', 'redirect' or 'fixed-response', and only that";
        return Err(Refusal::invalid("InvalidLoadBalancerAction", message));
    }
    if words.iter().any(signs_in) && listener.text("protocol") != Some("HTTPS") {
        let message = "Actions that authenticate are supported on HTTPS listeners alone";
        return Err(Refusal::invalid("InvalidLoadBalancerAction", message));
    }
    let Some(balancer) = listener.text("load_balancer").and_then(|id| state.find("elbv2.load_balancer", id))
    else {
        return Ok(());
    };
    if is_network(balancer) && words.iter().any(|word| word != "forward") {
        let message = "Actions of a network load balancer can only be of type 'forward'";
        return Err(Refusal::invalid("InvalidLoadBalancerAction", message));
    }
    for group in actions.into_iter().flat_map(target_groups) {
        check_group(state, balancer, listener, group)?;
    }
    Ok(())
}

fn target_groups(action: &Value) -> impl Iterator<Item = &str> {
    let forward = action.as_map().and_then(|entries| entries.get("forward")?.as_map());
    let groups = forward.and_then(|forward| forward.get("target_groups")?.as_list()).unwrap_or_default();
    groups.iter().filter_map(|group| group.as_map()?.get("target_group")?.as_text())
}

fn check_group(state: &State, balancer: &Record, listener: &Record, group: &str) -> Result<(), Refusal> {
    if let Some(other) = balancers_of(state, group).into_iter().find(|id| *id != balancer.key.id.as_str()) {
        let message = format!(
            "The following target groups cannot be associated with more than one load balancer: {group} ({other})"
        );
        return Err(Refusal::in_use("TargetGroupAssociationLimit", message));
    }
    let Some(found) = state.find(TARGET_GROUP, group) else { return Ok(()) };
    let protocol = found.text("protocol");
    let fits = match listener.text("protocol").unwrap_or_default() {
        "HTTP" | "HTTPS" => !works_on_connections(found),
        "TLS" => matches!(protocol, Some("TCP" | "TLS")),
        "TCP" => matches!(protocol, Some("TCP" | "TCP_UDP")),
        "UDP" => matches!(protocol, Some("UDP" | "TCP_UDP")),
        own => protocol == Some(own),
    };
    if fits {
        return Ok(());
    }
    let message = format!(
        "The target group {group} with protocol {} does not go with the listener's",
        protocol.unwrap_or("none")
    );
    Err(Refusal::invalid("IncompatibleProtocols", message))
}
