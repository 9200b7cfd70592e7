//! What AWS does and no emulator: replayed exchanges, written from the EC2 API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod elastic_ip;
mod flow_log;
mod internet_gateway;
mod launch_template;
mod nat_gateway;
mod pages;
mod ranges;
mod refusals;
mod route_table;
mod script;
mod security_group;
mod security_group_rule;
mod vpc_endpoint;

use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Cloud, CreateRequest, DeleteRequest, UpdateRequest};
use script::Replay;

impl Replay {
    /// EC2 as the script plays it, at an endpoint or, without one, at AWS.
    fn cloud(&self, endpoint: Option<&str>) -> AwsCloud {
        let connection = self.connection(endpoint);
        let services = vec![scaffold_aws_ec2::service(&connection)];
        AwsCloud::new(connection, services)
    }
}

#[test]
fn every_kind_has_one_provider_in_the_order_of_the_registry() {
    let cloud = Replay::new(Vec::new()).cloud(None);
    let provided: Vec<_> = cloud.providers().iter().map(|provider| provider.kind()).collect();
    let registered = scaffold_kinds::all().map(|schema| &schema.kind).filter(|kind| kind.service() == "ec2");
    assert_eq!(provided, registered.cloned().collect::<Vec<_>>());
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn tag_set() -> String {
    let tag = |key: &str, value: &str| format!("<item><key>{key}</key><value>{value}</value></item>");
    let tags = [tag("scaffold:stack", "shop@us-east-1"), tag("scaffold:address", "vpc.main/x")].concat();
    format!("<tagSet>{tags}</tagSet>")
}

fn create(values: &[(&str, &str)]) -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "vpc.main/x")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect(),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some("shop-main-x-0123abcd".to_owned()),
    }
}

fn delete(id: &str) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values: Values::new() }
}

fn update(id: &str, attribute: &str, values: Values) -> UpdateRequest {
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        before: Values::new(),
        patch: values
            .iter()
            .filter(|(name, _)| *name == attribute)
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect(),
        values,
    }
}
