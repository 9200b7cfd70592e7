//! Every mistake that expanding and resolving find has a fixture in `tests/diagnostics/resources`,
//! whose report is compared word by word. `UPDATE_EXPECTED=1` writes what is found as what is expected.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stages;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use scaffold_blueprint::Input;
use scaffold_model::{Diagnostic, Severity, SourceFile};

fn fixtures() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/diagnostics/resources");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths
}

fn found(path: &Path) -> (String, Vec<Diagnostic>) {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let files = vec![SourceFile { name, text: text.clone() }];
    let problems = stages::problems_of(&Input { files, ..Input::default() }, path);
    (text, problems)
}

/// Severity, code, message; every label with its line and the text that it stands on; help.
fn render(path: &Path) -> String {
    let (text, problems) = found(path);
    let mut report = String::new();
    for problem in &problems {
        let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
        writeln!(report, "{severity}[{}]: {}", problem.code.name, problem.message).unwrap();
        for label in &problem.labels {
            let spot = text[label.origin.start..label.origin.end].replace('\n', "⏎");
            writeln!(report, "  {}: `{spot}` {}", label.origin.line, label.text).unwrap();
        }
        if let Some(help) = &problem.help {
            writeln!(report, "  help: {help}").unwrap();
        }
    }
    report
}

#[test]
fn every_fixture_is_reported_as_expected() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let report = render(&path);
        let expected_path = path.with_extension("expected");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected_path, &report).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        if report != expected {
            wrong.push(format!("--- {}\n{expected}+++ found\n{report}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_fixture_of_its_name_that_shows_it() {
    let fixtures = fixtures();
    // Two definitions of one address are found when the blueprint is read.
    let guards = ["duplicate-address"];
    let codes = scaffold_blocks::CODES.iter().chain(scaffold_graph::CODES).chain(scaffold_sources::CODES);
    for code in codes {
        let named = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == code.name);
        match fixtures.iter().find(named) {
            Some(path) => assert!(found(path).1.iter().any(|problem| problem.code == *code), "{}", code.name),
            None => assert!(guards.contains(&code.name), "no fixture for `{}`", code.name),
        }
    }
}
