use scaffold_model::Value;

use crate::style::{one_line, printable};

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

/// JSON in text as the table that it is.
pub(crate) fn readable(value: &Value) -> Value {
    let json = value.as_text().and_then(|text| serde_json::from_str(text).ok());
    json.and_then(|json| Value::from_json(&json).ok()).unwrap_or_else(|| value.clone())
}

/// Whether it is text that is a JSON object, as policies are.
pub(crate) fn is_document(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.starts_with('{')) && readable(value).as_map().is_some()
}

/// Documents as the tables that they are, by themselves or in a table.
pub(crate) fn documents_laid_open(value: &Value) -> Value {
    match value {
        Value::Map(entries) => Value::Map(
            entries.iter().map(|(name, entry)| (name.clone(), documents_laid_open(entry))).collect(),
        ),
        value if is_document(value) => readable(value),
        value => value.clone(),
    }
}

/// A value between what stands before and behind it: on one line where that fits, else item by item,
/// entry by entry, and a text of several lines as these.
pub(crate) fn layout(before: &str, value: &Value, behind: &str, width: usize) -> Vec<String> {
    let inside = |line: String| format!("  {line}");
    let deeper = width.saturating_sub(2);
    let text = match value {
        Value::Text(text) => Some(text.clone()),
        Value::Concat(_) => Some(value.to_string()),
        _ => None,
    };
    if let Some(text) = text.filter(|text| text.trim_end().contains('\n')) {
        let lines = text.lines().map(|line| inside(printable(line)));
        return [format!("{before}\"\"\"")]
            .into_iter()
            .chain(lines)
            .chain([format!("\"\"\"{behind}")])
            .collect();
    }
    let line = format!("{before}{}{behind}", shown(value));
    match value {
        _ if line.chars().count() <= width => vec![line],
        Value::List(items) if !items.is_empty() => {
            let items = items.iter().flat_map(|item| layout("", item, ",", deeper));
            [format!("{before}[")]
                .into_iter()
                .chain(items.map(inside))
                .chain([format!("]{behind}")])
                .collect()
        }
        Value::Map(entries) if !entries.is_empty() => {
            let entries = entries
                .iter()
                .flat_map(|(name, entry)| layout(&format!("{} = ", key(name)), entry, ",", deeper));
            [format!("{before}{{")]
                .into_iter()
                .chain(entries.map(inside))
                .chain([format!("}}{behind}")])
                .collect()
        }
        _ => vec![line],
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

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn what_is_too_long_for_a_line_takes_more() {
        let value = json(r#"{"long": ["aaaaaaaaaa", "bbbbbbbbbb"], "short": 1}"#);
        assert_eq!(layout("x = ", &value, ",", 80).len(), 1);
        let lines = layout("x = ", &value, ",", 24);
        assert_eq!(
            lines,
            [
                "x = {",
                "  long = [",
                "    \"aaaaaaaaaa\",",
                "    \"bbbbbbbbbb\",",
                "  ],",
                "  short = 1,",
                "},"
            ]
        );
        let script = Value::text("#!/bin/sh\necho \u{1b}[2J\n");
        assert_eq!(
            layout("run = ", &script, "", 80),
            ["run = \"\"\"", "  #!/bin/sh", "  echo \\u{1b}[2J", "\"\"\""]
        );
    }

    #[test]
    fn documents_read_as_tables() {
        let document = Value::text(r#"{"Version":"2012-10-17"}"#);
        assert_eq!(shown(&readable(&document)), "{ Version = \"2012-10-17\" }");
        assert_eq!(readable(&Value::text("no document")), Value::text("no document"));
    }
}
