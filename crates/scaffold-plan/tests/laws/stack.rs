//! Desired stacks for tests, built by hand and by chance.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scaffold_graph::{Graph, resolve};
use scaffold_model::{Address, KindName, Origin, Resource, Resources, StackId, Value, Values, ZoneNumber};

pub fn origin() -> Origin {
    Origin { file: "blueprint.toml".into(), start: 0, end: 1, line: 1 }
}

pub fn resource(address: &str, kind: &str, values: &[(&str, Value)]) -> Resource {
    Resource {
        address: Address::parse(address).expect("an address"),
        kind: KindName::from(kind),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        tags: BTreeMap::new(),
        ignore: BTreeSet::new(),
        zone: None,
        origin: origin(),
        origins: BTreeMap::new(),
    }
}

pub fn resources(list: Vec<Resource>) -> Resources {
    Resources {
        stack: StackId { name: "t".into(), environment: None, region: "us-east-1".into() },
        account: None,
        role: None,
        foreign_tags: vec!["map-*".into()],
        digest: "0".into(),
        resources: list,
        block_outputs: BTreeMap::new(),
        forms: BTreeMap::new(),
        outputs: Vec::new(),
        moved: Vec::new(),
        warnings: Vec::new(),
        gaps: scaffold_model::Gaps::default(),
    }
}

pub fn graph(list: Vec<Resource>) -> Graph {
    resolve(resources(list)).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The shape of a network, small enough to generate and large enough to meet every rule of order.
#[derive(Clone, Debug)]
pub struct Shape {
    pub cidr: u8,
    pub zones: u8,
    pub gateways: u8,
    pub endpoint: bool,
    pub dns_hostnames: bool,
    pub groups: Vec<Vec<u8>>,
    pub description: u8,
    pub tag: Option<String>,
}

pub fn shapes() -> impl Strategy<Value = Shape> {
    let groups = prop::collection::vec(prop::collection::vec(0u8..4, 0..3), 0..4);
    let tag = prop::option::of("[a-c]{1,3}");
    (0u8..2, 1u8..5, 0u8..5, any::<bool>(), any::<bool>(), groups, 0u8..2, tag).prop_map(
        |(cidr, zones, gateways, endpoint, dns_hostnames, groups, description, tag)| Shape {
            cidr,
            zones,
            gateways: gateways.min(zones),
            endpoint,
            dns_hostnames,
            groups,
            description,
            tag,
        },
    )
}

impl Shape {
    pub fn resources(&self) -> Vec<Resource> {
        let mut list = self.network();
        for zone in 1..=self.zones {
            list.extend(self.zone(zone));
        }
        if self.endpoint {
            let tables =
                (1..=self.zones).map(|zone| Value::text(format!("vpc.main/route_table.private-{zone}")));
            list.push(resource(
                "vpc.main/vpc_endpoint.s3",
                "ec2.vpc_endpoint",
                &[
                    ("vpc", "vpc.main/vpc".into()),
                    ("service_name", "com.amazonaws.us-east-1.s3".into()),
                    ("route_tables", Value::List(tables.collect())),
                ],
            ));
        }
        list.extend(self.security_groups());
        if let Some(tag) = &self.tag {
            for resource in &mut list {
                if resource.kind.as_str() != "ec2.security_group_rules" {
                    resource.tags.insert("team".into(), Value::text(tag.as_str()));
                }
            }
        }
        list
    }

    fn network(&self) -> Vec<Resource> {
        let cidr = format!("10.{}.0.0/16", self.cidr);
        vec![
            resource(
                "vpc.main/vpc",
                "ec2.vpc",
                &[("cidr_block", cidr.into()), ("dns_hostnames", self.dns_hostnames.into())],
            ),
            resource("vpc.main/internet_gateway", "ec2.internet_gateway", &[("vpc", "vpc.main/vpc".into())]),
        ]
    }

    fn zone(&self, zone: u8) -> Vec<Resource> {
        let mut list = Vec::new();
        for (tier, offset) in [("public", 0u8), ("private", 64)] {
            let cidr = format!("10.{}.{}.0/24", self.cidr, offset + zone);
            let address = format!("vpc.main/subnet.{tier}-{zone}");
            let mut subnet = resource(
                &address,
                "ec2.subnet",
                &[("vpc", "vpc.main/vpc".into()), ("cidr_block", cidr.into())],
            );
            let block = Address::parse("vpc.main").expect("an address");
            subnet.zone = Some(ZoneNumber { block, number: zone.into() });
            list.push(subnet);
        }
        if zone <= self.gateways {
            list.push(resource(&format!("vpc.main/elastic_ip.{zone}"), "ec2.elastic_ip", &[]));
            list.push(resource(
                &format!("vpc.main/nat_gateway.{zone}"),
                "ec2.nat_gateway",
                &[
                    ("subnet", format!("vpc.main/subnet.public-{zone}").into()),
                    ("elastic_ip", format!("vpc.main/elastic_ip.{zone}").into()),
                ],
            ));
        }
        let mut values: Vec<(&str, Value)> = vec![
            ("vpc", "vpc.main/vpc".into()),
            ("subnets", Value::List(vec![format!("vpc.main/subnet.private-{zone}").into()])),
        ];
        if self.gateways > 0 {
            let gateway = format!("vpc.main/nat_gateway.{}", zone.min(self.gateways));
            let route = Values::from([
                ("destination".into(), "0.0.0.0/0".into()),
                ("nat_gateway".into(), gateway.into()),
            ]);
            values.push(("routes", Value::List(vec![Value::Map(route)])));
        }
        list.push(resource(&format!("vpc.main/route_table.private-{zone}"), "ec2.route_table", &values));
        list
    }

    fn security_groups(&self) -> Vec<Resource> {
        let mut list = Vec::new();
        for (index, peers) in self.groups.iter().enumerate() {
            let group = format!("ec2.security_group.g{index}");
            let description = format!("group {}", self.description);
            list.push(resource(
                &group,
                "ec2.security_group",
                &[("vpc", "vpc.main/vpc".into()), ("description", description.into())],
            ));
            let rules = peers.iter().filter(|peer| usize::from(**peer) < self.groups.len()).map(|peer| {
                Value::Map(Values::from([
                    ("protocol".into(), "tcp".into()),
                    ("from_port".into(), Value::Integer(i64::from(*peer))),
                    ("to_port".into(), Value::Integer(i64::from(*peer))),
                    ("security_group".into(), format!("ec2.security_group.g{peer}").into()),
                ]))
            });
            list.push(resource(
                &format!("ec2.security_group_rules.g{index}"),
                "ec2.security_group_rules",
                &[("security_group", group.into()), ("ingress", Value::List(rules.collect()))],
            ));
        }
        list
    }
}
