use clap::{Args, ValueEnum};
use scaffold_model::diagnostic::any_error;
use scaffold_model::{Diagnostic, SourceFile};
use scaffold_report::{Terminal, diagnostics_json, diagnostics_lines, diagnostics_sarif, diagnostics_text};

use crate::arguments::BlueprintArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pipeline;

/// Check a blueprint offline: syntax, types, references, circles, rules
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// How problems are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
}

/// How problems are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the lines they speak of, to standard error
    Text,
    /// One line each, to standard output
    Lines,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

pub fn run(command: &Check, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let (diagnostics, files, verdict) = match pipeline::check(&command.blueprint, terminal) {
        Ok(checked) => {
            let desired = &checked.graph.desired;
            let verdict = format!("{}: {} resources, all well\n", desired.stack, desired.resources.len());
            (checked.warnings, checked.files, Some(verdict))
        }
        Err(Failure::Blueprint { diagnostics, files }) => (diagnostics, files, None),
        Err(other) => return Err(other),
    };
    write(&diagnostics, &files, command.format, terminal)?;
    match verdict {
        Some(verdict) => {
            if matches!(command.format, CheckFormat::Text | CheckFormat::Lines) && !terminal.quiet {
                terminal.print(&verdict)?;
            }
            Ok(Exit::Done)
        }
        None if any_error(&diagnostics) => Ok(Exit::Blueprint),
        None => Err(Failure::bug("the blueprint was refused without an error")),
    }
}

fn write(
    diagnostics: &[Diagnostic],
    files: &[SourceFile],
    format: CheckFormat,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    match format {
        CheckFormat::Text => terminal.complain(&diagnostics_text(diagnostics, files, terminal.err)),
        CheckFormat::Lines => terminal.print(&diagnostics_lines(diagnostics))?,
        CheckFormat::Json => terminal.print(&diagnostics_json(diagnostics, files))?,
        CheckFormat::Sarif => {
            terminal.print(&diagnostics_sarif(diagnostics, files, env!("CARGO_PKG_VERSION")))?;
        }
    }
    Ok(())
}
