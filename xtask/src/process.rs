use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// A command in a folder.
pub fn command(folder: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs to the end and gives what was printed.
///
/// # Errors
/// When it cannot be started, fails, or prints what is not text.
pub fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<String> {
    let shown = show(program, arguments);
    let result = command(folder, program, arguments)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting `{shown}`"))?;
    if !result.status.success() {
        bail!("`{shown}` failed ({})", result.status);
    }
    String::from_utf8(result.stdout).with_context(|| format!("reading what `{shown}` printed"))
}

/// Announces a command, runs it with the terminal's own output, and says how long it took.
///
/// # Errors
/// When it cannot be started or fails.
pub fn run(title: &str, command: &mut Command) -> Result<()> {
    println!("\n=== {title}");
    let begin = Instant::now();
    let status = command.status().with_context(|| format!("starting: {title}"))?;
    if !status.success() {
        bail!("{title}: {status}");
    }
    println!("=== {title}: {:.1} s", begin.elapsed().as_secs_f64());
    Ok(())
}

fn show(program: &str, arguments: &[&str]) -> String {
    std::iter::once(program).chain(arguments.iter().copied()).collect::<Vec<_>>().join(" ")
}
