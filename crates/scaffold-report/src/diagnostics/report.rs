use std::collections::BTreeSet;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};
use scaffold_model::{Diagnostic, Label, Origin, Severity, SourceFile};
use textwrap::WordSplitter;

use crate::style::{Style, count, harmless, one_line};

/// Diagnostics with the lines they speak of, and what they come to.
pub fn diagnostics_text(diagnostics: &[Diagnostic], sources: &[SourceFile], style: Style) -> String {
    let theme = if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(style.width)
        // An address or id that is broken at its hyphen cannot be copied.
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_show_related_as_nested(true);
    let sources = &without_passwords(diagnostics, sources);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let mut report = String::new();
        let drawn = handler.render_report(&mut report, &Drawn::new(diagnostic, sources));
        match drawn {
            Ok(()) => text.push_str(report.trim_start_matches('\n')),
            Err(fmt::Error) => text.push_str(&line(diagnostic)),
        }
        text.push('\n');
    }
    text.push_str(&verdict(diagnostics, style));
    text
}

/// The code of what is told of passwords, which are drawn as stars, beside other mistakes too.
const HIDDEN: &str = "written-password";

fn without_passwords(diagnostics: &[Diagnostic], sources: &[SourceFile]) -> Vec<SourceFile> {
    let hidden = diagnostics.iter().filter(|diagnostic| diagnostic.code.name == HIDDEN);
    let labels: Vec<&Label> = hidden.flat_map(|diagnostic| &diagnostic.labels).collect();
    let hide = |file: &SourceFile| {
        let mut text = file.text.clone();
        for label in labels.iter().filter(|label| label.origin.file == file.name) {
            let (start, end) = span(&label.origin, &text);
            let star = |byte: u8| if byte == b'\n' { '\n' } else { '*' };
            let stars: String = text[start..end].bytes().map(star).collect();
            text.replace_range(start..end, &stars);
        }
        SourceFile { name: file.name.clone(), text }
    };
    sources.iter().map(hide).collect()
}

/// One line each: `blueprint.toml:12: error[unknown-attribute]: …`.
pub fn diagnostics_lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(line).collect()
}

fn line(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.labels.first() {
        Some(label) => format!("{}:{}: ", label.origin.file, label.origin.line),
        None => String::new(),
    };
    let help = diagnostic.help.as_ref().map(|help| format!(" ({})", one_line(help))).unwrap_or_default();
    let word = severity_word(diagnostic.severity);
    format!("{place}{word}[{}]: {}{help}\n", diagnostic.code.name, one_line(&diagnostic.message))
}

pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// `2 errors, 1 warning`, and where to read more.
fn verdict(diagnostics: &[Diagnostic], style: Style) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    let counts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    if counts.is_empty() {
        return String::new();
    }
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect();
    let more = match codes.first() {
        Some(code) if codes.len() == 1 => format!("scaffold explain {code}"),
        _ => "scaffold explain CODE".to_owned(),
    };
    format!("{}; more: {more}\n", style.strong(&counts.join(", ")))
}

/// A diagnostic as miette draws it: one file, its labels, and other files below.
struct Drawn<'a> {
    diagnostic: &'a Diagnostic,
    message: String,
    help: Option<String>,
    source: Option<NamedSource<String>>,
    labels: Vec<LabeledSpan>,
    others: Vec<Elsewhere>,
}

/// Labels in a further file.
struct Elsewhere {
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
}

impl<'a> Drawn<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &[SourceFile]) -> Self {
        let mut drawn = Self {
            diagnostic,
            message: harmless(&diagnostic.message),
            help: diagnostic.help.as_deref().map(harmless),
            source: None,
            labels: Vec::new(),
            others: Vec::new(),
        };
        let mut names: Vec<&str> = Vec::new();
        for label in &diagnostic.labels {
            let name = label.origin.file.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        for name in names {
            let labels: Vec<&Label> =
                diagnostic.labels.iter().filter(|label| label.origin.file == name).collect();
            drawn.add_file(name, &labels, sources);
        }
        drawn
    }

    fn add_file(&mut self, name: &str, labels: &[&Label], sources: &[SourceFile]) {
        let Some(file) = sources.iter().find(|file| file.name == name) else {
            // A saved plan knows the place but not the text.
            let lines: Vec<String> =
                labels.iter().map(|label| format!("{name}:{}", label.origin.line)).collect();
            self.message.push_str(&format!(" ({})", lines.join(", ")));
            return;
        };
        let source = NamedSource::new(one_line(name), harmless(&file.text));
        let is_first = self.source.is_none();
        let spans = labels
            .iter()
            .enumerate()
            .map(|(index, label)| {
                let (start, end) = span(&label.origin, &file.text);
                let text = Some(harmless(&label.text));
                if is_first && index == 0 {
                    LabeledSpan::new_primary_with_span(text, start..end)
                } else {
                    LabeledSpan::new_with_span(text, start..end)
                }
            })
            .collect();
        if self.source.is_none() {
            self.source = Some(source);
            self.labels = spans;
        } else {
            self.others.push(Elsewhere { source, labels: spans });
        }
    }
}

/// The bytes of an origin, moved onto characters that the text has: it may have changed since.
fn span(origin: &Origin, text: &str) -> (usize, usize) {
    let start = floor(text, origin.start);
    (start, floor(text, origin.end).max(start))
}

fn floor(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.diagnostic.code.name))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        (!self.others.is_empty())
            .then(|| Box::new(self.others.iter().map(|other| other as &dyn miette::Diagnostic)) as Box<_>)
    }
}

impl fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("elsewhere")
    }
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "in {}", self.source.name())
    }
}

impl std::error::Error for Elsewhere {}

impl miette::Diagnostic for Elsewhere {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
