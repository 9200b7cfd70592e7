use scaffold_model::{Plan, Verb};

use super::change::{Line, Mark};
use super::entry::{Entry, Group, groups};
use super::text::{attributes, change_lines};
use super::{PlanView, words};
use crate::cloud::{cloud_words, cost_words, ledger_words};
use crate::page::{Page, cell, code, cut, fence};
use crate::style::{count, one_line};
use crate::value::shown;

/// Plans with at most so many lines of detail are shown open.
const OPEN_LINES: usize = 40;

/// A plan as a comment on a pull request, within [`MARKDOWN_LIMIT`] bytes: details are folded away
/// first, then left out from the end, then rows of the table, each with a count.
pub fn plan_markdown(view: &PlanView<'_>) -> String {
    let plan = view.plan;
    let groups = groups(plan);
    let mut page = Page::new(head(plan), "`scaffold plan`");
    page.push_blocks(&refusals(view), "refusal");
    push_table(&mut page, &groups);
    let details: Vec<String> = groups.iter().map(group_lines).collect();
    let is_short = details.iter().map(|detail| detail.lines().count()).sum::<usize>() <= OPEN_LINES;
    let details: Vec<String> =
        groups.iter().zip(&details).map(|(group, lines)| folded(group, lines, is_short)).collect();
    page.push_blocks(&notes(plan), "note");
    page.push_blocks(&details, "block");
    page.text
}

fn push_table(page: &mut Page, groups: &[Group<'_>]) {
    let head = "\n| | resource | kind | why | disruption |\n|---|---|---|---|---|\n";
    let rows: Vec<String> = groups.iter().flat_map(|group| &group.entries).map(row).collect();
    if rows.is_empty() || !page.fits(head) {
        return;
    }
    page.text.push_str(head);
    page.push_blocks(&rows, "resource");
}

fn head(plan: &Plan) -> String {
    let head = &plan.head;
    let what = if head.destroy { "Plan to destroy" } else { "Plan for" };
    let stack = cut(&one_line(&head.stack.to_string()));
    let mut text = format!("<!-- scaffold:{stack} -->\n");
    text.push_str(&format!("### {what} {}\n\n", code(&stack)));
    let verdict = if plan.is_empty() && plan.refusals.is_empty() {
        "No changes. The live stack is what the blueprint asks for.".to_owned()
    } else {
        words::summary(plan.summary())
    };
    text.push_str(&format!("**{verdict}**"));
    if !plan.refusals.is_empty() {
        text.push_str(&format!(" · **{}: it is not applied**", count(plan.refusals.len(), "refusal")));
    }
    text.push_str(&format!("\n\n{}", cell(&cut(&cloud_words(&head.cloud)))));
    if let Some(base) = &head.base {
        text.push_str(&format!(" · labelled against {}", code(&cut(base))));
    }
    if let Some(ledger) = &head.ledger {
        text.push_str(&format!(" · {}", cell(&cut(&ledger_words(ledger)))));
    }
    if head.partial {
        text.push_str(" · partial: the rest of the stack is left out");
    }
    if plan.unchanged > 0 {
        text.push_str(&format!(" · {} unchanged", plan.unchanged));
    }
    if let Some(cost) = cost_words(&plan.cost) {
        text.push_str(&format!(" · {}", cut(&cost)));
    }
    text.push('\n');
    text
}

fn row(entry: &Entry<'_>) -> String {
    let mut why = entry.reasons().join("; ");
    if let Some(origin) = &entry.step.origin {
        why.push_str(&format!(" ({})", words::place(origin)));
    }
    let disruption = match words::disruption(entry.disruption()) {
        Some(words) if entry.loses() => format!("**{words}**"),
        words => words.unwrap_or_default().to_owned(),
    };
    format!(
        "| {} | {} | {} | {} | {} |\n",
        code(entry.symbol.text()),
        code(entry.step.address.as_str()),
        cell(entry.step.kind.as_str()),
        cell(&why),
        disruption,
    )
}

fn refusals(view: &PlanView<'_>) -> Vec<String> {
    let diagnostics = view.refusals();
    let blocks = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.labels.first().map(|label| format!(" ({})", words::place(&label.origin)));
        let mut text =
            format!("\n> **refused**: {}{}\n", cell(&diagnostic.message), cell(&place.unwrap_or_default()));
        if let Some(help) = &diagnostic.help {
            text.push_str(&format!("> {}\n", cell(help)));
        }
        text
    });
    blocks.collect()
}

fn notes(plan: &Plan) -> Vec<String> {
    let notes = plan.notes.iter().map(|note| {
        let whose = note.address.as_ref().map(|address| format!("{}: ", code(address.as_str())));
        let help = note.help.as_ref().map(|help| format!("; {}", cell(help))).unwrap_or_default();
        format!("\n- {}{}{help}\n", whose.unwrap_or_default(), cell(&note.message))
    });
    let unread = plan
        .unread
        .iter()
        .map(|unread| format!("\n- unread: {}: {}\n", code(unread.kind.as_str()), cell(&unread.why)));
    let outputs = plan
        .outputs
        .iter()
        .map(|output| format!("\n- output {} = {}\n", code(&output.name), code(&shown(&output.value))));
    notes.chain(unread).chain(outputs).collect()
}

/// The details of a block as lines for a `diff` fence: the mark stands first, so that it is coloured.
fn group_lines(group: &Group<'_>) -> String {
    let mut text = String::new();
    for entry in &group.entries {
        let id = entry.id().map(|id| format!(" {id}")).unwrap_or_default();
        text.push_str(&format!("@@ {} {}{id} @@\n", entry.symbol.text(), entry.title()));
        let is_new = matches!(entry.step.verb, Verb::Create { .. }) && entry.step.replacement.is_none();
        if is_new {
            for line in attributes(entry.step, 100) {
                text.push_str(&format!("+ {line}\n"));
            }
        } else {
            change_lines(entry.step).iter().for_each(|line| text.push_str(&diff_line(line)));
        }
    }
    text
}

fn diff_line(line: &Line) -> String {
    let mark = match line.mark {
        Mark::None => ' ',
        Mark::Add => '+',
        Mark::Remove => '-',
        Mark::Change => '!',
    };
    let labels = match line.labels.as_slice() {
        [] => String::new(),
        labels => format!("  ({})", labels.join(", ")),
    };
    format!("{mark} {:width$}{}{labels}\n", "", line.text, width = 2 * line.indent)
}

fn folded(group: &Group<'_>, lines: &str, open: bool) -> String {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for entry in &group.entries {
        match counts.iter_mut().find(|(_, words)| *words == entry.symbol.words()) {
            Some((number, _)) => *number += 1,
            None => counts.push((1, entry.symbol.words())),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(number, words)| format!("{number} {words}")).collect();
    let fence = fence(lines);
    let open = if open { " open" } else { "" };
    format!(
        "\n<details{open}><summary><code>{}</code>: {}</summary>\n\n{fence}diff\n{lines}{fence}\n\n</details>\n",
        group.block,
        counts.join(", ")
    )
}
