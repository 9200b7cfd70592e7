//! The laws that the compiler does not hold: directions between crates, sizes, names, circles of
//! files, and documents that must follow the code.

mod circles;
mod direction;
mod documents;
mod finding;
mod imports;
mod sizes;
mod sources;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

use finding::Finding;
pub use sources::members;

/// Checks every law and prints the breaches.
///
/// # Errors
/// When a law is broken, or the repository cannot be read.
pub fn run(root: &Path) -> Result<()> {
    let findings = check(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: every law holds");
            Ok(())
        }
        1 => bail!("tidy: 1 law is broken"),
        count => bail!("tidy: {count} laws are broken"),
    }
}

fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = direction::check(root)?;
    for member in sources::members(root)? {
        let files = sources::read_crate(root, &member)?;
        findings.extend(sizes::check(&files));
        findings.extend(words::check(&member, &files));
        findings.extend(circles::check(&files));
    }
    findings.extend(words::check_scripts(root)?);
    findings.extend(documents::check(root)?);
    findings.sort();
    findings.dedup();
    Ok(findings)
}
