//! Small sets of resources to resolve.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_model::{Address, Diagnostic, Gaps, KindName, Origin, Resource, Resources, StackId, Value};

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn origin(line: usize) -> Origin {
    Origin { file: "blueprint.toml".into(), start: line * 10, end: line * 10 + 5, line }
}

pub fn resource(at: &str, kind: &str, values: &[(&str, Value)]) -> Resource {
    Resource {
        address: address(at),
        kind: KindName::from(kind),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        tags: BTreeMap::new(),
        ignore: BTreeSet::new(),
        zone: None,
        origin: origin(at.len()),
        origins: BTreeMap::new(),
    }
}

pub fn all(resources: Vec<Resource>) -> Resources {
    Resources {
        stack: StackId { name: "shop".into(), environment: None, region: "us-east-1".into() },
        account: None,
        role: None,
        foreign_tags: Vec::new(),
        digest: String::new(),
        resources,
        block_outputs: BTreeMap::new(),
        forms: BTreeMap::new(),
        outputs: Vec::new(),
        moved: Vec::new(),
        warnings: Vec::new(),
        gaps: Gaps::default(),
    }
}

pub fn vpc(at: &str) -> Resource {
    resource(at, "ec2.vpc", &[("cidr_block", "10.0.0.0/16".into())])
}

pub fn subnet(at: &str, vpc: impl Into<Value>) -> Resource {
    resource(at, "ec2.subnet", &[("vpc", vpc.into()), ("cidr_block", "10.0.0.0/24".into())])
}

/// A block with a VPC and two subnets, and outputs over them.
pub fn network() -> Resources {
    let mut resources = all(vec![
        subnet("vpc.main/subnet.public-1", "vpc.main/vpc"),
        subnet("vpc.main/subnet.public-2", "vpc.main/vpc"),
        vpc("vpc.main/vpc"),
    ]);
    let part = |name: &str| Value::pending(address("vpc.main").part(name), "id");
    let subnets = Value::List(vec![part("subnet.public-1"), part("subnet.public-2")]);
    let outputs = BTreeMap::from([
        ("id".to_owned(), part("vpc")),
        ("cidr_block".to_owned(), Value::pending(address("vpc.main/vpc"), "cidr_block")),
        ("public_subnet_ids".to_owned(), subnets),
    ]);
    resources.block_outputs.insert(address("vpc.main"), outputs);
    resources
}

pub fn with(mut resources: Resources, more: Resource) -> Resources {
    resources.resources.push(more);
    resources
}

pub fn value(graph: &Graph, at: &str, attribute: &str) -> Value {
    graph.get(&address(at)).unwrap().values.get(attribute).cloned().unwrap_or_default()
}

pub fn only(result: Result<Graph, Vec<Diagnostic>>) -> Diagnostic {
    let mut problems = result.expect_err("should be refused");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}
