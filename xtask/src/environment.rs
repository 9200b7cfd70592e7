use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process;

/// Where environments are made in the target directory, and what is installed there. MiniStack pins another
/// AWS client than the tests have.
const TESTS: (&str, &str) = ("test-venv", "tests/requirements.txt");
const MINISTACK: (&str, &str) = ("ministack-venv", "tests/ministack.txt");

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
}

/// Where cargo builds.
///
/// # Errors
/// When `cargo metadata` fails.
pub fn target(root: &Path) -> Result<PathBuf> {
    let json = process::output(root, "cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: Metadata = serde_json::from_str(&json).context("reading `cargo metadata`")?;
    Ok(metadata.target_directory)
}

/// A Python environment of the tests' own: an emulator, AWS's client, the test runner.
pub struct PythonEnvironment {
    folder: PathBuf,
    requirements: &'static str,
}

impl PythonEnvironment {
    /// The environment in `<target>/test-venv`, made when it is not there or its pins have changed.
    ///
    /// # Errors
    /// When there is no Python of at least 3.11, or a package cannot be installed.
    pub fn ready(root: &Path) -> Result<Self> {
        Self::with(root, TESTS)
    }

    /// The environment in `<target>/ministack-venv`, which holds MiniStack: made in the same way.
    ///
    /// # Errors
    /// The same.
    pub fn with_ministack(root: &Path) -> Result<Self> {
        Self::with(root, MINISTACK)
    }

    fn with(root: &Path, (folder, requirements): (&str, &'static str)) -> Result<Self> {
        let environment = Self { folder: target(root)?.join(folder), requirements };
        let pins = std::fs::read_to_string(root.join(requirements))
            .with_context(|| format!("reading {requirements}"))?;
        let stamp = environment.folder.join("installed.txt");
        let installed = std::fs::read_to_string(&stamp).unwrap_or_default();
        if installed == pins && environment.python().exists() {
            println!("using the Python environment in {}", environment.folder.display());
            return Ok(environment);
        }
        environment.make(root)?;
        std::fs::write(&stamp, pins).with_context(|| format!("writing {}", stamp.display()))?;
        Ok(environment)
    }

    fn make(&self, root: &Path) -> Result<()> {
        let python = ["python3", "python"].into_iter().find(|name| is_recent(name));
        let Some(python) = python else {
            bail!("the tests need Python 3.11 or later as `python3`; `cargo xtask test --fast` needs none");
        };
        println!("making a Python environment in {}", self.folder.display());
        let mut make = Command::new(python);
        make.args(["-m", "venv", "--clear"]).arg(&self.folder);
        process::run("python -m venv", &mut make)?;
        let mut install = Command::new(self.python());
        install.current_dir(root).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
        ]);
        let Self { requirements, .. } = self;
        install.args(["--disable-pip-version-check", "--requirement", requirements]);
        process::run(&format!("pip install --requirement {requirements}"), &mut install)
    }

    /// Its Python.
    pub fn python(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// Where an installed package lies.
    ///
    /// # Errors
    /// When it is not installed.
    pub fn package(&self, name: &str) -> Result<PathBuf> {
        let say = format!("import os, {name}; print(os.path.dirname({name}.__file__))");
        let python = self.python().display().to_string();
        let path = process::output(&self.folder, &python, &["-c", &say])?;
        Ok(PathBuf::from(path.trim()))
    }

    /// The emulator's server.
    pub fn moto(&self) -> PathBuf {
        self.folder.join("bin/moto_server")
    }

    /// The server of the other emulator, of an environment with it.
    pub fn ministack(&self) -> PathBuf {
        self.folder.join("bin/ministack")
    }
}

fn is_recent(python: &str) -> bool {
    Command::new(python)
        .args(["-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"])
        .status()
        .is_ok_and(|status| status.success())
}
