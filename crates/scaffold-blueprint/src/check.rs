//! Checks tables and values against a schema. Goes on after every mistake.

use std::collections::BTreeMap;
use std::sync::Arc;

use scaffold_model::{Attribute, Diagnostic, Origin, Rule, Schema, TextRule, Type, Value, Values, nearest};

pub(crate) use crate::check_address::Known;
use crate::check_address::{block_reference, reference};
use crate::check_network::{cidr4, cidr6};
use crate::check_password::{is_kept_at, is_password, written};
use crate::check_scalar::{choice, in_range, join, may_wait, never_text, shape_fits, spelled, text_rule};
use crate::codes;
use crate::document::{Data, Entry, Node, Table};
use crate::problems::Finding;
use crate::rules::{Judged, judge};
use crate::suggest::suggest;
use crate::torn::Torn;

/// Checks one table, and what is inside.
pub(crate) struct Checker {
    /// `vpc.main`, `[blueprint]`.
    pub subject: String,
    pub known: Arc<Known>,
    /// A block is expanded before anything is created, so most of its attributes must be known.
    pub expands: bool,
    /// It stands in a region of its own, where others make what it refers to.
    pub abroad: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// Where values stand, by path.
    pub origins: BTreeMap<String, Origin>,
    /// Where keys of the user's own stand, by the paths of their values.
    pub keys: BTreeMap<String, Origin>,
    /// Files that values name.
    pub files: Vec<(String, Origin)>,
    /// Directories and archives of code that values name.
    pub code: Vec<(String, Origin)>,
}

/// What a table may hold.
pub(crate) struct Form<'a> {
    pub attributes: &'a [Attribute],
    pub rules: &'a [Rule],
    /// Keys that are checked elsewhere.
    pub besides: &'a [&'a str],
    /// Whether only some attributes are said, as in `adjust`.
    pub partial: bool,
}

impl Checker {
    pub fn new(subject: impl Into<String>, known: &Arc<Known>, expands: bool) -> Self {
        Self {
            subject: subject.into(),
            known: Arc::clone(known),
            expands,
            abroad: false,
            diagnostics: Vec::new(),
            origins: BTreeMap::new(),
            keys: BTreeMap::new(),
            files: Vec::new(),
            code: Vec::new(),
        }
    }

    /// For tables of the frame, in which everything must be known and nothing is referred to.
    pub fn of_frame(subject: impl Into<String>, torn: &Torn) -> Self {
        Self::new(subject, &Arc::new(Known { torn: torn.clone(), ..Known::default() }), true)
    }

    /// Checks a value that must be a table of this schema.
    pub fn table(&mut self, schema: &Schema, node: &Node) -> Values {
        let form =
            Form { attributes: &schema.attributes, rules: &schema.rules, besides: &[], partial: false };
        match &node.data {
            Data::Table(table) => self.fields("", &form, table, &node.origin),
            Data::Broken => Values::new(),
            _ => {
                let message = format!("{} must be a table, but is {}", self.subject, node.found());
                self.push(Diagnostic::error(&codes::WRONG_TYPE, message).at(&node.origin, "no table"));
                Values::new()
            }
        }
    }

    /// Checks the entries of a table. A value that is wrong, or missing for a reason that is told, is
    /// there as `Null`, so that nothing takes it for missing by intent.
    pub fn fields(&mut self, prefix: &str, form: &Form<'_>, table: &Table, origin: &Origin) -> Values {
        let mut values = Values::new();
        self.abroad |= prefix.is_empty() && table.keys().any(|key| key == "region");
        for entry in table.entries.iter().filter(|entry| !form.besides.contains(&entry.key.as_str())) {
            let path = join(prefix, &entry.key);
            match form.attributes.iter().find(|attribute| attribute.name == entry.key) {
                Some(attribute) => {
                    self.origins.insert(path.clone(), entry.value.origin.clone());
                    let value = self.value(&path, &attribute.ty, &entry.value);
                    values.insert(entry.key.clone(), value.unwrap_or_default());
                }
                None => self.unknown(&path, entry, form),
            }
        }
        for meant in self.meant(form, table) {
            values.entry(meant.to_owned()).or_default();
        }
        if form.partial {
            return values;
        }
        if self.known.torn.at(origin) {
            for attribute in form.attributes {
                values.entry(attribute.name.to_owned()).or_default();
            }
            return values;
        }
        for attribute in form.attributes {
            if attribute.required && !values.contains_key(attribute.name) {
                self.missing(&join(prefix, attribute.name), attribute, origin);
                values.insert(attribute.name.to_owned(), Value::Null);
            }
        }
        let subject = if prefix.is_empty() { self.subject.clone() } else { self.named(prefix) };
        let origin_of = |name: &str| self.origins.get(&join(prefix, name)).cloned();
        let judged = Judged {
            subject: &subject,
            attributes: form.attributes,
            rules: form.rules,
            values: &values,
            origin,
            origin_of: &origin_of,
        };
        let broken = judge(&judged);
        self.diagnostics.extend(broken);
        values
    }

    /// Attributes that are there under a mistyped name.
    fn meant<'a>(&self, form: &Form<'a>, table: &Table) -> Vec<&'a str> {
        let names = || form.attributes.iter().map(|attribute| attribute.name);
        let is_known = |key: &str| form.besides.contains(&key) || names().any(|name| name == key);
        table
            .keys()
            .filter(|key| !is_known(key))
            .filter_map(|key| nearest(key, names().chain(form.besides.iter().copied())))
            .filter(|near| !form.besides.contains(near))
            .collect()
    }

    fn unknown(&mut self, path: &str, entry: &Entry, form: &Form<'_>) {
        if is_password(&entry.key, &entry.value) {
            let found = written(&self.subject, path, &entry.value);
            return self.push(found);
        }
        let names =
            form.attributes.iter().map(|attribute| attribute.name).chain(form.besides.iter().copied());
        let help = if form.partial && entry.value.table().is_some() {
            Some(
                "the name of a part that has a dot stands in quotes: `adjust.\"subnet.public-1\"`".to_owned(),
            )
        } else {
            suggest(&entry.key, names)
        };
        let message = format!("{} has no attribute `{path}`", self.subject);
        let found =
            Diagnostic::error(&codes::UNKNOWN_ATTRIBUTE, message).at(&entry.key_origin, "not known here");
        self.push_with(found, help);
    }

    fn missing(&mut self, path: &str, attribute: &Attribute, origin: &Origin) {
        let found = Diagnostic::error(&codes::MISSING_ATTRIBUTE, format!("{} lacks `{path}`", self.subject))
            .at(origin, format!("`{}` is required", attribute.name))
            .help(format!("add `{} = …`: {}", attribute.name, attribute.ty.words()));
        self.push(found);
    }

    /// Checks one value. None when it is wrong, which is reported; `Null` inside it for what is
    /// wrong there.
    pub fn value(&mut self, path: &str, ty: &Type, node: &Node) -> Option<Value> {
        match &node.data {
            Data::Broken => return None,
            Data::Pending(_) | Data::Concat(_) => return self.pending(path, ty, node),
            _ => {}
        }
        match ty {
            Type::List(item) => self.items(path, item, node, false),
            Type::Set(item) => self.items(path, item, node, true),
            Type::Map(item) => self.map(path, ty, item, node),
            Type::Record { attributes, rules } => match &node.data {
                Data::Table(table) => {
                    let form = Form { attributes, rules, besides: &[], partial: false };
                    Some(Value::Map(self.fields(path, &form, table, &node.origin)))
                }
                _ => self.wrong_type(path, ty, node),
            },
            Type::AnyOf(types) => self.any_of(path, ty, types, node),
            Type::Policy => self.policy(path, ty, node),
            _ => self.scalar(path, ty, node),
        }
    }

    fn scalar(&mut self, path: &str, ty: &Type, node: &Node) -> Option<Value> {
        let judged = match (ty, &node.data) {
            (Type::Boolean, Data::Boolean(flag)) => Ok(Value::Boolean(*flag)),
            (Type::Integer { minimum, maximum }, Data::Integer(number)) => {
                in_range(*number, *minimum, *maximum, ty)
            }
            (Type::Number, Data::Integer(number)) => Ok(Value::Number(*number as f64)),
            (Type::Number, Data::Number(number)) => Ok(Value::Number(*number)),
            (Type::Text(rule), Data::Text(text)) => {
                let judged = text_rule(rule, text);
                match rule {
                    TextRule::File if judged.is_ok() => {
                        self.files.push((text.clone(), node.origin.clone()));
                    }
                    TextRule::Code if judged.is_ok() => self.code.push((text.clone(), node.origin.clone())),
                    _ => {}
                }
                judged
            }
            (Type::Text(rule), data) if node.from.is_some() => match spelled(data) {
                Some(text) => text_rule(rule, &text),
                None => return self.wrong_type(path, ty, node),
            },
            (Type::Choice(words), Data::Text(text)) => choice(words, text, ty),
            (Type::Cidr4 { shortest, longest }, Data::Text(text)) => cidr4(text, *shortest, *longest),
            (Type::Cidr6, Data::Text(text)) => cidr6(text),
            (Type::Reference(kind), Data::Text(text)) => reference(text, kind, (&self.known, self.abroad)),
            (Type::BlockReference(word), Data::Text(text)) => block_reference(text, word, &self.known),
            _ => return self.wrong_type(path, ty, node),
        };
        judged.map_err(|finding| self.find(path, finding, node)).ok()
    }

    /// Reports a value of another type.
    pub fn wrong_type(&mut self, path: &str, ty: &Type, node: &Node) -> Option<Value> {
        let help = match (ty, &node.data) {
            (Type::Integer { .. } | Type::Number, Data::Text(text)) if text.parse::<f64>().is_ok() => {
                Some(format!("without quotes: `{text}`"))
            }
            (Type::Boolean, Data::Text(text)) if text == "true" || text == "false" => {
                Some(format!("without quotes: `{text}`"))
            }
            (Type::Integer { .. }, Data::Number(number)) if number.fract() == 0.0 => {
                Some(format!("without a point: `{number:.0}`"))
            }
            (Type::List(_) | Type::Set(_), Data::Text(text)) => Some(format!("in brackets: `[{text:?}]`")),
            (Type::Text(_), data) => spelled(data).map(|text| format!("in quotes: `\"{text}\"`")),
            (Type::Map(item), data) if spelled(data).is_some() => {
                let header = format!("write a table: `[{}.{path}]`, and below it", self.subject);
                let entry = spelled(data).filter(|_| shape_fits(item, node));
                Some(entry.map_or_else(
                    || format!("{header} its entries"),
                    |entry| format!("{header} lines such as `<key> = {entry}`"),
                ))
            }
            _ => None,
        };
        let problem = format!("must be {}, but is {}", ty.words(), node.found());
        let label = format!("this is {}", node.found());
        self.find(path, Finding::new(&codes::WRONG_TYPE, problem, label).maybe_help(help), node);
        None
    }

    /// Values that only apply knows: anywhere in a resource, in a block only where expanding it
    /// does not depend on them.
    fn pending(&mut self, path: &str, ty: &Type, node: &Node) -> Option<Value> {
        let is_text = matches!(node.data, Data::Concat(_));
        if (!self.expands || may_wait(ty)) && !(is_text && never_text(ty)) {
            return Some(match &node.data {
                Data::Concat(pieces) => Value::Concat(pieces.clone()),
                Data::Pending(reference) => Value::Pending(reference.clone()),
                _ => Value::Null,
            });
        }
        if is_text && never_text(ty) {
            return self.wrong_type(path, ty, node);
        }
        let finding = Finding::new(
            &codes::NOT_KNOWN_YET,
            "must be known before anything is created",
            "known only at apply",
        )
        .help(match (ty, &node.data) {
            (Type::BlockReference(_), Data::Pending(reference)) => {
                format!("write the address: `\"{}\"`", reference.address)
            }
            _ => "write the value itself, or a variable".to_owned(),
        });
        self.find(path, finding, node);
        None
    }

    /// `zones` of vpc.main, as messages name it.
    pub fn named(&self, path: &str) -> String {
        format!("`{path}` of {}", self.subject)
    }

    /// Reports what is wrong with a value.
    pub fn find(&mut self, path: &str, finding: Finding, node: &Node) {
        let is_slip = finding.help.as_ref().is_some_and(|help| help.starts_with("did you mean"));
        if !is_slip && is_kept_at(path, node) {
            let found = written(&self.subject, path, node);
            return self.push(found);
        }
        let label = match &node.from {
            Some(expression) => format!("{} (from `{expression}`)", finding.label),
            None => finding.label,
        };
        let message = format!("{} {}", self.named(path), finding.problem);
        let found = Diagnostic::error(finding.code, message).at(&node.origin, label);
        self.push_with(found, finding.help);
    }

    pub fn push_with(&mut self, found: Diagnostic, help: Option<String>) {
        self.push(match help {
            Some(help) => found.help(help),
            None => found,
        });
    }

    pub fn push(&mut self, found: Diagnostic) {
        self.diagnostics.push(found);
    }
}
