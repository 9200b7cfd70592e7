//! An environment's file over the blueprint: tables merge, everything else replaces, and
//! `[overlay] remove` takes blocks or attributes out.

use crate::check::Checker;
use crate::codes;
use crate::document::{Data, Node, Table};
use crate::frame_schema;
use crate::problems::Problems;
use crate::suggest::suggest;
use crate::torn::Torn;

/// Lays an overlay over the blueprint. What it removes goes first, so that it can be said anew.
pub(crate) fn lay(base: &mut Table, mut over: Table, torn: &Torn, problems: &mut Problems) {
    if let Some(at) = over.entries.iter().position(|entry| entry.key == "overlay") {
        let entry = over.entries.remove(at);
        remove_all(base, &entry.value, torn, problems);
    }
    merge(base, over, "", problems);
}

/// `[overlay]` outside of an overlay has nothing to work on.
pub(crate) fn refuse(base: &mut Table, problems: &mut Problems) {
    let Some(at) = base.entries.iter().position(|entry| entry.key == "overlay") else { return };
    let entry = base.entries.remove(at);
    problems.error(&codes::OVERLAY_OUTSIDE, "`[overlay]` stands in a file that is no overlay", |found| {
        found
            .at(&entry.value.origin, "nothing to take away from here")
            .help("move it to `<stem>.<env>.toml`, which `--env <env>` lays over `<stem>.toml`")
    });
}

fn merge(base: &mut Table, over: Table, prefix: &str, problems: &mut Problems) {
    for entry in over.entries {
        let path = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        let Some(existing) = base.entry_mut(&entry.key) else {
            base.entries.push(entry);
            continue;
        };
        match (&mut existing.value.data, entry.value.data) {
            (Data::Table(known), Data::Table(further)) => merge(known, further, &path, problems),
            (known, data) => {
                if is_list_of_tables(known) && is_list_of_tables(&data) {
                    problems.warning(
                        &codes::OVERLAY_REPLACES_LIST,
                        format!("the overlay replaces all of `{path}`"),
                        |found| {
                            found
                                .at(&entry.value.origin, "these tables stand alone")
                                .at(&existing.value.origin, "these are gone")
                                .help("lists are not merged; repeat here what shall stay")
                        },
                    );
                }
                existing.key_origin = entry.key_origin;
                existing.value = Node { data, origin: entry.value.origin, from: None };
            }
        }
    }
}

fn is_list_of_tables(data: &Data) -> bool {
    matches!(data, Data::List { items, .. } if items.iter().any(|item| item.table().is_some()))
}

fn remove_all(base: &mut Table, overlay: &Node, torn: &Torn, problems: &mut Problems) {
    let mut checker = Checker::of_frame("[overlay]", torn);
    checker.table(&frame_schema::OVERLAY, overlay);
    problems.found.append(&mut checker.diagnostics);
    let targets = match overlay.table().and_then(|table| table.get("remove")).map(|node| &node.data) {
        Some(Data::List { items, .. }) => items.as_slice(),
        _ => &[],
    };
    for target in targets {
        if let Some(text) = target.text() {
            remove(base, text, target, torn, problems);
        }
    }
}

fn remove(base: &mut Table, text: &str, target: &Node, torn: &Torn, problems: &mut Problems) {
    let path = split(text);
    let Some((key, known)) = missing(base, &path) else { return take(base, &path) };
    if torn.anywhere() {
        return;
    }
    problems.error(&codes::UNKNOWN_REMOVAL, format!("there is no `{text}` to remove"), |found| {
        let found = found.at(&target.origin, format!("no `{key}` in the blueprint below"));
        match suggest(key, known) {
            Some(help) => found.help(help),
            None => found,
        }
    });
}

/// The first key of a path that is not there, with those that are.
fn missing<'a>(base: &'a Table, path: &'a [String]) -> Option<(&'a str, Vec<&'a str>)> {
    let mut table = Some(base);
    for (index, key) in path.iter().enumerate() {
        let entry = table.and_then(|table| table.entry(key));
        let inner = entry.and_then(|entry| entry.value.table());
        if entry.is_none() || (inner.is_none() && index + 1 < path.len()) {
            return Some((key, table.map(|table| table.keys().collect()).unwrap_or_default()));
        }
        table = inner;
    }
    None
}

fn take(table: &mut Table, path: &[String]) {
    match path {
        [last] => table.entries.retain(|entry| entry.key != *last),
        [key, rest @ ..] => {
            if let Some(Data::Table(inner)) = table.entry_mut(key).map(|entry| &mut entry.value.data) {
                take(inner, rest);
            }
        }
        [] => {}
    }
}

/// Splits `vpc.main.adjust."subnet.public-1"` at the dots outside of quotes.
fn split(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('.', None) => words.push(String::new()),
            (c, _) => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn paths_split_outside_of_quotes() {
        assert_eq!(split("vpc.main.nat"), ["vpc", "main", "nat"]);
        assert_eq!(
            split("vpc.main.adjust.\"subnet.public-1\""),
            ["vpc", "main", "adjust", "subnet.public-1"]
        );
    }
}
