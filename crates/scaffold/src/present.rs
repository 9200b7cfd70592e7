use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use scaffold_model::diagnostic::any_error;
use scaffold_model::{Diagnostic, Plan, SourceFile, Verdict};
use scaffold_report::{
    PlanView, Style, Terminal, diagnostics_text, plan_json, plan_markdown, plan_text, verdict_json,
    verdict_markdown, verdict_text,
};

use crate::arguments::Consent;
use crate::codes;
use crate::failure::Failure;

/// How a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people
    Text,
    /// For programs; docs/schemas/plan.schema.json describes it
    Json,
    /// For a pull request: within 65,536 bytes
    Markdown,
}

/// Where a plan goes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Plan")]
pub struct Presentation {
    /// How the plan is written to standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Also write it to a file, such as markdown:plan.md; any number
    #[arg(long = "save-as", value_name = "FORMAT:FILE")]
    pub save_as: Vec<SaveAs<PlanFormat>>,
}

/// `markdown:plan.md`.
#[derive(Clone, Debug)]
pub struct SaveAs<F> {
    format: F,
    file: PathBuf,
}

impl<F: ValueEnum> FromStr for SaveAs<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once(':').ok_or("expected FORMAT:FILE, such as markdown:plan.md")?;
        let format = F::from_str(format, false)
            .map_err(|_| format!("`{format}` is no format: text, json or markdown"))?;
        if file.is_empty() {
            return Err("the file is missing behind the colon".to_owned());
        }
        Ok(Self { format, file: PathBuf::from(file) })
    }
}

/// How a verdict is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerdictFormat {
    /// For people
    Text,
    /// For programs; docs/schemas/verdict.schema.json describes it
    Json,
    /// For a pull request: within 65,536 bytes
    Markdown,
}

/// Where a verdict goes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Verdict")]
pub struct VerdictPresentation {
    /// How the verdict is written to standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: VerdictFormat,
    /// Also write it to a file, such as markdown:verdict.md; any number
    #[arg(long = "save-as", value_name = "FORMAT:FILE")]
    pub save_as: Vec<SaveAs<VerdictFormat>>,
}

/// Writes a verdict to standard output and to files. One that cannot be written keeps no other from it.
pub fn verdict(
    verdict: &Verdict,
    presentation: &VerdictPresentation,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    terminal.print(&written_verdict(verdict, presentation.format, terminal.out)?)?;
    for SaveAs { format, file } in &presentation.save_as {
        let text = written_verdict(verdict, *format, Style::plain())?;
        if let Err(error) = fs::write(file, text) {
            terminal.complain(&format!("error: writing the verdict to {}: {error}\n", file.display()));
            terminal.lose();
        }
    }
    Ok(())
}

fn written_verdict(verdict: &Verdict, format: VerdictFormat, style: Style) -> Result<String, Failure> {
    Ok(match format {
        VerdictFormat::Text => verdict_text(verdict, style),
        VerdictFormat::Json => verdict_json(verdict)
            .map_err(|error| Failure::bug(format!("writing the verdict as JSON: {error}")))?,
        VerdictFormat::Markdown => verdict_markdown(verdict),
    })
}

/// Writes a plan to standard output and to files.
pub fn plan(
    plan: &Plan,
    files: &[SourceFile],
    presentation: &Presentation,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    for SaveAs { format, file } in &presentation.save_as {
        let text = written(plan, files, *format, Style::plain())?;
        fs::write(file, text).map_err(Failure::file(format!("writing the plan to {}", file.display())))?;
    }
    let text = written(plan, files, presentation.format, terminal.out)?;
    Ok(terminal.print(&text)?)
}

/// A plan as text on standard output, before a question about it. Who wants quiet and was not to be
/// asked sees it only where it refuses something.
pub fn plan_to_agree_to(
    plan: &Plan,
    files: &[SourceFile],
    consent: &Consent,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    if terminal.quiet && plan.refusals.is_empty() && (consent.yes || consent.confirm.is_some()) {
        return Ok(());
    }
    let text = written(plan, files, PlanFormat::Text, terminal.out)?;
    Ok(terminal.print(&text)?)
}

fn written(plan: &Plan, files: &[SourceFile], format: PlanFormat, style: Style) -> Result<String, Failure> {
    let view = PlanView { plan, sources: files, codes: &codes::all(), style };
    Ok(match format {
        PlanFormat::Text => plan_text(&view),
        PlanFormat::Json => json(plan)?,
        PlanFormat::Markdown => plan_markdown(&view),
    })
}

/// A plan of the past as text: its files may be others by now.
pub fn text(plan: &Plan, style: Style) -> String {
    plan_text(&PlanView { plan, sources: &[], codes: &codes::all(), style })
}

/// A plan as `--out` saves it.
pub fn json(plan: &Plan) -> Result<String, Failure> {
    plan_json(plan).map_err(|error| Failure::bug(format!("writing the plan as JSON: {error}")))
}

/// Warnings of a blueprint that is right.
pub fn warnings(warnings: &[Diagnostic], files: &[SourceFile], terminal: &Terminal) {
    if !warnings.is_empty() && (!terminal.quiet || any_error(warnings)) {
        terminal.complain(&diagnostics_text(warnings, files, terminal.err));
    }
}
