//! Every mistake has a fixture in `tests/diagnostics`, whose report is compared word by word.
//! `UPDATE_EXPECTED=1` writes what is found as what is expected.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write;

use scaffold_blueprint::{CODES, Input, parse};
use scaffold_model::{Diagnostic, Label, Severity};
use support::{Fixture, catalogue};

fn found(input: &Input) -> (bool, Vec<Diagnostic>) {
    match parse(input, &catalogue()) {
        Ok(blueprint) => (true, blueprint.warnings),
        Err(partial) => (false, partial.diagnostics),
    }
}

/// Severity, code, message; every label with line, column and the text that it stands on; help.
fn render(input: &Input) -> String {
    let (parsed, diagnostics) = found(input);
    let mut text = String::new();
    for diagnostic in &diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(text, "{severity}[{}]: {}", diagnostic.code.name, diagnostic.message).unwrap();
        diagnostic.labels.iter().for_each(|label| writeln!(text, "  {}", place(label, input)).unwrap());
        if let Some(help) = &diagnostic.help {
            writeln!(text, "  help: {help}").unwrap();
        }
    }
    let end = if parsed { "parsed" } else { "refused" };
    writeln!(text, "{end}").unwrap();
    text
}

fn place(Label { origin, text }: &Label, input: &Input) -> String {
    let mut files = input.files.iter().chain(&input.overlays);
    let content = &files.find(|file| file.name == origin.file).unwrap().text;
    let before = &content[..origin.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[line_start..].chars().count() + 1;
    assert_eq!(before.matches('\n').count() + 1, origin.line, "line of {text}");
    let spot = content[origin.start..origin.end].replace('\n', "⏎");
    format!("{}:{}:{column} `{spot}` {text}", origin.file, origin.line)
}

#[test]
fn every_fixture_is_reported_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for fixture in Fixture::all() {
        let rendered = render(&fixture.input);
        let path = fixture.path.with_extension("expected");
        if update {
            std::fs::write(&path, &rendered).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if rendered != expected {
            wrong.push(format!("--- {}\n{expected}+++ found\n{rendered}", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_fixture_of_its_name_that_shows_it() {
    let fixtures = Fixture::all();
    for code in CODES {
        let fixture = fixtures.iter().find(|fixture| fixture.name == code.name);
        let fixture = fixture.unwrap_or_else(|| panic!("no fixture for `{}`", code.name));
        let (_, diagnostics) = found(&fixture.input);
        assert!(diagnostics.iter().any(|found| found.code == *code), "`{}` does not show itself", code.name);
    }
}

#[test]
fn codes_are_unique_and_explained() {
    let names: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(names.len(), CODES.len());
    for code in CODES {
        let kebab = code.name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(kebab, "{}", code.name);
        assert!(code.explanation.len() > 80, "{} says too little", code.name);
    }
}

#[test]
fn every_diagnostic_is_a_lowercase_fragment_with_a_place_or_an_option() {
    for fixture in Fixture::all() {
        for diagnostic in found(&fixture.input).1 {
            let message = &diagnostic.message;
            assert!(!message.ends_with('.') && !message.contains('\n'), "{}: {message}", fixture.name);
            assert!(!message.starts_with(|c: char| c.is_ascii_uppercase()), "{}: {message}", fixture.name);
            let placed = !diagnostic.labels.is_empty() || diagnostic.help.is_some();
            assert!(placed, "{}: {message}", fixture.name);
        }
    }
}
