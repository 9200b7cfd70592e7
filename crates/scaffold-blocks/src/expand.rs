use std::collections::{BTreeMap, BTreeSet};

use scaffold_blueprint::{Block, Blueprint, codes as read};
use scaffold_model::Sources;
use scaffold_model::diagnostic::any_error;
use scaffold_model::{
    BlockForm, Diagnostic, KindName, MAX_USER_TAGS, Origin, Partial, Resource, Resources, Value,
    did_you_mean, digest,
};

use crate::adjust;
use crate::block::{Context, Page};
use crate::codes;
use crate::connection::Connection;
use crate::part::{Expansion, Part};
use crate::registry::pages;
use crate::sound::sound;
use crate::{bucket_lifecycle, bucket_public};

/// Expands every block to its parts. A table written directly is one resource.
///
/// # Errors
/// Everything that schemas alone cannot tell, of every block at once, warnings among it; beside it
/// what is sound.
pub fn expand(blueprint: &Blueprint, sources: &Sources) -> Result<Resources, Partial<Resources>> {
    let mut resources = Vec::new();
    let mut block_outputs = BTreeMap::new();
    let mut problems = blueprint.warnings.clone();
    let mut gaps = blueprint.gaps.clone();
    let connections = connections(blueprint, sources, &mut problems);
    for block in &blueprint.blocks {
        let expanded = match page_of(block.address.word()) {
            Some(page) => {
                let context = context_of(block, blueprint, sources, &connections);
                let expanded = expand_block(page, &context, blueprint, &mut problems);
                block_outputs.insert(block.address.clone(), expanded.outputs);
                if !expanded.all_parts {
                    gaps.blocks.insert(block.address.clone());
                }
                expanded.resources
            }
            None => vec![direct(block, blueprint)],
        };
        problems.extend(expanded.iter().filter_map(too_many_tags));
        resources.extend(expanded);
    }
    problems.extend(resources.iter().flat_map(bucket_lifecycle::check));
    problems.extend(bucket_public::check(&resources));
    let mut expanded = Resources {
        stack: blueprint.stack.clone(),
        account: blueprint.account.clone(),
        role: blueprint.role.clone(),
        foreign_tags: blueprint.foreign_tags.clone(),
        digest: digest_of(blueprint, sources),
        resources,
        block_outputs,
        forms: pages().map(|page| (page.schema.name.clone(), form(page))).collect(),
        outputs: blueprint.outputs.clone(),
        moved: blueprint.moved.clone(),
        warnings: Vec::new(),
        gaps,
    };
    if any_error(&problems) {
        return Err(Partial { value: Box::new(expanded), diagnostics: problems });
    }
    expanded.warnings = problems;
    Ok(expanded)
}

/// What can be told of a block of another stack.
fn form(page: &Page) -> BlockForm {
    let parts = page.parts.iter().map(|part| (part.name.to_owned(), KindName::from(part.kind)));
    let told = page.told_by.iter().filter_map(|(output, by)| {
        let (part, path) = by.rsplit_once('.')?;
        Some(((*output).to_owned(), (part.to_owned(), path.to_owned())))
    });
    let words = page.schema.outputs.iter().map(|output| (output.name.to_owned(), output.doc.trim()));
    BlockForm { parts: parts.collect(), outputs: told.collect(), words: words.collect() }
}

/// SHA-256 of the blueprint and of the files and code that it names; the blueprint's own where there is none.
fn digest_of(blueprint: &Blueprint, sources: &Sources) -> String {
    if sources.files.is_empty() && sources.code.is_empty() {
        return blueprint.digest.clone();
    }
    let line = |path: &str, of: &str| format!("{}:{path}:{of}\n", path.len());
    let files = sources.files.iter().map(|(path, bytes)| line(path, &digest(bytes)));
    let code = sources.code.iter().map(|(path, archive)| line(path, &archive.sha256));
    digest(format!("{}\n{}", blueprint.digest, files.chain(code).collect::<String>()).as_bytes())
}

fn page_of(word: &str) -> Option<&'static Page> {
    pages().find(|page| page.schema.name == word)
}

fn context_of<'a>(
    block: &'a Block,
    blueprint: &'a Blueprint,
    sources: &'a Sources,
    connections: &'a [Connection],
) -> Context<'a> {
    Context {
        stack: &blueprint.stack,
        block,
        tags: adjust::merged(&blueprint.tags, &block.tags),
        sources,
        blocks: &blueprint.blocks,
        page: page_of,
        gaps: &blueprint.gaps,
        connections,
    }
}

/// Who talks to whom, each once, in an order of their own: that of the blocks does not matter.
fn connections(blueprint: &Blueprint, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Connection> {
    let mut connections = Vec::new();
    for block in &blueprint.blocks {
        let Some(page) = page_of(block.address.word()) else { continue };
        let context = context_of(block, blueprint, sources, &[]);
        let values = page.schema.complete(&sound(&block.values));
        let reaches = (page.reaches)(&values, &context);
        connections.extend(reaches.connections);
        problems.extend(reaches.diagnostics);
    }
    connections.sort();
    connections.dedup_by(|later, first| {
        (&later.to, &later.from, later.why, later.protocol, &later.port)
            == (&first.to, &first.from, first.why, first.protocol, &first.port)
    });
    connections
}

/// What became of one block.
struct Expanded {
    resources: Vec<Resource>,
    outputs: BTreeMap<String, Value>,
    /// Whether none is missing because of a mistake.
    all_parts: bool,
}

impl Expanded {
    /// A block of which nothing is known but its word.
    fn unknown(page: &Page) -> Self {
        let outputs = page.schema.outputs.iter().map(|output| (output.name.to_owned(), Value::Null));
        Self { resources: Vec::new(), outputs: outputs.collect(), all_parts: false }
    }
}

fn expand_block(
    page: &Page,
    context: &Context<'_>,
    blueprint: &Blueprint,
    problems: &mut Vec<Diagnostic>,
) -> Expanded {
    let block = context.block;
    let values = page.schema.complete(&sound(&block.values));
    let Expansion { parts, outputs, all_parts, diagnostics } = match (page.expand)(&values, context) {
        Ok(expansion) => expansion,
        Err(_) if !block.values.values().all(Value::is_whole) => return Expanded::unknown(page),
        Err(error) => {
            let message = format!("cannot expand {}: {error}", block.address);
            problems.push(
                Diagnostic::error(&read::NOT_KNOWN_YET, message)
                    .at(context.origin(&error.path), "must be known before anything is read")
                    .help("write the value out, or take it from a variable"),
            );
            return Expanded::unknown(page);
        }
    };
    problems.extend(diagnostics);
    let mut resources: Vec<Resource> =
        parts.into_iter().map(|part| resource_of(part, context, blueprint)).collect();
    problems.extend(adjust::apply(&block.address, &block.adjust, &mut resources, all_parts));
    for (name, origin) in &block.ignore {
        let problem = ignore(name, origin, block, &mut resources);
        problems.extend(problem.filter(|_| all_parts));
    }
    Expanded { resources, outputs, all_parts }
}

fn resource_of(part: Part, context: &Context<'_>, blueprint: &Blueprint) -> Resource {
    let block = context.block;
    let mut origins = BTreeMap::new();
    for (attribute, by) in &part.asked_by {
        let origin = context.origin(by);
        if *origin != block.origin {
            origins.insert((*attribute).to_owned(), origin.clone());
        }
    }
    let kind = KindName::from(part.kind);
    origins.extend(part.origins);
    let tags = tags(&kind, block, blueprint, &mut origins);
    Resource {
        address: block.address.part(&part.name),
        kind,
        values: part.values,
        tags,
        ignore: BTreeSet::new(),
        zone: part.zone,
        origin: block.origin.clone(),
        origins,
    }
}

fn direct(block: &Block, blueprint: &Blueprint) -> Resource {
    let kind = KindName::from(block.address.word());
    let mut origins = block.origins.clone();
    origins.extend(block.ignore.iter().map(|(name, origin)| (format!("ignore.{name}"), origin.clone())));
    let tags = tags(&kind, block, blueprint, &mut origins);
    Resource {
        address: block.address.clone(),
        kind,
        values: block.values.clone(),
        tags,
        ignore: block.ignore.iter().map(|(name, _)| name.clone()).collect(),
        zone: None,
        origin: block.origin.clone(),
        origins,
    }
}

/// The block's tags over the blueprint's, for kinds that carry tags of their own.
fn tags(
    kind: &KindName,
    block: &Block,
    blueprint: &Blueprint,
    origins: &mut BTreeMap<String, Origin>,
) -> BTreeMap<String, Value> {
    if scaffold_kinds::schema(kind.as_str()).is_some_and(|kind| !kind.is_taggable()) {
        return BTreeMap::new();
    }
    let places = block.origins.iter().filter(|(path, _)| *path == "tags" || path.starts_with("tags."));
    origins.extend(places.map(|(path, origin)| (path.clone(), origin.clone())));
    adjust::merged(&blueprint.tags, &block.tags)
}

/// Leaves an attribute to others in every part that has it.
fn ignore(name: &str, origin: &Origin, block: &Block, parts: &mut [Resource]) -> Option<Diagnostic> {
    let mut known = Vec::new();
    let mut found = false;
    for part in parts {
        let Some(kind) = scaffold_kinds::schema(part.kind.as_str()) else { continue };
        let has = kind.schema.attribute(name).is_some() || (name == "tags" && kind.is_taggable());
        if has {
            part.ignore.insert(name.to_owned());
            part.origins.insert(format!("ignore.{name}"), origin.clone());
            found = true;
        }
        known.extend(kind.schema.attributes.iter().map(|attribute| attribute.name));
    }
    if found {
        return None;
    }
    let message = format!("no part of {} has an attribute `{name}` to ignore", block.address);
    let problem = Diagnostic::error(&codes::IGNORED_BY_NO_PART, message).at(origin, "no such attribute");
    let help = did_you_mean(name, known);
    Some(Diagnostic { help, ..problem })
}

fn too_many_tags(resource: &Resource) -> Option<Diagnostic> {
    let count = resource.tags.len();
    let tagged =
        resource.origins.iter().rfind(|(path, _)| path.starts_with("tags")).map(|(_, origin)| origin);
    (count > MAX_USER_TAGS).then(|| {
        let message = format!("{} has {count} tags, and {MAX_USER_TAGS} fit", resource.address);
        Diagnostic::error(&read::TOO_MANY_TAGS, message)
            .at(tagged.unwrap_or(&resource.origin), "with those of `[blueprint]`")
            .help("AWS takes 50, of which five are kept for identity: take some out")
    })
}
