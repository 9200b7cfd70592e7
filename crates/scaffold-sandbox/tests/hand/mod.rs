//! Makes things in a sandbox by short words.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "each test file uses some of them")]

use std::collections::BTreeMap;
use std::time::Duration;

use scaffold_model::{Address, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, Error, Provider, UpdateRequest};
use scaffold_sandbox::Sandbox;

pub struct Hand<'a>(pub &'a Sandbox);

pub fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

pub fn text(text: &str) -> Value {
    Value::from(text)
}

pub fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| text(item)).collect())
}

pub fn table(entries: &[(&str, Value)]) -> Value {
    Value::Map(values(entries))
}

pub fn values(entries: &[(&str, Value)]) -> Values {
    entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

pub fn route(destination: &str, target: &str, id: &PhysicalId) -> Value {
    table(&[("destination", text(destination)), (target, text(id.as_str()))])
}

pub fn request(kind: &str, name: &str, entries: &[(&str, Value)]) -> CreateRequest {
    let address = Address::block(kind, name);
    let tags = BTreeMap::from([
        (TAG_STACK.to_owned(), stack().to_string()),
        (TAG_ADDRESS.to_owned(), address.to_string()),
        ("Name".to_owned(), name.to_owned()),
    ]);
    let identity = scaffold_kinds::schema(kind).unwrap().facts.identity;
    let named = identity.name_limit().is_some();
    CreateRequest {
        stack: stack(),
        address,
        values: values(entries),
        tags,
        name: named.then(|| format!("shop-{name}")),
    }
}

impl Hand<'_> {
    pub fn of(&self, kind: &str) -> &dyn Provider {
        self.0.provider(kind).unwrap()
    }

    pub async fn try_make(
        &self,
        kind: &str,
        name: &str,
        entries: &[(&str, Value)],
    ) -> Result<PhysicalId, Error> {
        self.of(kind).create(&request(kind, name, entries)).await
    }

    pub async fn make(&self, kind: &str, name: &str, entries: &[(&str, Value)]) -> PhysicalId {
        self.try_make(kind, name, entries).await.unwrap()
    }

    pub async fn vpc(&self) -> PhysicalId {
        self.make("ec2.vpc", "net", &[("cidr_block", text("10.0.0.0/16"))]).await
    }

    pub async fn subnet(&self, vpc: &PhysicalId, name: &str, range: &str) -> PhysicalId {
        let entries = [
            ("vpc", text(vpc.as_str())),
            ("cidr_block", text(range)),
            ("availability_zone", text("us-east-1a")),
        ];
        self.make("ec2.subnet", name, &entries).await
    }

    pub async fn in_vpc(&self, kind: &str, name: &str, vpc: &PhysicalId) -> PhysicalId {
        self.make(kind, name, &[("vpc", text(vpc.as_str()))]).await
    }

    pub async fn address(&self, name: &str) -> PhysicalId {
        self.make("ec2.elastic_ip", name, &[]).await
    }

    pub async fn nat(&self, subnet: &PhysicalId, address: &PhysicalId) -> Result<PhysicalId, Error> {
        let entries = [("subnet", text(subnet.as_str())), ("elastic_ip", text(address.as_str()))];
        self.try_make("ec2.nat_gateway", "nat", &entries).await
    }

    pub async fn set(&self, kind: &str, id: &PhysicalId, attribute: &str, value: Value) -> Result<(), Error> {
        let live = self.read(kind, id).await.unwrap();
        let request = UpdateRequest {
            id: id.clone(),
            stack: stack(),
            address: live.identity.map_or(Address::block(kind, "x"), |identity| identity.address),
            before: Values::new(),
            patch: values(&[(attribute, value)]),
            values: live.values,
        };
        self.of(kind).update(&request).await
    }

    pub async fn delete(&self, kind: &str, id: &PhysicalId) -> Result<(), Error> {
        let request = DeleteRequest { id: id.clone(), stack: stack(), values: Values::new() };
        self.of(kind).delete(&request).await
    }

    pub async fn read(&self, kind: &str, id: &PhysicalId) -> Option<Live> {
        self.of(kind).read(id).await.unwrap()
    }

    pub async fn state(&self, kind: &str, id: &PhysicalId) -> Option<LiveState> {
        self.read(kind, id).await.map(|live| live.state)
    }

    pub async fn survey(&self, kind: &str) -> Vec<Live> {
        self.of(kind).survey(&stack()).await.unwrap()
    }
}

/// The class and code of a refusal.
#[track_caller]
pub fn refused<R: std::fmt::Debug>(result: Result<R, Error>) -> (Class, String) {
    let error = result.unwrap_err();
    assert!(error.action.starts_with("ec2:"), "{error}");
    (error.class, error.code.unwrap_or_default())
}

pub async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
