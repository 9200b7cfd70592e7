use scaffold_blueprint::{Block, Blueprint};
use scaffold_model::{Diagnostic, Origin as Place, Partial, Sources};

use crate::code_error::CodeError;
use crate::codes;
use crate::error::Unreadable;
use crate::origin::Origin;

/// Reads the files that a blueprint names, and packs the code, each once, from its directory or as they
/// were at the revision.
///
/// # Errors
/// Everything that cannot be read, at each place that names it.
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
                    let message = format!("{} names the file `{path}`, {}", block.address, why(&error));
                    diagnostics.push(
                        Diagnostic::error(&codes::UNREADABLE_FILE, message)
                            .at(place, "cannot be read")
                            .help(error.help_for_named()),
                    );
                }
            }
        }
        for (path, place) in &block.code {
            if sources.code.contains_key(path) {
                continue;
            }
            match origin.archive(path) {
                Ok(archive) => {
                    sources.code.insert(path.clone(), archive);
                }
                Err(error) => diagnostics.push(unpacked(&error, block, path, place)),
            }
        }
    }
    if diagnostics.is_empty() { Ok(sources) } else { Err(Partial { value: Box::new(sources), diagnostics }) }
}

fn unpacked(error: &CodeError, block: &Block, path: &str, place: &Place) -> Diagnostic {
    let named = format!("{} names the code `{path}`", block.address);
    let message = match error {
        CodeError::Unreadable(error) => format!("{named}, {}", why(error)),
        error => format!("{named}: {error}"),
    };
    Diagnostic::error(error.code(), message).at(place, "cannot be packed").help(error.help())
}

fn why(error: &Unreadable) -> String {
    match error {
        Unreadable::NotFound { .. } => "which is not there".to_owned(),
        Unreadable::NotFoundAt { revision, .. } => format!("which was not there at `{revision}`"),
        Unreadable::NoFile { .. } => "which is no file".to_owned(),
        error => format!("which cannot be read: {error}"),
    }
}
