//! Policy documents compared by meaning, after AWS's reference of policy elements: a scalar equals a list
//! of one, order is free, action names, condition operators and condition keys are without case, an
//! account's number is its root, and what a condition compares with is text. Version, effect and
//! statement ids count as written.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

/// The version of a document that says none.
const FIRST_VERSION: &str = "2008-10-17";

/// Whether two policy documents mean the same. Texts that are not JSON are compared as texts.
pub(crate) fn same_policy(left: &str, right: &str) -> bool {
    match (serde_json::from_str::<Json>(left), serde_json::from_str::<Json>(right)) {
        (Ok(left), Ok(right)) => normal_document(&left) == normal_document(&right),
        _ => left == right,
    }
}

fn normal_document(document: &Json) -> Json {
    let Json::Object(entries) = document else { return document.clone() };
    let mut normal = Map::new();
    normal.insert("Version".to_owned(), Json::from(FIRST_VERSION));
    for (key, value) in entries {
        let value = if key == "Statement" {
            sorted(as_list(value).iter().map(normal_statement).collect())
        } else {
            value.clone()
        };
        normal.insert(key.clone(), value);
    }
    sort_keys(Json::Object(normal))
}

fn normal_statement(statement: &Json) -> Json {
    let Json::Object(entries) = statement else { return statement.clone() };
    let mut normal = Map::new();
    for (key, value) in entries {
        let value = match key.as_str() {
            "Sid" if value.as_str() == Some("") => continue,
            "Condition" if value.as_object().is_some_and(Map::is_empty) => continue,
            "Action" | "NotAction" => sorted(as_list(value).iter().map(lower_case).collect()),
            "Resource" | "NotResource" => sorted(as_list(value)),
            "Principal" | "NotPrincipal" => normal_principal(value),
            "Condition" => normal_condition(value),
            _ => value.clone(),
        };
        normal.insert(key.clone(), value);
    }
    sort_keys(Json::Object(normal))
}

/// `"*"` and `{"AWS": "*"}` both name everybody; the first is the shorter spelling of the second.
fn normal_principal(principal: &Json) -> Json {
    match principal {
        Json::Object(entries) => {
            let names = |of: &str, who: &Json| {
                let who = as_list(who);
                let names = who.iter().map(scalar_as_text);
                sorted(names.map(|name| if of == "AWS" { normal_account(name) } else { name }).collect())
            };
            Json::Object(entries.iter().map(|(of, who)| (of.clone(), names(of, who))).collect())
        }
        Json::String(everybody) if everybody == "*" => serde_json::json!({ "AWS": ["*"] }),
        other => other.clone(),
    }
}

/// `arn:aws:iam::123456789012:root` stands for the account, as its number does.
fn normal_account(name: Json) -> Json {
    let account = name.as_str().and_then(|name| {
        let (partition, rest) = name.strip_prefix("arn:")?.split_once(":iam::")?;
        let account = rest.strip_suffix(":root")?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        (is_account && partition.starts_with("aws")).then(|| account.to_owned())
    });
    account.map_or(name, Json::String)
}

fn normal_condition(condition: &Json) -> Json {
    let Json::Object(operators) = condition else { return condition.clone() };
    let mut normal: BTreeMap<String, BTreeMap<String, Vec<Json>>> = BTreeMap::new();
    for (operator, keys) in operators {
        let operator = operator.to_ascii_lowercase();
        let Json::Object(keys) = keys else { return condition.clone() };
        // `Bool`, `BoolIfExists`, `ForAnyValue:Bool`, `Null`: their texts are true and false in any case.
        let is_boolean = operator == "null" || operator.trim_end_matches("ifexists").ends_with("bool");
        let entry = normal.entry(operator).or_default();
        for (key, wanted) in keys {
            let wanted = as_list(wanted);
            let wanted = wanted.iter().map(scalar_as_text);
            let wanted = wanted.map(|value| if is_boolean { lower_case(&value) } else { value });
            entry.entry(key.to_ascii_lowercase()).or_default().extend(wanted);
        }
    }
    let keys = |keys: BTreeMap<String, Vec<Json>>| {
        Json::Object(keys.into_iter().map(|(key, wanted)| (key, sorted(wanted))).collect())
    };
    Json::Object(normal.into_iter().map(|(operator, entry)| (operator, keys(entry))).collect())
}

/// Condition values and account numbers are texts to AWS: `true` and `"true"` are the same.
fn scalar_as_text(value: &Json) -> Json {
    match value {
        Json::Bool(_) | Json::Number(_) => Json::String(value.to_string()),
        other => other.clone(),
    }
}

fn lower_case(action: &Json) -> Json {
    match action {
        Json::String(name) => Json::String(name.to_ascii_lowercase()),
        other => other.clone(),
    }
}

fn as_list(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items.clone(),
        scalar => vec![scalar.clone()],
    }
}

fn sorted(mut items: Vec<Json>) -> Json {
    items.sort_by_key(ToString::to_string);
    items.dedup();
    Json::Array(items)
}

fn sort_keys(value: Json) -> Json {
    match value {
        Json::Object(entries) => {
            let mut entries: Vec<(String, Json)> =
                entries.into_iter().map(|(key, entry)| (key, sort_keys(entry))).collect();
            entries.sort_by(|left, right| left.0.cmp(&right.0));
            Json::Object(entries.into_iter().collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
