//! What differences are told apart by: a git revision, or else what was applied last.

use std::time::{Duration, Instant};

use scaffold_ledger::{Ledger, Trouble};
use scaffold_model::{DesiredState, StackId};
use scaffold_report::Terminal;
use tokio::time::timeout;

use crate::arguments::{Inputs, Selection};
use crate::failure::Failure;
use crate::pipeline::{self, Checked};

/// A plan waits for labels no longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The base of a plan, if there is one. Only a revision that was asked for can fail the run: a plan needs no
/// ledger, nor leave to read one.
pub async fn find(
    checked: &Checked,
    inputs: &Inputs,
    selection: &Selection,
    ledger: Option<&Ledger>,
    terminal: &Terminal,
) -> Result<Option<DesiredState>, Failure> {
    if let Some(revision) = &selection.base {
        return at_revision(checked, revision, inputs, terminal);
    }
    let Some(ledger) = ledger else { return Ok(None) };
    let begin = Instant::now();
    match timeout(PATIENCE, ledger.last_applied()).await {
        Ok(Ok(base)) => return Ok(base),
        Ok(Err(trouble @ Trouble::Unusable { .. })) => terminal.tell(&format!(
            "warning: what was applied last cannot be used: {trouble}; differences are labelled without it, and the \
             next apply writes it anew\n"
        )),
        Ok(Err(Trouble::Store(error))) => terminal.stage(&format!("no labels from the ledger: {error}"), begin),
        Err(_) => terminal.stage("no labels from the ledger: it does not answer", begin),
    }
    Ok(None)
}

/// What the blueprint asked for at a revision: nothing where it was not there yet. Where it was wrong
/// there are no labels, which is no reason to fail: someone may be mending it right now.
fn at_revision(
    checked: &Checked,
    revision: &str,
    inputs: &Inputs,
    terminal: &Terminal,
) -> Result<Option<DesiredState>, Failure> {
    match pipeline::check_revision(checked.origin.at(revision), inputs) {
        Ok(Some(base)) if base.graph.desired.stack == checked.graph.desired.stack => {
            Ok(Some(base.graph.desired_state(revision)))
        }
        Ok(Some(base)) => {
            terminal.tell(&another_stack(&base.graph.desired.stack, revision));
            Ok(Some(DesiredState::nothing(revision)))
        }
        Ok(None) => Ok(Some(DesiredState::nothing(revision))),
        Err(Failure::Blueprint { diagnostics, .. }) => {
            let problem = diagnostics.first().map(|first| first.message.as_str()).unwrap_or_default();
            terminal.tell(&format!("warning: no base: the blueprint at {revision} is wrong: {problem}\n"));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Another name or region is another stack: what the old one has is not this plan's to move or delete.
fn another_stack(old: &StackId, revision: &str) -> String {
    let name = old.to_string();
    let name = name.split('@').next().unwrap_or_default();
    format!(
        "warning: at {revision} this was stack {old}, which stays as it is; when it is no longer needed: \
         scaffold destroy --stack {name} --region {}\n",
        old.region
    )
}
