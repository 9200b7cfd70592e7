use scaffold_model::{
    Missing, PlannedStep, Remains, Stage, StageName, StageResult, Summary, Trouble, Verdict, VerdictResult,
};

use crate::plan::words::{disruption, place};
use crate::style::{count, duration, one_line};

/// What a stage is, for people.
pub(super) fn stage(name: StageName) -> &'static str {
    match name {
        StageName::Base => "apply the base",
        StageName::Apply => "apply",
        StageName::Replan => "plan again",
        StageName::Destroy => "destroy",
        StageName::Gone => "look again",
    }
}

/// How it went.
pub(super) fn result(result: StageResult) -> &'static str {
    match result {
        StageResult::Passed => "passed",
        StageResult::Failed => "FAILED",
        StageResult::Refused => "REFUSED",
        StageResult::Interrupted => "interrupted",
        StageResult::Skipped => "not come to",
    }
}

/// What there is to say of a stage in one line.
pub(super) fn line(stage: &Stage) -> String {
    let mut parts = Vec::new();
    match (stage.name, stage.result) {
        (_, StageResult::Skipped) => return String::new(),
        (StageName::Replan, StageResult::Passed) => parts.push("nothing to do".to_owned()),
        (StageName::Gone, StageResult::Passed) => parts.push("nothing is live".to_owned()),
        _ => {}
    }
    let works = !matches!(stage.name, StageName::Replan | StageName::Gone);
    if let Some(planned) = stage.summary.filter(|_| works || stage.result != StageResult::Passed) {
        parts.push(counts(planned));
    }
    if works {
        parts.push(format!("{} done in {}", count(stage.done, "step"), duration(stage.seconds)));
    }
    parts.join("; ")
}

/// `3 to add, 1 to change`, without what there is nothing of.
fn counts(summary: Summary) -> String {
    let Summary { add, change, replace, destroy, adopt } = summary;
    let counts =
        [(add, "add"), (change, "change"), (replace, "replace"), (destroy, "destroy"), (adopt, "adopt")];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, what)| format!("{number} to {what}")).collect();
    if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") }
}

/// A step of the change.
pub(super) fn step(step: &PlannedStep) -> String {
    let symbol = match step.action {
        "create" => "+",
        "update" => "~",
        "delete" => "-",
        "replace" => "-/+",
        _ => "<",
    };
    let disturbs = disruption(step.disruption).map(|words| format!(", {words}")).unwrap_or_default();
    one_line(&format!("{symbol} {} ({}{disturbs})", step.address, step.kind))
}

/// Something that went wrong, with what to do.
pub(super) fn trouble(trouble: &Trouble) -> (String, Option<String>) {
    let Trouble { address, message, code, help, origin } = trouble;
    let mut text = String::new();
    if let Some(address) = address.as_ref().filter(|address| !message.contains(address.as_str())) {
        text.push_str(&format!("{address}: "));
    }
    text.push_str(message);
    if let Some(code) = code {
        text.push_str(&format!(" [{code}]"));
    }
    if let Some(origin) = origin {
        text.push_str(&format!(" ({})", place(origin)));
    }
    (one_line(&text), help.as_deref().map(one_line))
}

/// What an endpoint lacks.
pub(super) fn missing(missing: &Missing) -> String {
    let Missing { service, kinds, blocks, why } = missing;
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let blocks: Vec<&str> = blocks.iter().map(|block| block.as_str()).collect();
    one_line(&format!("{service}: {}, for {} ({why})", kinds.join(", "), blocks.join(", ")))
}

/// What is still live.
pub(super) fn remains(remains: &Remains) -> String {
    let Remains { address, kind, id } = remains;
    match address {
        Some(address) => one_line(&format!("{address} ({kind} {id})")),
        None => one_line(&format!("{kind} {id}")),
    }
}

/// The verdict in one line.
pub(super) fn judgement(verdict: &Verdict) -> String {
    let stage_of = |wanted: StageResult| verdict.stages.iter().find(|stage| stage.result == wanted);
    let at = |wanted| stage_of(wanted).map(|found| stage(found.name)).unwrap_or("the beginning");
    let mut words = match verdict.result {
        VerdictResult::Passed if verdict.left_out.is_empty() => {
            "Passed: applied, planned empty, destroyed, gone".to_owned()
        }
        VerdictResult::Passed => {
            let left_out = verdict.left_out.len();
            format!("Passed as far as rehearsed: {left_out} of the blueprint's entries were left out")
        }
        VerdictResult::Failed => format!("Failed at: {}", at(StageResult::Failed)),
        VerdictResult::Refused => format!("Refused at: {}", at(StageResult::Refused)),
        VerdictResult::Unavailable => {
            "Not rehearsed: the endpoint lacks what the blueprint needs; nothing was made".to_owned()
        }
        VerdictResult::Interrupted => format!("Interrupted at: {}", at(StageResult::Interrupted)),
    };
    if !verdict.remains.is_empty() {
        words.push_str(&format!("; {} still there", count(verdict.remains.len(), "resource")));
    }
    words
}
