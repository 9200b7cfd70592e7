use scaffold_model::{StageName, StageResult, Verdict, VerdictResult};

use super::words;
use crate::cloud::cloud_words;
use crate::page::{Page, cell, code, cut, fence};
use crate::style::one_line;

/// So many steps stand together.
const LINES: usize = 60;

/// A verdict as a comment on a pull request, within [`MARKDOWN_LIMIT`](crate::MARKDOWN_LIMIT) bytes.
pub fn verdict_markdown(verdict: &Verdict) -> String {
    let mut page = Page::new(head(verdict), "the output of `scaffold dry-run`");
    page.push_blocks(&stages(verdict), "stage");
    page.push_blocks(&troubles(verdict), "problem");
    page.push_blocks(&lists(verdict), "remark");
    page.push_blocks(&steps(verdict), "list of steps");
    page.text
}

fn head(verdict: &Verdict) -> String {
    let stack = cut(&one_line(&verdict.stack.to_string()));
    let sign = match verdict.result {
        VerdictResult::Passed => "✅",
        VerdictResult::Failed | VerdictResult::Refused => "❌",
        VerdictResult::Unavailable | VerdictResult::Interrupted => "⚠️",
    };
    let mut text = format!("<!-- scaffold-dry-run:{stack} -->\n### Dry run of {}\n\n", code(&stack));
    text.push_str(&format!("{sign} **{}**\n\n", cell(&cut(&words::judgement(verdict)))));
    text.push_str(&cell(&cut(&cloud_words(&verdict.cloud))));
    if verdict.rehearsed_as != verdict.stack {
        text.push_str(&format!(" · as {}", code(&cut(&verdict.rehearsed_as.to_string()))));
    }
    if let Some(base) = &verdict.base {
        text.push_str(&format!(" · from {}", code(&cut(base))));
    }
    text.push('\n');
    if !verdict.stages.is_empty() {
        text.push_str("\n| stage | | |\n|---|---|---|\n");
    }
    text
}

fn stages(verdict: &Verdict) -> Vec<String> {
    let rows = verdict.stages.iter().map(|stage| {
        let result = match stage.result {
            StageResult::Failed | StageResult::Refused => format!("**{}**", words::result(stage.result)),
            _ => words::result(stage.result).to_owned(),
        };
        format!("| {} | {result} | {} |\n", words::stage(stage.name), cell(&words::line(stage)))
    });
    rows.collect()
}

fn troubles(verdict: &Verdict) -> Vec<String> {
    let mut blocks = Vec::new();
    for stage in &verdict.stages {
        for trouble in &stage.troubles {
            let (message, help) = words::trouble(trouble);
            let mut text = format!("\n> **{}**: {}\n", words::stage(stage.name), cell(&message));
            if let Some(help) = help {
                text.push_str(&format!("> {}\n", cell(&help)));
            }
            blocks.push(text);
        }
    }
    blocks
}

fn lists(verdict: &Verdict) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut tell = |what: &str, line: &str| blocks.push(format!("\n- {what}: {}\n", cell(line)));
    verdict.missing.iter().for_each(|missing| tell("lacking", &words::missing(missing)));
    verdict.left_out.iter().for_each(|left| tell("left out", &format!("{}: {}", left.what, left.why)));
    verdict.notes.iter().for_each(|note| tell("note", note));
    verdict.kept.iter().for_each(|kept| tell("kept on purpose", &format!("{}: {}", kept.address, kept.what)));
    verdict.remains.iter().for_each(|remains| tell("still there", &words::remains(remains)));
    if let Some(command) = &verdict.clean_up {
        blocks.push(format!("\n- take it away with {}\n", code(command)));
    }
    blocks
}

/// The change's steps, folded where they are many; in pieces, so that some of them always fit.
fn steps(verdict: &Verdict) -> Vec<String> {
    let Some(apply) = verdict.stages.iter().find(|stage| stage.name == StageName::Apply) else {
        return Vec::new();
    };
    let lines: Vec<String> = apply.steps.iter().map(words::step).collect();
    let is_many = lines.len() > LINES;
    let pieces = lines.chunks(LINES).enumerate().map(|(index, piece)| {
        let open = if is_many { "" } else { " open" };
        let (first, last) = (index * LINES + 1, index * LINES + piece.len());
        let piece = piece.join("\n");
        let fence = fence(&piece);
        format!(
            "\n<details{open}><summary>steps {first} to {last} of {}</summary>\n\n{fence}diff\n{piece}\n{fence}\n\n</details>\n",
            lines.len()
        )
    });
    pieces.collect()
}
