//! Finding and reading on disk.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use scaffold_sources::{Files, Unreadable, locate};
use tempfile::TempDir;

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn names(files: &[scaffold_model::SourceFile]) -> Vec<String> {
    files
        .iter()
        .map(|file| Path::new(&file.name).file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_directory_is_one_blueprint_without_its_overlays() {
    let files =
        [("b.toml", "b"), ("a.toml", "a"), ("a.prod.toml", "over"), ("notes.md", ""), (".hidden.toml", "")];
    let directory = directory(&files);
    fs::create_dir(directory.path().join("sub.toml")).unwrap();
    let origin = locate(Some(directory.path())).unwrap();
    let Files { files, overlays } = origin.files(Some("prod")).unwrap();
    assert_eq!(names(&files), ["a.toml", "b.toml"]);
    assert_eq!(names(&overlays), ["a.prod.toml"]);
    assert_eq!(overlays[0].text, "over");
    assert!(files[0].name.starts_with(directory.path().to_str().unwrap()));
    assert!(origin.files(None).unwrap().overlays.is_empty());
}

#[test]
fn a_file_is_read_alone() {
    let directory = directory(&[("a.toml", "a"), ("b.toml", "b"), ("b.prod.toml", "over")]);
    let origin = locate(Some(&directory.path().join("b.toml"))).unwrap();
    let files = origin.files(Some("prod")).unwrap();
    assert_eq!(names(&files.files), ["b.toml"]);
    assert_eq!(names(&files.overlays), ["b.prod.toml"]);
}

#[test]
fn a_mistyped_environment_is_refused_where_there_are_others() {
    let directory = directory(&[("a.toml", ""), ("a.prod.toml", ""), ("a.dev.toml", "")]);
    let origin = locate(Some(directory.path())).unwrap();
    let error = origin.files(Some("prd")).unwrap_err();
    assert!(matches!(&error, Unreadable::UnknownEnvironment { environment, .. } if environment == "prd"));
    assert!(error.help().contains("`dev`, `prod`"), "{}", error.help());
}

#[test]
fn any_environment_will_do_where_there_are_no_overlays() {
    let directory = directory(&[("a.toml", "")]);
    let files = locate(Some(directory.path())).unwrap().files(Some("prod")).unwrap();
    assert_eq!(files.files.len(), 1);
    assert!(files.overlays.is_empty());
}

#[test]
fn an_overlay_is_no_blueprint() {
    let directory = directory(&[("a.toml", ""), ("a.prod.toml", "")]);
    let error = locate(Some(&directory.path().join("a.prod.toml"))).unwrap_err();
    assert_eq!(error.help(), "name `a.toml`, with `--env prod`");
}

#[test]
fn what_is_not_there_or_not_text_is_told() {
    let directory = directory(&[("notes.md", "")]);
    assert!(matches!(locate(Some(directory.path())), Err(Unreadable::NothingHere { .. })));
    let missing = directory.path().join("x.toml");
    assert!(matches!(locate(Some(&missing)), Err(Unreadable::NotFound { .. })));
    fs::write(&missing, b"a = 1\nb = \"\xff\"\n").unwrap();
    let error = locate(Some(&missing)).unwrap().files(None).unwrap_err();
    assert!(matches!(error, Unreadable::NotText { line: 2, .. }), "{error}");
    let origin = locate(Some(&missing)).unwrap();
    fs::remove_file(&missing).unwrap();
    assert!(matches!(origin.files(None), Err(Unreadable::NotFound { .. })));
}
