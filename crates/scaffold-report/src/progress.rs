use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use scaffold_model::{Event, EventKind, Signal, StepId};

use crate::style::{Style, count, duration, one_line};

/// At most so many rows at once.
const ROWS: usize = 8;

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressForm {
    /// A row for each step under way, on a terminal.
    Rows,
    /// A line for each event.
    Lines,
    /// Failures only.
    Silent,
}

/// Tells on standard error how an apply gets on.
#[derive(Debug)]
pub struct Progress {
    form: ProgressForm,
    style: Style,
    rows: MultiProgress,
    running: BTreeMap<StepId, Running>,
}

#[derive(Debug)]
struct Running {
    bar: Option<ProgressBar>,
    verb: String,
    expected: String,
}

impl Progress {
    /// Nothing has happened yet.
    pub fn new(form: ProgressForm, style: Style) -> Self {
        let target = match form {
            ProgressForm::Rows => ProgressDrawTarget::stderr(),
            ProgressForm::Lines | ProgressForm::Silent => ProgressDrawTarget::hidden(),
        };
        Self { form, style, rows: MultiProgress::with_draw_target(target), running: BTreeMap::new() }
    }

    /// Tells of one event.
    pub fn event(&mut self, event: &Event) {
        self.keep_rows(&event.kind);
        if let Some(line) = self.line(&event.kind) {
            self.say(&line);
        }
    }

    fn say(&self, line: &str) {
        // A closed terminal must not end an apply.
        let _ = match self.form {
            ProgressForm::Rows => self.rows.println(line),
            ProgressForm::Lines | ProgressForm::Silent => writeln!(io::stderr().lock(), "{line}"),
        };
    }

    /// What is told for good: above the rows, or as a line.
    fn line(&self, kind: &EventKind) -> Option<String> {
        let is_brief = self.form == ProgressForm::Silent;
        let in_lines = self.form == ProgressForm::Lines;
        match kind {
            EventKind::RunStarted { stack, steps } => {
                in_lines.then(|| format!("{stack}: {} to do", count(*steps, "step")))
            }
            EventKind::StepStarted { address, verb, expected_seconds, step: _, kind: _ } => {
                in_lines.then(|| format!("{address}: {verb}{}", expected(*expected_seconds)))
            }
            EventKind::StepProgress { address, status, elapsed_seconds, step: _ } => {
                in_lines.then(|| format!("{address}: {} ({})", one_line(status), duration(*elapsed_seconds)))
            }
            EventKind::StepDone { step, address, id, elapsed_seconds } => (!is_brief).then(|| {
                let verb = self.running.get(step).map_or("do", |running| running.verb.as_str());
                let id = id.as_ref().map(|id| format!(" {}", one_line(id.as_str()))).unwrap_or_default();
                format!("{address}: {} in {}{id}", self.style.gain(past(verb)), duration(*elapsed_seconds))
            }),
            EventKind::StepFailed { address, error, class: _, elapsed_seconds, step: _ } => {
                let failed = self.style.strong("failed");
                Some(format!("{address}: {failed} after {}: {}", duration(*elapsed_seconds), one_line(error)))
            }
            EventKind::StepSkipped { address, because, step: _ } => {
                Some(format!("{address}: skipped, since {because} failed"))
            }
            EventKind::Interrupted { signal } => Some(format!(
                "{}: no further step begins; once more to leave at once",
                match signal {
                    Signal::Interrupt => "interrupted",
                    Signal::Terminate => "asked to end",
                }
            )),
            EventKind::Heartbeat { running, done, steps } => {
                in_lines.then(|| format!("still at work: {done} of {steps} done, {running} under way"))
            }
            EventKind::StageStarted { .. } | EventKind::RunFinished { .. } => None,
        }
    }

    fn keep_rows(&mut self, kind: &EventKind) {
        match kind {
            EventKind::StepStarted { step, address, verb, expected_seconds, kind: _ } => {
                let bar = (self.form == ProgressForm::Rows && self.shown() < ROWS).then(|| {
                    let bar = self.rows.add(ProgressBar::new_spinner().with_style(row_style()));
                    bar.set_prefix(address.to_string());
                    bar.set_message(format!("{verb}{}", expected(*expected_seconds)));
                    bar.enable_steady_tick(Duration::from_millis(120));
                    bar
                });
                let expected = expected(*expected_seconds);
                self.running.insert(*step, Running { bar, verb: verb.clone(), expected });
            }
            EventKind::StepProgress { step, status, .. } => {
                if let Some(Running { bar: Some(bar), verb, expected }) = self.running.get(step) {
                    bar.set_message(format!("{verb}{expected}: {}", one_line(status)));
                }
            }
            EventKind::StepDone { step, .. } | EventKind::StepFailed { step, .. } => {
                if let Some(bar) = self.running.get(step).and_then(|running| running.bar.as_ref()) {
                    bar.finish_and_clear();
                }
            }
            EventKind::RunFinished { .. } => {
                self.running
                    .values()
                    .filter_map(|running| running.bar.as_ref())
                    .for_each(ProgressBar::finish_and_clear);
            }
            EventKind::StageStarted { .. }
            | EventKind::RunStarted { .. }
            | EventKind::StepSkipped { .. }
            | EventKind::Interrupted { .. }
            | EventKind::Heartbeat { .. } => {}
        }
    }

    fn shown(&self) -> usize {
        self.running
            .values()
            .filter_map(|running| running.bar.as_ref())
            .filter(|bar| !bar.is_finished())
            .count()
    }
}

fn row_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {prefix}: {wide_msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn expected(seconds: u32) -> String {
    if seconds == 0 { String::new() } else { format!(" (about {seconds} s)") }
}

fn past(verb: &str) -> &str {
    match verb {
        "create" => "created",
        "update" => "updated",
        "delete" => "deleted",
        "adopt" => "adopted",
        _ => "done",
    }
}
