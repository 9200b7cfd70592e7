//! What must hold of a CDN's origins beyond their schema.

use scaffold_blueprint::Block;
use scaffold_model::{Diagnostic, Reference, Value, is_valid_name};

use crate::block::{Context, are_sound, place_in};
use crate::bucket::Bucket;
use crate::cdn::Cdn;
use crate::cdn_behavior::{CdnBehavior, Forwarding};
use crate::cdn_origin::{CdnOrigin, OriginProtocol};
use crate::codes;
use crate::function::Function;
use crate::load_balancer::{LoadBalancer, Scheme};

/// Headers that are CloudFront's to set, in lower case.
const OWN_HEADERS: &[&str] = &[
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "request-range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-real-ip",
];
const OWN_BEGINNINGS: &[&str] = &["x-amz-", "x-edge-"];

/// Everything of one origin.
pub(crate) fn check(cdn: &Cdn, name: &str, origin: &CdnOrigin, context: &Context<'_>) -> Vec<Diagnostic> {
    let path = format!("origins.{name}");
    if !is_valid_name(name) {
        let message = format!("`{name}` cannot be the name of an origin of {}", context.address());
        let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
            .at(context.key(&path), "not a name")
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
    problems.extend(not_applicable(origin, &path, context));
    problems.extend(headers(origin, &path, context));
    problems.extend(function(origin, &path, context));
    problems.extend(bucket(origin, &path, context));
    match balancer(origin, &path, context) {
        Some(problem) => problems.push(problem),
        None => problems.extend(uncovered(cdn, (name, origin), &path, context)),
    }
    problems
}

/// What is said of a server, of an origin that is spoken to in one way alone.
fn not_applicable(origin: &CdnOrigin, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let (named, attributes): (_, &[&str]) = match (&origin.bucket, &origin.function) {
        (Some(bucket), _) => (bucket, &["protocol", "read_timeout_seconds"]),
        (None, Some(function)) => (function, &["protocol"]),
        (None, None) => return Vec::new(),
    };
    let refused = |attribute: &&str| {
        let place = format!("{path}.{attribute}");
        context.value_at(&place)?;
        let message = format!("`{attribute}` in `{path}` of {} says nothing to {named}", context.address());
        let problem = Diagnostic::error(&scaffold_blueprint::codes::NOT_APPLICABLE, message)
            .at(context.origin(&place), "is for balancers and other servers")
            .help(match *attribute {
                "protocol" => "take it out: CloudFront speaks TLS with what it signs for",
                _ => "take it out: how long a bucket may take CloudFront decides",
            });
        Some(problem)
    };
    attributes.iter().filter_map(refused).collect()
}

/// Headers that CloudFront does not add ("Custom headers that CloudFront can't add to origin requests").
fn headers(origin: &CdnOrigin, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let is_own = |name: &str| {
        OWN_HEADERS.contains(&name) || OWN_BEGINNINGS.iter().any(|begin| name.starts_with(begin))
    };
    let refused = |name: &String| {
        is_own(&name.to_lowercase()).then(|| {
            let message = format!("`{path}` of {} adds the header `{name}`", context.address());
            Diagnostic::error(&codes::UNFITTING_HEADER, message)
                .at(context.key(&format!("{path}.headers.{name}")), "CloudFront refuses it")
                .help("give it another name, such as `X-Origin-Verify`, or take it out")
        })
    };
    origin.headers.keys().filter_map(refused).collect()
}

/// Whoever reads what a key of KMS encrypts needs the key, too.
fn bucket(origin: &CdnOrigin, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let named = origin.bucket.as_deref()?;
    let block = context.block_at(named).filter(|block| are_sound(block, &["encryption_key"]))?;
    context.peer::<Bucket>(named)?.encryption_key?;
    let message = format!("{} may read {named} only where the key of KMS lets it, too", context.address());
    let problem = Diagnostic::warning(&codes::KEY_OF_ORIGIN, message)
        .at(context.origin(&format!("{path}.bucket")), "else every answer is 403")
        .at(place_in(block, "encryption_key"), "the key")
        .help(format!(
            "let the key's policy allow `kms:Decrypt` to the service `cloudfront.amazonaws.com`, where \
             `aws:SourceArn` is `${{{}.arn}}`",
            context.address()
        ));
    Some(problem)
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

/// A balancer is reached from outside, at a listener that speaks what is spoken.
fn balancer(origin: &CdnOrigin, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let named = origin.load_balancer.as_deref()?;
    let block = context.block_at(named)?;
    let balancer = context.peer::<LoadBalancer>(named)?;
    if balancer.scheme != Scheme::Internal || !are_sound(block, &["scheme"]) {
        return unheard(origin, path, (block, &balancer), context);
    }
    let message =
        format!("{} asks {named}, which is reached from inside its network alone", context.address());
    let there = block.origins.get("scheme").unwrap_or(&block.origin);
    let problem = Diagnostic::error(&codes::UNFITTING_ORIGIN, message)
        .at(context.origin(&format!("{path}.load_balancer")), "cannot be reached")
        .at(there, "internal")
        .help(format!(
            "say `scheme = \"internet-facing\"` in {named}, with `allow_from = [\"{}\"]`",
            context.address()
        ));
    Some(problem)
}

/// A balancer that is asked over HTTPS under its own name, or by the one that viewers use.
fn uncovered(
    cdn: &Cdn,
    (name, origin): (&str, &CdnOrigin),
    path: &str,
    context: &Context<'_>,
) -> Option<Diagnostic> {
    let (attribute, balancer) = match &origin.domain {
        Some(domain) => ("domain", own_name(&domain.0)?),
        None => ("load_balancer", origin.load_balancer.clone()?),
    };
    let is_plain = origin.protocol == Some(OriginProtocol::HttpOnly);
    if is_plain
        || names_viewers_host(cdn, name)
        || !context.are_sound(&["default", "behaviors", "aliases", "origins"])
    {
        return None;
    }
    let message =
        format!("{} asks {balancer} over HTTPS under a name that no certificate covers", context.address());
    let problem = Diagnostic::error(&codes::UNCOVERED_ORIGIN, message)
        .at(context.origin(&format!("{path}.{attribute}")), "by its own name, `….elb.amazonaws.com`")
        .help(
            "say `domain = \"origin.example.com\"`, a name that leads to the balancer and that its certificate \
             covers; or let every behavior with this origin say `forward = \"all\"`, with `aliases` that it covers",
        );
    Some(problem)
}

/// The balancer whose own name a host name is.
fn own_name(domain: &Value) -> Option<String> {
    match domain {
        Value::Text(text) => is_of_balancer(text).then(|| text.clone()),
        Value::Pending(Reference { address, path }) if path == "dns_name" => Some(address.to_string()),
        _ => None,
    }
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

/// Whether AWS gave a name to a balancer: `….us-east-1.elb.amazonaws.com`, of network balancers
/// `….elb.us-east-1.amazonaws.com`.
fn is_of_balancer(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".cn").unwrap_or(&name);
    let Some(rest) = name.strip_suffix(".amazonaws.com") else { return false };
    rest.rsplit('.').take(2).any(|word| word == "elb")
}

/// Whether an origin is asked by the names that viewers use, which the aliases are.
fn names_viewers_host(cdn: &Cdn, name: &str) -> bool {
    let mut asks =
        cdn.all_behaviors().into_iter().filter(|(_, _, behavior)| behavior.origin.as_deref() == Some(name));
    let sends = |behavior: &CdnBehavior| {
        behavior.forward == Forwarding::All || behavior.cache.header("host").is_some()
    };
    !cdn.aliases.is_empty() && asks.all(|(_, _, behavior)| sends(&behavior))
}
