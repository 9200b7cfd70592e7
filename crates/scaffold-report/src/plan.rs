mod change;
mod entry;
mod file;
mod markdown;
mod text;
pub(crate) mod words;

use scaffold_model::{Code, Diagnostic, Plan, Refusal, SourceFile};

use crate::style::Style;

pub use file::{PlanFileError, looks_like_plan, plan_json, read_plan};
pub use markdown::plan_markdown;
pub use text::plan_text;

/// A plan, and what helps to show it.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The blueprint's texts, so that refusals are shown on their lines. Empty for a saved plan.
    pub sources: &'a [SourceFile],
    /// The codes that refusals may have.
    pub codes: &'a [&'static Code],
    /// Colour and width; Markdown takes none.
    pub style: Style,
}

/// A refusal whose code nobody knows: the plan is of another version.
static REFUSED: Code = Code {
    name: "refused",
    explanation: "The plan holds something that `scaffold` will not do. The message says what, and the help \
                  says what to do instead.",
};

impl PlanView<'_> {
    /// Refusals as diagnostics on the lines that asked.
    fn refusals(&self) -> Vec<Diagnostic> {
        self.plan.refusals.iter().map(|refusal| self.refusal(refusal)).collect()
    }

    fn refusal(&self, refusal: &Refusal) -> Diagnostic {
        let Refusal { code, address, message, help, origin } = refusal;
        let known = self.codes.iter().find(|known| known.name == code).copied().unwrap_or(&REFUSED);
        let message = if message.contains(address.as_str()) {
            message.clone()
        } else {
            format!("{address}: {message}")
        };
        let mut diagnostic = Diagnostic::error(known, message);
        if let Some(origin) = origin {
            diagnostic = diagnostic.at(origin, "asked for here");
        }
        match help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        }
    }
}
