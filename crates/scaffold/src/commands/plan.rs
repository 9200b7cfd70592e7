use std::fs;
use std::path::PathBuf;

use clap::Args;
use scaffold_graph::Graph;
use scaffold_model::{DesiredState, Head};
use scaffold_plan::Options;
use scaffold_report::Terminal;

use crate::arguments::{BlueprintArguments, CloudArguments, Selection};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledgers::{self, LedgerArguments};
use crate::present::{self, Presentation};
use crate::{base, clouds, pipeline};

/// Show what would change
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    #[command(flatten)]
    pub cloud: CloudArguments,
    #[command(flatten)]
    pub ledger: LedgerArguments,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub presentation: Presentation,
    /// Save the plan, for `scaffold apply FILE`
    #[arg(long, value_name = "FILE", help_heading = "Plan")]
    pub out: Option<PathBuf>,
    /// Exit with 2 where there are changes
    #[arg(long, help_heading = "Plan")]
    pub detailed_exitcode: bool,
    /// Plan to delete everything of the stack
    #[arg(long, help_heading = "Plan")]
    pub destroy: bool,
}

pub async fn run(command: &Plan, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let connected = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let ledger = ledgers::open(&command.ledger, &connected, &checked.graph.desired.stack)?;
    let cloud = connected.cloud.as_ref();
    let inputs = &command.blueprint.inputs;
    let base = base::find(&checked, inputs, &command.selection, ledger.as_ref(), terminal).await?;
    let ledger = command.ledger.words();
    let options = Options { destroy: command.destroy, base, ledger, ..command.selection.options() };
    let snapshot = pipeline::survey(&checked, cloud, terminal).await?;
    let mut plan = pipeline::plan(&checked.graph, cloud, snapshot, &options, terminal).await?;
    if let Some(file) = &command.out {
        plan.desired = left_behind(&checked.graph, &plan.head);
        plan.code = checked.code.needed_by(&plan);
        let doing = format!("saving the plan to {}", file.display());
        fs::write(file, present::json(&plan)?).map_err(Failure::file(doing))?;
    }
    present::plan(&plan, &checked.files, &command.presentation, terminal)?;
    Ok(if !plan.refusals.is_empty() {
        Exit::Refused
    } else if command.detailed_exitcode && !plan.is_empty() {
        Exit::Changes
    } else {
        Exit::Done
    })
}

/// What is asked for once the whole plan is applied; a part of a stack leaves nothing to compare with.
fn left_behind(graph: &Graph, head: &Head) -> Option<DesiredState> {
    match (head.partial, head.destroy) {
        (true, _) => None,
        (false, true) => Some(DesiredState::nothing(DesiredState::LAST_APPLY)),
        (false, false) => Some(graph.desired_state(DesiredState::LAST_APPLY)),
    }
}
