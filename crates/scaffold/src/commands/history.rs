use clap::{Args, ValueEnum};
use scaffold_ledger::{Entry, Ledger};
use scaffold_report::{PastRun, Terminal, history_text};

use crate::arguments::{BlueprintArguments, CloudArguments};
use crate::code::Code;
use crate::commands::destroy::stack_id;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledgers::{self, LedgerArguments};
use crate::session::of_trouble;
use crate::{clouds, pipeline, present};

/// Show who applied what, when, and what became of it
#[derive(Debug, Args)]
pub struct History {
    #[command(flatten)]
    pub stack: StackArguments,
    /// Show this run whole, by the id that the list shows
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// How many runs are listed, the newest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: HistoryFormat,
}

/// Whose ledger.
#[derive(Clone, Debug, Args)]
pub struct StackArguments {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// A stack of which no blueprint is at hand: NAME or NAME/ENVIRONMENT with --region, or NAME@REGION
    #[arg(long = "stack", value_name = "STACK", conflicts_with_all = ["blueprint", "env", "variables"])]
    pub name: Option<String>,
    #[command(flatten)]
    pub cloud: CloudArguments,
    #[command(flatten)]
    pub ledger: LedgerArguments,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HistoryFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl StackArguments {
    /// The ledger that is asked for.
    pub async fn open(&self, terminal: &Terminal) -> Result<Ledger, Failure> {
        let (stack, connected) = match &self.name {
            Some(name) => {
                let stack = stack_id(name, self.blueprint.inputs.region.as_deref())?;
                let place =
                    clouds::Place { region: &stack.region, role: None, account: None, code: Code::default() };
                let connected = clouds::connect(&self.cloud, &place, terminal).await?;
                (stack, connected)
            }
            None => {
                let checked = pipeline::check(&self.blueprint, terminal)?;
                present::warnings(&checked.warnings, &checked.files, terminal);
                let connected = clouds::connect(&self.cloud, &checked.place(), terminal).await?;
                (checked.graph.desired.stack.clone(), connected)
            }
        };
        ledgers::open(&self.ledger, &connected, &stack)?
            .ok_or_else(|| Failure::usage("there is nothing to show of no ledger", "leave --ledger none out"))
    }
}

pub async fn run(command: &History, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let ledger = command.stack.open(terminal).await?;
    if let Some(id) = &command.run {
        return show(&ledger, id, command.format, terminal).await;
    }
    let ids = ledger.history().await.map_err(|trouble| of_trouble(&trouble))?;
    let mut entries = Vec::new();
    for id in ids.iter().take(command.limit) {
        match ledger.entry(id).await {
            Ok(entry) => entries.extend(entry),
            Err(trouble) => terminal.tell(&format!("warning: {id} is left out: {trouble}\n")),
        }
    }
    match command.format {
        HistoryFormat::Json => terminal.print(&json(&entries)?)?,
        HistoryFormat::Text if entries.is_empty() => {
            terminal.print(&format!("nothing was applied yet, as far as {} knows\n", ledger.place()))?;
        }
        HistoryFormat::Text => {
            let runs: Vec<PastRun> = entries.iter().map(past_run).collect();
            terminal.print(&history_text(&runs, terminal.out))?;
            if ids.len() > entries.len() {
                terminal.tell(&format!("{} in all; --limit shows more\n", ids.len()));
            }
        }
    }
    Ok(Exit::Done)
}

async fn show(
    ledger: &Ledger,
    id: &str,
    format: HistoryFormat,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let entry = ledger.entry(id).await.map_err(|trouble| of_trouble(&trouble))?;
    let Some(entry) = entry else {
        let message = format!("{} has no run {id}", ledger.place());
        return Err(Failure::failed(message, "`scaffold history` lists the ids"));
    };
    if format == HistoryFormat::Json {
        terminal.print(&json(&entry)?)?;
        return Ok(Exit::Done);
    }
    terminal.print(&history_text(&[past_run(&entry)], terminal.out))?;
    terminal.print(&format!("\n{}", present::text(&entry.plan, terminal.out)))?;
    Ok(Exit::Done)
}

fn past_run(entry: &Entry) -> PastRun {
    PastRun {
        id: entry.id.clone(),
        command: entry.by.command.clone(),
        by: format!("{} on {}", entry.by.who, entry.by.host),
        revision: entry.revision.clone(),
        steps: entry.end.as_ref().map(|_| entry.counts()),
        planned: entry.plan.steps.len(),
        exit: entry.end.as_ref().map(|end| end.exit),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n")
        .map_err(|error| Failure::bug(format!("writing the history as JSON: {error}")))
}
