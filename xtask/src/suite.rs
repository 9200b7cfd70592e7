use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::environment::{self, PythonEnvironment};
use crate::{documentation, process, tidy};

/// Passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
}

/// Everything that must hold before a change lands, one thing after the other; a failure is told
/// and the rest goes on.
///
/// `fast` leaves out what needs the AWS SDK, Python or the network.
///
/// # Errors
/// When anything failed.
pub fn run(root: &Path, fast: bool) -> Result<()> {
    let begin = Instant::now();
    let mut suite =
        Suite { root, selection: selection(root, fast)?, failed: Vec::new(), counts: Counts::default() };
    let python = if fast { None } else { Some(Emulators::ready(root)?) };
    suite.checks(python.as_ref());
    suite.cargo_tests(python.as_ref());
    if let Some(python) = &python {
        suite.wire(python);
    }
    suite.close(begin)
}

/// What cargo is told to build.
fn selection(root: &Path, fast: bool) -> Result<Vec<String>> {
    let mut selection = vec!["--workspace".to_owned()];
    if fast {
        selection.push("--no-default-features".to_owned());
        for member in tidy::members(root)?.iter().filter(|member| member.starts_with("crates/aws/")) {
            let name = member.rsplit('/').next().unwrap_or(member);
            selection.extend(["--exclude".to_owned(), name.to_owned()]);
        }
    }
    Ok(selection)
}

/// The environments that suites over HTTP run in.
struct Emulators {
    /// The tests themselves, and moto.
    python: PythonEnvironment,
    ministack: PythonEnvironment,
}

impl Emulators {
    fn ready(root: &Path) -> Result<Self> {
        let python = PythonEnvironment::ready(root)?;
        Ok(Self { python, ministack: PythonEnvironment::with_ministack(root)? })
    }

    /// Tells a suite where the emulators' programs are.
    fn named_to(&self, command: &mut Command) {
        command.env("SCAFFOLD_MOTO", self.python.moto());
        command.env("SCAFFOLD_MINISTACK", self.ministack.ministack());
    }
}

struct Suite<'a> {
    root: &'a Path,
    selection: Vec<String>,
    failed: Vec<&'static str>,
    counts: Counts,
}

impl Suite<'_> {
    fn note(&mut self, what: &'static str, result: Result<()>) {
        if let Err(error) = result {
            eprintln!("\nerror: {error:#}");
            self.failed.push(what);
        }
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = process::command(self.root, "cargo", &[verb, "--locked"]);
        command.args(&self.selection);
        command
    }

    fn checks(&mut self, python: Option<&Emulators>) {
        let mut format = process::command(self.root, "cargo", &["fmt", "--all", "--check"]);
        self.note("fmt", process::run("cargo fmt --check", &mut format));
        println!("\n=== tidy");
        self.note("tidy", tidy::run(self.root));
        println!("\n=== docs --check");
        self.note("docs", documentation::run(self.root, true));
        if let Some(python) = python {
            self.note("facts", hold_facts(self.root, &python.python));
        }
        let mut lint = self.cargo("clippy");
        lint.args(["--all-targets", "--", "--deny", "warnings"]);
        self.note("clippy", process::run("cargo clippy", &mut lint));
        let small = ["clippy", "--locked", "--package", "scaffold", "--no-default-features", "--all-targets"];
        let mut lint = process::command(self.root, "cargo", &small);
        lint.args(["--", "--deny", "warnings"]);
        self.note("clippy", process::run("cargo clippy without the AWS feature", &mut lint));
    }

    /// Tests of every crate. Everything is built first, in one go with the features that tests turn
    /// on, so that the wire suite's binary costs no second build of the SDK.
    fn cargo_tests(&mut self, python: Option<&Emulators>) {
        let mut build = self.cargo("build");
        build.arg("--all-targets");
        if let Err(error) = process::run("cargo build --all-targets", &mut build) {
            return self.note("build", Err(error));
        }
        let mut test = self.cargo("test");
        test.arg("--no-fail-fast");
        if let Some(python) = python {
            python.named_to(&mut test);
        }
        let counts = counted("cargo test", &mut test, cargo_counts);
        self.count("cargo test", counts);
    }

    fn wire(&mut self, python: &Emulators) {
        let binary = match environment::target(self.root) {
            Ok(target) => target.join("debug/scaffold"),
            Err(error) => return self.note("wire", Err(error)),
        };
        if !binary.exists() {
            return self.note("wire", Err(anyhow::anyhow!("there is no {}", binary.display())));
        }
        let mut test = wire_command(self.root, python, binary);
        // Most of the time is spent waiting, for what is pending and for what comes twice.
        test.args(["tests/faults", "--numprocesses", "4"]);
        let counts = counted("wire and faults", &mut test, pytest_counts);
        if let Ok((counts, _)) = &counts {
            println!("wire and faults: {} passed, {} failed", counts.passed, counts.failed);
        }
        self.count("wire", counts);
    }

    fn count(&mut self, what: &'static str, result: Result<(Counts, bool)>) {
        match result {
            Ok((counts, succeeded)) => {
                self.counts.passed += counts.passed;
                self.counts.failed += counts.failed;
                if !succeeded || counts.passed == 0 {
                    self.failed.push(what);
                }
            }
            Err(error) => self.note(what, Err(error)),
        }
    }

    fn close(self, begin: Instant) -> Result<()> {
        println!("\nall in {:.0} s", begin.elapsed().as_secs_f64());
        if !self.failed.is_empty() {
            println!("failed: {}", self.failed.join(", "));
        }
        println!("{} passed, {} failed", self.counts.passed, self.counts.failed);
        if self.failed.is_empty() {
            Ok(())
        } else {
            bail!("not everything holds: {}", self.failed.join(", "))
        }
    }
}

/// `cargo xtask facts` with the API models that came with the emulator.
fn hold_facts(root: &Path, python: &PythonEnvironment) -> Result<()> {
    let this = std::env::current_exe().context("finding this program")?;
    let mut facts = Command::new(this);
    facts.arg("facts").current_dir(root).env("SCAFFOLD_BOTOCORE", python.package("botocore")?);
    process::run("facts", &mut facts)
}

/// The wire suite alone, on a binary that is built already.
///
/// # Errors
/// When a test failed.
pub fn wire(root: &Path, binary: Option<PathBuf>, filter: &[String]) -> Result<()> {
    let python = Emulators::ready(root)?;
    let binary = match binary {
        Some(binary) => std::path::absolute(binary)?,
        None => environment::target(root)?.join("debug/scaffold"),
    };
    let mut test = wire_command(root, &python, binary);
    test.args(filter);
    process::run("wire", &mut test)
}

fn wire_command(root: &Path, emulators: &Emulators, binary: PathBuf) -> Command {
    let mut test = Command::new(emulators.python.python());
    test.current_dir(root)
        .args(["-m", "pytest", "tests/wire", "--quiet", "-p", "no:cacheprovider", "--color", "no"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCAFFOLD_BIN", binary);
    emulators.named_to(&mut test);
    test
}

/// Runs a test runner, shows what it prints, and adds up what it counts.
fn counted(title: &str, command: &mut Command, count: fn(&str) -> Option<Counts>) -> Result<(Counts, bool)> {
    println!("\n=== {title}");
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("starting: {title}"))?;
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            if let Some(found) = count(&line) {
                counts.passed += found.passed;
                counts.failed += found.failed;
            }
        }
    }
    let status = child.wait().with_context(|| format!("waiting for: {title}"))?;
    Ok((counts, status.success()))
}

/// `test result: ok. 15 passed; 0 failed; …`
fn cargo_counts(line: &str) -> Option<Counts> {
    line.strip_prefix("test result: ").map(counts_in)
}

/// `2 failed, 23 passed, 1 error in 81.20s`
fn pytest_counts(line: &str) -> Option<Counts> {
    let line = line.trim_matches(['=', ' ']);
    let closes = line.starts_with(|first: char| first.is_ascii_digit()) && line.contains(" in ");
    closes.then(|| counts_in(line))
}

fn counts_in(line: &str) -> Counts {
    let words: Vec<&str> = line.split([' ', ',', ';', '.']).filter(|word| !word.is_empty()).collect();
    let mut counts = Counts::default();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<usize>() else { continue };
        match pair[1] {
            "passed" => counts.passed += number,
            "failed" | "error" | "errors" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let cargo = "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.1s";
        assert_eq!(cargo_counts(cargo), Some(Counts { passed: 3, failed: 1 }));
        let pytest = "2 failed, 23 passed, 1 error in 81.20s (0:01:21)";
        assert_eq!(pytest_counts(pytest), Some(Counts { passed: 23, failed: 3 }));
        assert_eq!(pytest_counts("test_drift.py .... [40%]"), None);
        assert_eq!(cargo_counts("running 3 tests"), None);
    }
}
