//! Tags: what AWS allows, and what is nobody's to set.

use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, MAX_USER_TAGS, Origin, Value, is_reserved_tag};

use crate::check::Checker;
use crate::check_scalar::spelled;
use crate::codes;
use crate::document::{Data, Entry, Node};
use crate::problems::Finding;

/// Longest key, in characters (AWS General Reference, "Tag naming limits and requirements").
pub(crate) const LONGEST_KEY: usize = 128;
/// Longest value, in characters.
pub(crate) const LONGEST_VALUE: usize = 256;

/// Checks a `tags` table.
pub(crate) fn tags(checker: &mut Checker, node: &Node) -> BTreeMap<String, Value> {
    let mut tags = BTreeMap::new();
    let Data::Table(table) = &node.data else {
        if !matches!(node.data, Data::Broken) {
            let finding = Finding::new(
                &codes::WRONG_TYPE,
                format!("must be a table, but is {}", node.found()),
                format!("this is {}", node.found()),
            )
            .help("write `tags = { team = \"checkout\" }`");
            checker.find("tags", finding, node);
        }
        return tags;
    };
    for entry in &table.entries {
        let path = format!("tags.{}", entry.key);
        checker.origins.insert(path.clone(), entry.value.origin.clone());
        key(checker, entry);
        if let Some(value) = value(checker, &path, &entry.value) {
            tags.insert(entry.key.clone(), value);
        }
    }
    tags
}

/// Whether the tags fit on a resource beside those of identity.
pub(crate) fn fit(checker: &mut Checker, of_blueprint: &BTreeMap<String, Value>, node: &Node) -> bool {
    let Data::Table(table) = &node.data else { return true };
    let added = table.keys().filter(|key| !of_blueprint.contains_key(*key)).count();
    let all = added + of_blueprint.len();
    if all <= MAX_USER_TAGS {
        return true;
    }
    let message = format!("{} has {all} tags, with those of the blueprint", checker.subject);
    let found = Diagnostic::error(&codes::TOO_MANY_TAGS, message)
        .at(&node.origin, format!("more than {MAX_USER_TAGS}"))
        .help("AWS allows 50 on a resource; scaffold needs the rest for identity");
    checker.push(found);
    false
}

fn key(checker: &mut Checker, entry: &Entry) {
    if is_reserved_tag(&entry.key) {
        let message = format!("the tag `{}` of {} is reserved", entry.key, checker.subject);
        let found = Diagnostic::error(&codes::RESERVED_TAG, message)
            .at(&entry.key_origin, "not yours to set")
            .help("keys that begin with `aws:` are AWS's, those with `scaffold:` hold the identity of resources");
        checker.push(found);
    } else if let Some(problem) = misfit(&entry.key, 1, LONGEST_KEY) {
        let message = format!("a tag key of {} {problem}", checker.subject);
        bad(checker, message, &entry.key_origin);
    }
}

fn value(checker: &mut Checker, path: &str, node: &Node) -> Option<Value> {
    let text = match &node.data {
        Data::Broken => return None,
        Data::Pending(reference) => return Some(Value::Pending(reference.clone())),
        Data::Concat(pieces) => return Some(Value::Concat(pieces.clone())),
        Data::Text(text) => text.clone(),
        data => match spelled(data) {
            Some(text) if node.from.is_some() => text,
            text => {
                let help = text.map(|text| format!("in quotes: `\"{text}\"`"));
                let finding = Finding::new(
                    &codes::TAG_NOT_TEXT,
                    format!("must be text, but is {}", node.found()),
                    format!("this is {}", node.found()),
                )
                .maybe_help(help);
                checker.find(path, finding, node);
                return None;
            }
        },
    };
    if let Some(problem) = misfit(&text, 0, LONGEST_VALUE) {
        let message = format!("{} {problem}", checker.named(path));
        bad(checker, message, &node.origin);
        return None;
    }
    Some(Value::Text(text))
}

fn bad(checker: &mut Checker, message: String, origin: &Origin) {
    let found = Diagnostic::error(&codes::BAD_TAG, message).at(origin, "AWS refuses this").help(
        "tags are made of letters, digits, spaces and _ . : / = + - @; keys up to 128, values up to 256",
    );
    checker.push(found);
}

/// What is wrong with a key or value, if anything.
fn misfit(text: &str, least: usize, most: usize) -> Option<String> {
    let length = text.chars().count();
    if length < least {
        return Some("is empty".to_owned());
    }
    if length > most {
        return Some(format!("has {length} characters, but may have at most {most}"));
    }
    let stranger = text.chars().find(|c| !is_tag_character(*c))?;
    Some(format!("holds the character {stranger:?}"))
}

fn is_tag_character(c: char) -> bool {
    c.is_alphanumeric() || " _.:/=+-@".contains(c)
}

/// Whether a text is a pattern of tag keys: `map-*`.
pub(crate) fn is_tag_pattern(text: &str) -> bool {
    misfit(&text.replace('*', "x"), 1, LONGEST_KEY).is_none() && !is_reserved_tag(text)
}
