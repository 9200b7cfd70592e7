//! Files that a blueprint names, from the disk and as they were.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use scaffold_model::Sources;
use scaffold_sources::{locate, read};
use tempfile::TempDir;

mod support;

use support::naming;

fn git(directory: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A blueprint in `infra`, with a file beside it, one below and one above.
fn repository() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let infra = directory.path().join("infra");
    fs::create_dir_all(infra.join("user data")).unwrap();
    fs::write(infra.join("blueprint.toml"), "").unwrap();
    fs::write(infra.join("web.sh"), "old").unwrap();
    fs::write(infra.join("user data/größe.sh"), "below").unwrap();
    fs::write(directory.path().join("shared.sh"), "above").unwrap();
    git(directory.path(), &["init", "--quiet"]);
    git(directory.path(), &["add", "."]);
    git(directory.path(), &["commit", "--quiet", "--message", "first"]);
    git(directory.path(), &["tag", "first"]);
    fs::write(infra.join("web.sh"), "new").unwrap();
    fs::write(infra.join("later.sh"), "later").unwrap();
    directory
}

fn text<'a>(sources: &'a Sources, path: &str) -> &'a str {
    std::str::from_utf8(&sources.files[path]).unwrap()
}

const NAMED: [&str; 3] = ["web.sh", "user data/größe.sh", "../shared.sh"];

#[test]
fn files_are_read_from_the_blueprints_directory() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra/blueprint.toml"))).unwrap();
    let sources = read(&naming(&NAMED), &origin).unwrap();
    assert_eq!(NAMED.map(|path| text(&sources, path)), ["new", "below", "above"]);
}

#[test]
fn files_are_read_as_they_were() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra"))).unwrap().at("first");
    let sources = read(&naming(&NAMED), &origin).unwrap();
    assert_eq!(NAMED.map(|path| text(&sources, path)), ["old", "below", "above"]);
    let partial = read(&naming(&["later.sh", "web.sh"]), &origin).unwrap_err();
    assert_eq!(
        partial.diagnostics[0].message,
        "web.front names the file `later.sh`, which was not there at `first`"
    );
    assert_eq!(partial.diagnostics[0].labels[0].origin.line, 2);
    assert_eq!(text(&partial.value, "web.sh"), "old");
    assert!(!partial.value.files.contains_key("later.sh"));
}

#[test]
fn what_cannot_be_read_is_told_at_each_place_that_names_it() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra"))).unwrap();
    let partial = read(&naming(&["web.sh", "missing.sh", "user data", "missing.sh"]), &origin).unwrap_err();
    let told: Vec<(&str, usize)> = partial
        .diagnostics
        .iter()
        .map(|problem| (problem.message.rsplit(", ").next().unwrap(), problem.labels[0].origin.line))
        .collect();
    assert_eq!(told, [("which is not there", 3), ("which is no file", 4), ("which is not there", 5)]);
}
