//! Reads TOML and goes on after a mistake: the first one is told, what it spoils is blanked out
//! and the rest read again, so that one slip does not bring a cascade.

use std::ops::Range;

use scaffold_model::SourceFile;
use toml::de::DeTable;

use crate::codes;
use crate::document::{self, Table};
use crate::problems::{Problems, Text};

/// Rereadings after which a text is taken to be something else than TOML.
const MOST_REREADINGS: usize = 25;

/// What could be read of a file.
pub(crate) struct Document {
    pub root: Table,
    /// Something had to be left out, so that what seems to be missing may not be.
    pub torn: bool,
}

/// A mistake as the TOML crate tells it.
struct Slip {
    span: Range<usize>,
    message: String,
    /// An unclosed text: everything after it is part of it.
    to_the_end: bool,
}

pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Document {
    let text = Text::new(file);
    let mut content = file.text.clone();
    let mut torn = false;
    let mut last_line = None;
    for rereading in 0.. {
        let Some(slip) = first_slip(&content) else { break };
        if rereading == MOST_REREADINGS {
            return Document { root: Table::default(), torn: true };
        }
        torn = true;
        let line = text.line(slip.span.start);
        let cascade = last_line.is_some_and(|last| nothing_between(last, line, &content, &text));
        if !cascade {
            report(&slip, &text, problems);
        }
        last_line = Some(blank(&mut content, &text, line, slip.to_the_end));
    }
    let (table, errors) = DeTable::parse_recoverable(&content);
    let root = document::convert(table.get_ref(), &text, problems);
    for error in errors.iter().filter(|error| is_structural(error.message())) {
        torn = true;
        let span = error.span().unwrap_or_default();
        report_structural(&span, error.message(), &content, &text, problems);
    }
    Document { root, torn }
}

/// Whether a mistake follows what was blanked without anything but blanks and comments between.
fn nothing_between(last: usize, line: usize, content: &str, text: &Text<'_>) -> bool {
    (last + 1..line).all(|between| {
        let between = content.get(text.line_span(between)).unwrap_or_default().trim();
        between.is_empty() || between.starts_with('#')
    })
}

fn first_slip(content: &str) -> Option<Slip> {
    let (_, errors) = DeTable::parse_recoverable(content);
    let first = errors
        .iter()
        .filter(|error| !is_structural(error.message()))
        .min_by_key(|error| error.span().map_or(content.len(), |span| span.start))?;
    let message = first.message().to_owned();
    let span = first.span().unwrap_or(content.len()..content.len());
    Some(match unclosed_text(&span, &message, content) {
        Some(opening) => Slip { span: opening, message, to_the_end: true },
        None => Slip { span: visible(span, content), message, to_the_end: false },
    })
}

/// Mistakes after which the crate itself goes on without a cascade.
fn is_structural(message: &str) -> bool {
    message == "duplicate key" || message.starts_with("cannot extend value")
}

fn report(slip: &Slip, text: &Text<'_>, problems: &mut Problems) {
    let message = format!("this is not TOML: {}", slip.message);
    problems.error(&codes::SYNTAX, message, |found| {
        let found = found.at(&text.origin(slip.span.clone()), "reading stopped here");
        match advice(&slip.message, text.at(&slip.span)) {
            Some(help) => found.help(help),
            None => found,
        }
    });
}

/// An unclosed `"""` shows only at the end of the file; its beginning is the place to look at.
fn unclosed_text(span: &Range<usize>, message: &str, content: &str) -> Option<Range<usize>> {
    let at_end = span.start >= content.trim_end().len();
    let quotes = match message {
        message if !at_end || !message.contains("multi-line") => return None,
        message if message.contains("literal") => "'''",
        _ => "\"\"\"",
    };
    content.rfind(quotes).map(|start| start..start + quotes.len())
}

/// A span between characters goes to the last character before it that can be seen.
fn visible(span: Range<usize>, content: &str) -> Range<usize> {
    let whole = content.get(span.clone()).is_some_and(|found| !found.trim().is_empty());
    if whole {
        return span;
    }
    let mut end = span.start.min(content.len());
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    let end = content[..end].trim_end().len();
    let width = content[..end].chars().next_back().map_or(0, char::len_utf8);
    end - width..end
}

fn advice(message: &str, found: &str) -> Option<String> {
    if message.contains("must be quoted") || (message.starts_with("invalid") && !found.contains('"')) {
        return Some("texts stand in quotes: `name = \"value\"`; booleans are `true` and `false`".to_owned());
    }
    if message.contains("key with no value") {
        return Some("a key needs a value: `key = value`".to_owned());
    }
    if message.contains("unclosed table") {
        return Some("a table header ends with `]`: `[vpc.main]`".to_owned());
    }
    message.contains("multi-line").then(|| "close the text with the quotes that open it".to_owned())
}

/// Blanks a line; after a spoiled table header also the lines that belong to it. Gives the last line.
fn blank(content: &mut String, text: &Text<'_>, line: usize, to_the_end: bool) -> usize {
    let is_header = |line: usize| text.at(&text.line_span(line)).trim_start().starts_with('[');
    let mut last = if to_the_end { text.lines() } else { line };
    if is_header(line) {
        while last < text.lines() && !is_header(last + 1) {
            last += 1;
        }
    }
    for line in line..=last {
        let span = text.line_span(line);
        let spaces = " ".repeat(span.len());
        if content.get(span.clone()).is_some() {
            content.replace_range(span, &spaces);
        }
    }
    last
}

fn report_structural(
    span: &Range<usize>,
    message: &str,
    content: &str,
    text: &Text<'_>,
    problems: &mut Problems,
) {
    let origin = text.origin(span.clone());
    let key = content.get(span.clone()).unwrap_or_default();
    if message != "duplicate key" {
        problems.error(&codes::SYNTAX, format!("this is not TOML: {message}"), |found| {
            found.at(&origin, "already has a value that is no table")
        });
        return;
    }
    problems.error(&codes::DUPLICATE_KEY, format!("`{key}` stands here twice"), |found| {
        let found = found.at(&origin, "again here");
        let found = match first_of(span, content) {
            Some(first) => found.at(&text.origin(first), "first here"),
            None => found,
        };
        found.help("keep one of them; for a list of tables write `[[…]]`")
    });
}

/// Where the key of a duplicate stands first: the duplicate is renamed, found in what is read
/// then, and its namesake looked up beside it.
fn first_of(span: &Range<usize>, content: &str) -> Option<Range<usize>> {
    let raw = content.get(span.clone())?;
    let name = DeTable::parse(&format!("{raw} = 0"))
        .ok()
        .and_then(|table| table.get_ref().keys().next().map(|key| key.get_ref().to_string()))?;
    let mut renamed = content.to_owned();
    renamed.replace_range(span.clone(), &"_".repeat(span.len()));
    let (table, _) = DeTable::parse_recoverable(&renamed);
    let home = home_of(table.get_ref(), span)?;
    home.keys().find(|key| key.get_ref().as_ref() == name).map(toml::Spanned::span)
}

fn home_of<'t, 'i>(table: &'t DeTable<'i>, span: &Range<usize>) -> Option<&'t DeTable<'i>> {
    if table.keys().any(|key| key.span() == *span) {
        return Some(table);
    }
    table.values().find_map(|value| home_in(value.get_ref(), span))
}

fn home_in<'t, 'i>(value: &'t toml::de::DeValue<'i>, span: &Range<usize>) -> Option<&'t DeTable<'i>> {
    match value {
        toml::de::DeValue::Table(table) => home_of(table, span),
        toml::de::DeValue::Array(items) => items.iter().find_map(|item| home_in(item.get_ref(), span)),
        _ => None,
    }
}
