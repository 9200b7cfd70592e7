//! The JSON Schema of a type, of an attribute, of a table.

use std::collections::BTreeMap;

use scaffold_model::{Attribute, Facts, KindName, Rule, TextRule, Type};
use serde_json::{Map, Value as Json, json};

use crate::check_address::USED_ABROAD;
use crate::json_rules::rule;

/// `[a-z][a-z0-9]*(-[a-z0-9]+)*`
pub(crate) const NAME: &str = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

const WORD: &str = "[a-z][a-z0-9_]*";

/// Patterns of physical ids, by kind.
pub(crate) type IdPatterns = BTreeMap<KindName, String>;

/// The pattern of a kind's physical ids, where they can stand for an address.
pub(crate) fn id_pattern(facts: &Facts) -> Option<String> {
    if facts.uuid_ids {
        return Some("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}".to_owned());
    }
    (!facts.id_prefix.is_empty()).then(|| format!("{}[0-9A-Za-z]+", escaped(facts.id_prefix)))
}

/// A table with known keys.
pub(crate) fn table(doc: &str, attributes: &[Attribute], rules: &[Rule], ids: &IdPatterns) -> Json {
    let properties: Map<String, Json> =
        attributes.iter().map(|attribute| (attribute.name.to_owned(), property(attribute, ids))).collect();
    let mut schema = json!({
        "type": "object",
        "description": doc,
        "properties": properties,
        "additionalProperties": false,
    });
    let required: Vec<&str> =
        attributes.iter().filter(|attribute| attribute.required).map(|attribute| attribute.name).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    let rules: Vec<Json> = rules.iter().flat_map(|known| rule(known, attributes)).collect();
    if !rules.is_empty() {
        schema["allOf"] = Json::Array(rules);
    }
    schema
}

fn property(attribute: &Attribute, ids: &IdPatterns) -> Json {
    let mut schema = of_type(&attribute.ty, ids);
    schema["description"] = json!(attribute.doc);
    if let Some(default) = attribute.default() {
        schema["default"] = default.to_json();
    }
    schema
}

/// The schema of a type. Wherever it is not text anyway, an expression may stand in its place.
pub(crate) fn of_type(ty: &Type, ids: &IdPatterns) -> Json {
    match ty {
        Type::Boolean => or_expression(json!({ "type": "boolean" })),
        Type::Integer { minimum, maximum } => or_expression(integer(*minimum, *maximum)),
        Type::Number => or_expression(json!({ "type": "number" })),
        Type::Text(rule) => text(rule),
        Type::Choice(words) => or_expression(json!({ "enum": words })),
        Type::Cidr4 { shortest, longest } => {
            let lengths: Vec<String> = (*shortest..=*longest).map(|length| length.to_string()).collect();
            pattern(&format!("[0-9]{{1,3}}(\\.[0-9]{{1,3}}){{3}}/({})", lengths.join("|")))
        }
        Type::Cidr6 => pattern("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/[0-9]{1,3}"),
        Type::Policy => json!({ "type": ["object", "string"] }),
        Type::Reference(kind) => {
            let address = format!("{}{WORD}(\\.{WORD})?\\.{NAME}(/[a-z0-9_-]+(\\.[a-z0-9_-]+)*)?", stack());
            match ids.get(kind) {
                Some(id) => pattern(&format!("{address}|{id}")),
                None => pattern(&address),
            }
        }
        Type::BlockReference(word) => {
            let stack = if USED_ABROAD.contains(word) { stack() } else { String::new() };
            pattern(&format!("{stack}{}\\.{NAME}", escaped(word)))
        }
        Type::List(item) => or_expression(json!({ "type": "array", "items": of_type(item, ids) })),
        Type::Set(item) => {
            or_expression(json!({ "type": "array", "uniqueItems": true, "items": of_type(item, ids) }))
        }
        Type::Map(item) => {
            or_expression(json!({ "type": "object", "additionalProperties": of_type(item, ids) }))
        }
        Type::Record { attributes, rules } => table("", attributes, rules, ids),
        Type::AnyOf(types) => {
            let each: Vec<Json> = types.iter().map(|ty| of_type(ty, ids)).collect();
            json!({ "anyOf": each })
        }
    }
}

/// What may stand before an address to name another stack's.
fn stack() -> String {
    format!("(@{NAME}/(({NAME})?/)?)?")
}

fn integer(minimum: i64, maximum: i64) -> Json {
    let mut schema = json!({ "type": "integer" });
    if minimum != i64::MIN {
        schema["minimum"] = json!(minimum);
    }
    if maximum != i64::MAX {
        schema["maximum"] = json!(maximum);
    }
    schema
}

fn text(rule: &TextRule) -> Json {
    match rule {
        TextRule::Any | TextRule::File | TextRule::Code | TextRule::Described { .. } => {
            json!({ "type": "string" })
        }
        TextRule::AtMost(limit) => {
            or_expression(json!({ "type": "string", "minLength": 1, "maxLength": limit }))
        }
        TextRule::PrefixList => pattern("(pl-|com\\.amazonaws\\.).+"),
        TextRule::Version => pattern("[0-9]+(\\.[0-9]+)*"),
        TextRule::Prefix(prefix) => pattern(&format!("{}.+", escaped(prefix))),
    }
}

/// Text that matches as a whole, or holds an expression.
fn pattern(pattern: &str) -> Json {
    json!({ "type": "string", "pattern": format!("^({pattern})$|\\$\\{{[^}}]+\\}}") })
}

fn or_expression(schema: Json) -> Json {
    json!({ "anyOf": [schema, { "$ref": "#/$defs/expression" }] })
}

/// A text that is one expression.
pub(crate) fn expression() -> Json {
    json!({
        "type": "string",
        "pattern": "^\\$\\{[^}]+\\}$",
        "description": "An expression: `${var.name}`, `${blueprint.name}`, `${vpc.main.id}`.",
    })
}

fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let special = "\\^$.|?*+()[]{}".contains(c);
            special.then_some('\\').into_iter().chain([c])
        })
        .collect()
}
