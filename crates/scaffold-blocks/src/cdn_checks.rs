//! What must hold of a CDN beyond its schema.

use std::collections::BTreeMap;

use scaffold_blueprint::Block;
use scaffold_model::{Diagnostic, did_you_mean};

use crate::block::{Context, item_of, place_in};
use crate::cdn::Cdn;
use crate::cdn_behavior::{Cache, CdnBehavior, Forwarding};
use crate::codes;
use crate::{bucket_logs, cdn_origin_checks};

/// Everything.
pub(crate) fn check(cdn: &Cdn, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    problems.extend(certificate(cdn, context));
    problems.extend(aliases(cdn, context));
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
        problems.extend(cdn_origin_checks::check(cdn, name, origin, context));
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

/// CloudFront takes certificates of ACM, of us-east-1 alone.
fn certificate(cdn: &Cdn, context: &Context<'_>) -> Option<Diagnostic> {
    let certificate = cdn.certificate.as_ref()?;
    let mut words = certificate.0.as_text()?.split(':').skip(2);
    let (service, region) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if service == "acm" && region == "us-east-1" {
        return None;
    }
    let (message, label) = if service == "acm" {
        let message = format!(
            "the certificate of {} is one of {region}, and CloudFront takes us-east-1's",
            context.address()
        );
        (message, "not in us-east-1")
    } else {
        (format!("the certificate of {} is none of ACM", context.address()), "no certificate of ACM")
    };
    let problem = Diagnostic::error(&codes::CERTIFICATE_ELSEWHERE, message)
        .at(context.origin("certificate"), label)
        .help(if service == "acm" {
            "ask ACM in us-east-1 for one of the same names; a balancer goes on using that of its own region"
        } else {
            "say the ARN of one that ACM in us-east-1 has: `arn:aws:acm:us-east-1:…:certificate/…`"
        });
    Some(problem)
}

/// A name that viewers use leads to one distribution.
fn aliases(cdn: &Cdn, context: &Context<'_>) -> Vec<Diagnostic> {
    let before = context.blocks.iter().take_while(|block| block.address != *context.address());
    let others: Vec<(&Block, Cdn)> = before
        .filter(|block| block.address.word() == context.address().word())
        .filter_map(|block| Some((block, context.peer(block.address.as_str())?)))
        .collect();
    let taken = |alias: &String| {
        let (block, _) = others.iter().find(|(_, other)| other.aliases.contains(alias))?;
        let message = format!("{} and {} both answer to {alias}", block.address, context.address());
        let problem = Diagnostic::error(&codes::REPEATED_ALIAS, message)
            .at(context.origin(&context.item("aliases", alias)), "again here")
            .at(place_in(block, &item_of(block, "aliases", alias)), "first here")
            .help(
                "leave it to one of them: a name leads to one distribution, and CloudFront refuses the other",
            );
        Some(problem)
    };
    cdn.aliases.iter().filter_map(taken).collect()
}

fn behaviors(cdn: &Cdn, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (path, _, behavior) in cdn.all_behaviors() {
        problems.extend(times(&behavior.cache, &path, context));
        problems.extend(keys_of_nothing(&behavior.cache, &path, context));
        problems.extend(encodings(&behavior.cache, &path, context));
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
        if let Some(signed) = origin.bucket.as_ref().or(origin.function.as_ref()) {
            problems.extend(host_to(signed, &behavior, &path, context));
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

/// What is signed is signed for the origin's own name, and goes to it alone.
fn host_to(signed: &str, behavior: &CdnBehavior, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let (place, help) = if behavior.forward == Forwarding::All {
        (format!("{path}.forward"), "say `\"all-except-host\"`, or `\"none\"`")
    } else {
        let index = behavior.cache.header("host")?;
        (format!("{path}.cache.headers[{index}]"), "take it out: what tells answers apart is sent on, too")
    };
    let message = format!("`{path}` of {} sends {signed} the viewer's `Host`", context.address());
    let problem = Diagnostic::error(&codes::HOST_TO_BUCKET, message)
        .at(context.origin(&place), "breaks the signature: every answer would be 403")
        .help(help);
    Some(problem)
}

/// CloudFront refuses `Accept-Encoding` beside its own handling of it, which a policy that keeps anything has.
fn encodings(cache: &Cache, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let Cache::Own(table) = cache else { return None };
    let index = cache.header("accept-encoding").filter(|_| table.times()[2] != 0)?;
    let message = format!("`{path}.cache` of {} names `Accept-Encoding`", context.address());
    let problem = Diagnostic::error(&scaffold_blueprint::codes::NOT_APPLICABLE, message)
        .at(context.origin(&format!("{path}.cache.headers[{index}]")), "AWS refuses it")
        .help("take it out: answers compressed with gzip and with Brotli are kept apart by themselves");
    Some(problem)
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
