use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Address;

/// Attribute values by name.
pub type Values = BTreeMap<String, Value>;

/// A value of an attribute, known now or only at apply.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// Absent.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// Text.
    Text(String),
    /// Values in order; whether order matters is the schema's word.
    List(Vec<Value>),
    /// Values by key.
    Map(Values),
    /// Known when the named resource is there.
    Pending(Reference),
    /// Text of which at least one piece is pending.
    Concat(Vec<Value>),
}

/// An attribute or output of a resource: `vpc.main/vpc`, `id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The resource, or before the graph is resolved also a block.
    pub address: Address,
    /// The output or attribute of it.
    pub path: String,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.address, self.path)
    }
}

impl Value {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A value known when `address` is there.
    pub fn pending(address: Address, path: impl Into<String>) -> Self {
        Self::Pending(Reference { address, path: path.into() })
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if it is a map.
    pub fn as_map(&self) -> Option<&Values> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether this is `Null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is there, and so is everything inside.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Null => false,
            Self::List(items) | Self::Concat(items) => items.iter().all(Self::is_whole),
            Self::Map(entries) => entries.values().all(Self::is_whole),
            _ => true,
        }
    }

    /// Whether nothing in it is pending.
    pub fn is_known(&self) -> bool {
        let mut known = true;
        self.visit_references(&mut |_| known = false);
        known
    }

    /// Calls `visit` for every pending reference inside, in order.
    pub fn visit_references(&self, visit: &mut impl FnMut(&Reference)) {
        match self {
            Self::Pending(reference) => visit(reference),
            Self::List(items) | Self::Concat(items) => {
                items.iter().for_each(|item| item.visit_references(visit));
            }
            Self::Map(entries) => entries.values().for_each(|entry| entry.visit_references(visit)),
            Self::Null | Self::Boolean(_) | Self::Integer(_) | Self::Number(_) | Self::Text(_) => {}
        }
    }

    /// The same value with references replaced where `resolve` knows them. A concatenation whose
    /// pieces are all known becomes text.
    #[must_use]
    pub fn substitute(&self, resolve: &impl Fn(&Reference) -> Option<Value>) -> Self {
        match self {
            Self::Pending(reference) => resolve(reference).unwrap_or_else(|| self.clone()),
            Self::List(items) => Self::List(items.iter().map(|item| item.substitute(resolve)).collect()),
            Self::Map(entries) => Self::Map(
                entries.iter().map(|(key, entry)| (key.clone(), entry.substitute(resolve))).collect(),
            ),
            Self::Concat(pieces) => {
                Self::concat(pieces.iter().map(|piece| piece.substitute(resolve)).collect())
            }
            known => known.clone(),
        }
    }

    /// Joins pieces to text, or to a concatenation while one of them is pending.
    pub fn concat(pieces: Vec<Value>) -> Self {
        let mut joined: Vec<Value> = Vec::new();
        for piece in pieces {
            let piece = match piece {
                pending @ (Self::Pending(_) | Self::Concat(_)) if !pending.is_known() => pending,
                known => Self::Text(known.to_string()),
            };
            match (joined.last_mut(), piece) {
                (Some(Self::Text(last)), Self::Text(text)) => last.push_str(&text),
                (_, piece) => joined.push(piece),
            }
        }
        match joined.len() {
            0 => Self::text(""),
            1 if matches!(joined[0], Self::Text(_)) => joined.remove(0),
            _ => Self::Concat(joined),
        }
    }

    /// The value as JSON, with pending values as `{"$pending": "address.path"}`.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Boolean(value) => Json::Bool(*value),
            Self::Integer(value) => Json::from(*value),
            Self::Number(value) => Json::from(*value),
            Self::Text(text) => Json::String(text.clone()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(entries) => {
                Json::Object(entries.iter().map(|(key, entry)| (key.clone(), entry.to_json())).collect())
            }
            Self::Pending(Reference { address, path }) => {
                serde_json::json!({ "$pending": { "address": address.as_str(), "path": path } })
            }
            Self::Concat(pieces) => {
                serde_json::json!({ "$concat": pieces.iter().map(Self::to_json).collect::<Vec<_>>() })
            }
        }
    }

    /// Reads what [`Value::to_json`] wrote.
    ///
    /// # Errors
    /// When a `$pending` or `$concat` object has not their form, or a number fits neither `i64` nor `f64`.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, String> {
        use serde_json::Value as Json;
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Boolean(*value),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => Self::Integer(value),
                (None, Some(value)) => Self::Number(value),
                (None, None) => return Err(format!("number {number} is out of range")),
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_json).collect::<Result<_, _>>()?),
            Json::Object(entries) => {
                if let Some(reference) = entries.get("$pending") {
                    let reference = Reference::deserialize(reference)
                        .map_err(|error| format!("malformed `$pending`: {error}"))?;
                    return Ok(Self::Pending(reference));
                }
                if let Some(pieces) = entries.get("$concat") {
                    let pieces = pieces.as_array().ok_or("malformed `$concat`: not a list")?;
                    return Ok(Self::Concat(pieces.iter().map(Self::from_json).collect::<Result<_, _>>()?));
                }
                Self::Map(
                    entries
                        .iter()
                        .map(|(key, entry)| Ok((key.clone(), Self::from_json(entry)?)))
                        .collect::<Result<_, String>>()?,
                )
            }
        })
    }
}

impl fmt::Display for Value {
    /// As a reader wants it: text bare, pending as `${address.path}`, lists and maps as JSON is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("(none)"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
            Self::Pending(reference) => write!(f, "${{{reference}}}"),
            Self::Concat(pieces) => pieces.iter().try_for_each(|piece| write!(f, "{piece}")),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt_inner(f)?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{ ")?;
                for (index, (key, entry)) in entries.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{key} = ")?;
                    entry.fmt_inner(f)?;
                }
                f.write_str(" }")
            }
        }
    }
}

impl Value {
    fn fmt_inner(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            other => write!(f, "{other}"),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        Self::from_json(&json).map_err(serde::de::Error::custom)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
