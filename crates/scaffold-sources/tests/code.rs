//! Code that a blueprint names: the same files are the same archive, from the disk and as they were.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use scaffold_sources::{CodeError, archive_at};
use tempfile::TempDir;

mod support;

use support::{naming_code, origin};

/// A directory of code, with what is never packed beside it.
fn code() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("infra/thumbnail");
    fs::create_dir_all(root.join("lib/deep")).unwrap();
    fs::create_dir_all(root.join("__pycache__")).unwrap();
    fs::create_dir_all(root.join("tests")).unwrap();
    fs::write(root.join("index.mjs"), "export const handler = async () => 'ok';\n").unwrap();
    fs::write(root.join("lib/größe.mjs"), "export const most = 256;\n".repeat(100)).unwrap();
    fs::write(root.join("lib-a.mjs"), "").unwrap();
    fs::write(root.join("lib/deep/run.sh"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(root.join("lib/deep/run.sh"), fs::Permissions::from_mode(0o700)).unwrap();
    symlink("../index.mjs", root.join("lib/main.mjs")).unwrap();
    fs::write(root.join("__pycache__/x.pyc"), "times").unwrap();
    fs::write(root.join("tests/one.mjs"), "not needed").unwrap();
    fs::write(root.join("notes.md"), "not needed").unwrap();
    fs::write(root.join("keep.md"), "needed").unwrap();
    fs::write(root.join(".scaffoldignore"), "# what is not needed\ntests/\n*.md\n!keep.md\n").unwrap();
    fs::write(directory.path().join("infra/blueprint.toml"), "").unwrap();
    directory
}

fn root(directory: &TempDir) -> std::path::PathBuf {
    directory.path().join("infra/thumbnail")
}

fn entries(bytes: &[u8]) -> Vec<(String, u32, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let one = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let time = entry.last_modified().unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        assert_eq!((time.year(), time.month(), time.day(), time.hour()), (1980, 1, 1, 0));
        (entry.name().unwrap().into_owned(), entry.unix_mode().unwrap(), text)
    };
    (0..count).map(one).collect()
}

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

#[test]
fn what_is_packed_is_sorted_without_times_and_owners() {
    let directory = code();
    let archive = archive_at(&root(&directory)).unwrap();
    let found = entries(archive.bytes.as_ref().unwrap());
    let names: Vec<(&str, u32)> = found.iter().map(|(name, mode, _)| (name.as_str(), *mode)).collect();
    let expected = [
        ("index.mjs", 0o100_644),
        ("keep.md", 0o100_644),
        ("lib-a.mjs", 0o100_644),
        ("lib/deep/run.sh", 0o100_755),
        ("lib/größe.mjs", 0o100_644),
        ("lib/main.mjs", 0o120_755),
    ];
    assert_eq!(names, expected);
    assert_eq!(found[5].2, "../index.mjs");
    assert_eq!(archive.unpacked, found.iter().map(|(_, _, text)| text.len() as u64).sum::<u64>());
}

/// Another hash would upload every function anew: it changes with the packing, and only on purpose.
#[test]
fn the_hash_is_the_same_everywhere() {
    assert_eq!(archive_at(&root(&code())).unwrap().sha256, "wSOvrDkHaSOnOAkepnMtcwIX3y0eWiMHX730a2B1HxQ=");
}

#[test]
fn only_what_is_packed_counts() {
    let directory = code();
    let before = archive_at(&root(&directory)).unwrap().sha256;
    fs::write(root(&directory).join("notes.md"), "other").unwrap();
    fs::write(root(&directory).join("index.mjs"), "export const handler = async () => 'ok';\n").unwrap();
    fs::set_permissions(root(&directory).join("index.mjs"), fs::Permissions::from_mode(0o664)).unwrap();
    assert_eq!(archive_at(&root(&directory)).unwrap().sha256, before);
    fs::write(root(&directory).join("index.mjs"), "export const handler = async () => 'no';\n").unwrap();
    assert_ne!(archive_at(&root(&directory)).unwrap().sha256, before);
}

#[test]
fn a_revision_has_the_hash_that_it_had_on_the_disk() {
    let directory = code();
    let now = archive_at(&root(&directory)).unwrap().sha256;
    git(directory.path(), &["init", "--quiet"]);
    git(directory.path(), &["add", "--force", "."]);
    git(directory.path(), &["commit", "--quiet", "--message", "first"]);
    fs::write(root(&directory).join("index.mjs"), "other").unwrap();
    let origin = origin(&directory.path().join("infra"));
    let blueprint = naming_code(&["thumbnail", "./thumbnail/", "../infra/thumbnail"]);
    let was = scaffold_sources::read(&blueprint, &origin.at("HEAD")).unwrap();
    for (path, archive) in &was.code {
        assert_eq!((archive.sha256.as_str(), &archive.bytes), (now.as_str(), &None), "{path}");
    }
    assert_eq!(was.code.len(), 3);
    let kept = scaffold_sources::read(&blueprint, &origin.at("HEAD").keeping_code()).unwrap();
    let found = entries(kept.code["thumbnail"].bytes.as_ref().unwrap());
    assert!(found.iter().any(|(path, _, text)| path == "index.mjs" && text.contains("ok")), "{found:?}");
    let is = scaffold_sources::read(&blueprint, &origin).unwrap();
    assert_ne!(is.code["thumbnail"].sha256, now);
}

#[test]
fn an_archive_is_taken_as_it_is() {
    let directory = code();
    let packed = archive_at(&root(&directory)).unwrap();
    let path = directory.path().join("thumbnail.zip");
    fs::write(&path, packed.bytes.as_ref().unwrap().as_slice()).unwrap();
    assert_eq!(archive_at(&path).unwrap(), packed);
    fs::write(&path, "no archive").unwrap();
    assert!(matches!(archive_at(&path), Err(CodeError::NotZip(_))));
    assert!(matches!(archive_at(&directory.path().join("infra/blueprint.toml")), Err(CodeError::Neither)));
}

#[test]
fn what_cannot_be_packed_is_told() {
    let directory = code();
    symlink("../../blueprint.toml", root(&directory).join("lib/out.toml")).unwrap();
    let error = archive_at(&root(&directory)).unwrap_err();
    assert!(matches!(&error, CodeError::LinkOut { path, .. } if path == "lib/out.toml"), "{error}");
    fs::remove_file(root(&directory).join("lib/out.toml")).unwrap();
    symlink("/etc/hostname", root(&directory).join("absolute")).unwrap();
    assert!(matches!(archive_at(&root(&directory)), Err(CodeError::LinkOut { .. })));
    fs::remove_file(root(&directory).join("absolute")).unwrap();
    fs::write(root(&directory).join(".scaffoldignore"), "*\n").unwrap();
    assert!(matches!(archive_at(&root(&directory)), Err(CodeError::Empty)));
    fs::write(root(&directory).join(".scaffoldignore"), "[z-a]\n").unwrap();
    assert!(matches!(archive_at(&root(&directory)), Err(CodeError::Ignore(_))));
}

/// The sizes are known before a byte is read.
#[test]
fn what_is_too_large_is_told_by_its_sizes() {
    let directory = code();
    fs::create_dir(root(&directory).join("node_modules")).unwrap();
    let large = fs::File::create(root(&directory).join("node_modules/model.bin")).unwrap();
    large.set_len(251 << 20).unwrap();
    let error = archive_at(&root(&directory)).unwrap_err();
    assert_eq!(error.to_string(), "it has 252 MiB unpacked, and AWS Lambda takes 250");
    let blueprint = naming_code(&["thumbnail", "missing"]);
    let partial = scaffold_sources::read(&blueprint, &origin(&directory.path().join("infra"))).unwrap_err();
    let [large, missing] = partial.diagnostics.as_slice() else { panic!("{:?}", partial.diagnostics) };
    assert_eq!(large.code.name, "code-too-large");
    assert!(large.help.as_ref().unwrap().starts_with("`node_modules` has 251 MiB of it"));
    assert_eq!(missing.message, "web.front names the code `missing`, which is not there");
}
