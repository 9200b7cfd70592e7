//! Several files are one blueprint. What stands in two of them is a mistake.

use scaffold_model::Origin;

use crate::blueprint::Catalogue;
use crate::codes;
use crate::document::{Data, Entry, Table};
use crate::problems::Problems;

/// Adds a file's tables to those of the files before it.
pub(crate) fn unite(into: &mut Table, from: Table, catalogue: &Catalogue, problems: &mut Problems) {
    for entry in from.entries {
        let depth = depth(&entry.key, catalogue);
        add(into, entry, depth, "", problems);
    }
}

/// How many keys name one definition: `[blueprint]`, `[vpc.main]`, `[ec2.vpc.main]`.
fn depth(word: &str, catalogue: &Catalogue) -> usize {
    match word {
        "blueprint" | "overlay" => 1,
        word if catalogue.has_service(word) => 3,
        _ => 2,
    }
}

fn add(into: &mut Table, entry: Entry, depth: usize, prefix: &str, problems: &mut Problems) {
    let path = if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
    let Some(existing) = into.entry_mut(&entry.key) else {
        into.entries.push(entry);
        return;
    };
    match (&mut existing.value.data, entry.value.data) {
        (Data::Table(known), Data::Table(further)) if depth > 1 => {
            further.entries.into_iter().for_each(|inner| add(known, inner, depth - 1, &path, problems));
        }
        (Data::List { items, .. }, Data::List { items: further, .. }) if path == "moved" => {
            items.extend(further);
        }
        _ => report(&path, &existing.value.origin, &entry.value.origin, problems),
    }
}

fn report(path: &str, first: &Origin, again: &Origin, problems: &mut Problems) {
    problems.error(&codes::DUPLICATE_DEFINITION, format!("`{path}` is defined in two files"), |found| {
        found
            .at(again, "again here")
            .at(first, "first here")
            .help("keep one of them, or give one another name; all files of a directory are one blueprint")
    });
}
