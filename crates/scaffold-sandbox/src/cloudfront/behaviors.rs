use std::collections::BTreeSet;

use scaffold_model::{Value, Values};

use crate::record::Record;
use crate::refusal::Refusal;

/// Methods that one behavior passes on.
const METHODS: &[&[&str]] = &[
    &["GET", "HEAD"],
    &["GET", "HEAD", "OPTIONS"],
    &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
];

/// Statuses of origins that viewers can get something else for.
const STATUSES: &[i64] = &[400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/// What AWS refuses of behaviors, origins and error pages together.
pub(super) fn check_behaviors(record: &Record) -> Result<(), Refusal> {
    let origins = record.value("origins").as_map();
    if origins.is_none_or(Values::is_empty) {
        return Err(Refusal::invalid("InvalidArgument", "a distribution needs an origin"));
    }
    let default = record.value("default_behavior").as_map();
    let others = record.value("behaviors").as_list().unwrap_or_default().iter().filter_map(Value::as_map);
    let mut paths = BTreeSet::new();
    for behavior in default.into_iter().chain(others) {
        let origin = text(behavior, "origin");
        if !origins.is_some_and(|origins| origins.contains_key(origin)) {
            let message = format!("One or more of your origins or origin groups do not exist: {origin}");
            return Err(Refusal::invalid("NoSuchOrigin", message));
        }
        if let Some(path) = behavior.get("path").and_then(Value::as_text)
            && !paths.insert(path)
        {
            return Err(Refusal::invalid("InvalidArgument", format!("The path pattern {path} stands twice")));
        }
        check_methods(behavior)?;
    }
    check_errors(record)
}

fn check_methods(behavior: &Values) -> Result<(), Refusal> {
    let (methods, cached) = (texts(behavior, "methods"), texts(behavior, "cached_methods"));
    if !METHODS.iter().any(|known| methods == known.iter().copied().collect()) {
        let message = format!("The parameter AllowedMethods does not take {methods:?}");
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    if !METHODS[..2].iter().any(|known| cached == known.iter().copied().collect())
        || !cached.is_subset(&methods)
    {
        let message = format!("The parameter CachedMethods does not take {cached:?}");
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    let is_grpc = behavior.get("grpc").and_then(Value::as_bool) == Some(true);
    if is_grpc && methods.len() < METHODS[2].len() {
        let message = "gRPC needs a behavior that passes all methods on";
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    Ok(())
}

fn check_errors(record: &Record) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for error in
        record.value("error_responses").as_list().unwrap_or_default().iter().filter_map(Value::as_map)
    {
        let status = error.get("status").and_then(Value::as_integer).unwrap_or_default();
        if !STATUSES.contains(&status) || !seen.insert(status) {
            let message = format!("The parameter ErrorCode does not take {status}, or twice");
            return Err(Refusal::invalid("InvalidErrorCode", message));
        }
    }
    Ok(())
}

fn text<'a>(values: &'a Values, name: &str) -> &'a str {
    values.get(name).and_then(Value::as_text).unwrap_or_default()
}

fn texts<'a>(values: &'a Values, name: &str) -> BTreeSet<&'a str> {
    let items = values.get(name).and_then(Value::as_list).unwrap_or_default();
    let known = items.iter().filter_map(Value::as_text).collect::<BTreeSet<_>>();
    if known.is_empty() { METHODS[0].iter().copied().collect() } else { known }
}
