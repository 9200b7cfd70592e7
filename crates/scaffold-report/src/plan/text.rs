use scaffold_model::{Change, Disruption, Head, Note, Plan, PlanOutput, Step, Unread, Verb, View};

use super::change::{self, Line, Mark};
use super::entry::{Entry, Group, Symbol, groups};
use super::{PlanView, words};
use crate::cloud::{cloud_words, cost_words, ledger_words};
use crate::diagnostics::diagnostics_text;
use crate::outcome::outputs_text;
use crate::style::{Style, count, one_line};
use crate::value::{documents_laid_open, layout, readable};

/// A plan for a terminal or a log.
pub fn plan_text(view: &PlanView<'_>) -> String {
    let PlanView { plan, sources, codes: _, style } = *view;
    let Plan {
        format: _,
        head,
        preconditions: _,
        steps,
        after: _,
        refusals,
        notes,
        unread,
        unchanged,
        outputs,
        cost,
        desired: _,
        code: _,
    } = plan;
    let mut text = head_text(head, style);
    for group in groups(plan) {
        text.push('\n');
        text.push_str(&group_text(&group, style));
    }
    text.push_str(&notes_text(notes, unread, style));
    if !refusals.is_empty() {
        text.push('\n');
        text.push_str(&diagnostics_text(&view.refusals(), sources, style));
    }
    if !outputs.is_empty() && !head.destroy {
        text.push_str(&format!("\n{}", plan_outputs(outputs, style)));
    }
    text.push('\n');
    text.push_str(&verdict(plan, style));
    if *unchanged > 0 && !steps.is_empty() {
        text.push_str(&format!(
            "{}\n",
            style.quiet(&format!("Unchanged: {}", count(*unchanged, "resource")))
        ));
    }
    if let Some(cost) = cost_words(cost) {
        text.push_str(&format!("{}\n", style.quiet(&format!("Survey: {cost}"))));
    }
    text
}

fn head_text(head: &Head, style: Style) -> String {
    let Head { stack, cloud, role: _, ledger, blueprint: _, base, scaffold: _, destroy, partial } = head;
    let what = if *destroy { "Plan to destroy" } else { "Plan for" };
    let mut text = format!("{} {}\n", style.strong(what), style.strong(&one_line(&stack.to_string())));
    text.push_str(&format!("  {}\n", cloud_words(cloud)));
    if let Some(base) = base {
        text.push_str(&format!("  differences are labelled against {}\n", one_line(base)));
    }
    if let Some(ledger) = ledger {
        text.push_str(&format!("  {}\n", ledger_words(ledger)));
    }
    if *partial {
        text.push_str("  partial: the rest of the stack is left out\n");
    }
    text
}

fn group_text(group: &Group<'_>, style: Style) -> String {
    let mut text = String::new();
    let lone = group.entries.iter().all(|entry| entry.step.address.part_name().is_none());
    let indent = if lone { 0 } else { 2 };
    if !lone {
        text.push_str(&format!("{}\n", style.strong(group.block.as_str())));
    }
    for entry in &group.entries {
        text.push_str(&entry_text(entry, indent, style));
    }
    text
}

fn entry_text(entry: &Entry<'_>, indent: usize, style: Style) -> String {
    let mut text = head_line(entry, indent, style);
    let below = indent + 4;
    match &entry.step.verb {
        Verb::Create { .. } if entry.removal.is_none() && entry.step.replacement.is_none() => {
            for line in attributes(entry.step, style.width.saturating_sub(below)) {
                text.push_str(&format!("{:below$}{line}\n", ""));
            }
        }
        Verb::Create { .. } | Verb::Update { .. } | Verb::Delete { .. } | Verb::Adopt { .. } => {
            for line in change_lines(entry.step) {
                text.push_str(&line_text(&line, below, style));
            }
        }
    }
    text
}

/// `~ subnet.public-1 (ec2.subnet) subnet-0a1b  blueprint.toml:12  this change`; reasons that do not
/// fit take a line of their own.
fn head_line(entry: &Entry<'_>, indent: usize, style: Style) -> String {
    let symbol = entry.symbol.text();
    let title = entry.title();
    let mut length = indent + symbol.len() + 1 + title.chars().count();
    let mut head = format!("{:indent$}{} {}", "", paint(entry.symbol, symbol, style), style.strong(&title));
    let id = entry.id().map(|id| format!(" {id}")).unwrap_or_default();
    let place = entry.step.origin.as_ref().map(|origin| format!("  {}", words::place(origin)));
    let place = place.unwrap_or_default();
    length += id.chars().count() + place.chars().count();
    head.push_str(&format!("{id}{}", style.quiet(&place)));
    let reasons = reasons(entry);
    let fits = length + 2 + reasons.chars().count() <= style.width;
    let loses = entry.disruption() == Disruption::DataLoss;
    let painted = if loses { style.loss(&reasons) } else { style.quiet(&reasons) };
    if reasons.is_empty() {
        head.push('\n');
    } else if fits {
        head.push_str(&format!("  {painted}\n"));
    } else {
        head.push_str(&format!("\n{:width$}{painted}\n", "", width = indent + 4));
    }
    head
}

fn reasons(entry: &Entry<'_>) -> String {
    let mut reasons = entry.reasons();
    if let Some(disruption) = words::disruption(entry.disruption()) {
        reasons.push(format!("disruption: {disruption}"));
    }
    reasons.join("; ")
}

/// Attribute by attribute, for a step that is no plain creation. What moved is said of each attribute
/// only where it is not the same for all, since the step says it. What a replacement leaves as it is
/// goes without saying.
pub(super) fn change_lines(step: &Step) -> Vec<Line> {
    let changes = || step.changes.iter().filter(|change| change.before != change.after);
    let mixed = changes().zip(changes().skip(1)).any(|(one, other)| one.cause != other.cause);
    changes().flat_map(|change| change::lines(change, step.origin.as_ref(), mixed)).collect()
}

/// What a new resource will have, packed into lines; a value that is too long for one takes more.
pub(super) fn attributes(step: &Step, width: usize) -> Vec<String> {
    let changes: Vec<&Change> = step.changes.iter().filter(|change| !change.after.is_null()).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut room_behind = false;
    for (index, change) in changes.iter().enumerate() {
        let comma = if index + 1 < changes.len() { "," } else { "" };
        let value = match change.view {
            View::Json => readable(&change.after),
            View::Map => documents_laid_open(&change.after),
            _ => change.after.clone(),
        };
        let item = layout(&format!("{} = ", one_line(&change.attribute)), &value, comma, width);
        match (lines.last_mut(), item.as_slice()) {
            (Some(line), [item])
                if room_behind && line.chars().count() + 1 + item.chars().count() <= width =>
            {
                line.push_str(&format!(" {item}"));
            }
            _ => {
                room_behind = item.len() == 1;
                lines.extend(item);
            }
        }
    }
    lines
}

fn line_text(line: &Line, indent: usize, style: Style) -> String {
    let (symbol, text) = match line.mark {
        Mark::None => (" ".to_owned(), line.text.clone()),
        Mark::Add => (style.gain("+"), style.gain(&line.text)),
        Mark::Remove => (style.loss("-"), style.loss(&line.text)),
        Mark::Change => (style.change("~"), line.text.clone()),
    };
    let labels = match line.labels.as_slice() {
        [] => String::new(),
        labels => format!("  {}", style.quiet(&format!("({})", labels.join(", ")))),
    };
    format!("{:width$}{symbol} {text}{labels}\n", "", width = indent + 2 * line.indent)
}

fn paint(symbol: Symbol, text: &str, style: Style) -> String {
    match symbol {
        Symbol::Add => style.gain(text),
        Symbol::Change | Symbol::DeleteFirst | Symbol::CreateFirst => style.change(text),
        Symbol::Destroy => style.loss(text),
        Symbol::Moved | Symbol::Adopted => style.moved(text),
    }
}

fn notes_text(notes: &[Note], unread: &[Unread], style: Style) -> String {
    let mut text = String::new();
    if !notes.is_empty() || !unread.is_empty() {
        text.push('\n');
    }
    for Note { address, message, help } in notes {
        let whose = address.as_ref().map(|address| format!("{address}: ")).unwrap_or_default();
        text.push_str(&format!("{} {whose}{}\n", style.strong("note:"), one_line(message)));
        if let Some(help) = help {
            text.push_str(&format!("      {}\n", one_line(help)));
        }
    }
    for Unread { kind, why, not_offered: _ } in unread {
        let kind = one_line(kind.as_str());
        let what = format!("{kind} could not be read, and nothing in the blueprint needs it");
        text.push_str(&format!("{} {what}: {}\n", style.strong("unread:"), one_line(why)));
    }
    text
}

fn plan_outputs(outputs: &[PlanOutput], style: Style) -> String {
    let pairs: Vec<_> =
        outputs.iter().map(|PlanOutput { name, value }| (name.clone(), value.clone())).collect();
    outputs_text(&pairs, style)
}

/// The line that says what it comes to.
fn verdict(plan: &Plan, style: Style) -> String {
    if !plan.refusals.is_empty() {
        let refused = count(plan.refusals.len(), "refusal");
        let line = format!("Plan: {} ({refused}: it is not applied)", words::summary(plan.summary()));
        return format!("{}\n", style.strong(&line));
    }
    if plan.is_empty() {
        let line = match (plan.head.destroy, plan.head.partial) {
            (true, _) => "No changes. Nothing of the stack is live.",
            (false, true) => "No changes in what this plan looked at.",
            (false, false) => "No changes. The live stack is what the blueprint asks for.",
        };
        return format!("{}\n", style.strong(line));
    }
    let mut text = String::new();
    let drifted =
        groups(plan).iter().flat_map(|group| &group.entries).filter(|entry| entry.is_drift()).count();
    if drifted > 0 {
        text.push_str(&format!("Drift: {} changed outside the blueprint\n", count(drifted, "resource")));
    }
    text.push_str(&style.strong(&format!("Plan: {}", words::summary(plan.summary()))));
    text.push('\n');
    text
}
