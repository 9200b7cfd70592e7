use scaffold_model::Value;

use crate::style::one_line;

/// A value as a blueprint would say it: text quoted, pending as `${address.path}`.
pub(crate) fn shown(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Concat(_) => format!("\"{}\"", one_line(&value.to_string())),
        Value::List(items) => format!("[{}]", joined(items.iter().map(shown).collect())),
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(name, entry)| format!("{} = {}", key(name), shown(entry)));
            format!("{{ {} }}", joined(entries.collect()))
        }
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) | Value::Pending(_) => {
            one_line(&value.to_string())
        }
    }
}

/// A key as TOML writes it: bare where it can be.
pub(crate) fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if bare { text.to_owned() } else { format!("{text:?}") }
}

/// A value laid out over lines for a line diff: text as it is, JSON (and JSON in text) indented.
pub(crate) fn laid_out(value: &Value, as_json: bool) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) if as_json => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => sorted(&json),
            Err(_) => text.clone(),
        },
        Value::Text(text) => text.clone(),
        other if as_json => sorted(&other.to_json()),
        other => other.to_string(),
    }
}

/// JSON, indented, keys in order, so that order alone never shows as a difference.
fn sorted(json: &serde_json::Value) -> String {
    serde_json::to_string_pretty(&ordered(json)).unwrap_or_else(|_| json.to_string())
}

fn ordered(json: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match json {
        Json::Array(items) => Json::Array(items.iter().map(ordered).collect()),
        Json::Object(entries) => {
            let mut keys: Vec<_> = entries.iter().collect();
            keys.sort_by_key(|(key, _)| key.as_str());
            Json::Object(keys.into_iter().map(|(key, entry)| (key.clone(), ordered(entry))).collect())
        }
        other => other.clone(),
    }
}
