//! Nothing that a file can hold makes the parser panic, and every place that it names is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scaffold_blueprint::{Input, parse};
use scaffold_model::diagnostic::any_error;
use scaffold_model::{Diagnostic, SourceFile};
use support::{Fixture, catalogue, file};

const MUTATED: u32 = 7_000;
const RANDOM: u32 = 3_000;
/// Words that bring random texts near to the language.
const WORDS: &[&str] = &[
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\n",
    "\r\n",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "#",
    "${",
    "}",
    "$${",
    "blueprint",
    "version",
    "name",
    "vpc",
    "main",
    "ec2",
    "subnet",
    "variables",
    "outputs",
    "moved",
    "overlay",
    "remove",
    "tags",
    "ignore",
    "adjust",
    "cidr_block",
    "zones",
    "1",
    "-9223372036854775808",
    "1e999",
    "nan",
    "true",
    "10.0.0.0/16",
    "::/0",
    "var.x",
    "vpc.main.id",
    "@a/b.c",
    "1979-05-27",
    "\u{feff}",
    "\0",
    "é",
    "𐀀",
    " ",
    "\t",
];

fn check(input: &Input) {
    let found = match parse(input, &catalogue()) {
        Ok(blueprint) => {
            let places = blueprint.blocks.iter().flat_map(|block| block.origins.values());
            let headers = blueprint.blocks.iter().map(|block| &block.origin);
            for origin in places.chain(headers) {
                assert!(text_of(input, &origin.file).get(origin.start..origin.end).is_some(), "{origin:?}");
            }
            let mut values = blueprint.blocks.iter().flat_map(|block| block.values.values());
            assert!(values.all(scaffold_model::Value::is_whole), "parsed with a gap");
            assert_eq!(blueprint.gaps, scaffold_model::Gaps::default());
            blueprint.warnings
        }
        Err(partial) => {
            assert!(any_error(&partial.diagnostics), "refused without a reason");
            partial.diagnostics
        }
    };
    found.iter().for_each(|diagnostic| check_places(input, diagnostic));
}

fn check_places(input: &Input, diagnostic: &Diagnostic) {
    for label in &diagnostic.labels {
        let origin = &label.origin;
        let text = text_of(input, &origin.file);
        assert!(text.get(origin.start..origin.end).is_some(), "{diagnostic:?}");
        assert!(origin.line >= 1 && origin.line <= text.matches('\n').count() + 1, "{diagnostic:?}");
    }
}

fn text_of<'a>(input: &'a Input, name: &str) -> &'a str {
    let mut files = input.files.iter().chain(&input.overlays);
    files.find(|file: &&SourceFile| file.name == name).map(|file| file.text.as_str()).unwrap()
}

fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) -> Duration {
    let begun = Instant::now();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
    begun.elapsed()
}

/// A fixture with some pieces cut out, doubled, or replaced.
fn mutate(text: &str, edits: &[(u16, u8, u16, Vec<u8>)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (at, length, word, random) in edits {
        let at = usize::from(*at) % (bytes.len() + 1);
        let end = (at + usize::from(*length % 12)).min(bytes.len());
        let word = usize::from(*word);
        let new = match word % 4 {
            0 => Vec::new(),
            1 => bytes[at..end].repeat(2),
            2 => WORDS[word / 4 % WORDS.len()].as_bytes().to_vec(),
            _ => random.clone(),
        };
        bytes.splice(at..end, new);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn mutated_fixtures_do_not_panic() {
    let fixtures = Fixture::all();
    let edit = (any::<u16>(), any::<u8>(), any::<u16>(), prop::collection::vec(any::<u8>(), 0..6));
    let edits = prop::collection::vec(edit, 1..5);
    let strategy = (0..fixtures.len(), edits, any::<bool>());
    run(MUTATED, &strategy, |(index, edits, as_overlay)| {
        let mut input = fixtures[index].input.clone();
        let mutated = mutate(&input.files[0].text, &edits);
        if as_overlay {
            input.overlays.push(file("mutated.toml", &mutated));
        } else {
            input.files[0].text = mutated;
        }
        check(&input);
    });
}

#[test]
fn random_texts_do_not_panic() {
    let bytes = prop::collection::vec(any::<u8>(), 0..200)
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.concat());
    run(RANDOM, &prop_oneof![bytes, words], |text| check(&support::input(&text)));
}

#[test]
fn deep_and_long_texts_do_not_panic() {
    for text in [
        format!("{}x = 1", "a.".repeat(100_000)),
        format!("[{}x]", "a.".repeat(100_000)),
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{ a = ".repeat(100_000)),
        format!("{}[{}x]", "[a]\n".repeat(50), "a.".repeat(70)),
        "[vpc.x]\n".repeat(1_000),
        "x = \n".repeat(1_000),
        format!("[vpc.x]\nzones = \"{}\"", "${".repeat(10_000)),
        format!("[vpc.x]\nzones = \"{}\"", "${var.x}".repeat(2_000)),
    ] {
        check(&support::input(&text));
    }
}
