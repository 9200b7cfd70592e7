use std::collections::BTreeSet;

use scaffold_model::{Address, KindName, Outcome, Signal, StepOutcome, StepResult, Value, Values};

use crate::style::{Style, count, duration, one_line};
use crate::value::shown;

/// What became of a plan, and what to do next.
pub fn outcome_text(outcome: &Outcome, seconds: f64, style: Style) -> String {
    let Outcome { steps, interrupted, live: _ } = outcome;
    let number = |fits: fn(&StepResult) -> bool| steps.iter().filter(|step| fits(&step.result)).count();
    let done = number(|result| matches!(result, StepResult::Done));
    let mut text = String::new();
    for StepOutcome { address, result } in steps {
        text.push_str(&step_text(address, result, style));
    }
    let mut parts = vec![format!("{done} of {} done", count(steps.len(), "step"))];
    let others = [
        (number(|result| matches!(result, StepResult::Failed { .. })), "failed"),
        (number(|result| matches!(result, StepResult::Skipped { .. })), "skipped"),
        (number(|result| matches!(result, StepResult::UnderWay)), "left under way"),
        (number(|result| matches!(result, StepResult::NotBegun)), "not begun"),
    ];
    parts.extend(
        others.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")),
    );
    let head = match (outcome.is_complete(), interrupted) {
        (true, _) => "Applied",
        (false, Some(Signal::Interrupt)) => "Interrupted",
        (false, Some(Signal::Terminate)) => "Terminated",
        (false, None) if done == 0 => "Failed",
        (false, None) => "Applied in part",
    };
    let line = format!("{head}: {} in {}", parts.join(", "), duration(seconds));
    text.push_str(&format!("{}\n", style.strong(&line)));
    if !outcome.is_complete() {
        text.push_str("Run the same command again: it reads what is live and goes on from there.\n");
    }
    text
}

fn step_text(address: &Address, result: &StepResult, style: Style) -> String {
    match result {
        StepResult::Done | StepResult::NotBegun => String::new(),
        StepResult::Failed { error, class } => {
            format!("{} {address}: {} [{class}]\n", style.strong("failed:"), one_line(error))
        }
        StepResult::Skipped { because } => {
            format!("{} {address}: it waits for {because}\n", style.strong("skipped:"))
        }
        StepResult::UnderWay => {
            format!("{} {address}: the next run sees what became of it\n", style.strong("under way:"))
        }
    }
}

/// `[outputs]`, one a line.
pub fn outputs_text(outputs: &[(String, Value)], style: Style) -> String {
    let mut text = format!("{}\n", style.strong("Outputs:"));
    for (name, value) in outputs {
        let name = one_line(name);
        let line = format!("  {name} = {}\n", shown(value));
        match value.as_list() {
            Some(items) if line.chars().count() > style.width => {
                let items: String = items.iter().map(|item| format!("    {},\n", shown(item))).collect();
                text.push_str(&format!("  {name} = [\n{items}  ]\n"));
            }
            _ => text.push_str(&line),
        }
    }
    text
}

/// One resource of a saved plan that is no longer as planned, with both sides.
pub fn stale_text(
    address: &Address,
    kind: &KindName,
    planned: Option<&Values>,
    live: Option<&Values>,
) -> String {
    let mut text = format!("{address} ({})\n", one_line(kind.as_str()));
    let nothing = Values::new();
    match (planned, live) {
        (Some(_), None) => text.push_str("  was live when the plan was made, and is gone\n"),
        (None, Some(_)) => text.push_str("  was not there when the plan was made, and now is\n"),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let (planned, live) = (planned.unwrap_or(&nothing), live.unwrap_or(&nothing));
    let names: BTreeSet<&String> = planned.keys().chain(live.keys()).collect();
    for name in names {
        let before = planned.get(name).unwrap_or(&Value::Null);
        let now = live.get(name).unwrap_or(&Value::Null);
        if before != now {
            let name = one_line(name);
            text.push_str(&format!("  {name}: planned with {}, now {}\n", shown(before), shown(now)));
        }
    }
    text
}
