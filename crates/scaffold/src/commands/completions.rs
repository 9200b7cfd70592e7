use clap::Args;
use clap_complete::{Shell, generate};
use scaffold_report::Terminal;

use crate::exit::Exit;
use crate::failure::Failure;

/// Print completions for a shell
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell
    pub shell: Shell,
}

pub fn run(command: &Completions, mut line: clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(command.shell, &mut line, "scaffold", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
