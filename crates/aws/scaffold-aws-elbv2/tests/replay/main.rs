//! What AWS does and no emulator: replayed exchanges, written from the API reference of Elastic Load
//! Balancing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod balancers;
mod groups;
mod listeners;
mod rules;
#[allow(dead_code, reason = "EC2 wraps its answers otherwise")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;
mod surveys;
mod targets;

use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{AwsCloud, Secret, SecretSource};
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, UpdateRequest};
use script::{Exchange, Replay, page};

const ARN: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012";
const SECRET: &str = "correct horse battery staple";

/// Knows one secret.
struct OneSecret;

#[async_trait]
impl SecretSource for OneSecret {
    async fn parameter(&self, name: &str) -> Result<Secret, Error> {
        match name {
            "/shop/oidc:3" => Ok(Secret::new(SECRET.to_owned())),
            _ => Err(Error::new(Class::Gone, "ssm:GetParameter", format!("there is no parameter {name}"))),
        }
    }
}

impl Replay {
    /// Elastic Load Balancing as the script plays it.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        let services = vec![scaffold_aws_elbv2::service(&connection, Arc::new(OneSecret))];
        AwsCloud::new(connection, services)
    }
}

/// An action that is answered with what stands inside of its result.
fn on(action: &str, result: &str) -> Exchange {
    let result = format!("<{action}Result>{result}</{action}Result>");
    let about = "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>";
    page(action, 200, &format!("<{action}Response>{result}{about}</{action}Response>"))
}

/// An action that is refused, as the query protocol spells it.
fn refused(action: &str, code: &str, message: &str) -> Exchange {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    page(action, 400, &format!("<ErrorResponse>{error}<RequestId>r-2</RequestId></ErrorResponse>"))
}

fn member(inside: &str) -> String {
    format!("<member>{inside}</member>")
}

/// Tags of resources: those of the stack at an address, or none.
fn tags(owners: &[(&str, Option<&str>)]) -> Exchange {
    let tag = |key: &str, value: &str| member(&format!("<Key>{key}</Key><Value>{value}</Value>"));
    let of = |(arn, address): &(&str, Option<&str>)| {
        let tags = address.map_or_else(String::new, |address| {
            [tag("scaffold:stack", "shop@us-east-1"), tag("scaffold:address", address)].concat()
        });
        member(&format!("<ResourceArn>{arn}</ResourceArn><Tags>{tags}</Tags>"))
    };
    let descriptions: String = owners.iter().map(of).collect();
    on("DescribeTags", &format!("<TagDescriptions>{descriptions}</TagDescriptions>"))
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn create(values: Values) -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "load_balancer.edge/x")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("load_balancer.edge/x").unwrap(),
        values,
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some("shop-edge-x-0123abcd".to_owned()),
    }
}

fn update(id: &str, attributes: &[&str], values: Values) -> UpdateRequest {
    let changed = |name: &&String| attributes.contains(&name.as_str());
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse("load_balancer.edge/x").unwrap(),
        before: Values::new(),
        patch: values.iter().filter(|(name, _)| changed(name)).map(|(n, v)| (n.clone(), v.clone())).collect(),
        values,
    }
}

fn delete(id: &str) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values: Values::new() }
}

/// Values of a kind: what is said, and its defaults.
fn values(kind: &str, said: serde_json::Value) -> Values {
    let said = Value::from_json(&said).unwrap();
    scaffold_kinds::schema(kind).unwrap().schema.complete(said.as_map().unwrap())
}
