use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::environment::{self, PythonEnvironment};
use crate::process;

/// Builds the release profile, measures it, and writes `docs/benchmarks.md`, or README's comparison with Terraform.
///
/// # Errors
/// When it does not build, or a measured command fails. Never by time.
pub fn run(root: &Path, binary: Option<PathBuf>, arguments: &[String]) -> Result<()> {
    let (python, beside) = (PythonEnvironment::ready(root)?, PythonEnvironment::with_ministack(root)?);
    let binary = match binary {
        Some(binary) => std::path::absolute(binary)?,
        None => release(root)?,
    };
    let mut bench = Command::new(python.python());
    bench
        .current_dir(root)
        .arg("tests/bench/bench.py")
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCAFFOLD_MOTO", python.moto())
        .env("SCAFFOLD_MINISTACK", beside.ministack())
        .env("SCAFFOLD_BIN", binary);
    process::run("bench", &mut bench)
}

fn release(root: &Path) -> Result<PathBuf> {
    let mut build =
        process::command(root, "cargo", &["build", "--release", "--locked", "--package", "scaffold"]);
    process::run("cargo build --release", &mut build)?;
    Ok(environment::target(root)?.join("release/scaffold"))
}
