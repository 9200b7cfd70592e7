//! Reading from a real git repository.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use scaffold_sources::{Unreadable, locate};
use tempfile::TempDir;

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

/// A repository whose `infra` came with the second commit and changed afterwards.
fn repository() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    git(root, &["init", "--quiet"]);
    git(root, &["commit", "--quiet", "--allow-empty", "--message", "nothing"]);
    git(root, &["tag", "empty"]);
    let infra = root.join("infra");
    fs::create_dir(&infra).unwrap();
    fs::write(infra.join("a.toml"), "old").unwrap();
    fs::write(infra.join("a.prod.toml"), "over").unwrap();
    fs::write(infra.join("größe.toml"), "x").unwrap();
    fs::create_dir(infra.join("deep")).unwrap();
    fs::write(infra.join("deep/other.toml"), "not of it").unwrap();
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "first"]);
    git(root, &["tag", "first"]);
    fs::write(infra.join("a.toml"), "new, not committed").unwrap();
    fs::write(infra.join("b.toml"), "new").unwrap();
    directory
}

fn texts(files: &[scaffold_model::SourceFile]) -> Vec<&str> {
    files.iter().map(|file| file.text.as_str()).collect()
}

#[test]
fn a_directory_is_read_as_it_was() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra"))).unwrap();
    let files = origin.at("first").files(Some("prod")).unwrap();
    assert_eq!(texts(&files.files), ["old", "x"]);
    assert_eq!(texts(&files.overlays), ["over"]);
    assert!(files.files[0].name.starts_with("first:"), "{}", files.files[0].name);
    assert_eq!(texts(&origin.files(None).unwrap().files), ["new, not committed", "new", "x"]);
}

#[test]
fn one_file_is_read_as_it_was() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra/a.toml"))).unwrap();
    assert_eq!(texts(&origin.at("HEAD").files(None).unwrap().files), ["old"]);
}

#[test]
fn what_was_not_there_yet_is_empty() {
    let repository = repository();
    let directory = locate(Some(&repository.path().join("infra"))).unwrap();
    assert!(directory.at("empty").files(Some("prod")).unwrap().files.is_empty());
    let file = locate(Some(&repository.path().join("infra/b.toml"))).unwrap();
    assert!(file.at("first").files(None).unwrap().files.is_empty());
    let environment = directory.at("first").files(Some("staging")).unwrap();
    assert!(environment.overlays.is_empty());
}

#[test]
fn an_unknown_revision_is_told() {
    let repository = repository();
    let origin = locate(Some(&repository.path().join("infra"))).unwrap();
    for revision in ["nowhere", "--all", "", "first:infra"] {
        let error = origin.at(revision).files(None).unwrap_err();
        assert!(matches!(error, Unreadable::UnknownRevision { .. }), "{revision}: {error}");
    }
}

#[test]
fn outside_of_a_repository_it_is_told() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("a.toml"), "").unwrap();
    let origin = locate(Some(directory.path())).unwrap();
    let error = origin.at("main").files(None).unwrap_err();
    assert!(matches!(error, Unreadable::NoRepository { .. }), "{error}");
}
