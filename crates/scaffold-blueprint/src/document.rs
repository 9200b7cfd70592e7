//! A TOML document of our own: every key and value with its origin, in the order of the file.

use scaffold_model::{Origin, Reference, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::codes;
use crate::problems::{Problems, Text};

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub data: Data,
    pub origin: Origin,
    /// The expression that gave the value: `${var.zones}`.
    pub from: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(String),
    List {
        items: Vec<Node>,
        /// Written as `[[…]]`.
        of_tables: bool,
    },
    Table(Table),
    /// An expression that only apply can answer.
    Pending(Reference),
    /// Text with such an expression in it.
    Concat(Vec<Value>),
    /// A problem that is already reported.
    Broken,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_origin: Origin,
    pub value: Node,
}

impl Table {
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.as_str())
    }
}

impl Node {
    pub fn new(data: Data, origin: &Origin) -> Self {
        Self { data, origin: origin.clone(), from: None }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.data {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn found(&self) -> &'static str {
        match &self.data {
            Data::Text(_) | Data::Concat(_) => "text",
            Data::Integer(_) => "a whole number",
            Data::Number(_) => "a number",
            Data::Boolean(_) => "true or false",
            Data::Date(_) => "a date or time",
            Data::List { of_tables: true, .. } => "a list of tables",
            Data::List { .. } => "a list",
            Data::Table(_) => "a table",
            Data::Pending(_) => "known only at apply",
            Data::Broken => "not readable",
        }
    }
}

/// Turns what the TOML crate read into a table of ours.
pub(crate) fn convert(table: &DeTable<'_>, text: &Text<'_>, problems: &mut Problems) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_origin: text.origin(key.span()),
            value: convert_value(value, text, problems),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_origin.start);
    Table { entries }
}

fn convert_value(value: &Spanned<DeValue<'_>>, text: &Text<'_>, problems: &mut Problems) -> Node {
    let origin = text.origin(value.span());
    let data = match value.get_ref() {
        DeValue::String(content) => Data::Text(content.to_string()),
        DeValue::Boolean(flag) => Data::Boolean(*flag),
        DeValue::Datetime(date) => Data::Date(date.to_string()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(number) => Data::Integer(number),
            Err(_) => too_large(&origin, problems),
        },
        DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => Data::Number(number),
            _ => too_large(&origin, problems),
        },
        DeValue::Array(items) => Data::List {
            of_tables: items
                .first()
                .is_some_and(|item| item.get_ref().is_table() && text.at(&item.span()).starts_with("[[")),
            items: items.iter().map(|item| convert_value(item, text, problems)).collect(),
        },
        DeValue::Table(table) => Data::Table(convert(table, text, problems)),
    };
    Node { data, origin, from: None }
}

fn too_large(origin: &Origin, problems: &mut Problems) -> Data {
    problems.error(&codes::TOO_LARGE_NUMBER, "this number cannot be represented", |found| {
        found.at(origin, "no whole number of 64 bits, nor a finite number").help("write a smaller number")
    });
    Data::Broken
}
