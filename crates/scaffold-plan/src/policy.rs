//! Policy documents compared by meaning: a scalar equals a list of one, order is free, action names
//! and condition keys are without case. Version and Effect count as written.

use serde_json::{Map, Value as Json};

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
    for (key, value) in entries {
        let value = if key == "Statement" {
            sorted(as_list(value).into_iter().map(|statement| normal_statement(&statement)).collect())
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
        Json::Object(entries) => Json::Object(
            entries.iter().map(|(service, who)| (service.clone(), sorted(as_list(who)))).collect(),
        ),
        Json::String(everybody) if everybody == "*" => serde_json::json!({ "AWS": ["*"] }),
        other => other.clone(),
    }
}

fn normal_condition(condition: &Json) -> Json {
    let Json::Object(operators) = condition else { return condition.clone() };
    let normal_keys = |keys: &Json| match keys {
        Json::Object(keys) => Json::Object(
            keys.iter()
                .map(|(key, wanted)| {
                    let wanted = as_list(wanted).iter().map(scalar_as_text).collect();
                    (key.to_ascii_lowercase(), sorted(wanted))
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Json::Object(operators.iter().map(|(operator, keys)| (operator.clone(), normal_keys(keys))).collect())
}

/// Condition values are texts to AWS: `true` and `"true"` are the same.
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
mod tests {
    use super::same_policy;

    #[test]
    fn spelling_does_not_count() {
        let written = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"S3:GetObject",
            "Resource":["b","a"],"Condition":{"Bool":{"aws:SecureTransport":true}}}}"#;
        let read = r#"{"Statement":[{"Action":["s3:getobject"],"Principal":{"AWS":"*"},"Resource":["a","b"],
            "Effect":"Allow","Condition":{"Bool":{"AWS:SecureTransport":["true"]}}}],"Version":"2012-10-17"}"#;
        assert!(same_policy(written, read));
    }

    #[test]
    fn meaning_counts() {
        let allow =
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        assert!(!same_policy(allow, &allow.replace("Allow", "Deny")));
        assert!(!same_policy(allow, &allow.replace("2012", "2008")));
        assert!(!same_policy(allow, &allow.replace("\"Resource\":\"*\"", "\"Resource\":\"a\"")));
    }
}
