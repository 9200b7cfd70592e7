use std::collections::BTreeMap;

use scaffold_model::{KindName, KindSchema, PhysicalId, Type, Value, Values};
use serde::{Deserialize, Serialize};

/// Kind of what uses resources and is nothing that a blueprint knows: a network interface of
/// somebody's instance. Made by tampering only.
pub const FOREIGN_USER: &str = "foreign.user";

/// Kind of a parameter of Systems Manager that holds another text than at first. Made by tampering only.
pub const PARAMETER: &str = "ssm.parameter";

/// The attribute that says another region than the sandbox's.
pub const REGION: &str = "region";

/// What tells records apart. A complete set has its parent's id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The kind.
    pub kind: KindName,
    /// The id.
    pub id: PhysicalId,
}

impl Key {
    /// A key.
    pub fn new(kind: &str, id: &str) -> Self {
        Self { kind: KindName::from(kind), id: PhysicalId::from(id) }
    }
}

/// One resource as the sandbox keeps it. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Which.
    pub key: Key,
    /// Records are numbered as they are made; lists are in that order.
    pub number: u64,
    /// Physical name, for named kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Attributes, and outputs that are fixed at birth.
    pub values: Values,
    /// All tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Members of a complete set that have tags of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// When it was made.
    pub created: u64,
    /// From when on others see it.
    pub visible: u64,
    /// From when on it can be used.
    pub ready: u64,
    /// From when on it is gone, once it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<u64>,
    /// Why it will never be usable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// What it was made with and goes with, as AWS does it: the default group of a VPC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Key>,
}

/// A member of a complete set with an id and tags of its own: a rule of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// `sgr-…`.
    pub id: String,
    /// The attribute whose set it is in.
    pub attribute: String,
    /// The member.
    pub value: Value,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// That an attribute of a record names another record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Naming {
    /// The attribute, of the record's own.
    pub attribute: String,
    /// What is named.
    pub target: Key,
}

impl Record {
    /// A value; `Null` when there is none.
    pub fn value(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.values.get(name).unwrap_or(&NULL)
    }

    /// A value as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_text()
    }

    /// Texts of a list or set.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.value(name).as_list().unwrap_or_default().iter().filter_map(Value::as_text)
    }

    /// Sets a value; `Null` takes it away.
    pub fn set(&mut self, name: &str, value: Value) {
        if value.is_null() {
            self.values.remove(name);
        } else {
            self.values.insert(name.to_owned(), value);
        }
    }

    /// Everything that it names, by the types of its schema.
    pub fn namings(&self, schema: Option<&KindSchema>) -> Vec<Naming> {
        let mut namings = Vec::new();
        let Some(schema) = schema else {
            for (attribute, uses) in &self.values {
                for id in uses.as_list().unwrap_or_default().iter().filter_map(Value::as_text) {
                    namings.push(Naming { attribute: attribute.clone(), target: Key::new("", id) });
                }
            }
            return namings;
        };
        for attribute in &schema.schema.attributes {
            if let Some(value) = self.values.get(attribute.name) {
                name_in(attribute.name, &attribute.ty, value, &mut namings);
            }
            if let Type::Set(item) = &attribute.ty {
                for part in self.parts.iter().filter(|part| part.attribute == attribute.name) {
                    name_in(attribute.name, item, &part.value, &mut namings);
                }
            }
        }
        namings
    }
}

fn name_in(attribute: &str, ty: &Type, value: &Value, namings: &mut Vec<Naming>) {
    match (ty, value) {
        (Type::Reference(kind), Value::Text(id)) => {
            namings.push(Naming { attribute: attribute.to_owned(), target: Key::new(kind.as_str(), id) });
        }
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter().for_each(|entry| name_in(attribute, item, entry, namings));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values().for_each(|entry| name_in(attribute, item, entry, namings));
        }
        (Type::Record { attributes, .. }, Value::Map(entries)) => {
            for inner in attributes {
                if let Some(entry) = entries.get(inner.name) {
                    name_in(attribute, &inner.ty, entry, namings);
                }
            }
        }
        _ => {}
    }
}
