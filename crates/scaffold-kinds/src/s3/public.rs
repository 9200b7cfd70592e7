//! What S3 calls public ("Blocking public access to your Amazon S3 storage", the meaning of "public").

use serde_json::Value;

/// Keys of conditions that narrow everyone down to somebody, in lower case.
const NARROWING: &[&str] = &[
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Values that narrow nothing down.
const EVERYTHING: &[&str] = &["*", "0.0.0.0/0", "::/0"];

/// The first statement of a policy that surely lets everyone in, by its place. What is not known yet counts as
/// somebody.
pub fn letting_everyone_in(policy: &Value) -> Option<usize> {
    let statements = policy.get("Statement")?;
    listed(statements).iter().position(lets_everyone_in)
}

fn lets_everyone_in(statement: &Value) -> bool {
    let everyone = statement.get("Principal").is_some_and(|principal| match principal {
        Value::Object(sorts) => sorts.get("AWS").is_some_and(is_everything),
        other => is_everything(other),
    });
    let conditions = statement.get("Condition").and_then(Value::as_object);
    let is_narrowed = || conditions.into_iter().flatten().any(|(operator, keys)| narrows(operator, keys));
    statement.get("Effect").and_then(Value::as_str) == Some("Allow") && everyone && !is_narrowed()
}

/// `IpAddress` and the like: what is true of what is not there narrows nothing down.
fn narrows(operator: &str, keys: &Value) -> bool {
    let operator = operator.trim_start_matches("ForAnyValue:");
    let is_positive = ["String", "Arn", "IpAddress"].iter().any(|sort| operator.starts_with(sort))
        && !operator.contains("Not")
        && !operator.ends_with("IfExists");
    let is_narrow = |(key, values): (&String, &Value)| {
        let key = key.to_ascii_lowercase();
        (NARROWING.contains(&key.as_str()) || key.starts_with("aws:principal")) && !is_everything(values)
    };
    is_positive && keys.as_object().is_some_and(|keys| keys.iter().any(is_narrow))
}

/// Whether one of the values is all that there is.
fn is_everything(values: &Value) -> bool {
    listed(values).iter().any(|value| value.as_str().is_some_and(|text| EVERYTHING.contains(&text)))
}

fn listed(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_public(principal: Value, condition: Value) -> bool {
        let statement = json!({
            "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*",
            "Condition": condition,
        });
        letting_everyone_in(&json!({ "Statement": [statement] })) == Some(0)
    }

    #[test]
    fn everyone_is_everyone_in_each_spelling() {
        for everyone in [json!("*"), json!({ "AWS": "*" }), json!({ "AWS": ["123456789012", "*"] })] {
            assert!(is_public(everyone, json!({})));
        }
        for somebody in [json!({ "AWS": "123456789012" }), json!({ "Service": "logging.s3.amazonaws.com" })] {
            assert!(!is_public(somebody, json!({})));
        }
        let denied = json!({ "Statement": { "Effect": "Deny", "Principal": "*", "Action": "s3:*" } });
        assert_eq!(letting_everyone_in(&denied), None);
    }

    #[test]
    fn conditions_narrow_down_that_name_somebody() {
        for condition in [
            json!({ "StringEquals": { "aws:SourceVpce": "vpce-1" } }),
            json!({ "IpAddress": { "AWS:SourceIp": ["192.0.2.0/24"] } }),
            json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } }),
            json!({ "ArnLike": { "aws:SourceArn": { "$pending": {} } } }),
        ] {
            assert!(!is_public(json!("*"), condition.clone()), "{condition}");
        }
        for condition in [
            json!({ "Bool": { "aws:SecureTransport": "true" } }),
            json!({ "NotIpAddress": { "aws:SourceIp": "192.0.2.0/24" } }),
            json!({ "IpAddress": { "aws:SourceIp": ["0.0.0.0/0"] } }),
            json!({ "StringLike": { "aws:Referer": "https://shop.example/*" } }),
        ] {
            assert!(is_public(json!("*"), condition.clone()), "{condition}");
        }
    }
}
