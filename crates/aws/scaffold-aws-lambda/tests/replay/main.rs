//! What AWS does and no emulator: replayed exchanges, written from the Lambda API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod aliases;
mod conflicts;
mod functions;
mod large;
mod others;
mod script;

use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{CreateRequest, DeleteRequest, UpdateRequest};

pub const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:shop-api-0123abcd";
pub const NAME: &str = "shop-api-0123abcd";
pub const ROLE: &str = "arn:aws:iam::123456789012:role/scaffold/shop-runner";

pub fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

pub fn values(values: &[(&str, Value)]) -> Values {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub fn create(address: &str, values: Values, name: Option<&str>) -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", address)];
    CreateRequest {
        stack: stack(),
        address: Address::parse(address).unwrap(),
        values,
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: name.map(str::to_owned),
    }
}

pub fn update(id: &str, address: &str, values: Values, patch: &[(&str, Value)]) -> UpdateRequest {
    let patch: Values = patch.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let mut whole = values;
    whole.extend(patch.clone());
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse(address).unwrap(),
        before: Values::new(),
        patch,
        values: whole,
    }
}

pub fn delete(id: &str, values: Values) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values }
}

/// The settings of a function or version, with what is said of its state.
pub fn settings(state: &str, update: &str, revision: &str, more: &str) -> String {
    format!(
        r#"{{"FunctionName":"{NAME}","FunctionArn":"{ARN}","Runtime":"python3.13","Role":"{ROLE}",
            "Handler":"index.handler","Timeout":3,"MemorySize":128,"CodeSha256":"{}","PackageType":"Zip",
            "Architectures":["x86_64"],"EphemeralStorage":{{"Size":512}},"SnapStart":{{"ApplyOn":"None"}},
            "TracingConfig":{{"Mode":"PassThrough"}},"LoggingConfig":{{"LogFormat":"Text","LogGroup":"shop-logs"}},
            "State":"{state}","LastUpdateStatus":"{update}","RevisionId":"{revision}"{more}}}"#,
        scaffold_kinds::fixtures::archives::FIRST
    )
}

/// What GetFunction answers.
pub fn whole(settings: &str, more: &str) -> String {
    format!(r#"{{"Configuration":{settings}{more}}}"#)
}
