//! What AWS does and no emulator: replayed exchanges, written from the IAM API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod instance_profile;
mod role;
mod role_changes;
#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;

use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{CreateRequest, DeleteRequest, UpdateRequest};
use script::{Exchange, Replay, page};

const NAME: &str = "shop-prod-web-0123abcd";
const PATH: &str = "/scaffold/us-east-1/shop@prod/iam.role.web/";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const TAGS: [(&str, &str); 3] = [
    ("scaffold:stack", "shop/prod@us-east-1"),
    ("scaffold:address", "iam.role.web"),
    ("scaffold:name", NAME),
];

impl Replay {
    /// IAM as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_iam::service(&connection)])
    }
}

fn arn() -> String {
    format!("arn:aws:iam::123456789012:role{PATH}{NAME}")
}

/// An action that is answered with what is in its result.
fn on(action: &str, result: &str) -> Exchange {
    let result = match result {
        "" => String::new(),
        result => format!("<{action}Result>{result}</{action}Result>"),
    };
    let body = format!(
        "<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">{result}<ResponseMetadata>\
         <RequestId>r-1</RequestId></ResponseMetadata></{action}Response>"
    );
    page(action, 200, &body)
}

/// An action that is refused.
fn refused(action: &str, status: u16, code: &str, message: &str) -> Exchange {
    let body = format!(
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    );
    page(action, status, &body)
}

fn absent(action: &str) -> Exchange {
    refused(action, 404, "NoSuchEntity", &format!("The role with name {NAME} cannot be found."))
}

fn tag_list(tags: &[(&str, &str)]) -> String {
    let tag =
        |(key, value): &(&str, &str)| format!("<member><Key>{key}</Key><Value>{value}</Value></member>");
    let tags: String = tags.iter().map(tag).collect();
    format!("<Tags>{tags}</Tags>")
}

/// As IAM writes policies: encoded for URLs.
fn encoded(document: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    document.bytes().map(byte).collect()
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: Some("prod".into()), region: "us-east-1".into() }
}

fn create(values: Values) -> CreateRequest {
    CreateRequest {
        stack: stack(),
        address: Address::parse("iam.role.web").unwrap(),
        values,
        tags: TAGS.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn update(id: &str, values: Values, changed: &[&str]) -> UpdateRequest {
    let patch = values.iter().filter(|(name, _)| changed.contains(&name.as_str()));
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse("iam.role.web").unwrap(),
        before: Values::new(),
        patch: patch.map(|(name, value)| (name.clone(), value.clone())).collect(),
        values,
    }
}

fn delete(id: &str) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values: Values::new() }
}

/// What every role says, with more.
fn role_values(more: &[(&str, Value)]) -> Values {
    let all = [
        ("assume_role_policy", Value::from(TRUST)),
        ("description", Value::from("what it is for")),
        ("max_session_seconds", Value::from(3600)),
    ];
    let all = all.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
