//! `[variables]`: their declarations, their values, and what those must satisfy.

use std::collections::BTreeMap;

use regex_lite::Regex;
use scaffold_model::{Diagnostic, Origin, TextRule, Type, Value, Values};

use crate::blueprint::Input;
use crate::check::Checker;
use crate::codes;
use crate::document::{Data, Entry, Node, Table};
use crate::expression::{Resolver, data_of};
use crate::frame::mistyped;
use crate::frame_schema::{VARIABLE, list_of_scalars};
use crate::problems::Problems;
use crate::suggest::suggest;
use crate::torn::Torn;

/// A declaration whose parts are checked one by one.
struct Declaration<'a> {
    entry: &'a Entry,
    ty: &'static str,
    values: Values,
    origins: BTreeMap<String, Origin>,
    pattern: Option<Regex>,
}

/// Every declared variable with its value; None where something is wrong with it.
pub(crate) fn declare(
    root: &Table,
    input: &Input,
    torn: &Torn,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> BTreeMap<String, Option<Value>> {
    let mut variables = BTreeMap::new();
    let empty = Table::default();
    let table = match root.get("variables") {
        None => &empty,
        Some(Node { data: Data::Table(table), .. }) => table,
        Some(node) => {
            no_table("[variables]", node, problems);
            &empty
        }
    };
    for entry in &table.entries {
        let given = input.variables.get(&entry.key).or_else(|| input.environment_variables.get(&entry.key));
        let value = variable(entry, given, torn, resolver, problems);
        variables.insert(entry.key.clone(), value);
    }
    if !torn.headers && !mistyped(root, "variables") {
        strangers(&variables, &input.variables, problems);
    }
    variables
}

/// Variables that nothing speaks of.
pub(crate) fn unused(root: &Table, resolver: &Resolver<'_>, problems: &mut Problems) {
    let table = root.get("variables").and_then(Node::table);
    for entry in table.iter().flat_map(|table| &table.entries) {
        if !resolver.used.contains(&entry.key) {
            problems.warning(
                &codes::UNUSED_VARIABLE,
                format!("the variable `{}` is never used", entry.key),
                |found| {
                    found
                        .at(&entry.key_origin, "declared here")
                        .help(format!("write `${{var.{}}}` where it belongs, or take it out", entry.key))
                },
            );
        }
    }
}

fn no_table(what: &str, node: &Node, problems: &mut Problems) {
    if matches!(node.data, Data::Broken) {
        return;
    }
    problems.error(&codes::WRONG_TYPE, format!("{what} must be a table, but is {}", node.found()), |found| {
        found.at(&node.origin, format!("this is {}", node.found()))
    });
}

/// Values for variables that are not there.
fn strangers(
    variables: &BTreeMap<String, Option<Value>>,
    given: &BTreeMap<String, String>,
    problems: &mut Problems,
) {
    for name in given.keys().filter(|name| !variables.contains_key(*name)) {
        let message = format!("a value is given for `{name}`, but there is no such variable");
        problems.error(&codes::UNDECLARED_VARIABLE, message, |found| {
            let declare = || format!("declare `[variables.{name}]`, or take `--var {name}=…` back");
            found.help(suggest(name, variables.keys().map(String::as_str)).unwrap_or_else(declare))
        });
    }
}

fn variable(
    entry: &Entry,
    given: Option<&String>,
    torn: &Torn,
    resolver: &mut Resolver<'_>,
    problems: &mut Problems,
) -> Option<Value> {
    let mut checker = Checker::of_frame(format!("variable `{}`", entry.key), torn);
    if !is_variable_name(&entry.key) {
        let found =
            Diagnostic::error(&codes::BAD_NAME, format!("`{}` cannot be the name of a variable", entry.key))
                .at(&entry.key_origin, "not a name")
                .help("a lower-case letter first, then lower-case letters, digits and `_`, at most 64");
        checker.push(found);
    }
    let node = resolver.resolve(&entry.value, problems);
    let values = checker.table(&VARIABLE, &node);
    let ty = values.get("type").and_then(Value::as_text);
    let ty = crate::frame_schema::VARIABLE_TYPES.iter().find(|word| Some(**word) == ty).copied();
    let value = match ty {
        None => None,
        Some(ty) => {
            let origins = std::mem::take(&mut checker.origins);
            let mut declaration = Declaration { entry, ty, values, origins, pattern: None };
            declaration.constraints(&mut checker);
            declaration.default(&node, &mut checker);
            declaration.value(given, torn, &node, &mut checker)
        }
    };
    problems.found.append(&mut checker.diagnostics);
    value
}

/// Names of variables and of outputs.
pub(crate) fn is_variable_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

impl Declaration<'_> {
    fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&self.entry.value.origin)
    }

    /// The constraints themselves: whether they fit the type, and each other.
    fn constraints(&mut self, checker: &mut Checker) {
        let applies: [(&str, &[&str]); 3] = [
            ("minimum", &["integer", "number"]),
            ("maximum", &["integer", "number"]),
            ("pattern", &["string", "list"]),
        ];
        for (key, types) in applies {
            if self.values.get(key).is_some_and(|value| !value.is_null()) && !types.contains(&self.ty) {
                let message = format!("`{key}` means nothing for the {} `{}`", self.ty, self.entry.key);
                let found = Diagnostic::error(&codes::POINTLESS_CONSTRAINT, message)
                    .at(self.origin(key), "no effect")
                    .help(format!("`{key}` is for variables of type {}", types.join(" or ")));
                checker.push(found);
            }
        }
        if let (Some(least), Some(most)) = (self.number("minimum"), self.number("maximum"))
            && least > most
        {
            let message = format!("no value of `{}` can be right", self.entry.key);
            let found = Diagnostic::error(&codes::CONTRADICTORY_CONSTRAINTS, message)
                .at(self.origin("minimum"), format!("at least {least}"))
                .at(self.origin("maximum"), format!("at most {most}"))
                .help("exchange the two");
            checker.push(found);
        }
        if let Some(pattern) = self.values.get("pattern").and_then(Value::as_text) {
            match Regex::new(&format!("^(?:{pattern})$")) {
                Ok(regex) => self.pattern = Some(regex),
                Err(error) => {
                    let message = format!("the pattern of `{}` cannot be read: {error}", self.entry.key);
                    let found = Diagnostic::error(&codes::BAD_PATTERN, message)
                        .at(self.origin("pattern"), "not a regular expression")
                        .help("the syntax is that of Rust's `regex`, without look-around");
                    checker.push(found);
                }
            }
        }
        let allowed = self.values.get("allowed").and_then(Value::as_list).unwrap_or_default();
        for (index, value) in allowed.iter().enumerate() {
            let path = format!("allowed[{index}]");
            let node = Node::new(data_of(value.clone(), self.origin(&path)), self.origin(&path));
            checker.value(&path, &if self.ty == "list" { text_or_other() } else { type_of(self.ty) }, &node);
        }
    }

    fn default(&self, node: &Node, checker: &mut Checker) {
        let Some(default) = node.table().and_then(|table| table.get("default")) else { return };
        if !matches!(self.values.get("default"), None | Some(Value::Null))
            && let Some(value) = checker.value("default", &type_of(self.ty), default)
        {
            self.satisfies(&value, &default.origin, "the default", checker);
        }
    }

    /// The value that counts: given from outside, or the default.
    fn value(
        &self,
        given: Option<&String>,
        torn: &Torn,
        node: &Node,
        checker: &mut Checker,
    ) -> Option<Value> {
        let Some(text) = given else {
            if !self.values.contains_key("default") && !torn.at(&node.origin) {
                let name = &self.entry.key;
                let found =
                    Diagnostic::error(&codes::UNSET_VARIABLE, format!("the variable `{name}` has no value"))
                        .at(&self.entry.key_origin, "no default")
                        .help(format!(
                            "run with `--var {name}=…`, set `SCAFFOLD_VAR_{name}`, or add a `default`"
                        ));
                checker.push(found);
            }
            let default = node.table().and_then(|table| table.get("default"))?;
            let mut again = Checker::of_frame("", torn);
            return again.value("default", &type_of(self.ty), default);
        };
        let value = read_text(self.ty, text);
        match &value {
            Some(value) => self.satisfies(value, &self.entry.key_origin, "the given value", checker),
            None => {
                let message = format!("`{text}` was given for the {} `{}`", self.ty, self.entry.key);
                let found = Diagnostic::error(&codes::BAD_VARIABLE_TEXT, message)
                    .at(self.origin("type"), format!("must be {}", type_of(self.ty).words()))
                    .help(match self.ty {
                        "list" => "write `--var name=a,b` or `--var 'name=[\"a\", \"b\"]'`",
                        "boolean" => "write `true` or `false`",
                        _ => "write the number alone, in decimal",
                    });
                checker.push(found);
            }
        }
        value
    }

    fn satisfies(&self, value: &Value, place: &Origin, which: &str, checker: &mut Checker) {
        let mut complain = |code, key: &str, problem: String| {
            let found = Diagnostic::error(code, format!("{which} of `{}` {problem}", self.entry.key))
                .at(place, format!("`{value}`"))
                .at(self.origin(key), "does not allow it");
            checker.push(found);
        };
        let number = match value {
            Value::Integer(number) => Some(*number as f64),
            Value::Number(number) => Some(*number),
            _ => None,
        };
        if let (Some(number), Some(least)) = (number, self.number("minimum"))
            && number < least
        {
            complain(&codes::VARIABLE_OUT_OF_RANGE, "minimum", format!("is less than {least}"));
        }
        if let (Some(number), Some(most)) = (number, self.number("maximum"))
            && number > most
        {
            complain(&codes::VARIABLE_OUT_OF_RANGE, "maximum", format!("is more than {most}"));
        }
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        let items = || items.iter().filter(|item| !item.is_null());
        if let Some(pattern) = &self.pattern {
            for text in items().filter_map(Value::as_text).filter(|text| !pattern.is_match(text)) {
                complain(&codes::VARIABLE_PATTERN, "pattern", format!("does not match: `{text}`"));
            }
        }
        let allowed = self.values.get("allowed").filter(|allowed| allowed.is_whole());
        if let Some(allowed) = allowed.and_then(Value::as_list) {
            for item in items().filter(|item| !allowed.iter().any(|known| same(known, item))) {
                complain(&codes::VARIABLE_NOT_ALLOWED, "allowed", format!("is not allowed: `{item}`"));
            }
        }
    }

    fn number(&self, key: &str) -> Option<f64> {
        match self.values.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// Equality in which 1 and 1.0 are one number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Integer(whole), Value::Number(number)) | (Value::Number(number), Value::Integer(whole)) => {
            *whole as f64 == *number
        }
        _ => one == other,
    }
}

fn text_or_other() -> Type {
    match list_of_scalars() {
        Type::List(item) => *item,
        other => other,
    }
}

fn type_of(word: &str) -> Type {
    match word {
        "integer" => Type::Integer { minimum: i64::MIN, maximum: i64::MAX },
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "list" => list_of_scalars(),
        _ => Type::Text(TextRule::Any),
    }
}

/// Reads what was given from outside by the declared type.
fn read_text(ty: &str, text: &str) -> Option<Value> {
    match ty {
        "integer" => text.trim().parse().ok().map(Value::Integer),
        "number" => text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Number),
        "boolean" => text.trim().parse().ok().map(Value::Boolean),
        "list" if text.trim_start().starts_with('[') => read_list(text),
        "list" if text.trim().is_empty() => Some(Value::List(Vec::new())),
        "list" => Some(Value::List(text.split(',').map(|item| Value::text(item.trim())).collect())),
        _ => Some(Value::text(text)),
    }
}

/// A list as TOML writes it.
fn read_list(text: &str) -> Option<Value> {
    let table: toml::Table = format!("list = {}", text.trim()).parse().ok()?;
    let items = table.get("list").filter(|_| table.len() == 1)?.as_array()?;
    let item = |item: &toml::Value| match item {
        toml::Value::String(text) => Some(Value::text(text.as_str())),
        toml::Value::Integer(number) => Some(Value::Integer(*number)),
        toml::Value::Float(number) => Some(Value::Number(*number)),
        toml::Value::Boolean(flag) => Some(Value::Boolean(*flag)),
        _ => None,
    };
    items.iter().map(item).collect::<Option<Vec<_>>>().map(Value::List)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_texts_are_read_by_type() {
        assert_eq!(read_text("integer", "6"), Some(Value::Integer(6)));
        assert_eq!(read_text("integer", "six"), None);
        assert_eq!(read_text("boolean", "true"), Some(Value::Boolean(true)));
        assert_eq!(read_text("number", "inf"), None);
        let two = Value::List(vec![Value::text("a"), Value::text("b")]);
        assert_eq!(read_text("list", "a, b"), Some(two.clone()));
        assert_eq!(read_text("list", "[\"a\", \"b\"]"), Some(two));
        assert_eq!(read_text("list", "[\"a\"\nx = 1"), None);
        assert_eq!(read_text("string", "${x}"), Some(Value::text("${x}")));
    }
}
