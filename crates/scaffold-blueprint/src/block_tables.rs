//! Tables of blocks and of resources written directly.

use std::collections::BTreeMap;
use std::sync::Arc;

use scaffold_model::{
    Address, Diagnostic, Gaps, KindSchema, LostTable, Origin, Schema, SourceFile, Value, did_you_mean,
};

use crate::blueprint::{Adjustment, Block, Catalogue};
use crate::check::{Checker, Form, Known};
use crate::codes;
use crate::document::{Data, Entry, Node, Table};
use crate::expression::{Allowed, Resolver};
use crate::frame::bad_name;
use crate::frame_schema::{FRAME, LONGEST_BLOCK_NAME};
use crate::problems::{Finding, Problems};
use crate::suggest::suggest;
use crate::tags;

/// A table that was found to be a block or a resource.
pub(crate) struct Found<'a> {
    pub address: Address,
    schema: &'static Schema,
    /// None for a block.
    kind: Option<&'static KindSchema>,
    table: &'a Table,
    pub origin: &'a Origin,
}

impl Found<'_> {
    /// Whether there is nothing but tables in it, so that its own header may be lost.
    pub fn may_lack_header(&self, gaps: &Gaps) -> bool {
        gaps.hold(&self.address) && self.table.entries.iter().all(|entry| entry.value.table().is_some())
    }

    /// Its place in the order of the files.
    pub fn place(&self, files: &[&SourceFile]) -> (usize, usize) {
        let file = files.iter().position(|file| file.name == self.origin.file);
        (file.unwrap_or(files.len()), self.origin.start)
    }
}

/// The blocks and resources of a blueprint, and what could not be read as one.
#[derive(Default)]
pub(crate) struct Finds<'a> {
    pub found: Vec<Found<'a>>,
    pub gaps: Gaps,
}

impl Finds<'_> {
    /// Remembers a table that could not be read.
    fn lost(&mut self, word: Option<&str>, name: Option<&str>) {
        let table = LostTable { word: word.map(str::to_owned), name: name.map(str::to_owned) };
        self.gaps.tables.insert(table);
    }

    /// Remembers tables under a word that is not known.
    fn lost_names(&mut self, node: &Node) {
        let tables = |table: &Table| -> Vec<Entry> {
            table.entries.iter().filter(|entry| entry.value.table().is_some()).cloned().collect()
        };
        for entry in node.table().map(tables).unwrap_or_default() {
            self.lost(None, Some(&entry.key));
            self.lost_names(&entry.value);
        }
    }
}

/// Finds the blocks and resources of a blueprint.
pub(crate) fn find<'a>(root: &'a Table, catalogue: &Catalogue, problems: &mut Problems) -> Finds<'a> {
    let mut finds = Finds::default();
    for entry in root.entries.iter().filter(|entry| !FRAME.contains(&entry.key.as_str())) {
        if let Some(schema) = catalogue.block(&entry.key) {
            let word = Word { name: &entry.key, schema, kind: None };
            named(&word, entry, &mut finds, problems);
        } else if catalogue.has_service(&entry.key) {
            service(entry, catalogue, &mut finds, problems);
        } else {
            unknown_table(entry, catalogue, problems);
            finds.lost_names(&entry.value);
        }
    }
    finds
}

/// What stands before a name: `vpc`, `ec2.subnet`.
struct Word<'a> {
    name: &'a str,
    schema: &'static Schema,
    kind: Option<&'static KindSchema>,
}

fn service<'a>(entry: &'a Entry, catalogue: &Catalogue, finds: &mut Finds<'a>, problems: &mut Problems) {
    let Some(table) = entry.value.table() else {
        return no_name(&format!("{}.<kind>", entry.key), entry, problems);
    };
    for inner in &table.entries {
        let name = format!("{}.{}", entry.key, inner.key);
        if let Some(kind) = catalogue.kind(&name) {
            named(&Word { name: &name, schema: &kind.schema, kind: Some(kind) }, inner, finds, problems);
            continue;
        }
        finds.lost_names(&inner.value);
        let kinds = catalogue.kinds.iter().map(|schema| &schema.kind);
        let siblings: Vec<&str> =
            kinds.filter(|kind| kind.service() == entry.key).map(|kind| kind.kind()).collect();
        problems.error(&codes::UNKNOWN_KIND, format!("there is no kind `{name}`"), |found| {
            let found = found.at(&inner.key_origin, "not a kind");
            match suggest(&inner.key, siblings.iter().copied()) {
                Some(help) => found.help(help),
                None => found,
            }
        });
    }
}

/// The named tables under a word.
fn named<'a>(word: &Word<'_>, entry: &'a Entry, finds: &mut Finds<'a>, problems: &mut Problems) {
    let Some(names) = entry.value.table() else {
        finds.lost(Some(word.name), None);
        return no_name(word.name, entry, problems);
    };
    if names
        .entries
        .iter()
        .any(|inner| word.schema.attribute(&inner.key).is_some() && inner.value.table().is_none())
    {
        finds.lost(Some(word.name), None);
        return no_name(word.name, entry, problems);
    }
    for inner in &names.entries {
        if let Some(problem) = bad_name(&inner.key, "a block", LONGEST_BLOCK_NAME) {
            problems.found.push(problem.at(&inner.key_origin, "not a name"));
            finds.lost(Some(word.name), Some(&inner.key));
            continue;
        }
        match &inner.value.data {
            Data::Table(table) => finds.found.push(Found {
                address: Address::block(word.name, &inner.key),
                schema: word.schema,
                kind: word.kind,
                table,
                origin: &inner.value.origin,
            }),
            Data::Broken => finds.lost(Some(word.name), Some(&inner.key)),
            _ => {
                finds.lost(Some(word.name), Some(&inner.key));
                let message =
                    format!("{}.{} must be a table, but is {}", word.name, inner.key, inner.value.found());
                problems.error(&codes::WRONG_TYPE, message, |problem| {
                    problem
                        .at(&inner.value.origin, format!("this is {}", inner.value.found()))
                        .help(format!("write `[{}.{}]`", word.name, inner.key))
                });
            }
        }
    }
}

fn no_name(word: &str, entry: &Entry, problems: &mut Problems) {
    if matches!(entry.value.data, Data::Broken) {
        return;
    }
    problems.error(&codes::BLOCK_WITHOUT_NAME, format!("`{word}` needs a name"), |found| {
        found.at(&entry.key_origin, "which one?").help(format!("write `[{word}.main]`"))
    });
}

fn unknown_table(entry: &Entry, catalogue: &Catalogue, problems: &mut Problems) {
    let mut words: Vec<&str> = catalogue.blocks.iter().map(|schema| schema.name.as_str()).collect();
    for kind in &catalogue.kinds {
        if !words.contains(&kind.kind.service()) {
            words.push(kind.kind.service());
        }
    }
    words.extend(FRAME);
    let kind = catalogue.kinds.iter().find(|schema| schema.kind.kind() == entry.key);
    problems.error(&codes::UNKNOWN_TABLE, format!("there is no block `{}`", entry.key), |found| {
        let found = found.at(&entry.key_origin, "not known");
        match (kind, suggest(&entry.key, words.iter().copied())) {
            (Some(kind), _) => found.help(format!("a resource is written `[{}.<name>]`", kind.kind)),
            (None, Some(help)) => found.help(help),
            (None, None) => found,
        }
    });
}

/// What all blocks are checked with.
pub(crate) struct Surroundings<'a> {
    pub catalogue: &'a Catalogue,
    pub known: Arc<Known>,
    /// `[blueprint] tags`.
    pub tags: &'a BTreeMap<String, Value>,
}

impl Surroundings<'_> {
    /// Checks a block or a resource.
    pub fn block(&self, found: &Found<'_>, resolver: &mut Resolver<'_>, problems: &mut Problems) -> Block {
        let expands = found.kind.is_none();
        let mut checker = Checker::new(found.address.as_str(), &self.known, expands);
        resolver.allowed = Allowed::Nothing;
        let ignore_node = found.table.get("ignore").map(|node| resolver.resolve(node, problems));
        let table = Table {
            entries: found.table.entries.iter().filter(|entry| entry.key != "ignore").cloned().collect(),
        };
        resolver.allowed = Allowed::References;
        let table = resolver.table(&table, problems);
        let besides: &[&str] = if expands { &["tags", "ignore", "adjust"] } else { &["tags", "ignore"] };
        let form = Form {
            attributes: &found.schema.attributes,
            rules: &found.schema.rules,
            besides,
            partial: false,
        };
        if let Some(entry) = table.entry("adjust").filter(|_| !expands) {
            adjust_on_resource(&mut checker, entry);
        }
        let plain = Table {
            entries: table.entries.iter().filter(|entry| expands || entry.key != "adjust").cloned().collect(),
        };
        let values = checker.fields("", &form, &plain, found.origin);
        let tags = table.entry("tags").map(|entry| self.tags(found, entry, &mut checker)).unwrap_or_default();
        let ignore = ignore_node.map(|node| self.ignore(found, &node, &mut checker)).unwrap_or_default();
        let adjust = match table.get("adjust").filter(|_| expands) {
            Some(node) => self.adjust(found, node, &mut checker),
            None => Vec::new(),
        };
        problems.found.append(&mut checker.diagnostics);
        Block {
            address: found.address.clone(),
            values,
            tags,
            ignore,
            adjust,
            origin: found.origin.clone(),
            origins: checker.origins,
            keys: checker.keys,
            files: checker.files,
            code: checker.code,
        }
    }

    fn tags(&self, found: &Found<'_>, entry: &Entry, checker: &mut Checker) -> BTreeMap<String, Value> {
        if let Some(kind) = found.kind.filter(|kind| !kind.is_taggable()) {
            let message = format!("{} takes no tags", found.address);
            let help = match kind.parent_attribute().is_none() {
                true => "AWS gives none of the kind tags: take them out",
                false => "it is part of another resource; tag that one",
            };
            let problem = Diagnostic::error(&codes::TAGS_NOT_TAKEN, message)
                .at(&entry.key_origin, "nothing to tag")
                .help(help);
            checker.push(problem);
            return BTreeMap::new();
        }
        let fit = tags::fit(checker, self.tags, &entry.value);
        let tags = tags::tags(checker, &entry.value);
        if fit { tags } else { BTreeMap::new() }
    }

    /// On a resource its own attributes can be ignored, on a block those of its parts too; which
    /// parts it has is known when it is expanded.
    fn ignore(&self, found: &Found<'_>, node: &Node, checker: &mut Checker) -> Vec<(String, Origin)> {
        let Data::List { items, .. } = &node.data else {
            if !matches!(node.data, Data::Broken) {
                let finding = Finding::new(
                    &codes::WRONG_TYPE,
                    format!("must be a list of attribute names, but is {}", node.found()),
                    format!("this is {}", node.found()),
                );
                checker.find("ignore", finding, node);
            }
            return Vec::new();
        };
        let mut names: Vec<&str> = found.schema.attributes.iter().map(|attribute| attribute.name).collect();
        if found.kind.is_none() {
            let kinds = self.catalogue.kinds.iter();
            names.extend(kinds.flat_map(|kind| &kind.schema.attributes).map(|attribute| attribute.name));
        }
        names.push("tags");
        let mut ignored = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.text() {
                Some(name) if names.contains(&name) => ignored.push((name.to_owned(), item.origin.clone())),
                Some(name) => {
                    let finding = Finding::new(
                        &codes::UNKNOWN_IGNORE,
                        format!("names `{name}`, which is no attribute"),
                        "not an attribute",
                    )
                    .maybe_help(did_you_mean(name, names.iter().copied()));
                    checker.find(&format!("ignore[{index}]"), finding, item);
                }
                None if matches!(item.data, Data::Broken) => {}
                None => {
                    let problem = format!("must be the name of an attribute, but is {}", item.found());
                    let finding =
                        Finding::new(&codes::WRONG_TYPE, problem, format!("this is {}", item.found()));
                    checker.find(&format!("ignore[{index}]"), finding, item);
                }
            }
        }
        ignored
    }

    fn adjust(&self, found: &Found<'_>, node: &Node, checker: &mut Checker) -> Vec<Adjustment> {
        let Data::Table(parts) = &node.data else {
            let problem = format!("must be a table of parts, but is {}", node.found());
            if !matches!(node.data, Data::Broken) {
                checker.find("adjust", Finding::new(&codes::WRONG_TYPE, problem, "no table"), node);
            }
            return Vec::new();
        };
        let mut adjustments = Vec::new();
        for entry in &parts.entries {
            let is_part = Address::parse(&format!("{}/{}", found.address, entry.key)).is_ok();
            match &entry.value.data {
                _ if !is_part => {
                    let message = format!("`{}` cannot be a part of {}", entry.key, found.address);
                    let problem = Diagnostic::error(&codes::BAD_PART, message)
                        .at(&entry.key_origin, "not the name of a part")
                        .help("parts are named as `subnet.public-1`, without the block");
                    checker.push(problem);
                }
                Data::Table(body) => adjustments.push(Adjustment {
                    part: entry.key.clone(),
                    origin: entry.key_origin.clone(),
                    block: found.address.clone(),
                    body: body.clone(),
                    known: Arc::clone(&self.known),
                }),
                Data::Broken => {}
                _ => {
                    let path = format!("adjust.{:?}", entry.key);
                    let problem = format!("must be a table, but is {}", entry.value.found());
                    let help = format!(
                        "write `[{}.adjust.\"<part>\"]`, then the attributes of the part",
                        found.address
                    );
                    let finding = Finding::new(&codes::WRONG_TYPE, problem, "no table").help(help);
                    checker.find(&path, finding, &entry.value);
                }
            }
        }
        adjustments
    }
}

fn adjust_on_resource(checker: &mut Checker, entry: &Entry) {
    let message = format!("{} has no parts to adjust", checker.subject);
    let problem = Diagnostic::error(&codes::ADJUST_ON_RESOURCE, message)
        .at(&entry.key_origin, "for blocks only")
        .help("write the attributes into the table itself");
    checker.push(problem);
}
