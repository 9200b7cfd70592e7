//! Blueprints whose only block names something.

#![allow(dead_code, reason = "each test uses some of it")]

use std::path::Path;

use scaffold_blueprint::{Block, Blueprint, Catalogue, Input, parse};
use scaffold_model::{Address, Origin as Place, SourceFile};
use scaffold_sources::{Origin, locate};

/// A blueprint's place.
pub fn origin(directory: &Path) -> Origin {
    locate(Some(directory)).unwrap()
}

/// A blueprint whose only block names these files, one a line.
pub fn naming(paths: &[&str]) -> Blueprint {
    with_block(paths, &[])
}

/// The same with code.
pub fn naming_code(paths: &[&str]) -> Blueprint {
    with_block(&[], paths)
}

fn with_block(files: &[&str], code: &[&str]) -> Blueprint {
    let text = "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n".to_owned();
    let blueprint = vec![SourceFile { name: "blueprint.toml".into(), text }];
    let catalogue = Catalogue { blocks: Vec::new(), kinds: Vec::new() };
    let mut blueprint = parse(&Input { files: blueprint, ..Input::default() }, &catalogue).unwrap();
    let place = |line: usize| Place { file: "blueprint.toml".into(), start: line, end: line + 1, line };
    let placed = |paths: &[&str]| {
        paths.iter().enumerate().map(|(line, path)| ((*path).to_owned(), place(line + 2))).collect()
    };
    blueprint.blocks.push(Block {
        address: Address::parse("web.front").unwrap(),
        values: Default::default(),
        tags: Default::default(),
        ignore: Vec::new(),
        adjust: Vec::new(),
        origin: place(1),
        origins: Default::default(),
        keys: Default::default(),
        files: placed(files),
        code: placed(code),
    });
    blueprint
}
