use std::ops::Range;

use scaffold_model::diagnostic::any_error;
use scaffold_model::{Code, Diagnostic, Origin, SourceFile};

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    pub found: Vec<Diagnostic>,
}

impl Problems {
    pub fn error(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
        detail: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.found.push(detail(Diagnostic::error(code, message)));
    }

    pub fn warning(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
        detail: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        self.found.push(detail(Diagnostic::warning(code, message)));
    }

    pub fn any_error(&self) -> bool {
        any_error(&self.found)
    }
}

/// The text of a file, with its lines counted.
pub(crate) struct Text<'a> {
    pub file: &'a SourceFile,
    line_starts: Vec<usize>,
}

impl<'a> Text<'a> {
    pub fn new(file: &'a SourceFile) -> Self {
        let breaks = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { file, line_starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The place of some bytes.
    pub fn origin(&self, span: Range<usize>) -> Origin {
        Origin { file: self.file.name.clone(), start: span.start, end: span.end, line: self.line(span.start) }
    }

    /// The line, from 1, in which a byte stands.
    pub fn line(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte).max(1)
    }

    /// The bytes of a line, from 1, without its end.
    pub fn line_span(&self, line: usize) -> Range<usize> {
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(self.file.text.len());
        let end = self.line_starts.get(line).map_or(self.file.text.len(), |next| next.saturating_sub(1));
        start..end.max(start)
    }

    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// The text of some bytes; empty where they are none.
    pub fn at(&self, span: &Range<usize>) -> &'a str {
        self.file.text.get(span.clone()).unwrap_or_default()
    }
}

/// What is wrong with one value, before it is known which attribute holds it.
#[derive(Debug)]
pub(crate) struct Finding {
    pub code: &'static Code,
    /// Goes on after the attribute's name: "is no IPv4 range".
    pub problem: String,
    pub label: String,
    pub help: Option<String>,
}

impl Finding {
    pub fn new(code: &'static Code, problem: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code, problem: problem.into(), label: label.into(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}
