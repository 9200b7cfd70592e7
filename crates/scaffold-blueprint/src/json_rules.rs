//! The JSON Schema of rules between attributes.

use scaffold_model::{Attribute, Rule, Type, Value};
use serde_json::{Value as Json, json};

/// Schemas that all must hold.
pub(crate) fn rule(rule: &Rule, attributes: &[Attribute]) -> Vec<Json> {
    let set = |name: &&str| set(name, attributes);
    match rule {
        Rule::ExactlyOneOf(names) => vec![json!({ "oneOf": names.iter().map(set).collect::<Vec<_>>() })],
        Rule::AtMostOneOf(names) => {
            let pairs = names
                .iter()
                .enumerate()
                .flat_map(|(at, one)| names[at + 1..].iter().map(move |two| (one, two)));
            pairs.map(|(one, two)| json!({ "not": { "allOf": [set(one), set(two)] } })).collect()
        }
        Rule::Requires { attribute, is, needs } => {
            let needs: Vec<Json> = needs.iter().map(|name| effective(name, attributes)).collect();
            vec![json!({ "if": holds(attribute, is, attributes), "then": { "allOf": needs } })]
        }
        Rule::OnlyWhere { attributes: bound, attribute, is } => {
            let allowed = json!({ "anyOf": [holds(attribute, is, attributes), is_expression(attribute)] });
            let none: Vec<Json> = bound.iter().map(|name| json!({ "not": set(name) })).collect();
            vec![json!({ "if": allowed, "else": { "allOf": none } })]
        }
    }
}

fn find<'a>(name: &str, attributes: &'a [Attribute]) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name == name)
}

/// Declared, and neither `false` nor empty.
fn set(name: &str, attributes: &[Attribute]) -> Json {
    json!({ "required": [name], "not": off(name, attributes) })
}

/// Declared `false` or empty.
fn off(name: &str, attributes: &[Attribute]) -> Json {
    let empty = match find(name, attributes).map(|attribute| &attribute.ty) {
        Some(Type::Boolean) => json!({ "const": false }),
        Some(Type::List(_) | Type::Set(_)) => json!({ "type": "array", "maxItems": 0 }),
        Some(Type::Map(_) | Type::Record { .. }) => json!({ "type": "object", "maxProperties": 0 }),
        _ => json!(false),
    };
    json!({ "required": [name], "properties": { name: empty } })
}

/// Set, by declaration or default.
fn effective(name: &str, attributes: &[Attribute]) -> Json {
    let default = find(name, attributes).and_then(Attribute::default);
    match default {
        None | Some(Value::Boolean(false)) => set(name, attributes),
        Some(_) => json!({ "not": off(name, attributes) }),
    }
}

/// Has one of the values, by declaration or default.
fn holds(name: &str, is: &[&str], attributes: &[Attribute]) -> Json {
    if is.is_empty() {
        return set(name, attributes);
    }
    let attribute = find(name, attributes);
    let spelled = |word: &&str| match attribute.map(|attribute| &attribute.ty) {
        Some(Type::Boolean | Type::Integer { .. }) => {
            serde_json::from_str(word).unwrap_or_else(|_| json!(word))
        }
        _ => json!(word),
    };
    let words: Vec<Json> = is.iter().map(spelled).collect();
    let has = json!({ "properties": { name: { "enum": words } } });
    let by_default = attribute
        .and_then(Attribute::default)
        .is_some_and(|default| is.contains(&default.to_string().as_str()));
    if by_default { has } else { json!({ "allOf": [{ "required": [name] }, has] }) }
}

/// Its value cannot be judged yet.
fn is_expression(name: &str) -> Json {
    json!({ "required": [name], "properties": { name: { "$ref": "#/$defs/expression" } } })
}
