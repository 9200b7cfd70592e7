//! What must hold between the attributes of one table.

use scaffold_model::{Attribute, Diagnostic, Origin, Rule, Value, Values};

use crate::codes;

/// A table whose values are checked one by one, to be judged as a whole.
pub struct Judged<'a> {
    /// Whose it is, for messages: `vpc.main`.
    pub subject: &'a str,
    /// Its attributes, for their defaults.
    pub attributes: &'a [Attribute],
    /// What must hold.
    pub rules: &'a [Rule],
    /// Declared values; `Null` for one that is wrong in itself.
    pub values: &'a Values,
    /// The table's place.
    pub origin: &'a Origin,
    /// The place of a declared attribute.
    pub origin_of: &'a dyn Fn(&str) -> Option<Origin>,
}

/// Every rule that is broken. An attribute counts as set when it is declared or has a default, and
/// is neither `false` nor an empty list or table.
pub fn judge(judged: &Judged<'_>) -> Vec<Diagnostic> {
    judged.rules.iter().flat_map(|rule| judged.rule(rule)).collect()
}

impl Judged<'_> {
    fn rule(&self, rule: &Rule) -> Vec<Diagnostic> {
        match rule {
            Rule::ExactlyOneOf(names) => match self.declared(names).as_slice() {
                [] => vec![self.none_of(names)],
                [_] => Vec::new(),
                several => vec![self.several(several, names)],
            },
            Rule::AtMostOneOf(names) => match self.declared(names).as_slice() {
                [] | [_] => Vec::new(),
                several => vec![self.several(several, names)],
            },
            Rule::Requires { attribute, is, needs } if self.holds(attribute, is) => needs
                .iter()
                .filter(|name| !self.is_set(name))
                .map(|name| self.lacks(attribute, name))
                .collect(),
            Rule::OnlyWhere { attributes, attribute, is } if !self.holds(attribute, is) => self
                .declared(attributes)
                .iter()
                .filter_map(|name| self.out_of_place(name, attribute, is))
                .collect(),
            Rule::Requires { .. } | Rule::OnlyWhere { .. } => Vec::new(),
        }
    }

    fn declared(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.values.get(*name).is_some_and(counts)).collect()
    }

    fn default(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|attribute| attribute.name == name).and_then(Attribute::default)
    }

    fn effective(&self, name: &str) -> Option<&Value> {
        self.values.get(name).or_else(|| self.default(name))
    }

    fn is_set(&self, name: &str) -> bool {
        self.effective(name).is_some_and(counts)
    }

    /// Whether an attribute has one of the values; with none listed, whether it is declared. What
    /// is not known yet may have any.
    fn holds(&self, name: &str, is: &[&str]) -> bool {
        match self.effective(name) {
            None => false,
            Some(value) if value.is_null() || !value.is_known() => false,
            Some(value) if is.is_empty() => self.values.contains_key(name) && counts(value),
            Some(value) => is.contains(&value.to_string().as_str()),
        }
    }

    fn label(&self, found: Diagnostic, names: &[&str], text: &str) -> Diagnostic {
        let places: Vec<Origin> = names.iter().filter_map(|name| (self.origin_of)(name)).collect();
        if places.is_empty() {
            return found.at(self.origin, text);
        }
        places.iter().fold(found, |found, origin| found.at(origin, text))
    }

    fn none_of(&self, names: &[&str]) -> Diagnostic {
        let message = format!("{} needs one of {}", self.subject, quoted(names, "or"));
        Diagnostic::error(&codes::NOT_ONE_OF, message).at(self.origin, "none of them is set here")
    }

    fn several(&self, several: &[&'static str], names: &[&str]) -> Diagnostic {
        let message = format!("{} are set together in {}", quoted(several, "and"), self.subject);
        let found = Diagnostic::error(&codes::TOO_MANY_OF, message);
        self.label(found, several, "only one of them may be set")
            .help(format!("keep one of {}", quoted(names, "or")))
    }

    fn lacks(&self, attribute: &str, needed: &str) -> Diagnostic {
        let spoken = self.spoken(attribute);
        let message = format!("{spoken} in {} needs `{needed}`", self.subject);
        let found = Diagnostic::error(&codes::MISSING_COMPANION, message);
        let label = if self.values.contains_key(needed) {
            format!("`{needed}` does not allow this")
        } else {
            format!("`{needed}` is not set")
        };
        let found = self.label(found, &[attribute], &label);
        match self.effective(needed) {
            Some(Value::Boolean(_)) => found.help(format!("set `{needed} = true`, or change `{attribute}`")),
            _ => found.help(format!("add `{needed} = …`, or change `{attribute}`")),
        }
    }

    fn out_of_place(&self, name: &str, attribute: &str, is: &[&str]) -> Option<Diagnostic> {
        let known = self.effective(attribute).is_none_or(|value| !value.is_null() && value.is_known());
        if !known {
            return None;
        }
        let wanted = match is {
            [] => format!("where `{attribute}` is set"),
            _ => format!("where `{attribute}` is {}", quoted(is, "or")),
        };
        let message = format!("`{name}` in {} is only {wanted}", self.subject);
        let found = Diagnostic::error(&codes::NOT_APPLICABLE, message);
        let label = match self.effective(attribute) {
            Some(value) => format!("`{attribute}` is `{value}` here"),
            None => format!("`{attribute}` is not set here"),
        };
        let found = self.label(found, &[name], &label);
        Some(found.help(format!("take `{name}` out, or change `{attribute}`")))
    }

    fn spoken(&self, attribute: &str) -> String {
        match self.effective(attribute) {
            Some(Value::Text(text)) => format!("`{attribute} = {text:?}`"),
            Some(value @ (Value::Boolean(_) | Value::Integer(_))) => format!("`{attribute} = {value}`"),
            _ => format!("`{attribute}`"),
        }
    }
}

fn counts(value: &Value) -> bool {
    match value {
        Value::Boolean(flag) => *flag,
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        _ => true,
    }
}

/// `a`, `b` or `c`.
fn quoted(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [rest @ .., end] if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
