use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use scaffold_report::Terminal;

use crate::arguments::CommandLine;
use crate::exit::Exit;
use crate::failure::Failure;

/// Print completions for a shell
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell
    pub shell: Shell,
}

pub fn run(command: &Completions, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(command.shell, &mut CommandLine::command(), "scaffold", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
