//! Checks values that hold others: lists, sets, maps, alternatives, policies.

use scaffold_model::{Diagnostic, Type, Value, Values};

use crate::check::Checker;
use crate::check_address::other_block;
use crate::check_scalar::{join, looks_like, shape_fits};
use crate::codes;
use crate::document::{Data, Node};
use crate::problems::Finding;

impl Checker {
    /// Checks the items of a list or a set.
    pub fn items(&mut self, path: &str, item: &Type, node: &Node, is_set: bool) -> Option<Value> {
        let Data::List { items, .. } = &node.data else {
            let ty =
                if is_set { Type::Set(Box::new(item.clone())) } else { Type::List(Box::new(item.clone())) };
            return self.wrong_type(path, &ty, node);
        };
        let mut values: Vec<Value> = Vec::with_capacity(items.len());
        for (index, inner) in items.iter().enumerate() {
            let inner_path = format!("{path}[{index}]");
            self.origins.insert(inner_path.clone(), inner.origin.clone());
            let value = self.value(&inner_path, item, inner).unwrap_or_default();
            let first = values.iter().position(|known| is_set && value.is_whole() && *known == value);
            if let Some(first) = first.and_then(|first| items.get(first)) {
                let message = format!("{} repeats an item", self.named(path));
                let found = Diagnostic::error(&codes::REPEATED_ITEM, message)
                    .at(&inner.origin, "again here")
                    .at(&first.origin, "first here")
                    .help("take one of them out");
                self.push(found);
            }
            values.push(value);
        }
        Some(Value::List(values))
    }

    /// Checks the values of a table with keys of the user's own.
    pub fn map(&mut self, path: &str, ty: &Type, item: &Type, node: &Node) -> Option<Value> {
        let Data::Table(table) = &node.data else { return self.wrong_type(path, ty, node) };
        let mut values = Values::new();
        for entry in &table.entries {
            let inner_path = join(path, &entry.key);
            self.origins.insert(inner_path.clone(), entry.value.origin.clone());
            self.keys.insert(inner_path.clone(), entry.key_origin.clone());
            let value = self.value(&inner_path, item, &entry.value).unwrap_or_default();
            values.insert(entry.key.clone(), value);
        }
        Some(Value::Map(values))
    }

    /// The first type that fits. Where none does, the mistake is told for the one that was meant,
    /// if that can be told.
    pub fn any_of(&mut self, path: &str, ty: &Type, types: &[Type], node: &Node) -> Option<Value> {
        let mut meant = Vec::new();
        for candidate in types {
            let mut trial = Self::new(self.subject.clone(), &self.known, self.expands);
            let value = trial.value(path, candidate, node);
            if value.is_some() && trial.diagnostics.is_empty() {
                self.origins.append(&mut trial.origins);
                self.keys.append(&mut trial.keys);
                self.files.append(&mut trial.files);
                self.code.append(&mut trial.code);
                return value;
            }
            if looks_like(candidate, node) {
                meant.push(trial.diagnostics);
            }
        }
        let blocks = types.iter().filter_map(|candidate| match candidate {
            Type::BlockReference(word) => Some(*word),
            _ => None,
        });
        let blocks: Vec<&str> = blocks.collect();
        if let (true, Data::Text(text), false) = (meant.is_empty(), &node.data, blocks.is_empty())
            && let Some(finding) = other_block(text, &blocks, &self.known)
        {
            self.find(path, finding, node);
            return None;
        }
        if meant.len() == 1 {
            self.diagnostics.extend(meant.remove(0));
            return None;
        }
        if !types.iter().any(|candidate| shape_fits(candidate, node)) {
            return self.wrong_type(path, ty, node);
        }
        let finding = Finding::new(&codes::BAD_VALUE, format!("must be {}", ty.words()), "none of these");
        self.find(path, finding, node);
        None
    }

    /// Checks a policy document.
    pub fn policy(&mut self, path: &str, ty: &Type, node: &Node) -> Option<Value> {
        match &node.data {
            Data::Table(_) => self.untyped(path, node),
            Data::Text(text) => match serde_json::from_str::<serde_json::Value>(text) {
                Ok(serde_json::Value::Object(_)) => Some(Value::text(text.as_str())),
                outcome => {
                    let label = match outcome {
                        Ok(_) => "JSON, but no object".to_owned(),
                        Err(error) => format!("not JSON: {error}"),
                    };
                    let finding = Finding::new(&codes::BAD_POLICY, "is no policy document", label)
                        .help("write a table: `policy = { Version = \"2012-10-17\", Statement = [ … ] }`");
                    self.find(path, finding, node);
                    None
                }
            },
            _ => self.wrong_type(path, ty, node),
        }
    }

    /// A value of any type, without dates.
    pub fn untyped(&mut self, path: &str, node: &Node) -> Option<Value> {
        Some(match &node.data {
            Data::Text(text) => Value::text(text.as_str()),
            Data::Integer(number) => Value::Integer(*number),
            Data::Number(number) => Value::Number(*number),
            Data::Boolean(flag) => Value::Boolean(*flag),
            Data::List { items, .. } => Value::List(
                items
                    .iter()
                    .enumerate()
                    .filter_map(|(at, item)| self.untyped(&format!("{path}[{at}]"), item))
                    .collect(),
            ),
            Data::Table(table) => Value::Map(
                table
                    .entries
                    .iter()
                    .filter_map(|entry| {
                        Some((entry.key.clone(), self.untyped(&join(path, &entry.key), &entry.value)?))
                    })
                    .collect(),
            ),
            Data::Pending(reference) => Value::Pending(reference.clone()),
            Data::Concat(pieces) => Value::Concat(pieces.clone()),
            Data::Broken => return None,
            Data::Date(date) => {
                let finding =
                    Finding::new(&codes::WRONG_TYPE, "must not be a date or time", "this is a date or time")
                        .help(format!("in quotes: `\"{date}\"`"));
                self.find(path, finding, node);
                return None;
            }
        })
    }
}
