//! `[blueprint]`.

use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, StackId, Value, Values, did_you_mean, is_valid_name, nearest};

use crate::blueprint::Input;
use crate::check::Checker;
use crate::codes;
use crate::document::{Node, Table};
use crate::expression::{Allowed, Names, Resolver};
use crate::frame_schema::{self, FRAME, LONGEST_ENVIRONMENT, LONGEST_NAME, VERSION, is_region};
use crate::known_regions::REGIONS;
use crate::problems::Problems;
use crate::tags;
use crate::torn::Torn;

/// What `[blueprint]` says.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub account: Option<String>,
    pub role: Option<String>,
    pub foreign_tags: Vec<String>,
    pub tags: BTreeMap<String, Value>,
}

/// Reads name and region, of which `${blueprint.…}` is made.
pub(crate) fn names(
    root: &Table,
    input: &Input,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> Names {
    resolver.allowed = Allowed::Variables;
    let table = root.get("blueprint").and_then(Node::table);
    let mut text = |key: &str| {
        let node = table.and_then(|table| table.get(key))?;
        let node = resolver.resolve(node, problems);
        node.text().map(str::to_owned)
    };
    let (name, region) = (text("name"), text("region"));
    Names {
        name: name.filter(|name| is_valid_name(name)),
        environment: input.environment.clone(),
        region: input.region.clone().or(region).filter(|region| is_region(region)),
    }
}

/// Checks `[blueprint]`, whose names are known by now.
pub(crate) fn read(
    root: &Table,
    input: &Input,
    torn: &Torn,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> Frame {
    options(input, problems);
    let Some(node) = root.get("blueprint") else {
        if !torn.headers && !mistyped(root, "blueprint") {
            no_blueprint(problems, input);
        }
        return Frame::default();
    };
    let mut checker = Checker::of_frame("[blueprint]", torn);
    let resolved = resolve(node, resolver, problems);
    let (plain, tags_node) = apart(&resolved);
    let values = checker.table(&frame_schema::BLUEPRINT, &plain);
    version(&mut checker, &values, &plain);
    name(&mut checker, &values, &plain);
    region(&mut checker, input, torn, &values, &plain);
    let tags = tags_node.map(|node| {
        let fit = tags::fit(&mut checker, &BTreeMap::new(), &node);
        let tags = tags::tags(&mut checker, &node);
        if fit { tags } else { BTreeMap::new() }
    });
    problems.found.append(&mut checker.diagnostics);
    let text = |key: &str| values.get(key).and_then(Value::as_text).map(str::to_owned);
    let patterns = values.get("foreign_tags").and_then(Value::as_list).unwrap_or_default();
    Frame {
        account: text("account"),
        role: text("role"),
        foreign_tags: patterns.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect(),
        tags: tags.unwrap_or_default(),
    }
}

/// Whether a table of the frame is probably there under another name, which is reported as unknown.
pub(crate) fn mistyped(root: &Table, word: &str) -> bool {
    root.keys()
        .filter(|key| !FRAME.contains(key))
        .any(|key| nearest(key, FRAME.iter().copied()) == Some(word))
}

/// The stack. What could not be read of it is empty.
pub(crate) fn stack(names: &Names) -> StackId {
    StackId {
        name: names.name.clone().unwrap_or_default(),
        environment: names.environment.clone(),
        region: names.region.clone().unwrap_or_default(),
    }
}

/// `name` and `region` may use variables, the rest also `${blueprint.…}`.
fn resolve(node: &Node, resolver: &mut Resolver<'_>, problems: &mut Problems) -> Node {
    let mut resolved = node.clone();
    let crate::document::Data::Table(table) = &mut resolved.data else { return resolved };
    for entry in &mut table.entries {
        let is_name = matches!(entry.key.as_str(), "version" | "name" | "region");
        resolver.allowed = if is_name { Allowed::Variables } else { Allowed::Names };
        entry.value = resolver.resolve(&entry.value, problems);
    }
    resolved
}

/// The table without `tags`, and `tags`.
fn apart(node: &Node) -> (Node, Option<Node>) {
    let mut plain = node.clone();
    let crate::document::Data::Table(table) = &mut plain.data else { return (plain, None) };
    let at = table.entries.iter().position(|entry| entry.key == "tags");
    let tags = at.map(|at| table.entries.remove(at).value);
    (plain, tags)
}

fn no_blueprint(problems: &mut Problems, input: &Input) {
    problems.error(&codes::NO_BLUEPRINT_TABLE, "there is no `[blueprint]` table", |found| {
        let found = match input.files.first() {
            Some(file) => found.at(&crate::problems::Text::new(file).origin(0..0), "it usually stands first"),
            None => found,
        };
        found.help("begin with `[blueprint]`, `version = 1`, `name = \"…\"`, `region = \"…\"`")
    });
}

fn version(checker: &mut Checker, values: &Values, node: &Node) {
    let Some(version) = values.get("version").and_then(Value::as_integer) else { return };
    let Some(place) = node.table().and_then(|table| table.get("version")) else { return };
    if version != VERSION {
        let found = Diagnostic::error(
            &codes::UNKNOWN_VERSION,
            format!("version {version} of the language is not known"),
        )
        .at(&place.origin, format!("this scaffold reads version {VERSION}"))
        .help(if version > VERSION { "use a newer scaffold" } else { "write `version = 1`" });
        checker.push(found);
    }
}

fn name(checker: &mut Checker, values: &Values, node: &Node) {
    let Some(name) = values.get("name").and_then(Value::as_text) else { return };
    let Some(place) = node.table().and_then(|table| table.get("name")) else { return };
    checker
        .diagnostics
        .extend(bad_name(name, "a stack", LONGEST_NAME).map(|found| found.at(&place.origin, "not a name")));
}

fn region(checker: &mut Checker, input: &Input, torn: &Torn, values: &Values, node: &Node) {
    let is_said = node.table().is_none() || values.contains_key("region");
    if !is_said && input.region.is_none() && !torn.at(&node.origin) {
        let found = Diagnostic::error(&codes::MISSING_ATTRIBUTE, "[blueprint] lacks `region`")
            .at(&node.origin, "`region` is required")
            .help("add `region = \"us-east-1\"`, or run with `--region`");
        checker.push(found);
    }
    // `--region` goes first, and is looked at there.
    let place = node.table().and_then(|table| table.get("region")).filter(|_| input.region.is_none());
    if let (Some(place), Some(region)) = (place, values.get("region").and_then(Value::as_text)) {
        let found = unknown_region(region, "the region");
        checker.diagnostics.extend(found.map(|found| found.at(&place.origin, "no region known")));
    }
}

/// A region that nobody has heard of, which is probably mistyped.
fn unknown_region(region: &str, said_by: &str) -> Option<Diagnostic> {
    if REGIONS.contains(&region) {
        return None;
    }
    let help = "if AWS has it by now, or an emulator takes it, all is well";
    let help = did_you_mean(region, REGIONS.iter().copied())
        .map_or_else(|| help.to_owned(), |meant| format!("{meant} {help}"));
    let message = format!("{said_by} {region} is unknown here");
    Some(Diagnostic::warning(&codes::UNKNOWN_REGION, message).help(help))
}

/// `--env` and `--region`.
fn options(input: &Input, problems: &mut Problems) {
    if let Some(environment) = &input.environment {
        problems.found.extend(bad_name(environment, "an environment", LONGEST_ENVIRONMENT));
    }
    let Some(region) = &input.region else { return };
    if is_region(region) {
        problems.found.extend(unknown_region(region, "`--region`"));
    } else {
        let found = Diagnostic::error(&codes::BAD_TEXT, format!("`--region {region}` is no region"))
            .help("a region is written such as `us-east-1`");
        problems.found.push(found);
    }
}

/// What is wrong with a name, if anything.
pub(crate) fn bad_name(name: &str, of: &str, longest: usize) -> Option<Diagnostic> {
    let length = name.chars().count();
    let found = if !is_valid_name(name) {
        let found = Diagnostic::error(&codes::BAD_NAME, format!("`{name}` cannot be the name of {of}"));
        found.help(match tidy_name(name, longest) {
            Some(tidy) => format!("for instance `{tidy}`: lower-case letters, digits, single hyphens"),
            None => "a letter first, then lower-case letters, digits and single hyphens".to_owned(),
        })
    } else if length > longest {
        Diagnostic::error(&codes::NAME_TOO_LONG, format!("the name of {of} has {length} characters"))
            .help(format!("at most {longest}, so that physical names fit AWS's limits"))
    } else {
        return None;
    };
    Some(found)
}

/// A name as near to a text as names can be.
fn tidy_name(text: &str, longest: usize) -> Option<String> {
    let mut tidy = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_lowercase() || (c.is_ascii_digit() && !tidy.is_empty()) {
            tidy.push(c);
        } else if !tidy.is_empty() && !tidy.ends_with('-') {
            tidy.push('-');
        }
    }
    tidy.truncate(longest);
    let tidy = tidy.trim_end_matches('-');
    is_valid_name(tidy).then(|| tidy.to_owned())
}
