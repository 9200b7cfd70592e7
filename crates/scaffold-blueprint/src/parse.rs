//! The stages of reading a blueprint, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use scaffold_model::diagnostic::in_order;
use scaffold_model::{Gaps, LostTable, Partial, SourceFile, digest};

use crate::block_tables::{self, Finds, Found, Surroundings};
use crate::blueprint::{Blueprint, Catalogue, Input};
use crate::check::Known;
use crate::document::Table;
use crate::expression::{Allowed, Names, Resolver};
use crate::problems::Problems;
use crate::syntax::Document;
use crate::torn::Torn;
use crate::{frame, merge, moved, overlay, syntax, variables};

/// Reads a blueprint.
///
/// # Errors
/// Every problem found, in the order of the files, warnings among them; beside them what is sound.
pub fn parse(input: &Input, catalogue: &Catalogue) -> Result<Blueprint, Partial<Blueprint>> {
    let files: Vec<&SourceFile> = input.files.iter().chain(&input.overlays).collect();
    let mut problems = Problems::default();
    let document = assemble(input, catalogue, &mut problems);
    let blueprint = understand(&document, &files, input, catalogue, &mut problems);
    let is_whole = !problems.any_error();
    let found = in_order(problems.found, &files);
    if is_whole {
        Ok(Blueprint { warnings: found, ..blueprint })
    } else {
        Err(Partial { value: Box::new(blueprint), diagnostics: found })
    }
}

/// All files as one document, the overlays laid over it.
fn assemble(input: &Input, catalogue: &Catalogue, problems: &mut Problems) -> Document {
    let mut root = Table::default();
    let mut torn = Torn::default();
    for file in &input.files {
        let mut document = syntax::read(file, problems);
        torn.append(document.torn);
        overlay::refuse(&mut document.root, problems);
        merge::unite(&mut root, document.root, catalogue, problems);
    }
    let mut over = Table::default();
    for file in &input.overlays {
        let document = syntax::read(file, problems);
        torn.append(document.torn);
        merge::unite(&mut over, document.root, catalogue, problems);
    }
    overlay::lay(&mut root, over, &torn, problems);
    Document { root, torn }
}

fn understand(
    document: &Document,
    files: &[&SourceFile],
    input: &Input,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Blueprint {
    let Document { root, torn } = document;
    let nothing = (BTreeMap::new(), Names::default());
    let mut resolver = self::resolver(files, &nothing.0, &nothing.1, Allowed::Nothing);
    let variables = variables::declare(root, input, torn, &mut resolver, problems);

    let mut resolver = self::resolver(files, &variables, &nothing.1, Allowed::Variables);
    let may_lack_variables = torn.headers || frame::mistyped(root, "variables");
    resolver.torn = may_lack_variables;
    let names = frame::names(root, input, &mut resolver, problems);

    let mut resolver = self::resolver(files, &variables, &names, Allowed::Names);
    resolver.torn = may_lack_variables;
    let frame = frame::read(root, input, torn, &mut resolver, problems);

    let Finds { mut found, mut gaps } = block_tables::find(root, catalogue, problems);
    if torn.headers {
        gaps.tables.insert(LostTable::default());
    }
    let mut torn = torn.clone();
    for headless in found.iter().filter(|found| found.may_lack_header(&gaps)) {
        torn.table(&headless.origin.file, headless.origin.line);
    }
    found.sort_by_key(|found| found.place(files));
    let known = Arc::new(known(catalogue, &found, &gaps, torn));
    let surroundings = Surroundings { catalogue, known: Arc::clone(&known), tags: &frame.tags };
    let blocks = found.iter().map(|found| surroundings.block(found, &mut resolver, problems)).collect();
    let outputs = moved::outputs(root, &known, &mut resolver, problems);
    let moved = moved::moved(root, &known, &mut resolver, problems);
    if !problems.any_error() {
        variables::unused(root, &resolver, problems);
    }
    Blueprint {
        stack: frame::stack(&names),
        account: frame.account,
        role: frame.role,
        foreign_tags: frame.foreign_tags,
        tags: frame.tags,
        digest: fingerprint(input, &variables),
        blocks,
        outputs,
        moved,
        warnings: Vec::new(),
        gaps,
    }
}

fn known(catalogue: &Catalogue, found: &[Found<'_>], gaps: &Gaps, torn: Torn) -> Known {
    let prefixes = catalogue.kinds.iter().map(|schema| (schema.kind.clone(), schema.facts.id_prefix));
    let uuids = catalogue.kinds.iter().filter(|schema| schema.facts.uuid_ids);
    Known {
        prefixes: prefixes.collect(),
        uuids: uuids.map(|schema| schema.kind.clone()).collect(),
        addresses: found.iter().map(|found| found.address.clone()).collect(),
        gaps: gaps.clone(),
        torn,
        words: catalogue.words(),
    }
}

fn resolver<'a>(
    files: &'a [&'a SourceFile],
    variables: &'a BTreeMap<String, Option<scaffold_model::Value>>,
    names: &'a Names,
    allowed: Allowed,
) -> Resolver<'a> {
    Resolver { files, variables, names, allowed, torn: false, used: BTreeSet::new() }
}

/// SHA-256 over everything that a blueprint depends on, each piece with its length.
fn fingerprint(input: &Input, variables: &BTreeMap<String, Option<scaffold_model::Value>>) -> String {
    let mut bytes = Vec::new();
    let mut add = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    for files in [&input.files, &input.overlays] {
        add(&files.len().to_string());
        files.iter().for_each(|file| add(&file.text));
    }
    for option in [&input.environment, &input.region] {
        add(if option.is_some() { "some" } else { "none" });
        add(option.as_deref().unwrap_or_default());
    }
    for (name, value) in variables {
        add(name);
        add(&value.as_ref().map_or_else(String::new, |value| value.to_json().to_string()));
    }
    digest(&bytes)
}
