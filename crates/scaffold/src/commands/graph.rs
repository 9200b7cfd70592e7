use clap::{Args, ValueEnum};
use scaffold_report::{Terminal, graph_dot, graph_mermaid};

use crate::arguments::BlueprintArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{pipeline, present};

/// Draw what refers to what
#[derive(Debug, Args)]
pub struct Graph {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// In which language
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    pub format: GraphFormat,
    /// Of what
    #[arg(long, value_name = "WHAT", default_value = "blocks")]
    pub of: GraphOf,
}

/// The language of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Graphviz
    Dot,
    /// Mermaid, as in Markdown
    Mermaid,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphOf {
    /// As the blueprint has them
    Blocks,
    /// As AWS has them
    Resources,
}

pub fn run(command: &Graph, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let view = checked.graph.view(command.of == GraphOf::Blocks);
    let text = match command.format {
        GraphFormat::Dot => graph_dot(&view),
        GraphFormat::Mermaid => graph_mermaid(&view),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}
