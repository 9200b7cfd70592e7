//! Holds every kind against AWS's own API models, as botocore ships them, so that the schemas are
//! not their own judge.

mod check;
mod model;
mod printed;

use std::path::{Path, PathBuf};
use std::process::Command;

use model::Model;
use printed::output;

/// The version of botocore whose models judge.
const BOTOCORE: &str = "1.44.5";
/// Names an installed botocore package, in place of a virtual environment of our own.
const VARIABLE: &str = "SCAFFOLD_BOTOCORE";

/// Checks every kind.
///
/// # Errors
/// Every fact that the models contradict, or what kept us from reading them.
pub fn run(root: &Path) -> Result<(), String> {
    let botocore = botocore(root)?;
    let mut models: Vec<(String, Model)> = Vec::new();
    let mut contradictions = Vec::new();
    let mut kinds = 0;
    for kind in scaffold_kinds::all() {
        let service = kind.kind.service();
        if !models.iter().any(|(known, _)| known == service) {
            models.push((service.to_owned(), Model::read(&botocore, botocores(service))?));
        }
        let Some((_, model)) = models.iter().find(|(known, _)| known == service) else { continue };
        contradictions.extend(check::kind(kind, model));
        kinds += 1;
    }
    if !contradictions.is_empty() {
        let count = contradictions.len();
        return Err(format!(
            "{count} facts contradict botocore {BOTOCORE}:\n  {}",
            contradictions.join("\n  ")
        ));
    }
    println!("facts: {kinds} kinds agree with botocore {BOTOCORE}");
    Ok(())
}

/// What botocore calls a service.
fn botocores(service: &str) -> &str {
    match service {
        "secrets" => "secretsmanager",
        other => other,
    }
}

/// The directory of the botocore package, installed if need be.
fn botocore(root: &Path) -> Result<PathBuf, String> {
    let package = match std::env::var_os(VARIABLE) {
        Some(package) => PathBuf::from(package),
        None => install(&root.join("target/facts-venv"))?,
    };
    let about = package.join("__init__.py");
    let text =
        std::fs::read_to_string(&about).map_err(|error| format!("reading {}: {error}", about.display()))?;
    if text.contains(&format!("__version__ = '{BOTOCORE}'")) {
        return Ok(package);
    }
    Err(format!("{} is not botocore {BOTOCORE}: unset {VARIABLE} to let it be installed", package.display()))
}

fn install(environment: &Path) -> Result<PathBuf, String> {
    let python = environment.join("bin/python");
    let installed = |python: &Path| output(Command::new(python).args(["-c", WHERE])).ok().map(PathBuf::from);
    if let Some(package) = installed(&python).filter(|package| has_version(package)) {
        return Ok(package);
    }
    output(Command::new("python3").args(["-m", "venv"]).arg(environment))?;
    let pinned = format!("botocore=={BOTOCORE}");
    output(Command::new(&python).args(["-m", "pip", "install", "--quiet", &pinned]))?;
    installed(&python).ok_or_else(|| format!("botocore is not in {}", environment.display()))
}

const WHERE: &str = "import botocore, os; print(os.path.dirname(botocore.__file__), end='')";

fn has_version(package: &Path) -> bool {
    std::fs::read_to_string(package.join("__init__.py"))
        .is_ok_and(|text| text.contains(&format!("'{BOTOCORE}'")))
}
