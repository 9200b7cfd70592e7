use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

const TABLE: &str = "tests/emulators.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    behaviour: Vec<Behaviour>,
}

/// Something that an emulator does otherwise than AWS.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behaviour {
    /// `moto 5.2.5`.
    emulator: String,
    /// AWS's operation, or what it is about.
    operation: String,
    /// What the emulator does.
    does: String,
    /// What AWS documents.
    aws: String,
    /// What that means for us.
    so: String,
    /// Tests that it touches: `file::name`, below the root.
    #[serde(default)]
    tests: Vec<String>,
}

/// `docs/emulators.md`, from the one table.
///
/// # Errors
/// When the table cannot be read, or names a test that is not there.
pub fn page(root: &Path) -> Result<String> {
    let text = std::fs::read_to_string(root.join(TABLE)).with_context(|| format!("reading {TABLE}"))?;
    let table: Table = toml::from_str(&text).with_context(|| format!("reading {TABLE}"))?;
    for behaviour in &table.behaviour {
        for test in &behaviour.tests {
            find_test(root, test).with_context(|| format!("{TABLE}, {}", behaviour.operation))?;
        }
    }
    Ok(render(&table))
}

fn find_test(root: &Path, test: &str) -> Result<()> {
    let (file, name) = test.split_once("::").context("a test is written `file::name`")?;
    let text = std::fs::read_to_string(root.join(file)).with_context(|| format!("reading {file}"))?;
    let found = ["def ", "fn "].iter().any(|word| text.contains(&format!("{word}{name}(")));
    if !found {
        bail!("there is no test `{name}` in {file}");
    }
    Ok(())
}

fn render(table: &Table) -> String {
    let mut page = format!("{OPENING}{STARTING}");
    let mut told = std::collections::BTreeSet::new();
    let all = table.behaviour.iter().map(|entry| entry.emulator.as_str());
    for emulator in all.filter(|emulator| told.insert(*emulator)) {
        let _ = write!(page, "\n## {emulator}\n");
        for entry in table.behaviour.iter().filter(|entry| entry.emulator == emulator) {
            let Behaviour { emulator: _, operation, does, aws, so, tests } = entry;
            let _ = write!(page, "\n### {operation}\n\n");
            let _ = writeln!(page, "- It: {}", does.trim());
            let _ = writeln!(page, "- AWS: {}", aws.trim());
            let _ = writeln!(page, "- So: {}", so.trim());
            if !tests.is_empty() {
                let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
                let _ = writeln!(page, "- Tests: {}", tests.join(", "));
            }
        }
    }
    page
}

const OPENING: &str = "\
<!-- Made by `cargo xtask docs` from tests/emulators.toml. -->
# Emulators

`scaffold` has no branch for an emulator: it speaks to AWS's API wherever `--endpoint` points. Emulators
differ from AWS, though, and tests against them must know where. This is the list of what was met while
testing, each entry observed on the version named. What no emulator does at all (states in between,
refusals because of dependents, client tokens, pages, throttling) is judged by the embedded
[sandbox](sandbox.md) and by replayed HTTP exchanges.

";

/// How users start each, written by hand.
const STARTING: &str = include_str!("emulators/starting.md");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_on_the_page_and_every_test_exists() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let entry = "[[behaviour]]\nemulator = \"moto 5.2.5\"\noperation = \"CreateVpc\"\ndoes = \"a\"\n\
                     aws = \"b\"\nso = \"c\"\ntests = [\"tests/wire/test_a.py::test_b\"]\n";
        // Entries of one emulator stand together, wherever they are in the table.
        let other = entry.replace("moto 5.2.5", "MiniStack 1.5.33");
        write(TABLE, &format!("{entry}{other}{}", entry.replace("CreateVpc", "DeleteVpc")));
        write("tests/wire/test_a.py", "def test_b(cloud):\n    pass\n");
        let all = page(folder.path()).unwrap();
        let headings: Vec<&str> = all
            .lines()
            .filter(|line| line.ends_with("Vpc") || line.starts_with("## M") || line.starts_with("## m"))
            .collect();
        let expected =
            ["## moto 5.2.5", "### CreateVpc", "### DeleteVpc", "## MiniStack 1.5.33", "### CreateVpc"];
        assert_eq!(headings, expected);
        write("tests/wire/test_a.py", "");
        assert!(page(folder.path()).is_err());
    }
}
