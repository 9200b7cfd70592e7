use std::fs;
use std::path::Path;

use clap::Args;
use scaffold_model::{Plan, SourceFile};
use scaffold_provider::Cloud;
use scaffold_report::{Terminal, looks_like_plan, read_plan, stale_text};
use scaffold_survey::Needs;

use crate::arguments::{BlueprintArguments, CloudArguments, Consent, Selection};
use crate::carry_out::carry_out;
use crate::clouds::{self, Place};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guards::{self, Reviewed};
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
    let cloud = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let inputs = &command.blueprint.inputs;
    let base = base::find(&checked, inputs, &command.selection, cloud.id(), terminal)?;
    let options = scaffold_plan::Options { base, ..command.selection.options() };
    let snapshot = pipeline::survey(&checked, cloud.as_ref(), terminal).await?;
    let plan = pipeline::plan(&checked.graph, cloud.as_ref(), snapshot, &options, terminal).await?;
    let exit = agree_and_carry_out(&plan, &checked.files, cloud.as_ref(), command, terminal).await?;
    if exit == Exit::Done && !plan.head.partial {
        base::record(&checked.graph, cloud.id(), terminal);
    }
    Ok(exit)
}

async fn agree_and_carry_out(
    plan: &Plan,
    files: &[SourceFile],
    cloud: &dyn Cloud,
    command: &Apply,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    present::plan_to_agree_to(plan, files, &command.consent, terminal)?;
    guards::refusals(plan)?;
    if plan.is_empty() {
        return Ok(Exit::Done);
    }
    if !guards::consent(plan, Reviewed::JustNow, &command.consent, terminal)? {
        return Ok(guards::declined(terminal));
    }
    carry_out(plan, cloud, &command.consent, terminal).await
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
    let place = Place::from(head);
    let cloud =
        clouds::connect(&clouds::of_saved_plan(&command.cloud, &head.cloud), &place, terminal).await?;
    clouds::guard_same(cloud.id(), &head.cloud)?;
    guard_fresh(plan, cloud.as_ref(), terminal).await?;
    if !guards::consent(plan, Reviewed::Saved, &command.consent, terminal)? {
        return Ok(guards::declined(terminal));
    }
    let exit = carry_out(plan, cloud.as_ref(), &command.consent, terminal).await?;
    if exit == Exit::Done {
        base::forget(&head.stack, cloud.id(), terminal);
    }
    Ok(exit)
}

/// What a plan touches must be as it was when the plan was made; drift elsewhere does not matter.
async fn guard_fresh(plan: &Plan, cloud: &dyn Cloud, terminal: &mut Terminal) -> Result<(), Failure> {
    let kinds: std::collections::BTreeSet<_> =
        plan.preconditions.iter().map(|condition| condition.kind.clone()).collect();
    let needs = Needs { stack: plan.head.stack.clone(), kinds: kinds.clone(), only: Some(kinds) };
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
