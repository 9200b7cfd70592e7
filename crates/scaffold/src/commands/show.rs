use clap::{Args, ValueEnum};
use scaffold_model::{Snapshot, Value};
use scaffold_report::{Terminal, show_json, show_text};

use crate::arguments::{BlueprintArguments, CloudArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pipeline::Checked;
use crate::{clouds, pipeline, present};

/// Show what is live: outputs, resources, physical ids, states
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    #[command(flatten)]
    pub cloud: CloudArguments,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ShowFormat,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

pub async fn run(command: &Show, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let connected = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let snapshot = pipeline::survey(&checked, connected.cloud.as_ref(), terminal).await?;
    let outputs = outputs(&checked, &snapshot);
    let show =
        scaffold_report::Show { stack: &checked.graph.desired.stack, snapshot: &snapshot, outputs: &outputs };
    let text = match command.format {
        ShowFormat::Text => show_text(&show, terminal.out),
        ShowFormat::Json => show_json(&show),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// `[outputs]` with what is live put in; what is not there yet stays `${…}`.
fn outputs(checked: &Checked, snapshot: &Snapshot) -> Vec<(String, Value)> {
    let desired = &checked.graph.desired;
    let known = |reference: &scaffold_model::Reference| {
        let resource = checked.graph.get(&reference.address)?;
        let live = snapshot.resources.iter().find(|live| {
            live.kind == resource.kind
                && live.identity.as_ref().is_some_and(|identity| identity.address == reference.address)
        })?;
        live.output(&reference.path)
    };
    desired.outputs.iter().map(|output| (output.name.clone(), output.value.substitute(&known))).collect()
}
