use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::environment::{self, PythonEnvironment};
use crate::process;

/// What of the fault suite is run.
pub struct Selection<'a> {
    /// Every boundary, instead of a sample.
    pub full: bool,
    /// Terraform instead, for a sample of calls.
    pub terraform: bool,
    /// One case of the full sweep.
    pub replay: Option<&'a str>,
    /// What pytest takes, or the full sweep.
    pub more: &'a [String],
}

/// Runs the fault suite on a binary that is built already; `full` and `terraform` write into
/// `docs/reliability.md`.
///
/// # Errors
/// When something is not healed.
pub fn run(root: &Path, binary: Option<PathBuf>, selection: &Selection) -> Result<()> {
    let python = PythonEnvironment::ready(root)?;
    let target = environment::target(root)?;
    let binary = match binary {
        Some(binary) => std::path::absolute(binary)?,
        None => target.join("debug/scaffold"),
    };
    let mut command = Command::new(python.python());
    command.current_dir(root);
    if selection.terraform {
        command.arg("tests/faults/terraform_sweep.py");
    } else if selection.full || selection.replay.is_some() {
        command.arg("tests/faults/full.py");
        command.args(selection.replay.iter().flat_map(|case| ["--replay", case]));
    } else {
        command.args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--color", "no"]);
        let is_place = |word: &String| word.starts_with("tests/");
        if !selection.more.iter().any(is_place) {
            command.arg("tests/faults");
        }
    }
    command
        .args(selection.more)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCAFFOLD_TRANSCRIPTS", target.join("faults"))
        .env("SCAFFOLD_MOTO", python.moto())
        .env("SCAFFOLD_BIN", binary);
    process::run("faults", &mut command)
}
