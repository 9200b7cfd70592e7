//! Conditions of a listener's rules.

use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, Value};

use crate::block::Context;
use crate::codes;
use crate::given::OneOrMore;
use crate::listener::ListenerRule;

/// How many values AWS takes in the conditions of one rule.
const MOST_VALUES: usize = 5;

/// The conditions as the kind takes them.
pub(crate) fn value(rule: &ListenerRule) -> Value {
    let mut conditions = Vec::new();
    let plain = [
        ("host_header", &rule.host),
        ("path_pattern", &rule.path),
        ("http_request_method", &rule.method),
        ("source_ip", &rule.source_ip),
    ];
    for (name, values) in plain {
        if !values.0.is_empty() {
            conditions.push(one(name, values.list()));
        }
    }
    for (name, values) in &rule.header {
        let header = BTreeMap::from([
            ("name".to_owned(), Value::from(name.as_str())),
            ("values".to_owned(), values.list()),
        ]);
        conditions.push(one("http_header", Value::Map(header)));
    }
    for (key, values) in &rule.query {
        let pair = |value: &String| {
            let pair = BTreeMap::from([
                ("key".to_owned(), Value::from(key.as_str())),
                ("value".to_owned(), Value::from(value.as_str())),
            ]);
            Value::Map(pair)
        };
        conditions.push(one("query_string", Value::List(values.0.iter().map(pair).collect())));
    }
    Value::List(conditions)
}

fn one(name: &str, value: Value) -> Value {
    Value::Map(BTreeMap::from([(name.to_owned(), value)]))
}

/// What is wrong with the conditions of a rule.
pub(crate) fn check(rule: &ListenerRule, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let lists = [&rule.host, &rule.path, &rule.method, &rule.source_ip];
    let count: usize = lists
        .into_iter()
        .chain(rule.header.values())
        .chain(rule.query.values())
        .map(|OneOrMore(values)| values.len())
        .sum();
    let subject = format!("`{path}` of {}", context.address());
    let origin = context.origin(path);
    let mut problems = Vec::new();
    if count == 0 {
        let message = format!("{subject} has no condition");
        problems.push(
            Diagnostic::error(&codes::RULE_WITHOUT_CONDITION, message)
                .at(origin, "would hold for every request")
                .help("add `path = \"/api/*\"` or another condition; for every request write `default`"),
        );
    }
    if count > MOST_VALUES {
        let message = format!("{subject} has {count} values in its conditions, and AWS takes {MOST_VALUES}");
        problems.push(
            Diagnostic::error(&codes::TOO_MANY_CONDITIONS, message)
                .at(origin, format!("{count} values"))
                .help("make it two rules with the same action"),
        );
    }
    let judged = [
        ("host", &rule.host, is_host as fn(&str) -> bool, "a host name with a dot: `shop.example.com`"),
        ("path", &rule.path, is_path, "a path that begins with `/` or `*`"),
        ("method", &rule.method, is_method, "a method in capitals: `GET`"),
    ];
    for (attribute, OneOrMore(values), fits, wanted) in judged {
        for (index, value) in values.iter().enumerate().filter(|(_, value)| !fits(value)) {
            let place = context.origin(&format!("{path}.{attribute}[{index}]"));
            let message = format!("`{attribute}` in {subject} must be {wanted}");
            let problem = Diagnostic::error(&codes::BAD_CONDITION, message).at(place, "never holds");
            problems.push(match mended(attribute, value) {
                Some(mended) => problem.help(format!("write `{mended:?}`")),
                None => problem.help(format!("write {wanted}")),
            });
        }
    }
    problems
}

fn mended(attribute: &str, value: &str) -> Option<String> {
    match attribute {
        "path" => Some(format!("/{value}")).filter(|path| is_path(path)),
        "method" => Some(value.to_ascii_uppercase()).filter(|method| is_method(method)),
        _ => None,
    }
}

fn is_host(text: &str) -> bool {
    let last = text.rsplit('.').next().unwrap_or_default();
    text == "*"
        || (text.contains('.')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.*?".contains(c))
            && !last.is_empty()
            && last.chars().all(|c| c.is_ascii_alphabetic() || "*?".contains(c)))
}

fn is_path(text: &str) -> bool {
    text.starts_with(['/', '*'])
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.$/~\"'@:+&*?;()!,=%".contains(c))
}

fn is_method(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.chars().all(|c| c.is_ascii_uppercase() || "-_".contains(c))
}
