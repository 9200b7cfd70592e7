use scaffold_model::{StageName, StageResult, Verdict, VerdictResult};

use super::words;
use crate::cloud::cloud_words;
use crate::style::{Style, one_line};

/// A verdict for a person at a terminal.
pub fn verdict_text(verdict: &Verdict, style: Style) -> String {
    let mut text = head(verdict, style);
    for stage in &verdict.stages {
        let result = format!("{:<12}", words::result(stage.result));
        let result = match stage.result {
            StageResult::Passed => style.gain(&result),
            StageResult::Skipped => style.quiet(&result),
            _ => style.strong(&result),
        };
        let line = format!("  {:<15} {result} {}", words::stage(stage.name), words::line(stage));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    if !verdict.stages.is_empty() {
        text.push('\n');
    }
    if let Some(change) = verdict.stages.iter().find(|stage| stage.name == StageName::Apply)
        && verdict.base.is_some()
        && !change.steps.is_empty()
    {
        text.push_str(&format!("{}\n", style.strong("The change:")));
        change.steps.iter().for_each(|step| text.push_str(&format!("  {}\n", words::step(step))));
        text.push('\n');
    }
    for stage in &verdict.stages {
        for trouble in &stage.troubles {
            let (message, help) = words::trouble(trouble);
            let what = style.strong(&format!("{}:", words::stage(stage.name)));
            text.push_str(&format!("{what} {message}\n"));
            help.into_iter().for_each(|help| text.push_str(&format!("  help: {help}\n")));
        }
    }
    text.push_str(&lists(verdict, style));
    text.push_str(&format!("{}\n", style.strong(&words::judgement(verdict))));
    text
}

fn head(verdict: &Verdict, style: Style) -> String {
    let title = one_line(&format!("Dry run of {}", verdict.stack));
    let mut text = format!("{}: {}", style.strong(&title), cloud_words(&verdict.cloud));
    if verdict.rehearsed_as != verdict.stack {
        text.push_str(&one_line(&format!(", as stack {}", verdict.rehearsed_as)));
    }
    if let Some(base) = &verdict.base {
        text.push_str(&one_line(&format!(", from {base}")));
    }
    text.push_str("\n\n");
    text
}

fn lists(verdict: &Verdict, style: Style) -> String {
    let mut text = String::new();
    let mut tell = |what: &str, lines: Vec<String>| {
        for line in lines {
            text.push_str(&format!("{} {}\n", style.strong(&format!("{what}:")), one_line(&line)));
        }
    };
    tell("lacking", verdict.missing.iter().map(words::missing).collect());
    let left_out = verdict.left_out.iter().map(|left| format!("{}: {}", left.what, left.why));
    tell("left out", left_out.collect());
    tell("note", verdict.notes.clone());
    tell(
        "kept on purpose",
        verdict.kept.iter().map(|kept| format!("{}: {}", kept.address, kept.what)).collect(),
    );
    tell("still there", verdict.remains.iter().map(words::remains).collect());
    if let Some(command) = &verdict.clean_up {
        tell("take it away with", vec![command.clone()]);
    }
    if verdict.result == VerdictResult::Unavailable {
        let help = "add --only-available to rehearse the rest, leave --on out for the sandbox, which has everything, or \
                    name another endpoint";
        tell("help", vec![help.to_owned()]);
    }
    text
}
