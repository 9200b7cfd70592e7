//! Single values, and what can be told of a type without one.

use scaffold_model::{Address, TextRule, Type, Value};

use crate::codes;
use crate::document::{Data, Node};
use crate::problems::Finding;
use crate::suggest::suggest;

pub(crate) fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

pub(crate) fn in_range(number: i64, minimum: i64, maximum: i64, ty: &Type) -> Result<Value, Finding> {
    if (minimum..=maximum).contains(&number) {
        return Ok(Value::Integer(number));
    }
    let label = if number < minimum { "too small" } else { "too large" };
    Err(Finding::new(&codes::OUT_OF_RANGE, format!("must be {}, but is {number}", ty.words()), label)
        .help(format!("the nearest is `{}`", number.clamp(minimum, maximum))))
}

pub(crate) fn text_rule(rule: &TextRule, text: &str) -> Result<Value, Finding> {
    if rule.fits(text) {
        return Ok(Value::text(text));
    }
    let label = if text.is_empty() { "empty" } else { "not of this form" };
    let finding = Finding::new(&codes::BAD_TEXT, format!("must be {}", rule.words()), label);
    Err(finding.maybe_help(meant(rule, text).map(|text| format!("did you mean `{text}`?"))))
}

/// What a text was probably meant to be: `db.t4g.large` for `t4g.large`, `16` for `v16`, `index.html` for
/// `/index.html`.
fn meant(rule: &TextRule, text: &str) -> Option<String> {
    let meant = match rule {
        TextRule::Described { .. } => return mended(text).into_iter().flatten().find(|text| rule.fits(text)),
        TextRule::Prefix(prefix) if prefix.ends_with('.') && text.contains('.') => {
            format!(
                "{prefix}{}",
                text.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(".")
            )
        }
        TextRule::Version => text.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned(),
        _ => return None,
    };
    rule.fits(&meant).then_some(meant)
}

/// A text with one thing fewer or more that is often written: a slash, a protocol, the `s` of a plural.
fn mended(text: &str) -> [Option<String>; 5] {
    let inside = text.strip_suffix(')');
    [
        text.strip_prefix('/').map(str::to_owned),
        text.strip_suffix('/').map(str::to_owned),
        text.split_once("://").map(|(_, rest)| rest.trim_end_matches('/').to_owned()),
        inside.and_then(|inside| inside.strip_suffix('s')).map(|inside| format!("{inside})")),
        inside.map(|inside| format!("{inside}s)")),
    ]
}

pub(crate) fn choice(words: &'static [&'static str], text: &str, ty: &Type) -> Result<Value, Finding> {
    if words.contains(&text) {
        return Ok(Value::text(text));
    }
    Err(Finding::new(&codes::UNKNOWN_WORD, format!("must be {}", ty.words()), "not one of these words")
        .maybe_help(suggest(text, words.iter().copied())))
}

/// A plain value as text.
pub(crate) fn spelled(data: &Data) -> Option<String> {
    match data {
        Data::Integer(number) => Some(number.to_string()),
        Data::Number(number) => Some(number.to_string()),
        Data::Boolean(flag) => Some(flag.to_string()),
        Data::Text(text) | Data::Date(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether a block can be expanded before a value of this type is known.
pub(crate) fn may_wait(ty: &Type) -> bool {
    match ty {
        Type::Text(TextRule::File | TextRule::Code) => false,
        Type::Text(_) | Type::Reference(_) | Type::Policy => true,
        Type::List(item) | Type::Set(item) | Type::Map(item) => may_wait(item),
        // What text never is can be told apart without knowing it.
        Type::AnyOf(types) => {
            let mut texts = types.iter().filter(|ty| !never_text(ty)).peekable();
            texts.peek().is_some() && texts.all(may_wait)
        }
        _ => false,
    }
}

/// Whether text with a piece known only at apply can never be a value of this type.
pub(crate) fn never_text(ty: &Type) -> bool {
    match ty {
        Type::Text(_)
        | Type::Reference(_)
        | Type::Policy
        | Type::Cidr4 { .. }
        | Type::Cidr6
        | Type::Choice(_) => false,
        Type::AnyOf(types) => types.iter().all(never_text),
        _ => true,
    }
}

/// Whether a value is written as values of this type are: text, number, list, table.
pub(crate) fn shape_fits(ty: &Type, node: &Node) -> bool {
    match ty {
        Type::Boolean => matches!(node.data, Data::Boolean(_)),
        Type::Integer { .. } => matches!(node.data, Data::Integer(_)),
        Type::Number => matches!(node.data, Data::Integer(_) | Data::Number(_)),
        Type::List(_) | Type::Set(_) => matches!(node.data, Data::List { .. }),
        Type::Map(_) | Type::Record { .. } => matches!(node.data, Data::Table(_)),
        Type::Policy => matches!(node.data, Data::Table(_) | Data::Text(_)),
        Type::AnyOf(types) => types.iter().any(|ty| shape_fits(ty, node)),
        _ => matches!(node.data, Data::Text(_)),
    }
}

/// Whether a value, though wrong, was probably meant to be of this type.
pub(crate) fn looks_like(ty: &Type, node: &Node) -> bool {
    let Data::Text(text) = &node.data else { return shape_fits(ty, node) };
    match ty {
        Type::Cidr4 { .. } => text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(':'),
        Type::Cidr6 => text.contains(':') && !text.starts_with("arn:"),
        Type::Text(TextRule::Prefix(prefix)) => text.starts_with(prefix),
        Type::BlockReference(word) => {
            Address::parse_anywhere(text).is_ok_and(|address| address.word() == *word)
        }
        Type::Reference(_) => Address::parse_anywhere(text).is_ok(),
        _ => shape_fits(ty, node),
    }
}
