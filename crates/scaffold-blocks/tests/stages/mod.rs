//! All stages one after the other, as the program runs them.

use std::path::Path;

use scaffold_blocks::{catalogue, expand};
use scaffold_blueprint::{Input, parse};
use scaffold_graph::resolve;
use scaffold_model::diagnostic::in_order;
use scaffold_model::{Diagnostic, SourceFile};
use scaffold_sources::{locate, read};

/// What all stages find, the later ones in what is sound.
pub fn problems_of(input: &Input, directory: &Path) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let blueprint = parse(input, &catalogue()).unwrap_or_else(|partial| partial.tell(&mut problems));
    let origin = locate(Some(directory)).unwrap();
    let sources = read(&blueprint, &origin).unwrap_or_else(|partial| partial.tell(&mut problems));
    let resources = expand(&blueprint, &sources).unwrap_or_else(|partial| partial.tell(&mut problems));
    problems.extend(resolve(resources).map_or_else(|problems| problems, |graph| graph.desired.warnings));
    let files: Vec<&SourceFile> = input.files.iter().collect();
    in_order(problems, &files)
}
