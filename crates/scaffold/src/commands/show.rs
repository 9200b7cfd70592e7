use clap::{Args, ValueEnum};
use scaffold_model::{Snapshot, Value, did_you_mean};
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
    /// One output alone, as a shell takes it: a text as it is, anything else as JSON
    #[arg(long, value_name = "NAME")]
    pub output: Option<String>,
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
    let wanted = command.output.as_deref().map(|name| asked_for(name, &checked)).transpose()?;
    let connected = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let snapshot = pipeline::survey(&checked, connected.cloud.as_ref(), terminal).await?;
    let outputs = outputs(&checked, &snapshot);
    if let Some(name) = wanted {
        terminal.print(&alone(name, &outputs, command.format)?)?;
        return Ok(Exit::Done);
    }
    let show =
        scaffold_report::Show { stack: &checked.graph.desired.stack, snapshot: &snapshot, outputs: &outputs };
    let text = match command.format {
        ShowFormat::Text => show_text(&show, terminal.out),
        ShowFormat::Json => show_json(&show),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// The name of an output that there is.
fn asked_for<'a>(name: &'a str, checked: &Checked) -> Result<&'a str, Failure> {
    let mut names = checked.graph.desired.outputs.iter().map(|output| output.name.as_str());
    if names.clone().any(|known| known == name) {
        return Ok(name);
    }
    let all: Vec<&str> = names.by_ref().collect();
    let help = did_you_mean(name, all.iter().copied()).unwrap_or_else(|| match all.as_slice() {
        [] => "it has none: write `[outputs]`".to_owned(),
        all => format!("it has {}", all.join(", ")),
    });
    Err(Failure::usage(format!("the blueprint has no output `{name}`"), help))
}

/// One output, without a word around it.
fn alone(name: &str, outputs: &[(String, Value)], format: ShowFormat) -> Result<String, Failure> {
    let value = outputs.iter().find(|(output, _)| output == name).map_or(&Value::Null, |(_, value)| value);
    if !value.is_known() {
        let message = format!("the output `{name}` is not known: what it names is not live");
        return Err(Failure::failed(
            message,
            "`scaffold plan` says what is missing, `scaffold apply` makes it",
        ));
    }
    Ok(match (value, format) {
        (Value::Text(text), ShowFormat::Text) => format!("{text}\n"),
        (value, _) => format!("{}\n", value.to_json()),
    })
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
