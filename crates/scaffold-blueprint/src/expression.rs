//! `${…}` in texts: variables and `blueprint.*` are answered here, references are left pending.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Code, Origin, Reference, SourceFile, Value};

use crate::codes;
use crate::document::{Data, Entry, Node, Table};
use crate::problems::{Problems, Text};
use crate::suggest::suggest;

/// What an expression may speak of, where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// Nothing: only `$${` is read.
    Nothing,
    /// `${var.…}`.
    Variables,
    /// Also `${blueprint.…}`.
    Names,
    /// Also `${vpc.main.id}`.
    References,
}

/// `blueprint.name`, `.env`, `.region`.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// None when it is wrong or missing, which is reported elsewhere.
    pub name: Option<String>,
    pub environment: Option<String>,
    pub region: Option<String>,
}

/// Answers expressions.
pub(crate) struct Resolver<'a> {
    pub files: &'a [&'a SourceFile],
    /// None where a variable's value is wrong, which is reported elsewhere.
    pub variables: &'a BTreeMap<String, Option<Value>>,
    pub names: &'a Names,
    pub allowed: Allowed,
    /// A declaration may have been lost to a syntax error.
    pub torn: bool,
    pub used: BTreeSet<String>,
}

enum Piece<'t> {
    Literal(&'t str),
    Expression(&'t str),
}

/// Why there is no value; None when that is reported already.
type Trouble = Option<(&'static Code, String, Option<String>)>;

impl Resolver<'_> {
    /// The same value with every expression in it answered.
    pub fn resolve(&mut self, node: &Node, problems: &mut Problems) -> Node {
        let data = match &node.data {
            Data::Text(text) if text.contains("${") => return self.text(text, node, problems),
            Data::List { items, of_tables } => Data::List {
                items: items.iter().map(|item| self.resolve(item, problems)).collect(),
                of_tables: *of_tables,
            },
            Data::Table(table) => Data::Table(self.table(table, problems)),
            other => other.clone(),
        };
        Node { data, origin: node.origin.clone(), from: node.from.clone() }
    }

    /// The same table with every expression in it answered.
    pub fn table(&mut self, table: &Table, problems: &mut Problems) -> Table {
        let entry = |entry: &Entry| Entry {
            key: entry.key.clone(),
            key_origin: entry.key_origin.clone(),
            value: self.resolve(&entry.value, problems),
        };
        Table { entries: table.entries.iter().map(entry).collect() }
    }

    fn text(&mut self, text: &str, node: &Node, problems: &mut Problems) -> Node {
        let pieces = match split(text) {
            Ok(pieces) => pieces,
            Err(rest) => {
                let origin = self.place(node, rest, 0);
                problems.error(&codes::BAD_EXPRESSION, "an expression is not closed", |found| {
                    found
                        .at(&origin, "`${` without `}`")
                        .help("write `${var.name}`; a literal `${` is written `$${`")
                });
                return Node::new(Data::Broken, &node.origin);
            }
        };
        let single = matches!(pieces.as_slice(), [Piece::Expression(_)]);
        let mut values = Vec::with_capacity(pieces.len());
        let mut broken = false;
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for piece in &pieces {
            let Piece::Expression(source) = piece else {
                values.push(Value::text(literal(piece)));
                continue;
            };
            let nth = seen.entry(source).and_modify(|count| *count += 1).or_insert(0);
            match self.answer(source, single) {
                Ok(value) => values.push(value),
                Err(trouble) => {
                    broken = true;
                    let origin = self.place(node, &format!("${{{source}}}"), *nth);
                    report(trouble, &origin, problems);
                }
            }
        }
        let data = match values.pop() {
            _ if broken => Data::Broken,
            Some(value) if single => data_of(value, &node.origin),
            Some(last) => {
                values.push(last);
                data_of(Value::concat(values), &node.origin)
            }
            None => Data::Text(String::new()),
        };
        let from = (single && !broken).then(|| text.to_owned());
        Node { data, origin: node.origin.clone(), from }
    }

    fn answer(&mut self, source: &str, single: bool) -> Result<Value, Trouble> {
        let path = source.trim();
        if self.allowed == Allowed::Nothing {
            let help = "write the value itself; a literal `${` is written `$${`".to_owned();
            return Err(trouble(
                &codes::EXPRESSION_NOT_ALLOWED,
                "no expression may stand here".into(),
                Some(help),
            ));
        }
        let value = match path.split_once('.') {
            Some(("var", name)) => self.variable(name)?,
            Some(("blueprint", name)) => self.name(name)?,
            _ => self.reference(path)?,
        };
        match value {
            Value::List(_) if !single => Err(trouble(
                &codes::LIST_IN_TEXT,
                format!("`${{{path}}}` is a list, which cannot stand inside a text"),
                Some(format!("let it stand alone: `\"${{{path}}}\"`")),
            )),
            value => Ok(value),
        }
    }

    fn variable(&mut self, name: &str) -> Result<Value, Trouble> {
        match self.variables.get(name) {
            Some(Some(value)) => {
                self.used.insert(name.to_owned());
                Ok(value.clone())
            }
            Some(None) => {
                self.used.insert(name.to_owned());
                Err(None)
            }
            None if self.torn => Err(None),
            None => {
                let help = suggest(name, self.variables.keys().map(String::as_str))
                    .unwrap_or_else(|| format!("declare it: `[variables.{name}]` with a `type`"));
                Err(trouble(&codes::UNKNOWN_VARIABLE, format!("there is no variable `{name}`"), Some(help)))
            }
        }
    }

    fn name(&self, name: &str) -> Result<Value, Trouble> {
        if self.allowed == Allowed::Variables {
            return Err(trouble(
                &codes::EXPRESSION_NOT_ALLOWED,
                "this is itself what `${blueprint.…}` is made of".into(),
                Some("only `${var.…}` may stand here".into()),
            ));
        }
        match name {
            "name" => self.names.name.clone().map(Value::Text).ok_or(None),
            "region" => self.names.region.clone().map(Value::Text).ok_or(None),
            "env" => self.names.environment.clone().map(Value::Text).ok_or_else(|| {
                trouble(
                    &codes::NO_ENVIRONMENT,
                    "no environment is chosen".into(),
                    Some("run with `--env NAME`".into()),
                )
            }),
            other => Err(trouble(
                &codes::UNKNOWN_BLUEPRINT_VALUE,
                format!("there is no `blueprint.{other}`"),
                suggest(other, ["name", "env", "region"]),
            )),
        }
    }

    fn reference(&self, path: &str) -> Result<Value, Trouble> {
        let bad = |help: String| {
            trouble(
                &codes::BAD_EXPRESSION,
                format!("`${{{path}}}` is neither a variable nor an output"),
                Some(help),
            )
        };
        let parsed = path
            .rsplit_once('.')
            .and_then(|(address, output)| Some((Address::parse_anywhere(address).ok()?, output)))
            .filter(|(address, output)| is_output(output) && !address.as_str().ends_with('*'));
        let Some((address, output)) = parsed else {
            if Address::parse_anywhere(path).is_ok() {
                let help = format!(
                    "which output: `${{{path}.id}}`? an attribute that takes a reference has the bare address, `\"{path}\"`"
                );
                return Err(bad(help));
            }
            return Err(bad(
                "write `${var.name}`, `${blueprint.name}` or `${vpc.main.id}`; a literal `${` is written `$${`"
                    .into(),
            ));
        };
        if self.allowed != Allowed::References {
            return Err(trouble(
                &codes::NOT_KNOWN_YET,
                format!("`${{{path}}}` is known only at apply, but is needed at once"),
                Some("write the value itself, or a variable".into()),
            ));
        }
        Ok(Value::Pending(Reference { address, path: output.to_owned() }))
    }

    /// The expression's own bytes where they can be told, else those of the whole text.
    fn place(&self, node: &Node, snippet: &str, nth: usize) -> Origin {
        let whole = node.origin.clone();
        let Some(file) = self.files.iter().find(|file| file.name == whole.file) else { return whole };
        let raw = file.text.get(whole.start..whole.end).unwrap_or_default();
        match raw.match_indices(snippet).nth(nth) {
            Some((at, _)) => Text::new(file).origin(whole.start + at..whole.start + at + snippet.len()),
            None => whole,
        }
    }
}

fn trouble(code: &'static Code, message: String, help: Option<String>) -> Trouble {
    Some((code, message, help))
}

fn report(trouble: Trouble, origin: &Origin, problems: &mut Problems) {
    let Some((code, message, help)) = trouble else { return };
    problems.error(code, message, |found| {
        let found = found.at(origin, "here");
        match help {
            Some(help) => found.help(help),
            None => found,
        }
    });
}

fn is_output(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn literal(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Literal(text) | Piece::Expression(text) => (*text).to_owned(),
    }
}

/// Cuts a text into literals and expressions. The error is what follows an unclosed `${`.
fn split(text: &str) -> Result<Vec<Piece<'_>>, &str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            pieces.push(Piece::Literal(&rest[..at - 1]));
            pieces.push(Piece::Literal("${"));
            rest = &rest[at + 2..];
            continue;
        }
        let inside = &rest[at + 2..];
        let Some(end) = inside.find('}') else { return Err(&rest[at..]) };
        if at > 0 {
            pieces.push(Piece::Literal(&rest[..at]));
        }
        pieces.push(Piece::Expression(&inside[..end]));
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    Ok(pieces)
}

/// A value as a document holds it.
pub(crate) fn data_of(value: Value, origin: &Origin) -> Data {
    match value {
        Value::Null => Data::Broken,
        Value::Boolean(flag) => Data::Boolean(flag),
        Value::Integer(number) => Data::Integer(number),
        Value::Number(number) => Data::Number(number),
        Value::Text(text) => Data::Text(text),
        Value::List(items) => Data::List {
            items: items.into_iter().map(|item| Node::new(data_of(item, origin), origin)).collect(),
            of_tables: false,
        },
        Value::Map(entries) => Data::Table(Table {
            entries: entries
                .into_iter()
                .map(|(key, value)| Entry {
                    key,
                    key_origin: origin.clone(),
                    value: Node::new(data_of(value, origin), origin),
                })
                .collect(),
        }),
        Value::Pending(reference) => Data::Pending(reference),
        Value::Concat(pieces) => Data::Concat(pieces),
    }
}
