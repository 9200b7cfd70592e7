//! What must hold of a CDN beyond its schema.

use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, did_you_mean, is_valid_name};

use scaffold_blueprint::Block;

use crate::block::{Context, are_sound};
use crate::bucket_logs;
use crate::cdn::Cdn;
use crate::cdn_behavior::{Cache, Forwarding};
use crate::cdn_origin::{CdnOrigin, OriginProtocol};
use crate::codes;
use crate::function::Function;
use crate::load_balancer::{LoadBalancer, Scheme};

/// Everything.
pub(crate) fn check(cdn: &Cdn, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    problems.extend(certificate(cdn, context));
    problems.extend(bucket_logs::check_cdn(cdn, context));
    if cdn.origins.is_empty() && context.are_sound(&["origins"]) {
        let message = format!("{} has no origin", context.address());
        problems.push(
            Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
                .at(context.origin("origins"), "nothing to answer with")
                .help(format!("add a table `[{}.origins.app]`", context.address())),
        );
    }
    for (name, origin) in &cdn.origins {
        problems.extend(self::origin(cdn, name, origin, context));
    }
    problems.extend(behaviors(cdn, context));
    let mut statuses = BTreeMap::new();
    for (index, error) in cdn.errors.iter().enumerate() {
        let Some(status) = error.status else { continue };
        let Some(first) = statuses.insert(status, index) else { continue };
        let message = format!("{} says twice what becomes of the status {status}", context.address());
        problems.push(twice(message, [&format!("errors[{first}]"), &format!("errors[{index}]")], context));
    }
    problems
}

/// CloudFront takes certificates of us-east-1 alone.
fn certificate(cdn: &Cdn, context: &Context<'_>) -> Option<Diagnostic> {
    let certificate = cdn.certificate.as_ref()?;
    let arn = certificate.0.as_text()?;
    let region = arn.split(':').nth(3).filter(|region| *region != "us-east-1")?;
    let message = format!(
        "the certificate of {} is one of {region}, and CloudFront takes us-east-1's",
        context.address()
    );
    let problem = Diagnostic::error(&codes::CERTIFICATE_ELSEWHERE, message)
        .at(context.origin("certificate"), "not in us-east-1")
        .help(
            "ask ACM in us-east-1 for one of the same names; a balancer goes on using that of its own region",
        );
    Some(problem)
}

fn origin(cdn: &Cdn, name: &str, origin: &CdnOrigin, context: &Context<'_>) -> Vec<Diagnostic> {
    let path = format!("origins.{name}");
    if !is_valid_name(name) {
        let message = format!("`{name}` cannot be the name of an origin of {}", context.address());
        let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
            .at(context.origin(&path), "not a name")
            .help("names are lower-case letters and digits, with single hyphens between them, such as `app`");
        return vec![problem];
    }
    let said = ["load_balancer", "bucket", "function", "domain"];
    if said.iter().all(|attribute| context.value_at(&format!("{path}.{attribute}")).is_none()) {
        let message = format!("the origin `{name}` of {} is nowhere", context.address());
        let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
            .at(context.origin(&path), "who is asked?")
            .help("say one of `load_balancer`, `bucket`, `function` and `domain`");
        return vec![problem];
    }
    let mut problems = Vec::new();
    problems.extend(function(origin, &path, context));
    problems.extend(balancer(cdn, (name, origin), &path, context));
    problems
}

/// A function is asked at its own address.
fn function(origin: &CdnOrigin, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let named = origin.function.as_deref()?;
    let block = context.block_at(named)?;
    let function: Function = context.peer(named).filter(|_| are_sound(block, &["url"]))?;
    if function.url.is_some() {
        return None;
    }
    let message = format!("{} asks {named}, which has no address of its own", context.address());
    let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
        .at(context.origin(&format!("{path}.function")), "answers nowhere")
        .at(&block.origin, "has no `url`")
        .help(format!("add `url = {{ auth = \"iam\" }}` to {named}: the CDN signs its requests"));
    Some(problem)
}

/// A balancer is reached from outside, at a listener that speaks what is spoken, under a name that its certificate
/// covers.
fn balancer(
    cdn: &Cdn,
    (name, origin): (&str, &CdnOrigin),
    path: &str,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let Some(named) = origin.load_balancer.as_deref() else { return problems };
    let Some(block) = context.block_at(named) else { return problems };
    let Some(balancer) = context.peer::<LoadBalancer>(named) else { return problems };
    let place = context.origin(&format!("{path}.load_balancer"));
    if balancer.scheme == Scheme::Internal && are_sound(block, &["scheme"]) {
        let message =
            format!("{} asks {named}, which is reached from inside its network alone", context.address());
        let there = block.origins.get("scheme").unwrap_or(&block.origin);
        problems.push(
            Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
                .at(place, "cannot be reached")
                .at(there, "internal")
                .help(format!(
                    "say `scheme = \"internet-facing\"` in {named}, with `allow_from = [\"{}\"]`",
                    context.address()
                )),
        );
        return problems;
    }
    if let Some(problem) = unheard(origin, path, (block, &balancer), context) {
        problems.push(problem);
        return problems;
    }
    let with_tls = origin.protocol != Some(OriginProtocol::HttpOnly);
    if with_tls
        && origin.domain.is_none()
        && !names_viewers_host(cdn, name)
        && context.are_sound(&["default", "behaviors", "aliases", "origins"])
    {
        let message =
            format!("{} asks {named} over HTTPS under a name that no certificate covers", context.address());
        problems.push(
            Diagnostic::error(&codes::UNCOVERED_ORIGIN, message)
                .at(place, "by its own name, `….elb.amazonaws.com`")
                .help(
                    "add `domain = \"origin.example.com\"`, a name that leads to the balancer and that its certificate \
                     covers; or let every behavior with this origin say `forward = \"all\"`, with `aliases` that it covers",
                ),
        );
    }
    problems
}

/// A balancer that does not listen for what is spoken.
fn unheard(
    origin: &CdnOrigin,
    path: &str,
    (block, balancer): (&Block, &LoadBalancer),
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let ports = origin.ports(balancer);
    let lacks = match origin.protocol.unwrap_or(OriginProtocol::HttpsOnly) {
        OriginProtocol::HttpsOnly => ports.https.is_none().then_some("`HTTPS`"),
        OriginProtocol::HttpOnly => ports.http.is_none().then_some("`HTTP`"),
        OriginProtocol::MatchViewer => {
            (ports.http.is_none() || ports.https.is_none()).then_some("`HTTP` and one for `HTTPS`")
        }
    };
    let lacks = lacks.filter(|_| are_sound(block, &["listeners"]))?;
    let named = &block.address;
    let message = format!("{} asks {named} over what it does not listen for", context.address());
    let written = context.written(&[&format!("{path}.protocol"), &format!("{path}.load_balancer")]);
    let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
        .at(written, "no such listener there")
        .at(&block.origin, format!("has no listener for {lacks}"))
        .help(format!("add a listener for {lacks} to {named}, or choose another `protocol`"));
    Some(problem)
}

/// Whether an origin is asked by the names that viewers use, which the aliases are.
fn names_viewers_host(cdn: &Cdn, name: &str) -> bool {
    let mut asks =
        cdn.all_behaviors().into_iter().filter(|(_, _, behavior)| behavior.origin.as_deref() == Some(name));
    !cdn.aliases.is_empty() && asks.all(|(_, _, behavior)| behavior.forward == Forwarding::All)
}

fn behaviors(cdn: &Cdn, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (path, _, behavior) in cdn.all_behaviors() {
        problems.extend(times(&behavior.cache, &path, context));
        problems.extend(keys_of_nothing(&behavior.cache, &path, context));
        let Some(named) = behavior.origin.as_deref() else { continue };
        let place = context.origin(&format!("{path}.origin"));
        let Some(origin) = cdn.origins.get(named) else {
            if context.are_sound(&["origins"]) && !cdn.origins.is_empty() {
                let message =
                    format!("`{path}` of {} asks an origin `{named}`, which is not there", context.address());
                let problem = Diagnostic::error(&codes::UNKNOWN_ORIGIN, message).at(place, "no such origin");
                let help = did_you_mean(named, cdn.origins.keys().map(String::as_str));
                problems.push(Diagnostic { help, ..problem });
            }
            continue;
        };
        let signed = match (&origin.bucket, &origin.function) {
            (Some(bucket), _) => Some(bucket),
            (None, Some(function)) => Some(function),
            (None, None) => None,
        };
        if let Some(signed) = signed.filter(|_| behavior.forward == Forwarding::All) {
            let message = format!("`{path}` of {} sends {signed} the viewer's `Host`", context.address());
            problems.push(
                Diagnostic::error(&codes::HOST_TO_BUCKET, message)
                    .at(
                        context.origin(&format!("{path}.forward")),
                        "breaks the signature: every answer would be 403",
                    )
                    .help("say `\"all-except-host\"`, or `\"none\"`"),
            );
        }
    }
    let mut paths = BTreeMap::new();
    for (index, behavior) in cdn.behaviors.iter().enumerate() {
        let Some(path) = behavior.path.as_deref() else { continue };
        let Some(first) = paths.insert(path, index) else { continue };
        let message = format!("two behaviors of {} are for `{path}`", context.address());
        problems.push(twice(
            message,
            [&format!("behaviors[{first}].path"), &format!("behaviors[{index}].path")],
            context,
        ));
    }
    problems
}

/// The least, the usual and the most go up.
fn times(cache: &Cache, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let Cache::Own(table) = cache else { return None };
    let [least, usual, most] = table.times();
    if least <= usual && usual <= most {
        return None;
    }
    let message = format!(
        "answers for `{path}` of {} are kept for {least} s at least, {usual} s usually, {most} s at most",
        context.address()
    );
    let place = |attribute: &str| format!("{path}.cache.{attribute}");
    let written =
        [place("default_ttl_seconds"), place("max_ttl_seconds"), place("min_ttl_seconds"), place("")];
    let written: Vec<&str> = written.iter().map(|path| path.trim_end_matches('.')).collect();
    let problem = Diagnostic::error(&codes::TIMES_CROSS, message)
        .at(context.written(&written), "out of order")
        .help("let `min_ttl_seconds` be the smallest, and `max_ttl_seconds` the largest");
    Some(problem)
}

/// CloudFront refuses keys of what it never keeps.
fn keys_of_nothing(cache: &Cache, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let Cache::Own(table) = cache else { return Vec::new() };
    let [_, _, most] = table.times();
    if most != 0 {
        return Vec::new();
    }
    let refused = |name: &'static str| {
        let message = format!(
            "`{name}` of `{path}.cache` of {} tells answers apart, of which none is kept",
            context.address()
        );
        Diagnostic::error(&scaffold_blueprint::codes::NOT_APPLICABLE, message)
            .at(context.origin(&format!("{path}.cache.{name}")), "`max_ttl_seconds` is `0` here")
            .help(format!(
                "take `{name}` out; what the origin shall see of a request says `forward`, and `cache = \"disabled\"` \
                 keeps nothing"
            ))
    };
    table.keys().into_iter().map(refused).collect()
}

fn twice(message: String, [first, again]: [&str; 2], context: &Context<'_>) -> Diagnostic {
    Diagnostic::error(&codes::REPEATED_BEHAVIOR, message)
        .at(context.origin(again), "again here")
        .at(context.origin(first), "first here")
        .help("keep one of them: the first one is taken")
}
