//! What differences are told apart by: a git revision, or else what was applied last.

use std::path::{Path, PathBuf};

use scaffold_graph::Graph;
use scaffold_ledger::Ledger;
use scaffold_model::{CloudId, DesiredState, StackId, digest};
use scaffold_report::Terminal;

use crate::arguments::{Inputs, Selection};
use crate::failure::Failure;
use crate::pipeline::{self, Checked};

/// Where what was applied is kept, a directory for each cloud.
const DIRECTORY: &str = ".scaffold/ledger";

/// What to call what was applied last.
const LAST_APPLY: &str = "the last apply";

/// The base of a plan, if there is one. Only a revision that was asked for can fail the run.
pub fn find(
    checked: &Checked,
    inputs: &Inputs,
    selection: &Selection,
    cloud: &CloudId,
    terminal: &Terminal,
) -> Result<Option<DesiredState>, Failure> {
    if let Some(revision) = &selection.base {
        return at_revision(checked, revision, inputs, terminal);
    }
    match ledger(cloud).last_applied(&checked.graph.desired.stack) {
        Ok(base) => Ok(base),
        Err(unreadable) => {
            terminal.tell(&format!("warning: {unreadable}\n"));
            Ok(None)
        }
    }
}

/// What the blueprint asked for at a revision: nothing where it was not there yet. Where it was wrong
/// there are no labels, which is no reason to fail: someone may be mending it right now.
fn at_revision(
    checked: &Checked,
    revision: &str,
    inputs: &Inputs,
    terminal: &Terminal,
) -> Result<Option<DesiredState>, Failure> {
    match pipeline::check_revision(checked, revision, inputs) {
        Ok(Some(base)) if base.graph.desired.stack == checked.graph.desired.stack => {
            Ok(Some(base.graph.desired_state(revision)))
        }
        Ok(Some(base)) => {
            terminal.tell(&another_stack(&base.graph.desired.stack, revision));
            Ok(Some(nothing(revision)))
        }
        Ok(None) => Ok(Some(nothing(revision))),
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

fn nothing(label: &str) -> DesiredState {
    DesiredState { label: label.to_owned(), ..DesiredState::default() }
}

/// Keeps what was applied, whole.
pub fn record(graph: &Graph, cloud: &CloudId, terminal: &Terminal) {
    keep(&graph.desired.stack, &graph.desired_state(LAST_APPLY), cloud, terminal);
}

/// Keeps that nothing is asked for any more.
pub fn record_nothing(stack: &StackId, cloud: &CloudId, terminal: &Terminal) {
    keep(stack, &nothing(LAST_APPLY), cloud, terminal);
}

/// After a saved plan was applied nobody knows what its blueprint asked for: rather no labels than wrong ones.
pub fn forget(stack: &StackId, cloud: &CloudId, terminal: &Terminal) {
    if let Err(error) = ledger(cloud).forget(stack) {
        terminal.tell(&format!("warning: {error}\n"));
    }
}

fn keep(stack: &StackId, desired: &DesiredState, cloud: &CloudId, terminal: &Terminal) {
    if let Err(error) = ledger(cloud).record(stack, desired) {
        terminal.tell(&format!("warning: {error}\n"));
    }
}

/// Stacks of one name on different clouds have nothing to do with each other.
fn ledger(cloud: &CloudId) -> Ledger {
    let CloudId { account, region: _, endpoint } = cloud;
    let place = match endpoint.as_deref() {
        None => format!("aws-{account}"),
        Some(endpoint) if endpoint.starts_with("sandbox:") => "sandbox".to_owned(),
        Some(endpoint) => {
            let short: String = digest(endpoint.as_bytes()).chars().take(12).collect();
            format!("endpoint-{short}-{account}")
        }
    };
    let directory: PathBuf = Path::new(DIRECTORY).join(place);
    Ledger::at(directory)
}
