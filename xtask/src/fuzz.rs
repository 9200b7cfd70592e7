use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{environment, process};

/// Readers that are fuzzed, each with a folder in `tests/fuzz/corpus`.
const TARGETS: &[&str] = &["blueprint", "error_body", "expression", "ledger", "overlay", "plan_file"];

/// Longest input. Saved plans of a few resources fit.
const LONGEST: u32 = 8192;

/// What a run needs that Rust alone does not bring, and how to get it.
const NEEDS: &[(&[&str], &str)] = &[
    (
        &["rustup", "run", "nightly", "rustc", "--version"],
        "rustup toolchain install nightly --profile minimal",
    ),
    (&["rustup", "run", "nightly", "cargo", "fuzz", "--version"], "cargo install cargo-fuzz --locked"),
    (&["c++", "--version"], "a C++ compiler, such as `apt-get install g++`"),
];

/// Runs the fuzz targets, or one of them, each so many seconds.
///
/// # Errors
/// When something is missing, or an input breaks a promise.
pub fn run(root: &Path, target: Option<&str>, seconds: u32) -> Result<()> {
    let targets: Vec<&str> = match target {
        None => TARGETS.to_vec(),
        Some(target) if TARGETS.contains(&target) => vec![target],
        Some(target) => bail!("there is no target `{target}`: {}", TARGETS.join(", ")),
    };
    missing()?;
    let folder = environment::target(root)?.join("fuzz");
    let mut build = process::command(root, "rustup", &["run", "nightly", "cargo", "fuzz", "build"]);
    build.args(["--fuzz-dir", "tests/fuzz/targets", "--sanitizer", "none", "--target-dir"]).arg(&folder);
    process::run("building the fuzz targets", &mut build)?;
    let host = process::output(root, "rustc", &["--print", "host-tuple"])?;
    let binaries = folder.join(host.trim()).join("release");
    let mut broken = Vec::new();
    for target in targets {
        let mut fuzz = fuzz(root, &folder, &binaries.join(target), target)?;
        fuzz.arg(format!("-max_total_time={seconds}"));
        if let Err(error) = process::run(&format!("fuzz {target}"), &mut fuzz) {
            eprintln!("error: {error:#}");
            broken.push(target);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!(
        "promises are broken by what lies in {}: {}; mend it, and put the input into tests/fuzz/corpus",
        folder.join("broken").display(),
        broken.join(", ")
    )
}

/// One target. What it finds of use is kept in the first folder; the committed corpus is only read.
fn fuzz(root: &Path, folder: &Path, binary: &Path, target: &str) -> Result<Command> {
    let found: PathBuf = folder.join("found").join(target);
    let broken = folder.join("broken");
    for place in [&found, &broken] {
        std::fs::create_dir_all(place).with_context(|| format!("making {}", place.display()))?;
    }
    let mut command = Command::new(binary);
    command
        .current_dir(root)
        .args([&format!("-max_len={LONGEST}"), "-timeout=30", "-print_final_stats=1", "-verbosity=0"])
        .arg(format!("-artifact_prefix={}/{target}-", broken.display()))
        .arg(found)
        .arg(format!("tests/fuzz/corpus/{target}"));
    Ok(command)
}

fn missing() -> Result<()> {
    let is_missing = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::null());
        !command.status().is_ok_and(|status| status.success())
    };
    let missing: Vec<&str> =
        NEEDS.iter().filter(|(words, _)| is_missing(words)).map(|(_, how)| *how).collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "fuzzing needs more than stable Rust: {}. Without it, `cargo test --package fuzz` tries the corpus and \
         some thousand changes of it",
        missing.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_corpus_and_a_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
        for target in TARGETS {
            assert!(root.join("corpus").join(target).is_dir(), "{target}");
            assert!(root.join(format!("targets/fuzz_targets/{target}.rs")).is_file(), "{target}");
        }
        let corpora = std::fs::read_dir(root.join("corpus")).unwrap().count();
        assert_eq!(corpora, TARGETS.len(), "a corpus that nobody reads");
    }
}
