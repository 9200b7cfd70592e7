use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Type, Value, takes};

/// The one spelling of a value of a type: CIDRs truncated, sets sorted and without repetition,
/// policies as compact JSON with sorted keys, silence left out of records and their defaults put in.
/// What does not fit the type stays as it is.
pub(crate) fn canonical(value: &Value, ty: &Type) -> Value {
    match (ty, value) {
        (Type::Number, Value::Integer(number)) => Value::Number(*number as f64),
        (Type::Cidr4 { .. }, Value::Text(text)) => {
            text.parse::<Ipv4Net>().map_or_else(|_| value.clone(), |net| Value::text(net.trunc().to_string()))
        }
        (Type::Cidr6, Value::Text(text)) => {
            text.parse::<Ipv6Net>().map_or_else(|_| value.clone(), |net| Value::text(net.trunc().to_string()))
        }
        (Type::Policy, value) => canonical_policy(value),
        (Type::List(item), Value::List(items)) => {
            Value::List(items.iter().map(|value| canonical(value, item)).collect())
        }
        (Type::Set(item), Value::List(items)) => {
            let mut keyed: Vec<(String, Value)> = items
                .iter()
                .map(|value| canonical(value, item))
                .map(|value| (value.to_json().to_string(), value))
                .collect();
            keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
            keyed.dedup_by(|(one, _), (other, _)| one == other);
            Value::List(keyed.into_iter().map(|(_, value)| value).collect())
        }
        (Type::Map(item), Value::Map(entries)) => {
            Value::Map(entries.iter().map(|(key, value)| (key.clone(), canonical(value, item))).collect())
        }
        (Type::Record { attributes, rules }, Value::Map(entries)) => {
            let mut record = entries.clone();
            for attribute in attributes {
                let silent = record.get(attribute.name).is_none_or(Value::is_null);
                let default =
                    attribute.default().filter(|_| takes(attributes, rules, attribute.name, entries));
                let value = match (silent, default, record.get(attribute.name)) {
                    (true, Some(default), _) => Some(default.clone()),
                    (false, _, Some(value)) => Some(canonical(value, &attribute.ty)),
                    _ => None,
                };
                match value {
                    Some(value) => record.insert(attribute.name.to_owned(), value),
                    None => record.remove(attribute.name),
                };
            }
            Value::Map(record)
        }
        (Type::AnyOf(types), value) => match types.iter().find(|ty| fits(value, ty)) {
            Some(ty) => canonical(value, ty),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// Whether a value has a type, as far as it is known.
pub(crate) fn fits(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (_, Value::Null | Value::Pending(_)) => true,
        (Type::Boolean, Value::Boolean(_)) | (Type::Number, Value::Integer(_) | Value::Number(_)) => true,
        (Type::Integer { minimum, maximum }, Value::Integer(number)) => (minimum..=maximum).contains(&number),
        (Type::Text(rule), Value::Text(text)) => rule.fits(text),
        (Type::Text(_) | Type::Policy, Value::Concat(_)) => true,
        (Type::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
        (Type::Cidr4 { shortest, longest }, Value::Text(text)) => {
            text.parse::<Ipv4Net>().is_ok_and(|net| (*shortest..=*longest).contains(&net.prefix_len()))
        }
        (Type::Cidr6, Value::Text(text)) => text.parse::<Ipv6Net>().is_ok(),
        (Type::Policy, Value::Map(_)) => true,
        (Type::Policy, Value::Text(text)) => serde_json::from_str::<serde_json::Value>(text).is_ok(),
        (Type::Reference(_) | Type::BlockReference(_), Value::Text(_)) => true,
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter().all(|value| fits(value, item))
        }
        (Type::Map(item), Value::Map(entries)) => entries.values().all(|value| fits(value, item)),
        (Type::Record { attributes, .. }, Value::Map(entries)) => entries.iter().all(|(key, value)| {
            attributes.iter().any(|attribute| attribute.name == key && fits(value, &attribute.ty))
        }),
        (Type::AnyOf(types), value) => types.iter().any(|ty| fits(value, ty)),
        _ => false,
    }
}

fn canonical_policy(value: &Value) -> Value {
    match value {
        Value::Text(text) => match serde_json::from_str(text) {
            Ok(json) => {
                let mut pieces = Vec::new();
                write_json(&json, &mut pieces);
                Value::concat(pieces)
            }
            Err(_) => value.clone(),
        },
        Value::Map(_) => {
            let mut pieces = Vec::new();
            write_value(value, &mut pieces);
            Value::concat(pieces)
        }
        other => other.clone(),
    }
}

fn write_json(json: &serde_json::Value, pieces: &mut Vec<Value>) {
    match json {
        serde_json::Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            write_between(pieces, ["{", "}"], entries, |(key, entry), pieces| {
                pieces.push(Value::text(format!("{}:", quoted(key))));
                write_json(entry, pieces);
            });
        }
        serde_json::Value::Array(items) => write_between(pieces, ["[", "]"], items, write_json),
        plain => pieces.push(Value::text(plain.to_string())),
    }
}

/// As [`write_json`], keeping what is pending as pieces of their own.
fn write_value(value: &Value, pieces: &mut Vec<Value>) {
    match value {
        Value::Map(entries) => write_between(pieces, ["{", "}"], entries, |(key, entry), pieces| {
            pieces.push(Value::text(format!("{}:", quoted(key))));
            write_value(entry, pieces);
        }),
        Value::List(items) => write_between(pieces, ["[", "]"], items, write_value),
        Value::Pending(_) => write_text(std::slice::from_ref(value), pieces),
        Value::Concat(inner) => write_text(inner, pieces),
        plain => pieces.push(Value::text(plain.to_json().to_string())),
    }
}

/// A JSON string of which pieces are pending. Ids, ARNs and names need no escapes.
fn write_text(inner: &[Value], pieces: &mut Vec<Value>) {
    pieces.push(Value::text("\""));
    for piece in inner {
        pieces.push(match piece {
            Value::Text(text) => {
                let quoted = quoted(text);
                Value::text(quoted.get(1..quoted.len() - 1).unwrap_or_default())
            }
            other => other.clone(),
        });
    }
    pieces.push(Value::text("\""));
}

fn write_between<T>(
    pieces: &mut Vec<Value>,
    [open, close]: [&str; 2],
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut Vec<Value>),
) {
    pieces.push(Value::text(open));
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            pieces.push(Value::text(","));
        }
        write(item, pieces);
    }
    pieces.push(Value::text(close));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
