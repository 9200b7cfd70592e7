use std::collections::BTreeSet;

use scaffold_model::{Change, Origin, Value, View};
use similar::{ChangeTag, TextDiff};

use super::words;
use crate::style::{one_line, printable};
use crate::value::{documents_laid_open, is_document, key, laid_out, shown};

/// What a line of a plan says of what it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It is as it was, or explains.
    None,
    /// It joins.
    Add,
    /// It leaves.
    Remove,
    /// It becomes something else.
    Change,
}

/// A line below a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Levels of two columns.
    pub indent: usize,
    /// What it says.
    pub mark: Mark,
    /// Without mark and indent.
    pub text: String,
    /// Labels behind it: what moved, what it disrupts, where it was asked for.
    pub labels: Vec<String>,
}

impl Line {
    fn new(indent: usize, mark: Mark, text: impl Into<String>) -> Self {
        Self { indent, mark, text: text.into(), labels: Vec::new() }
    }
}

/// One attribute that changes. `step` is where the whole step was asked for; `with_cause` says what
/// moved.
pub(super) fn lines(change: &Change, step: Option<&Origin>, with_cause: bool) -> Vec<Line> {
    let Change { attribute, before, after, cause, view, replaces, disruption, waits_for, origin } = change;
    let attribute = one_line(attribute);
    let mut labels = Vec::new();
    labels.extend(words::cause(*cause).filter(|_| with_cause).map(str::to_owned));
    if *replaces {
        labels.push("forces replacement".to_owned());
    }
    labels.extend(words::disruption(*disruption).map(str::to_owned));
    labels.extend(waits_for.as_ref().map(|window| format!("waits for {}", one_line(window))));
    if let Some(origin) = origin.as_ref().filter(|origin| !same_line(origin, step)) {
        labels.push(words::place(origin));
    }
    let below = match view {
        View::Plain => Vec::new(),
        View::Set => set(before, after),
        View::Map => map(before, after),
        View::Text => text(before, after, false),
        View::Json => text(before, after, true),
    };
    let mut head = if below.is_empty() {
        Line::new(0, Mark::Change, format!("{attribute}: {} -> {}", shown(before), shown(after)))
    } else {
        Line::new(0, Mark::Change, format!("{attribute}:"))
    };
    head.labels = labels;
    let mut lines = vec![head];
    lines.extend(below);
    lines
}

fn same_line(origin: &Origin, step: Option<&Origin>) -> bool {
    step.is_some_and(|step| step.file == origin.file && step.line == origin.line)
}

/// What left and what joined. Nothing (so: before and after) where either side is no list.
fn set(before: &Value, after: &Value) -> Vec<Line> {
    let (Some(before), Some(after)) = (items(before), items(after)) else { return Vec::new() };
    let gone = before.iter().filter(|item| !after.contains(item));
    let new = after.iter().filter(|item| !before.contains(item));
    gone.map(|item| Line::new(1, Mark::Remove, shown(item)))
        .chain(new.map(|item| Line::new(1, Mark::Add, shown(item))))
        .collect()
}

fn items(value: &Value) -> Option<Vec<Value>> {
    if value.is_null() { Some(Vec::new()) } else { Some(value.as_list()?.iter().map(said).collect()) }
}

/// Without what says nothing: a cloud tells an empty list where a blueprint is silent.
fn said(value: &Value) -> Value {
    let Some(entries) = value.as_map() else { return value.clone() };
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        _ => true,
    };
    let kept = entries.iter().filter(|(_, value)| says(value));
    Value::Map(kept.map(|(name, value)| (name.clone(), said(value))).collect())
}

/// Key by key. Nothing where either side is no map.
fn map(before: &Value, after: &Value) -> Vec<Line> {
    let empty = scaffold_model::Values::new();
    let sides = (entries(before, &empty), entries(after, &empty));
    let (Some(before), Some(after)) = sides else { return Vec::new() };
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut lines = Vec::new();
    for name in keys {
        let word = key(name);
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) if is_document(old) && is_document(new) => {
                lines.push(Line::new(1, Mark::Change, format!("{word}:")));
                lines.extend(text(old, new, true).into_iter().map(|line| Line { indent: 2, ..line }));
            }
            (Some(old), Some(new)) => {
                lines.push(Line::new(1, Mark::Change, format!("{word}: {} -> {}", shown(old), shown(new))));
            }
            (None, Some(new)) => {
                lines.push(Line::new(1, Mark::Add, format!("{word}: {}", shown(&documents_laid_open(new)))));
            }
            (Some(old), None) => {
                lines.push(Line::new(
                    1,
                    Mark::Remove,
                    format!("{word}: {}", shown(&documents_laid_open(old))),
                ));
            }
            (None, None) => {}
        }
    }
    lines
}

fn entries<'a>(value: &'a Value, empty: &'a scaffold_model::Values) -> Option<&'a scaffold_model::Values> {
    if value.is_null() { Some(empty) } else { value.as_map() }
}

/// A line diff with two lines around each difference.
fn text(before: &Value, after: &Value, as_json: bool) -> Vec<Line> {
    let (old, new) = (laid_out(before, as_json), laid_out(after, as_json));
    let diff = TextDiff::from_lines(old.as_str(), new.as_str());
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(2).iter().enumerate() {
        if index > 0 {
            lines.push(Line::new(1, Mark::None, "…"));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::None,
                ChangeTag::Delete => Mark::Remove,
                ChangeTag::Insert => Mark::Add,
            };
            lines.push(Line::new(1, mark, printable(change.value())));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use scaffold_model::{Cause, Disruption};

    use super::*;

    fn change(view: View, before: Value, after: Value) -> Vec<String> {
        let change = Change {
            attribute: "thing".into(),
            before,
            after,
            cause: Cause::Unknown,
            view,
            replaces: false,
            disruption: Disruption::None,
            waits_for: None,
            origin: None,
        };
        lines(&change, None, true).into_iter().map(|line| format!("{:?} {}", line.mark, line.text)).collect()
    }

    fn json(text: &str) -> Value {
        Value::from_json(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn sets_show_what_left_and_what_joined() {
        let lines = change(View::Set, json(r#"["a", "b"]"#), json(r#"["c", "b"]"#));
        assert_eq!(lines, ["Change thing:", "Remove \"a\"", "Add \"c\""]);
        assert_eq!(change(View::Set, Value::Null, json(r#"["c"]"#)), ["Change thing:", "Add \"c\""]);
    }

    #[test]
    fn what_says_nothing_is_no_difference() {
        let before = json(r#"[{"name": "a", "tags": {}, "days": []}, {"name": "b", "tags": {}}]"#);
        let lines = change(View::Set, before, json(r#"[{"name": "a", "prefix": null}]"#));
        assert_eq!(lines, ["Change thing:", "Remove { name = \"b\" }"]);
    }

    #[test]
    fn maps_show_keys() {
        let lines = change(
            View::Map,
            json(r#"{"a": 1, "b": 2, "same": 0}"#),
            json(r#"{"b": 3, "c d": 4, "same": 0}"#),
        );
        assert_eq!(lines, ["Change thing:", "Remove a: 1", "Change b: 2 -> 3", "Add \"c d\": 4"]);
    }

    #[test]
    fn policies_by_name_are_compared_like_policies() {
        let lines = change(
            View::Map,
            json(r#"{"logs": "{\"b\":1,\"a\":2}", "old": "{\"c\":1}"}"#),
            json(r#"{"logs": "{\"a\":2,\"b\":7}"}"#),
        );
        let of_logs = ["None {", "None   \"a\": 2,", "Remove   \"b\": 1", "Add   \"b\": 7", "None }"];
        assert_eq!(lines[..2], ["Change thing:", "Change logs:"]);
        assert_eq!(lines[2..7], of_logs);
        assert_eq!(lines[7], "Remove old: { c = 1 }");
    }

    #[test]
    fn json_is_compared_without_order_of_keys() {
        let lines = change(View::Json, json(r#""{\"b\":1,\"a\":2}""#), json(r#"{"a": 2, "b": 7}"#));
        assert_eq!(
            lines,
            ["Change thing:", "None {", "None   \"a\": 2,", "Remove   \"b\": 1", "Add   \"b\": 7", "None }"]
        );
    }

    #[test]
    fn a_view_that_does_not_fit_the_value_falls_back_to_both_sides() {
        assert_eq!(change(View::Map, json("1"), json("2")), ["Change thing: 1 -> 2"]);
        assert_eq!(change(View::Set, json("1"), Value::Null), ["Change thing: 1 -> (none)"]);
    }

    #[test]
    fn escape_sequences_in_live_text_are_shown_not_obeyed() {
        let lines = change(View::Text, Value::text("a\n"), Value::text("a\n\u{1b}[2J\n"));
        assert_eq!(lines[2], "Add \\u{1b}[2J");
    }
}
