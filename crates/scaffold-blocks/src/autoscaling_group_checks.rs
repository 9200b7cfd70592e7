//! What must hold of a group beyond its schema.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Diagnostic, Value, nearest};

use crate::autoscaling_group::AutoscalingGroup;
use crate::block::{Context, are_sound};
use crate::codes;
use crate::connection::{Connection, Reason};
use crate::network::Network;
use crate::scaling::Scaling;
use crate::time_zone;

/// Everything.
pub(crate) fn check(group: &AutoscalingGroup, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(network) = Network::named(group.vpc.as_deref(), context) {
        problems.extend(
            network.check(group.tier, &["tier", "vpc"], context).filter(|_| context.are_sound(&["tier"])),
        );
    }
    problems.extend(sizes(group, context));
    if let Some(target) = &group.target {
        problems.extend(target.check(context));
    }
    problems.extend(two_balancers(context));
    let mut names = BTreeMap::new();
    for (index, scaling) in group.scaling.iter().enumerate() {
        let path = format!("scaling[{index}]");
        problems.extend(one(scaling, &path, group, context));
        if let Some(name) = scaling.name(context)
            && let Some(first) = names.insert(name, index)
        {
            problems.push(repeated(first, index, context));
        }
    }
    problems
}

/// Fewest, most and how many there are.
fn sizes(group: &AutoscalingGroup, context: &Context<'_>) -> Option<Diagnostic> {
    let (min, max) = group.min_size.zip(group.max_size)?;
    if min > max {
        return Some(crossed("", [min, max], context));
    }
    let desired = group.desired_capacity.filter(|desired| !(min..=max).contains(desired))?;
    Some(outside("", desired, [min, max], context))
}

fn crossed(within: &str, [min, max]: [i64; 2], context: &Context<'_>) -> Diagnostic {
    let subject = subject(within, context);
    let message = format!("{subject} has at least {min} instances and at most {max}");
    Diagnostic::error(&codes::SIZES_CROSS, message)
        .at(context.origin(&format!("{within}min_size")), "more than the most")
        .at(context.origin(&format!("{within}max_size")), "the most")
        .help("exchange them, or raise `max_size`")
}

fn outside(within: &str, desired: i64, [min, max]: [i64; 2], context: &Context<'_>) -> Diagnostic {
    let subject = subject(within, context);
    let message = format!("{subject} is to have {desired} instances, and may have {min} to {max}");
    Diagnostic::error(&codes::DESIRED_OUTSIDE, message)
        .at(context.origin(&format!("{within}desired_capacity")), "outside of the sizes")
        .help(format!("the nearest is {}; without it, scaling chooses", desired.clamp(min, max)))
}

fn subject(within: &str, context: &Context<'_>) -> String {
    match within.strip_suffix('.') {
        Some(path) => format!("`{path}` of {}", context.address()),
        None => context.address().to_string(),
    }
}

/// A target group serves one balancer.
fn two_balancers(context: &Context<'_>) -> Option<Diagnostic> {
    let mut seen: BTreeSet<&Address> = BTreeSet::new();
    let forwards: Vec<&Connection> =
        context.incoming().filter(|connection| connection.why == Reason::Forward).collect();
    let firsts: Vec<&&Connection> = forwards.iter().filter(|forward| seen.insert(&forward.from)).collect();
    let [_, _, ..] = firsts.as_slice() else { return None };
    let names: Vec<&str> = firsts.iter().map(|forward| forward.from.as_str()).collect();
    let message = format!(
        "{} forward to {}, and a target group serves one balancer",
        names.join(" and "),
        context.address()
    );
    let problem = Diagnostic::error(&codes::SHARED_TARGET, message)
        .help("make a second group for the second balancer, or one balancer of the two");
    let label = |problem: Diagnostic, forward: &&&Connection| {
        problem.at(&forward.origin, format!("{} forwards to it", forward.from))
    };
    Some(firsts.iter().fold(problem, label))
}

fn one(scaling: &Scaling, path: &str, group: &AutoscalingGroup, context: &Context<'_>) -> Vec<Diagnostic> {
    let is_whole = context.value_at(path).is_some_and(Value::is_whole);
    if scaling.counts_requests() {
        return requests(path, group, context).into_iter().collect();
    }
    let mut problems = Vec::new();
    if scaling.schedule.is_none() {
        return problems;
    }
    problems.extend(scaling.time_zone.as_deref().and_then(|zone| time_zone(zone, path, context)));
    let within = format!("{path}.");
    let Scaling { min_size, max_size, desired_capacity, .. } = scaling;
    if min_size.is_none() && max_size.is_none() && desired_capacity.is_none() && is_whole {
        let message = format!("`{path}` of {} changes nothing", context.address());
        problems.push(
            Diagnostic::error(&codes::IDLE_SCHEDULE, message)
                .at(context.origin(path), "a time without a size")
                .help("add `min_size`, `max_size` or `desired_capacity`"),
        );
    }
    if let Some(problem) = against_group(scaling, &within, group, context) {
        problems.push(problem);
    } else if let Some((min, max)) = min_size.zip(*max_size) {
        if min > max {
            problems.push(crossed(&within, [min, max], context));
        } else if let Some(desired) = desired_capacity.filter(|desired| !(min..=max).contains(desired)) {
            problems.push(outside(&within, desired, [min, max], context));
        }
    }
    problems
}

/// A size of a schedule against the group's other one, where no schedule ever changes that.
fn against_group(
    scaling: &Scaling,
    within: &str,
    group: &AutoscalingGroup,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let moves = |size: fn(&Scaling) -> Option<i64>| group.scaling.iter().any(|other| size(other).is_some());
    let crossed = match (scaling.min_size, scaling.max_size) {
        (Some(min), None) if !moves(|other| other.max_size) => {
            group.max_size.filter(|max| min > *max).map(|max| (min, max))
        }
        (None, Some(max)) if !moves(|other| other.min_size) => {
            group.min_size.filter(|min| *min > max).map(|min| (min, max))
        }
        _ => None,
    };
    let (min, max) = crossed?;
    let place = |attribute: &str| {
        let own = format!("{within}{attribute}");
        context.written(&[own.as_str(), attribute])
    };
    let message = format!("{} has at least {min} instances and at most {max}", subject(within, context));
    let problem = Diagnostic::error(&codes::SIZES_CROSS, message)
        .at(place("min_size"), "more than the most")
        .at(place("max_size"), "the most")
        .help("say both sizes in the schedule, or change the group's");
    Some(problem)
}

fn time_zone(zone: &str, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    if time_zone::is_time_zone(zone) {
        return None;
    }
    let by_city = |name: &&str| {
        name.rsplit('/')
            .next()
            .is_some_and(|city| nearest(&zone.to_lowercase(), [city.to_lowercase().as_str()]).is_some())
    };
    let near = nearest(zone, time_zone::names()).or_else(|| time_zone::names().find(by_city));
    let message = format!("`{path}.time_zone` of {} is no time zone", context.address());
    let problem = Diagnostic::error(&codes::UNKNOWN_TIME_ZONE, message)
        .at(context.origin(&format!("{path}.time_zone")), "not known");
    Some(match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("write an area and a city, such as `Europe/Berlin`, or `UTC`"),
    })
}

/// Requests are counted where one application balancer forwards to the group.
fn requests(path: &str, group: &AutoscalingGroup, context: &Context<'_>) -> Option<Diagnostic> {
    if !context.are_sound(&["target"]) {
        return None;
    }
    let place = context.origin(&format!("{path}.metric"));
    let what = format!("{} scales by requests", context.address());
    let Some(target) = &group.target else {
        let problem =
            Diagnostic::error(&codes::REQUESTS_WITHOUT_TARGET, format!("{what}, and has no target"))
                .at(place, "whose requests?")
                .help("add `target = { port = 80 }`, and a balancer that forwards to it; or scale by `cpu`");
        return Some(problem);
    };
    let forwarded = context.incoming().any(|connection| connection.why == Reason::Forward);
    if (forwarded && target.is_http()) || (!forwarded && !balancers_are_sound(context)) {
        return None;
    }
    let (message, help) = if forwarded {
        (format!("{what}, and a network balancer counts none"), "scale by `cpu` or `network_in`".to_owned())
    } else {
        let help = format!(
            "write `forward = \"{}\"` in a listener or a rule of a `load_balancer`",
            context.address()
        );
        (format!("{what}, and no balancer forwards to it"), help)
    };
    Some(
        Diagnostic::error(&codes::REQUESTS_WITHOUT_BALANCER, message).at(place, "whose requests?").help(help),
    )
}

/// Whether no balancer may forward to the group by something that is wrong.
fn balancers_are_sound(context: &Context<'_>) -> bool {
    let mut balancers = context.blocks.iter().filter(|block| block.address.word() == "load_balancer");
    balancers.all(|block| are_sound(block, &["listeners"])) && !context.may_lack("load_balancer")
}

fn repeated(first: usize, again: usize, context: &Context<'_>) -> Diagnostic {
    let message = format!("`scaling[{again}]` of {} says the same as `scaling[{first}]`", context.address());
    Diagnostic::error(&codes::REPEATED_SCALING, message)
        .at(context.origin(&format!("scaling[{again}]")), "again here")
        .at(context.origin(&format!("scaling[{first}]")), "first here")
        .help(
            "of each metric there is one target, one forecast; at each time one change: take one of them out",
        )
}
