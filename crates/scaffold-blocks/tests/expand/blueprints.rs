//! Blueprints in memory.

use std::collections::BTreeMap;

use scaffold_blocks::expand;
use scaffold_blueprint::{Block, Blueprint, Input, parse};
use scaffold_model::Sources;
use scaffold_model::{Address, Diagnostic, Gaps, Origin, Resource, Resources, SourceFile, StackId, Value};

pub fn origin(line: usize) -> Origin {
    Origin { file: "blueprint.toml".into(), start: line * 10, end: line * 10 + 5, line }
}

pub fn words(words: &[&str]) -> Value {
    Value::List(words.iter().map(|word| Value::from(*word)).collect())
}

/// A block on line 1 whose attributes stand on lines 2, 3, ….
pub fn block(address: &str, values: &[(&str, Value)]) -> Block {
    let place = |(index, (name, _)): (usize, &(&str, Value))| ((*name).to_owned(), origin(index + 2));
    Block {
        address: Address::parse(address).unwrap(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        tags: BTreeMap::new(),
        ignore: Vec::new(),
        adjust: Vec::new(),
        origin: origin(1),
        origins: values.iter().enumerate().map(place).collect(),
        keys: BTreeMap::new(),
        files: Vec::new(),
        code: Vec::new(),
    }
}

pub fn vpc(values: &[(&str, Value)]) -> Block {
    let mut all = vec![("cidr_block", Value::from("10.0.0.0/16"))];
    all.extend(values.iter().cloned());
    block("vpc.main", &all)
}

pub fn blueprint(blocks: Vec<Block>) -> Blueprint {
    Blueprint {
        stack: StackId { name: "shop".into(), environment: None, region: "us-east-1".into() },
        account: None,
        role: None,
        foreign_tags: Vec::new(),
        tags: BTreeMap::new(),
        digest: String::new(),
        blocks,
        outputs: Vec::new(),
        moved: Vec::new(),
        warnings: Vec::new(),
        gaps: Gaps::default(),
    }
}

pub fn expanded(blocks: Vec<Block>) -> Resources {
    expand(&blueprint(blocks), &Sources::default()).unwrap()
}

pub fn refused(blocks: Vec<Block>) -> Diagnostic {
    let mut problems = expand(&blueprint(blocks), &Sources::default()).unwrap_err().diagnostics;
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

/// A stack in us-east-1, from its blocks as they are written.
pub fn blueprint_of(blocks: &str) -> Blueprint {
    let text = format!("[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n\n{blocks}");
    parse(&input(text), &scaffold_blocks::catalogue()).unwrap()
}

fn input(text: String) -> Input {
    let files = vec![SourceFile { name: "blueprint.toml".into(), text }];
    Input { files, ..Input::default() }
}

/// What is wrong with blocks as they are written, by the codes.
pub fn told(blocks: &str) -> Vec<&'static str> {
    let text = format!("[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n\n{blocks}");
    let problems = match parse(&input(text), &scaffold_blocks::catalogue()) {
        Ok(blueprint) => expand(&blueprint, &Sources::default()).err().map(|found| found.diagnostics),
        Err(found) => Some(found.diagnostics),
    };
    problems.unwrap_or_default().iter().map(|problem| problem.code.name).collect()
}

pub fn written(blocks: &str) -> Resources {
    expand(&blueprint_of(blocks), &Sources::default()).unwrap()
}

/// A resource by its whole address.
pub fn at<'a>(resources: &'a Resources, address: &str) -> &'a Resource {
    resources.resources.iter().find(|resource| resource.address.as_str() == address).unwrap()
}

/// A value as TOML would say it, for comparison.
pub fn value(resources: &Resources, address: &str, attribute: &str) -> String {
    at(resources, address).values.get(attribute).map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

pub fn names(resources: &Resources) -> Vec<&str> {
    resources.resources.iter().filter_map(|resource| resource.address.part_name()).collect()
}

pub fn part<'a>(resources: &'a Resources, name: &str) -> &'a Resource {
    resources.resources.iter().find(|resource| resource.address.part_name() == Some(name)).unwrap()
}
