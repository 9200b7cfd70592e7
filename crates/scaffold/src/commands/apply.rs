use std::fs;
use std::path::Path;

use clap::Args;
use scaffold_model::{DesiredState, Plan, Value, Verb};
use scaffold_provider::Cloud;
use scaffold_report::{Terminal, looks_like_plan, read_plan, stale_text};
use scaffold_survey::Needs;

use crate::arguments::{BlueprintArguments, CloudArguments, Consent, Selection};
use crate::carry_out::carry_out;
use crate::clouds::{self, Place};
use crate::code::Code;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guards::{self, Reviewed};
use crate::ledgers::LedgerArguments;
use crate::pipeline::Checked;
use crate::session::{Purpose, Session};
use crate::{base, pipeline, present};

/// Make it so: plan, ask, apply; or apply a saved plan
///
/// A file that `scaffold plan --out` wrote is applied as it was reviewed: if anything that it touches has changed
/// since, nothing is done and both sides are shown.
#[derive(Debug, Args)]
pub struct Apply {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    #[command(flatten)]
    pub cloud: CloudArguments,
    #[command(flatten)]
    pub ledger: LedgerArguments,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub consent: Consent,
}

pub async fn run(command: &Apply, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match saved_plan(command.blueprint.blueprint.as_deref())? {
        Some(plan) => apply_saved(&plan, command, terminal).await,
        None => apply_blueprint(command, terminal).await,
    }
}

async fn apply_blueprint(command: &Apply, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let place = checked.place();
    let place = Place { code: place.code.by(command.ledger.words()), ..place };
    let connected = clouds::connect(&command.cloud, &place, terminal).await?;
    let revision = checked.origin.revision();
    let purpose =
        Purpose { command: "apply", stack: &checked.graph.desired.stack, revision: revision.as_deref() };
    let session = Session::begin(connected, &command.ledger, &command.consent, purpose, terminal).await?;
    let result = plan_and_carry_out(&checked, &session, command, terminal).await;
    session.end(result, terminal).await
}

async fn plan_and_carry_out(
    checked: &Checked,
    session: &Session,
    command: &Apply,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let inputs = &command.blueprint.inputs;
    let base = base::find(checked, inputs, &command.selection, session.ledger(), terminal).await?;
    let ledger = command.ledger.words();
    let options = scaffold_plan::Options { base, ledger, ..command.selection.options() };
    let snapshot = pipeline::survey(checked, session.cloud(), terminal).await?;
    let plan = pipeline::plan(&checked.graph, session.cloud(), snapshot, &options, terminal).await?;
    present::plan_to_agree_to(&plan, &checked.files, &command.consent, terminal)?;
    guards::refusals(&plan)?;
    let exit = if plan.is_empty() {
        Exit::Done
    } else if guards::consent(&plan, Reviewed::JustNow, &command.consent, terminal)? {
        carry_out(&plan, session, &command.consent, terminal).await?
    } else {
        return Ok(guards::declined(terminal));
    };
    if exit == Exit::Done && !plan.head.partial {
        let desired = checked.graph.desired_state(DesiredState::LAST_APPLY);
        session.record(Some(&desired), terminal).await;
    }
    Ok(exit)
}

/// The plan in a file, if the argument is a file that holds one.
fn saved_plan(path: Option<&Path>) -> Result<Option<Plan>, Failure> {
    let Some(path) = path.filter(|path| path.is_file()) else { return Ok(None) };
    let bytes = fs::read(path).map_err(Failure::file(format!("reading {}", path.display())))?;
    if !looks_like_plan(&bytes) {
        return Ok(None);
    }
    let wrong = |error: scaffold_report::PlanFileError| {
        let message = format!("{} cannot be applied: {error}", path.display());
        Failure::usage(message, "write it again with `scaffold plan --out FILE`")
    };
    read_plan(&bytes).map(Some).map_err(wrong)
}

async fn apply_saved(plan: &Plan, command: &Apply, terminal: &mut Terminal) -> Result<Exit, Failure> {
    refuse_further_choices(command)?;
    guards::refusals(plan)?;
    if plan.is_empty() {
        present::plan_to_agree_to(plan, &[], &command.consent, terminal)?;
        return Ok(Exit::Done);
    }
    let head = &plan.head;
    let code = Code::read_again(plan)?;
    let chosen = clouds::of_saved_plan(&command.cloud, &head.cloud);
    let ledger = command.ledger.of_saved_plan(head.ledger.as_deref())?;
    let place = Place { code: code.by(ledger.words()), ..Place::from(head) };
    let connected = clouds::connect(&chosen, &place, terminal).await?;
    clouds::guard_same(connected.cloud.id(), &head.cloud)?;
    let purpose = Purpose { command: "apply", stack: &head.stack, revision: None };
    let session = Session::begin(connected, &ledger, &command.consent, purpose, terminal).await?;
    let result = carry_out_saved(plan, &session, command, terminal).await;
    session.end(result, terminal).await
}

async fn carry_out_saved(
    plan: &Plan,
    session: &Session,
    command: &Apply,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    guard_fresh(plan, session.cloud(), terminal).await?;
    if !guards::consent(plan, Reviewed::Saved, &command.consent, terminal)? {
        return Ok(guards::declined(terminal));
    }
    let exit = carry_out(plan, session, &command.consent, terminal).await?;
    if exit == Exit::Done && !plan.head.partial {
        session.record(plan.desired.as_ref(), terminal).await;
    }
    Ok(exit)
}

/// What a plan touches must be as it was when the plan was made; drift elsewhere does not matter.
async fn guard_fresh(plan: &Plan, cloud: &dyn Cloud, terminal: &mut Terminal) -> Result<(), Failure> {
    let kinds: std::collections::BTreeSet<_> =
        plan.preconditions.iter().map(|condition| condition.kind.clone()).collect();
    let needs = Needs {
        stack: plan.head.stack.clone(),
        kinds: kinds.clone(),
        only: Some(kinds),
        regions: plan.steps.iter().filter_map(|step| region_of(&step.verb)).collect(),
        named: Default::default(),
    };
    let snapshot = pipeline::survey_for(&needs, cloud, terminal).await?;
    let stale = scaffold_plan::stale(plan, &snapshot);
    if stale.is_empty() {
        return Ok(());
    }
    for one in &stale {
        let text = stale_text(&one.address, &one.kind, one.planned.as_ref(), one.live.as_ref());
        terminal.print(&text)?;
    }
    Err(Failure::Other {
        exit: Exit::Stale,
        message: format!(
            "the plan is stale: {} of its resources changed since; nothing was applied",
            stale.len()
        ),
        help: Some("plan again, and look at the difference".to_owned()),
    })
}

/// The region beside the stack's that a step makes or changes something in.
fn region_of(verb: &Verb) -> Option<String> {
    match verb {
        Verb::Create { values, .. } | Verb::Update { values, .. } | Verb::Delete { values, .. } => {
            values.get("region").and_then(Value::as_text).map(str::to_owned)
        }
        Verb::Adopt { .. } => None,
    }
}

/// A saved plan is applied as it is; what would make another plan of it is wrong usage.
fn refuse_further_choices(command: &Apply) -> Result<(), Failure> {
    let Selection { targets, excludes, replace, allow_data_loss, base } = &command.selection;
    let inputs = &command.blueprint.inputs;
    let given = [
        ("--target", !targets.is_empty()),
        ("--exclude", !excludes.is_empty()),
        ("--replace", !replace.is_empty()),
        ("--allow-data-loss", !allow_data_loss.is_empty()),
        ("--base", base.is_some()),
        ("--env", inputs.env.is_some()),
        ("--var", !inputs.variables.is_empty()),
        ("--region", inputs.region.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => {
            let help = format!("leave {option} out, or plan again with it");
            Err(Failure::usage(format!("{option} has no place with a saved plan"), help))
        }
        None => Ok(()),
    }
}
