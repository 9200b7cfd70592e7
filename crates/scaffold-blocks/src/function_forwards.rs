//! Balancers that forward to a function: where they reach it, what lets them, and what must hold of it.

use scaffold_model::{Address, Diagnostic, Origin, Value, Values};

use crate::autoscaling_group::TARGET_GROUP;
use crate::block::{Context, place_in};
use crate::codes;
use crate::function::Function;
use crate::function_calls::{CALL, permission};
use crate::function_target::FunctionHealthCheck;
use crate::load_balancer::LoadBalancer;
use crate::part::Part;

const PERMISSION: &str = "balancer";

/// A balancer that forwards to the function, and where it says so.
struct Forwarder<'a> {
    balancer: &'a Address,
    place: Origin,
}

/// In the order of their addresses, each once.
fn forwarders<'a>(context: &'a Context<'_>) -> Vec<Forwarder<'a>> {
    let mut found = Vec::new();
    for block in context.blocks.iter().filter(|block| block.address.word() == "load_balancer") {
        let Some(balancer) = context.peer::<LoadBalancer>(block.address.as_str()) else { continue };
        let forwards = balancer.listeners.iter().flat_map(|(name, listener)| {
            let actions = listener.actions(name);
            let named = |(path, to): (String, &str)| (path, to.to_owned());
            actions.iter().flat_map(|action| action.forwards().into_iter().map(named)).collect::<Vec<_>>()
        });
        let mut own = forwards.filter(|(_, to)| to == context.address().as_str());
        if let Some((path, _)) = own.next() {
            found.push(Forwarder { balancer: &block.address, place: place_in(block, &path).clone() });
        }
    }
    found.sort_by(|one, other| one.balancer.cmp(other.balancer));
    found
}

/// Where balancers reach it, and what lets them.
pub(crate) fn parts(function: &Function, context: &Context<'_>) -> Vec<Part> {
    let forwarders = forwarders(context);
    let Some(Forwarder { balancer, place }) = forwarders.first() else { return Vec::new() };
    let target = function.target.as_ref();
    let lists = target.and_then(|target| target.multi_value_headers).unwrap_or(false);
    let check = target.and_then(|target| target.health_check.as_ref());
    let check = check.map_or_else(unchecked, FunctionHealthCheck::value);
    let mut group = Part::new(TARGET_GROUP, "elbv2.target_group")
        .with("target_type", "lambda")
        .asked("target.multi_value_headers", "lambda_multi_value_headers", lists)
        .asked("target.health_check", "health_check", check)
        .with("load_balancer", Value::pending(balancer.part("load_balancer"), "id"));
    group.origins.insert("load_balancer".to_owned(), place.clone());
    let principal = "elasticloadbalancing.amazonaws.com";
    let allowed = permission(function, PERMISSION, (CALL, principal), context)
        .with("source_arn", context.output_of(TARGET_GROUP, "arn"));
    // AWS tries whether it may call when the target is named.
    let target =
        Values::from([("id".to_owned(), context.output_of(&format!("permission.{PERMISSION}"), "target"))]);
    let targets = Part::new("targets", "elbv2.targets")
        .with("target_group", context.id_of(TARGET_GROUP))
        .with("targets", Value::List(vec![Value::Map(target)]));
    vec![group, allowed, targets]
}

fn unchecked() -> Value {
    Value::Map(Values::from([("enabled".to_owned(), Value::from(false))]))
}

/// What is wrong with it.
pub(crate) fn check(function: &Function, context: &Context<'_>) -> Vec<Diagnostic> {
    let forwarders = forwarders(context);
    let mut problems: Vec<Diagnostic> = two_balancers(&forwarders, context).into_iter().collect();
    let check = function.target.as_ref().and_then(|target| target.health_check.as_ref());
    if let Some((interval, timeout)) =
        check.and_then(|check| check.interval_seconds.zip(check.timeout_seconds))
        && timeout >= interval
    {
        let message = format!(
            "a health check of {} takes up to {timeout} s and begins again every {interval} s",
            context.address()
        );
        let path = |attribute: &str| format!("target.health_check.{attribute}");
        problems.push(
            Diagnostic::error(&codes::HEALTH_CHECK_TIMING, message)
                .at(
                    context.written(&[&path("timeout_seconds"), &path("interval_seconds")]),
                    "too long an answer, or too often asked",
                )
                .help("let `timeout_seconds` be less than `interval_seconds`"),
        );
    }
    problems
}

/// A target group serves one balancer.
fn two_balancers(forwarders: &[Forwarder<'_>], context: &Context<'_>) -> Option<Diagnostic> {
    let [_, _, ..] = forwarders else { return None };
    let names: Vec<&str> = forwarders.iter().map(|forwarder| forwarder.balancer.as_str()).collect();
    let message = format!(
        "{} forward to {}, and a target group serves one balancer",
        names.join(" and "),
        context.address()
    );
    let problem = Diagnostic::error(&codes::SHARED_TARGET, message)
        .help("make a second function of the same `source`, or one balancer of the two");
    let label = |problem: Diagnostic, Forwarder { balancer, place }: &Forwarder<'_>| {
        problem.at(place, format!("{balancer} forwards to it"))
    };
    Some(forwarders.iter().fold(problem, label))
}
