//! What S3 does not take of a rule of a life cycle ("Transitioning objects using Amazon S3 Lifecycle").

use scaffold_model::{Diagnostic, Resource, Value, Values};

use crate::codes;

/// Days that objects lie before they go to a class for what is read seldom, and before they go on from there.
const SELDOM: i64 = 30;

/// Where objects may go on to from a class.
const ONWARD: &[(&str, &[&str])] = &[
    ("STANDARD_IA", &["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]),
    ("INTELLIGENT_TIERING", &["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]),
    ("ONEZONE_IA", &["GLACIER", "DEEP_ARCHIVE"]),
    ("GLACIER_IR", &["GLACIER", "DEEP_ARCHIVE"]),
    ("GLACIER", &["DEEP_ARCHIVE"]),
    ("DEEP_ARCHIVE", &[]),
];

/// What a rule does, of which it must do something.
const ACTIONS: &[&str] = &[
    "expire_days",
    "expire_delete_markers",
    "transitions",
    "noncurrent_expire_days",
    "noncurrent_transitions",
    "abort_uploads_days",
];

/// What is wrong with the rules of a bucket.
pub(crate) fn check(bucket: &Resource) -> Vec<Diagnostic> {
    let rules = match (bucket.kind.as_str(), bucket.values.get("lifecycle")) {
        ("s3.bucket", Some(Value::List(rules))) => rules.as_slice(),
        _ => &[],
    };
    let mut problems = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let Value::Map(rule) = rule else { continue };
        let place = format!("lifecycle[{index}]");
        let place = bucket.origins.get(&place).unwrap_or_else(|| bucket.origin_of("lifecycle"));
        let holder = bucket.address.block_address();
        problems.extend(faults(rule).into_iter().map(|(message, help)| {
            let message = format!("a rule of `lifecycle` of {holder} {message}");
            Diagnostic::error(&codes::UNFITTING_LIFECYCLE, message).at(place, "S3 refuses it").help(help)
        }));
    }
    problems
}

fn faults(rule: &Values) -> Vec<(String, String)> {
    let does = |name: &&str| match rule.get(*name) {
        None | Some(Value::Boolean(false)) => false,
        Some(Value::List(items)) => !items.is_empty(),
        Some(_) => true,
    };
    if !ACTIONS.iter().any(does) {
        return vec![(
            "does nothing".to_owned(),
            "say `expire_days` or another of its actions, or take it out".to_owned(),
        )];
    }
    let days = |name: &str| rule.get(name).and_then(Value::as_integer);
    let current = ordered(rule.get("transitions"));
    let versions = ordered(rule.get("noncurrent_transitions"));
    let mut faults = moves(&current, "objects");
    faults.extend(expires_first(&current, days("expire_days"), "objects"));
    faults.extend(moves(&versions, "older versions"));
    faults.extend(expires_first(&versions, days("noncurrent_expire_days"), "older versions"));
    faults
}

/// Days and classes, the first move first, and of one day the class that others go on from.
fn ordered(transitions: Option<&Value>) -> Vec<(i64, &str)> {
    let items = transitions.and_then(Value::as_list).unwrap_or_default();
    let mut found: Vec<(i64, &str)> = items.iter().filter_map(read_move).collect();
    found.sort_by_key(|(days, class)| (*days, ONWARD.iter().position(|(from, _)| from == class)));
    found
}

fn read_move(item: &Value) -> Option<(i64, &str)> {
    let item = item.as_map()?;
    Some((item.get("days")?.as_integer()?, item.get("storage_class")?.as_text()?))
}

fn is_seldom(class: &str) -> bool {
    ["STANDARD_IA", "ONEZONE_IA"].contains(&class)
}

/// Moves that S3 does not make.
fn moves(all: &[(i64, &str)], what: &str) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    for (days, class) in all.iter().filter(|(days, class)| is_seldom(class) && *days < SELDOM) {
        faults.push((
            format!("moves {what} to {class} after {days} days, and S3 does so after {SELDOM}"),
            format!("let `days` be {SELDOM} or more"),
        ));
    }
    for two in all.windows(2) {
        let [(first, from), (second, to)] = two else { continue };
        let onward = ONWARD.iter().find(|(class, _)| class == from).map_or(&[][..], |(_, onward)| *onward);
        if from == to {
            faults.push((format!("moves {what} to {to} twice"), "keep one of the moves".to_owned()));
        } else if !onward.contains(to) {
            let help = format!("take one of them out, or let {what} go to {from} after they were in {to}");
            faults.push((format!("moves {what} from {from} to {to}, and S3 moves nothing so"), help));
        } else if is_seldom(from) && second - first < SELDOM {
            let message = format!("moves {what} on from {from} to {to} after {} days", second - first);
            faults.push((
                message,
                format!("S3 does so after {SELDOM}: let `days` of {to} be {} or more", first + SELDOM),
            ));
        }
    }
    faults
}

/// What is deleted before it is moved.
fn expires_first(all: &[(i64, &str)], expires: Option<i64>, what: &str) -> Option<(String, String)> {
    let (days, class) = all.last()?;
    let expires = expires.filter(|expires| expires <= days)?;
    Some((
        format!("deletes {what} after {expires} days and moves them to {class} after {days}"),
        format!("delete them later than after {days} days, or move them sooner, or not at all"),
    ))
}
