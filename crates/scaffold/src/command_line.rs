use clap::Parser;

use crate::arguments::Looks;
use crate::commands::Command;

/// Infrastructure as code without a state file: checks, plans and applies blueprints.
#[derive(Debug, Parser)]
#[command(name = "scaffold", version, arg_required_else_help = true, max_term_width = 100)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub looks: Looks,
}
