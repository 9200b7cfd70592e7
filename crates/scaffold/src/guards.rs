use scaffold_model::{Disruption, Plan, StackId, Verb};
use scaffold_report::Terminal;

use crate::arguments::Consent;
use crate::exit::Exit;
use crate::failure::Failure;

/// Whether a plan may be carried out, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewed {
    /// The plan was shown just now.
    JustNow,
    /// It was saved, and handed over on purpose.
    Saved,
}

/// Asks the user, or refuses where nobody can be asked.
pub fn consent(
    plan: &Plan,
    reviewed: Reviewed,
    consent: &Consent,
    terminal: &Terminal,
) -> Result<bool, Failure> {
    if deletes_most(plan) {
        return confirm(plan, consent, terminal);
    }
    if consent.yes || reviewed == Reviewed::Saved {
        return Ok(true);
    }
    if !Terminal::can_ask() {
        let message = "nobody is there to approve the plan: standard input or error is no terminal";
        let help = "add --yes, or save the plan (`scaffold plan --out FILE`) and apply the file";
        return Err(Failure::refused(message, help));
    }
    let answer = terminal.ask("Apply this plan? Only `yes` will do: ")?;
    Ok(answer == "yes")
}

fn confirm(plan: &Plan, consent: &Consent, terminal: &Terminal) -> Result<bool, Failure> {
    let name = name_of(&plan.head.stack);
    let what = format!("more than half of what is live in stack {name} is deleted");
    let fits = |answer: &str| answer == name || answer == plan.head.stack.to_string();
    if let Some(confirmed) = &consent.confirm {
        if fits(confirmed) {
            return Ok(true);
        }
        let message = format!("{what}, and --confirm names `{confirmed}`");
        return Err(Failure::refused(message, format!("add --confirm {name} if that is meant")));
    }
    if !Terminal::can_ask() {
        return Err(Failure::refused(what, format!("add --confirm {name} if that is meant")));
    }
    let answer = terminal.ask(&format!("{what}.\nIts name, if that is meant: "))?;
    Ok(fits(&answer))
}

/// The user said no.
pub fn declined(terminal: &Terminal) -> Exit {
    terminal.complain("nothing was applied\n");
    Exit::Refused
}

/// `shop/prod`: what a user calls a stack; the region goes without saying.
fn name_of(stack: &StackId) -> String {
    match &stack.environment {
        Some(environment) => format!("{}/{environment}", stack.name),
        None => stack.name.clone(),
    }
}

/// Whether more than half of what is live goes: nothing takes its place, or something does and those
/// who use it are without in between.
pub fn deletes_most(plan: &Plan) -> bool {
    let mut deleted = 0_usize;
    let mut live = plan.unchanged;
    for step in &plan.steps {
        match step.verb {
            Verb::Create { .. } => {}
            Verb::Update { .. } | Verb::Adopt { .. } => live += 1,
            Verb::Delete { .. } => {
                live += 1;
                let lasts = step.replacement.is_some() && step.disruption < Disruption::Downtime;
                deleted += usize::from(!lasts);
            }
        }
    }
    deleted * 2 > live
}

/// A plan that refuses something is not applied.
pub fn refusals(plan: &Plan) -> Result<(), Failure> {
    if plan.refusals.is_empty() {
        return Ok(());
    }
    let message = "the plan holds refusals, so nothing is applied";
    Err(Failure::refused(message, "do what each of them says, and plan again"))
}
