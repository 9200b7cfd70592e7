//! What must hold of listeners, their rules and actions beyond their schema.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_model::{Diagnostic, is_valid_name};

use crate::autoscaling_group::AutoscalingGroup;
use crate::block::{Context, are_sound};
use crate::listener::{Forward, Listener, ListenerProtocol, Placed, Redirect, RedirectProtocol};
use crate::load_balancer::{LoadBalancer, LoadBalancerType};
use crate::network::{apart, are_apart};
use crate::target::TargetProtocol;
use crate::{codes, conditions};

/// How many target groups AWS takes in one action.
const MOST_SHARES: usize = 5;

/// Every listener of a balancer.
pub(crate) fn check(balancer: &LoadBalancer, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut ports: BTreeMap<i64, &str> = BTreeMap::new();
    for (name, listener) in &balancer.listeners {
        let path = format!("listeners.{name}");
        if !is_valid_name(name) {
            problems.push(bad_name(name, context));
        }
        if let Some(port) = listener.port
            && let Some(first) = ports.insert(port, name)
        {
            problems.push(repeated_port(port, [first, name], context));
        }
        let is_known = context.are_sound(&["type"]);
        problems.extend(protocol(balancer.r#type, listener, &path, context).filter(|_| is_known));
        problems.extend(priorities(listener, &path, context));
        for (index, rule) in listener.rules.iter().enumerate() {
            let rule_path = format!("{path}.rules[{index}]");
            if is_whole(context, &rule_path) {
                problems.extend(conditions::check(rule, &rule_path, context));
            }
        }
        for action in listener.actions(name) {
            problems.extend(self::action(&action, listener, context));
        }
    }
    problems
}

/// Whether nothing in a listener's rule is wrong, as far as can be told of the balancer.
fn is_whole(context: &Context<'_>, path: &str) -> bool {
    context.are_sound(&["listeners"]) || context.value_at(path).is_some_and(scaffold_model::Value::is_whole)
}

fn bad_name(name: &str, context: &Context<'_>) -> Diagnostic {
    let message = format!("`{name}` cannot be the name of a listener of {}", context.address());
    Diagnostic::error(&codes::BAD_LISTENER_NAME, message)
        .at(context.origin(&format!("listeners.{name}")), "not a name")
        .help("names are lower-case letters and digits, with single hyphens between them, such as `https`")
}

fn repeated_port(port: i64, names: [&str; 2], context: &Context<'_>) -> Diagnostic {
    let [first, again] = names;
    let message = format!("{} listens twice at port {port}", context.address());
    Diagnostic::error(&codes::REPEATED_PORT, message)
        .at(context.origin(&format!("listeners.{again}.port")), "again here")
        .at(context.origin(&format!("listeners.{first}.port")), "first here")
        .help("give one of them another port, or make them one listener with rules")
}

fn protocol(
    of: LoadBalancerType,
    listener: &Listener,
    path: &str,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let protocol = listener.protocol?;
    let is_http = matches!(protocol, ListenerProtocol::Http | ListenerProtocol::Https);
    let (other, takes) = match of {
        LoadBalancerType::Application if is_http => return None,
        LoadBalancerType::Network if !is_http => return None,
        LoadBalancerType::Application => ("network", "`HTTP` or `HTTPS`"),
        LoadBalancerType::Network => ("application", "`TCP`, `TLS` or `UDP`"),
    };
    let message = format!(
        "{} is an {} balancer, and `{path}` speaks {}",
        context.address(),
        of.word(),
        protocol.word()
    );
    let message = message.replace("an network", "a network");
    let problem = Diagnostic::error(&codes::UNFITTING_LISTENER, message)
        .at(context.origin(&format!("{path}.protocol")), format!("only on a balancer of type `{other}`"))
        .help(format!("say {takes}, or `type = \"{other}\"` for the balancer"));
    Some(problem)
}

fn priorities(listener: &Listener, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
    for (index, rule) in listener.rules.iter().enumerate() {
        let Some(priority) = rule.priority else { continue };
        let Some(first) = taken.insert(priority, index) else { continue };
        let place = |index: usize| context.origin(&format!("{path}.rules[{index}].priority"));
        let free = (priority..).find(|free| !listener.rules.iter().any(|rule| rule.priority == Some(*free)));
        let message = format!("two rules of `{path}` of {} have the priority {priority}", context.address());
        let problem = Diagnostic::error(&codes::REPEATED_PRIORITY, message)
            .at(place(index), "again here")
            .at(place(first), "first here");
        problems.push(match free {
            Some(free) => problem.help(format!("the next free one is {free}")),
            None => problem,
        });
    }
    problems
}

fn action(action: &Placed<'_>, listener: &Listener, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let is_http = matches!(listener.protocol, None | Some(ListenerProtocol::Http | ListenerProtocol::Https));
    if !is_http && (action.redirect.is_some() || action.respond.is_some()) {
        let word = if action.redirect.is_some() { "redirect" } else { "respond" };
        let message = format!("`{}` of {} cannot {word}", action.path, context.address());
        problems.push(
            Diagnostic::error(&codes::FORWARD_ALONE, message)
                .at(context.origin(&format!("{}.{word}", action.path)), "only over HTTP and HTTPS")
                .help("a network balancer only passes on: write `forward`"),
        );
    }
    if let Some(redirect) = action.redirect {
        problems.extend(to_itself(redirect, listener, &action.path, context).filter(|_| is_http));
    }
    if let Some(Forward(shares)) = action.forward {
        problems.extend(shares_count(shares.len(), &action.path, context));
    }
    let forwards = action.forwards();
    for (index, (path, to)) in forwards.iter().enumerate() {
        if let Some((first, _)) = forwards[..index].iter().find(|(_, other)| other == to) {
            let message = format!("`{}.forward` of {} names {to} twice", action.path, context.address());
            problems.push(
                Diagnostic::error(&codes::REPEATED_TARGET, message)
                    .at(context.origin(path), "again here")
                    .at(context.origin(first), "first here")
                    .help("name it once, with the sum of the weights"),
            );
            continue;
        }
        problems.extend(target(path, to, listener, context));
    }
    problems
}

fn to_itself(
    redirect: &Redirect,
    listener: &Listener,
    path: &str,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let own_protocol = match listener.protocol? {
        ListenerProtocol::Https => RedirectProtocol::Https,
        _ => RedirectProtocol::Http,
    };
    let stays = redirect.port.is_none_or(|port| Some(port) == listener.port)
        && redirect.protocol.is_none_or(|protocol| protocol == own_protocol)
        && redirect.host.as_deref().is_none_or(|host| host == "#{host}")
        && redirect.path.as_deref().is_none_or(|path| path == "/#{path}")
        && redirect.query.as_deref().is_none_or(|query| query == "#{query}");
    let message = format!("`{path}` of {} sends clients back to where they come from", context.address());
    stays.then(|| {
        Diagnostic::error(&codes::REDIRECT_TO_ITSELF, message)
            .at(context.origin(&format!("{path}.redirect")), "changes nothing")
            .help("say another `port`, `protocol`, `host` or `path`: `{ port = 443, protocol = \"HTTPS\" }`")
    })
}

fn shares_count(count: usize, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    if count <= MOST_SHARES {
        return None;
    }
    let message = format!("`{path}.forward` of {} names {count} targets", context.address());
    let problem = Diagnostic::error(&codes::UNFITTING_SHARES, message)
        .at(context.origin(&format!("{path}.forward")), format!("AWS takes {MOST_SHARES}"))
        .help("take some out, or make two listeners of them");
    Some(problem)
}

/// What is wrong with one target of an action.
fn target(path: &str, to: &str, listener: &Listener, context: &Context<'_>) -> Option<Diagnostic> {
    if to.starts_with('@') {
        let message = format!("{} forwards to {to}, which is in another stack", context.address());
        let problem = Diagnostic::error(&scaffold_blueprint::codes::CROSS_STACK_REFERENCE, message)
            .at(context.origin(path), "cannot be forwarded to")
            .help("a target group serves one balancer: put the balancer into the blueprint of its targets");
        return Some(problem);
    }
    let block = context.block_at(to)?;
    if block.address.word() == "function" {
        return to_function(path, to, listener, context);
    }
    if are_apart(context.block, block) {
        return Some(apart(path, block, context));
    }
    if !are_sound(block, &["target"]) {
        return None;
    }
    let group = context.peer::<AutoscalingGroup>(to)?;
    let Some(target) = group.target else {
        let message = format!("{} forwards to {to}, which has no target", context.address());
        return Some(
            Diagnostic::error(&codes::FORWARD_WITHOUT_TARGET, message)
                .at(context.origin(path), "has no `target`")
                .at(&block.origin, "says no port to forward to")
                .help(format!("add `target = {{ port = 80 }}` to {to}")),
        );
    };
    let protocol = listener.protocol?;
    let fits: &[TargetProtocol] = match protocol {
        ListenerProtocol::Http | ListenerProtocol::Https => &[TargetProtocol::Http, TargetProtocol::Https],
        ListenerProtocol::Tcp => &[TargetProtocol::Tcp],
        ListenerProtocol::Tls => &[TargetProtocol::Tcp, TargetProtocol::Tls],
        ListenerProtocol::Udp => &[TargetProtocol::Udp],
    };
    if fits.contains(&target.protocol) {
        return None;
    }
    let words: Vec<String> = fits.iter().map(|protocol| format!("`{}`", protocol.word())).collect();
    let there = block.origins.get("target.protocol").or_else(|| block.origins.get("target"));
    let spoken = target.protocol.word();
    let message =
        format!("{} forwards {} to {to}, which speaks {spoken}", context.address(), protocol.word());
    let problem = Diagnostic::error(&codes::UNFITTING_TARGET, message)
        .at(context.origin(path), "cannot pass this on")
        .at(there.unwrap_or(&block.origin), format!("speaks {spoken}"))
        .help(format!("say `protocol` {} in `target` of {to}", words.join(" or ")));
    Some(problem)
}

/// A function stands in no network of the balancer's, and is asked over HTTP.
fn to_function(path: &str, to: &str, listener: &Listener, context: &Context<'_>) -> Option<Diagnostic> {
    let spoken = listener.protocol?;
    if matches!(spoken, ListenerProtocol::Http | ListenerProtocol::Https) {
        return None;
    }
    let message =
        format!("{} forwards {} to {to}, which is asked over HTTP", context.address(), spoken.word());
    let problem = Diagnostic::error(&codes::UNFITTING_TARGET, message)
        .at(context.origin(path), "cannot pass this on")
        .help("forward to it from an application balancer");
    Some(problem)
}
