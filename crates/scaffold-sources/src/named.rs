use std::collections::BTreeMap;

use scaffold_blueprint::Blueprint;
use scaffold_model::{Diagnostic, Partial};

use crate::codes;
use crate::error::Unreadable;
use crate::origin::Origin;

/// Files that a blueprint names, by path as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Their bytes. Those that cannot be read, which is told, are not among them.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads the files that a blueprint names, each once, from its directory or as they were at the
/// revision.
///
/// # Errors
/// Every file that cannot be read, at each place that names it.
pub fn read(blueprint: &Blueprint, origin: &Origin) -> Result<Sources, Partial<Sources>> {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    for block in &blueprint.blocks {
        for (path, place) in &block.files {
            if sources.files.contains_key(path) {
                continue;
            }
            match origin.file(path) {
                Ok(bytes) => {
                    sources.files.insert(path.clone(), bytes);
                }
                Err(error) => {
                    let why = match &error {
                        Unreadable::NotFound { .. } => "which is not there".to_owned(),
                        Unreadable::NotFoundAt { revision, .. } => {
                            format!("which was not there at `{revision}`")
                        }
                        Unreadable::NoFile { .. } => "which is no file".to_owned(),
                        error => format!("which cannot be read: {error}"),
                    };
                    let message = format!("{} names the file `{path}`, {why}", block.address);
                    diagnostics.push(
                        Diagnostic::error(&codes::UNREADABLE_FILE, message)
                            .at(place, "cannot be read")
                            .help(error.help_for_named()),
                    );
                }
            }
        }
    }
    if diagnostics.is_empty() { Ok(sources) } else { Err(Partial { value: Box::new(sources), diagnostics }) }
}
