use clap::Args;
use scaffold_report::Terminal;

use crate::exit::Exit;
use crate::failure::Failure;

/// Print the JSON Schema of blueprints, for editors
#[derive(Debug, Args)]
pub struct Schema {}

pub fn run(_: &Schema, terminal: &mut Terminal) -> Result<Exit, Failure> {
    terminal.print(&text())?;
    Ok(Exit::Done)
}

/// The schema as a file holds it.
pub fn text() -> String {
    format!("{:#}\n", scaffold_blueprint::json_schema(&scaffold_blocks::catalogue()))
}
