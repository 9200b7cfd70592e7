//! `[[moved]]` and `[outputs]`.

use std::sync::Arc;

use scaffold_model::{Address, Diagnostic, Moved, Output, Value};

use crate::check::{Checker, Known};
use crate::codes;
use crate::document::{Data, Entry, Node, Table};
use crate::expression::{Allowed, Resolver};
use crate::frame_schema::MOVED;
use crate::problems::Problems;
use crate::suggest::suggest;
use crate::variables::is_variable_name;

/// Reads `[outputs]`.
pub(crate) fn outputs(
    root: &Table,
    known: &Arc<Known>,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> Vec<Output> {
    resolver.allowed = Allowed::References;
    let mut checker = Checker::new("[outputs]", known, false);
    let mut outputs = Vec::new();
    for entry in entries(root, &mut checker) {
        if !is_variable_name(&entry.key) {
            let message = format!("`{}` cannot be the name of an output", entry.key);
            let found = Diagnostic::error(&codes::BAD_NAME, message)
                .at(&entry.key_origin, "not a name")
                .help("a lower-case letter first, then lower-case letters, digits and `_`, at most 64");
            checker.push(found);
        }
        let node = resolver.resolve(&entry.value, problems);
        if let Some(value) = checker.untyped(&entry.key, &node) {
            outputs.push(Output { name: entry.key.clone(), value, origin: node.origin });
        }
    }
    problems.found.append(&mut checker.diagnostics);
    outputs
}

fn entries<'a>(root: &'a Table, checker: &mut Checker) -> &'a [Entry] {
    match root.get("outputs") {
        Some(Node { data: Data::Table(table), .. }) => &table.entries,
        None | Some(Node { data: Data::Broken, .. }) => &[],
        Some(node) => {
            let message = format!("[outputs] must be a table, but is {}", node.found());
            checker.push(Diagnostic::error(&codes::WRONG_TYPE, message).at(&node.origin, "no table"));
            &[]
        }
    }
}

/// Reads `[[moved]]`.
pub(crate) fn moved(
    root: &Table,
    known: &Arc<Known>,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> Vec<Moved> {
    resolver.allowed = Allowed::Nothing;
    let mut checker = Checker::of_frame("[[moved]]", &known.torn);
    let items = match root.get("moved") {
        Some(Node { data: Data::List { items, .. }, .. }) => items.as_slice(),
        None | Some(Node { data: Data::Broken, .. }) => &[],
        Some(node) => {
            let message = format!("moved must be a list of tables, but is {}", node.found());
            let found = Diagnostic::error(&codes::WRONG_TYPE, message)
                .at(&node.origin, format!("this is {}", node.found()))
                .help("write `[[moved]]`, then `from` and `to`");
            checker.push(found);
            &[]
        }
    };
    let mut moved: Vec<Moved> = Vec::new();
    for item in items {
        let node = resolver.resolve(item, problems);
        let values = checker.table(&MOVED, &node);
        let address = |key: &str, checker: &mut Checker| {
            let text = values.get(key).and_then(Value::as_text)?;
            address(text, key, &node, checker)
        };
        let (from, to) = (address("from", &mut checker), address("to", &mut checker));
        if let (Some(from), Some(to)) = (from, to) {
            moved.push(Moved { from, to, origin: item.origin.clone() });
        }
    }
    let sound: Vec<Moved> = (0..moved.len())
        .filter(|index| {
            let problems = judge(&moved, *index, known);
            let fits = problems.is_empty();
            checker.diagnostics.extend(problems);
            fits
        })
        .map(|index| moved[index].clone())
        .collect();
    problems.found.append(&mut checker.diagnostics);
    sound
}

fn address(text: &str, key: &str, node: &Node, checker: &mut Checker) -> Option<Address> {
    match Address::parse(text) {
        Ok(address) => Some(address),
        Err(error) => {
            let place = node.table().and_then(|table| table.get(key))?;
            let found =
                Diagnostic::error(&codes::BAD_REFERENCE, error.to_string()).at(&place.origin, "no address");
            checker.push(found);
            None
        }
    }
}

/// What is wrong between a move, those before it and the blueprint.
fn judge(moved: &[Moved], index: usize, known: &Known) -> Vec<Diagnostic> {
    let Moved { from, to, origin } = &moved[index];
    let same_form = from.part_name().is_some() || to.part_name().is_some() || from.word() == to.word();
    if from == to || !same_form {
        let found = Diagnostic::error(&codes::BAD_MOVE, format!("{from} cannot move to {to}"))
            .at(origin, if from == to { "the same address" } else { "another kind of thing" })
            .help("a block moves to a block of the same word, a resource to one of the same kind");
        return vec![found];
    }
    let mut problems = Vec::new();
    if let Some(first) = moved[..index].iter().find(|other| other.from == *from) {
        let found = Diagnostic::error(&codes::MOVED_TWICE, format!("{from} moves to two places"))
            .at(origin, "again here")
            .at(&first.origin, "first here")
            .help("keep one of them");
        problems.push(found);
    }
    if from.part_name().is_none() && known.addresses.contains(from) {
        let found =
            Diagnostic::error(&codes::MOVED_STILL_THERE, format!("{from} has moved, but is still there"))
                .at(origin, format!("`{from}` is in the blueprint"))
                .help("rename its table, or take this out");
        problems.push(found);
    }
    let arrives = known.addresses.contains(&to.block_address())
        || known.gaps.hold(to)
        || moved.iter().any(|next| next.from == *to || next.from == to.block_address());
    if !arrives {
        let found =
            Diagnostic::error(&codes::MOVED_TO_NOWHERE, format!("{from} moves to {to}, which is not there"))
                .at(origin, format!("`{}` is not in the blueprint", to.block_address()));
        let help = suggest(to.as_str(), known.addresses.iter().map(Address::as_str));
        problems.push(Diagnostic { help, ..found });
    }
    problems
}
