//! Problems in what a user wrote, collected and never printed here.

use crate::{Origin, SourceFile};

/// One kind of mistake, with what `scaffold explain` says of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case and unique: `unknown-attribute`.
    pub name: &'static str,
    /// What went wrong and how to mend it, in Markdown.
    pub explanation: &'static str,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the run goes on.
    Warning,
    /// The run stops before anything is read or changed.
    Error,
}

/// A problem at one or more places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The mistake.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// A lowercase fragment.
    pub message: String,
    /// The places, the one to look at first first. None when the problem is not in a file.
    pub labels: Vec<Label>,
    /// What to try next.
    pub help: Option<String>,
}

/// A word on a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub origin: Origin,
    /// What is wrong there.
    pub text: String,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }

    /// A warning without a place yet.
    pub fn warning(code: &'static Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// With one more labelled place.
    #[must_use]
    pub fn at(mut self, origin: &Origin, text: impl Into<String>) -> Self {
        self.labels.push(Label { origin: origin.clone(), text: text.into() });
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Everything once, by file and place; what has no place comes last.
pub fn in_order(found: Vec<Diagnostic>, files: &[&SourceFile]) -> Vec<Diagnostic> {
    let place = |diagnostic: &Diagnostic| {
        diagnostic.labels.first().map_or((usize::MAX, 0, 0), |label| {
            let file = files.iter().position(|file| file.name == label.origin.file);
            (file.unwrap_or(files.len()), label.origin.start, label.origin.end)
        })
    };
    let mut ordered: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for diagnostic in found {
        if !ordered.contains(&diagnostic) {
            ordered.push(diagnostic);
        }
    }
    ordered.sort_by_key(place);
    ordered
}

/// Whether any of them is an error.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
