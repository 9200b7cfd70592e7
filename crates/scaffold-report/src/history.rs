use std::collections::BTreeMap;

use crate::style::{Style, count, one_line};

/// One run of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRun {
    /// What it is asked for by; begins with the time.
    pub id: String,
    /// `apply`.
    pub command: String,
    /// `anna on build-7`.
    pub by: String,
    /// The blueprint's git revision.
    pub revision: Option<String>,
    /// How many steps ended how, by `done`, `failed`, `skipped`, `under_way`, `not_begun`; none where the run was
    /// killed, or still goes on.
    pub steps: Option<BTreeMap<&'static str, usize>>,
    /// Steps that were meant.
    pub planned: usize,
    /// The exit code.
    pub exit: Option<i32>,
}

/// A line a run, the newest first.
pub fn history_text(runs: &[PastRun], style: Style) -> String {
    let width = |of: fn(&PastRun) -> usize| runs.iter().map(of).max().unwrap_or_default();
    let id = width(|run| run.id.len());
    let command = width(|run| run.command.len());
    let by = width(|run| one_line(&run.by).chars().count());
    let mut text = String::new();
    for run in runs {
        let who = one_line(&run.by);
        let revision = run.revision.as_deref().map(|revision| format!("  {}", one_line(revision)));
        text.push_str(&format!(
            "{:id$}  {:command$}  {who:by$}  {}{}\n",
            one_line(&run.id),
            one_line(&run.command),
            end(run),
            style.quiet(&revision.unwrap_or_default()),
        ));
    }
    text
}

fn end(run: &PastRun) -> String {
    let Some(steps) = &run.steps else {
        return format!("{} meant; killed, or still under way", count(run.planned, "step"));
    };
    let parts: Vec<String> =
        steps.iter().map(|(name, count)| format!("{count} {}", name.replace('_', " "))).collect();
    let parts = if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") };
    match run.exit {
        Some(0) | None => parts,
        Some(exit) => format!("{parts} (exit {exit})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stand_in_columns_and_say_how_they_ended() {
        let done = PastRun {
            id: "20261122T115003Z-1a2b3c4d".into(),
            command: "apply".into(),
            by: "anna on build-7".into(),
            revision: Some("3f2a1bc+".into()),
            steps: Some(BTreeMap::from([("done", 7)])),
            planned: 7,
            exit: Some(0),
        };
        let failed = PastRun {
            command: "destroy".into(),
            by: "ben\u{1b}[2J on laptop".into(),
            steps: Some(BTreeMap::from([("done", 1), ("not_begun", 2)])),
            exit: Some(5),
            revision: None,
            ..done.clone()
        };
        let killed = PastRun { steps: None, exit: None, revision: None, ..done.clone() };
        let text = history_text(&[done, failed, killed], Style::plain());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].contains("apply    anna on build-7"), "{text}");
        assert!(lines[0].ends_with("7 done  3f2a1bc+"), "{text}");
        assert!(lines[1].ends_with("1 done, 2 not begun (exit 5)") && !text.contains('\u{1b}'), "{text}");
        assert!(lines[2].ends_with("7 steps meant; killed, or still under way"), "{text}");
    }
}
