//! Reads TOML and goes on after a mistake: the first one is told, what it spoils is blanked out
//! and the rest read again, so that one slip does not bring a cascade.

use std::ops::{Range, RangeInclusive};

use scaffold_model::SourceFile;
use toml::de::DeTable;

use crate::codes;
use crate::document::{self, Table};
use crate::problems::{Problems, Text};
use crate::torn::Torn;

/// Rereadings after which a text is taken to be something else than TOML.
const MOST_REREADINGS: usize = 25;
/// How the TOML crate calls a key that stands twice.
const DUPLICATE: &str = "duplicate key";

/// What could be read of a file.
pub(crate) struct Document {
    pub root: Table,
    pub torn: Torn,
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
    let mut torn = Torn::default();
    let mut last_line = None;
    for rereading in 0.. {
        let Some(slip) = first_slip(&content) else { break };
        if rereading == MOST_REREADINGS {
            torn.headers = true;
            return Document { root: Table::default(), torn };
        }
        let line = text.line(slip.span.start);
        let cascade = last_line.is_some_and(|last| nothing_between(last, line, &content, &text));
        if !cascade {
            report(&slip, &text, problems);
        }
        let spoiled = spoiled(&slip, line, &text);
        mark(&spoiled, &text, &mut torn);
        last_line = Some(*spoiled.end());
        blank(&mut content, spoiled, &text);
    }
    let (table, errors) = DeTable::parse_recoverable(&content);
    let root = document::convert(table.get_ref(), &text, problems);
    for (index, error) in errors.iter().filter(|error| is_structural(error.message())).enumerate() {
        torn.headers |= error.message() != DUPLICATE;
        let span = error.span().unwrap_or_default();
        let first = if index < MOST_REREADINGS { first_of(&span, &content) } else { None };
        report_structural(&span, error.message(), first, &text, problems);
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
    message == DUPLICATE || message.starts_with("cannot extend value")
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

/// The lines that a mistake makes unreadable.
fn spoiled(slip: &Slip, line: usize, text: &Text<'_>) -> RangeInclusive<usize> {
    if slip.to_the_end {
        return line..=text.lines();
    }
    let content = |line: usize| text.at(&text.line_span(line));
    let section_end =
        || (line..text.lines()).find(|line| is_header(content(line + 1))).unwrap_or(text.lines());
    if is_header(content(line)) {
        return line..=section_end();
    }
    let nested = ["array", "inline table", "comma"].iter().any(|word| slip.message.contains(word));
    if !nested || (has_key(content(line)) && is_balanced(content(line))) {
        return line..=line;
    }
    let opening = (1..=line).rev().find(|line| has_key(content(*line)) || is_header(content(*line)));
    opening.unwrap_or(line)..=section_end()
}

/// Whether a line begins a table: `[vpc.main]`, whole or not.
fn is_header(line: &str) -> bool {
    line.strip_prefix('[')
        .map(|rest| rest.strip_prefix('[').unwrap_or(rest).trim_start())
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

fn has_key(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.\"' ".contains(c))
    })
}

fn is_balanced(line: &str) -> bool {
    let count = |wanted: char| line.chars().filter(|c| *c == wanted).count();
    count('[') == count(']') && count('{') == count('}')
}

/// Remembers which tables lost lines.
fn mark(spoiled: &RangeInclusive<usize>, text: &Text<'_>, torn: &mut Torn) {
    let headers = |line: &usize| is_header(text.at(&text.line_span(*line)));
    torn.headers |= spoiled.clone().any(|line| headers(&line));
    let header = (1..=*spoiled.start()).rev().find(headers);
    torn.table(&text.file.name, header.unwrap_or(1));
}

fn blank(content: &mut String, spoiled: RangeInclusive<usize>, text: &Text<'_>) {
    for line in spoiled {
        let span = text.line_span(line);
        let spaces = " ".repeat(span.len());
        if content.get(span.clone()).is_some() {
            content.replace_range(span, &spaces);
        }
    }
}

fn report_structural(
    span: &Range<usize>,
    message: &str,
    first: Option<Range<usize>>,
    text: &Text<'_>,
    problems: &mut Problems,
) {
    let origin = text.origin(span.clone());
    if message != DUPLICATE {
        problems.error(&codes::SYNTAX, format!("this is not TOML: {message}"), |found| {
            found.at(&origin, "already has a value that is no table")
        });
        return;
    }
    problems.error(&codes::DUPLICATE_KEY, format!("`{}` stands here twice", text.at(span)), |found| {
        let found = found.at(&origin, "again here");
        let found = match first {
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
