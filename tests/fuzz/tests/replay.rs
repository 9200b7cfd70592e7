//! Every reader on its corpus, and on what a few changes make of it. `cargo xtask fuzz` looks further.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use fuzz::{TARGETS, Target};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Random inputs for each reader.
const RANDOM: u32 = 400;

fn corpus((name, _): &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{} has no corpus", folder.display());
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Where, how long, what is done, and with which bytes.
type Edit = (u16, u8, u8, Vec<u8>);

/// Pieces of one input cut out, doubled, replaced by random bytes or by a piece of another.
fn mutated(corpus: &[Vec<u8>], (first, other, edits): &(usize, usize, Vec<Edit>)) -> Vec<u8> {
    let mut bytes = corpus[first % corpus.len()].clone();
    let other = &corpus[other % corpus.len()];
    for (at, length, what, random) in edits {
        let at = usize::from(*at) % (bytes.len() + 1);
        let end = (at + usize::from(*length % 32)).min(bytes.len());
        let new = match what % 4 {
            0 => Vec::new(),
            1 => bytes[at..end].repeat(2),
            2 => other.iter().skip(usize::from(*length)).take(40).copied().collect(),
            _ => random.clone(),
        };
        bytes.splice(at..end, new);
    }
    bytes
}

#[test]
fn the_corpus_breaks_no_promise() {
    for target in TARGETS {
        corpus(target).iter().for_each(|bytes| target.1(bytes));
    }
}

#[test]
fn what_a_few_changes_make_of_it_breaks_none() {
    let edit = (any::<u16>(), any::<u8>(), any::<u8>(), prop::collection::vec(any::<u8>(), 0..6));
    let strategy = (any::<usize>(), any::<usize>(), prop::collection::vec(edit, 1..5));
    for target in TARGETS {
        let corpus = corpus(target);
        let config = Config { cases: RANDOM, failure_persistence: None, ..Config::default() };
        let ran = TestRunner::new(config).run(&strategy, |choice| {
            target.1(&mutated(&corpus, &choice));
            Ok(())
        });
        assert!(ran.is_ok(), "{}: {ran:?}", target.0);
    }
}
