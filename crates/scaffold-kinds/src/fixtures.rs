//! One fixture a kind, as large as AWS allows, and what is changed of it: for the contract suite, on
//! whatever cloud. Feature `fixtures`.

use std::collections::BTreeMap;

use scaffold_model::{Address, KindName, Value, Values};

/// A resource to make and to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixture {
    /// Whose.
    pub address: Address,
    /// Of what kind.
    pub kind: KindName,
    /// What it is made with. References are pending on fixtures before it. In AWS's own spelling.
    pub values: Values,
    /// What is changed, one after the other: attribute and value.
    pub updates: Vec<(&'static str, Value)>,
}

/// Fixtures of every kind in a region, each after those that it refers to. A kind may have several.
pub fn all(region: &str) -> Vec<Fixture> {
    let mut all = network(region);
    all.extend(gateways());
    all.extend(groups());
    all.extend(endpoints(region));
    all
}

fn network(region: &str) -> Vec<Fixture> {
    vec![
        fixture(
            ("ec2.vpc", "net"),
            &[
                ("cidr_block", text("10.40.0.0/16")),
                ("amazon_ipv6", Value::from(false)),
                ("instance_tenancy", text("default")),
                ("dns_support", Value::from(true)),
                ("dns_hostnames", Value::from(true)),
                ("network_address_usage_metrics", Value::from(true)),
                ("default_security_group", text("closed")),
                ("main_route_table", text("closed")),
            ],
            vec![
                ("dns_hostnames", Value::from(false)),
                ("dns_hostnames", Value::from(true)),
                ("network_address_usage_metrics", Value::from(false)),
                ("secondary_cidr_blocks", list([text("10.41.0.0/16"), text("10.42.0.0/20")])),
                ("secondary_cidr_blocks", list([text("10.41.0.0/16")])),
            ],
        ),
        subnet("one", ("10.40.0.0/20", &format!("{region}a"))),
        subnet("two", ("10.40.16.0/20", &format!("{region}c"))),
        fixture(("ec2.internet_gateway", "out"), &[("vpc", id("ec2.vpc.net"))], Vec::new()),
    ]
}

fn subnet(name: &str, (range, zone): (&str, &str)) -> Fixture {
    let flags = [
        "ipv6_native",
        "assign_ipv6_address_on_creation",
        "dns64",
        "resource_name_dns_a_record",
        "resource_name_dns_aaaa_record",
    ];
    let mut fixture = fixture(
        ("ec2.subnet", name),
        &[
            ("vpc", id("ec2.vpc.net")),
            ("cidr_block", text(range)),
            ("availability_zone", text(zone)),
            ("map_public_ip_on_launch", Value::from(true)),
            ("private_dns_hostname_type", text("ip-name")),
        ],
        vec![
            ("map_public_ip_on_launch", Value::from(false)),
            ("resource_name_dns_a_record", Value::from(true)),
            ("private_dns_hostname_type", text("resource-name")),
        ],
    );
    fixture.values.extend(flags.map(|flag| (flag.to_owned(), Value::from(false))));
    fixture
}

fn gateways() -> Vec<Fixture> {
    let route = |destination: &str, target: &str, value: Value| {
        record(&[("destination", text(destination)), (target, value)])
    };
    let out = || route("0.0.0.0/0", "internet_gateway", id("ec2.internet_gateway.out"));
    let nat = || id("ec2.nat_gateway.nat");
    vec![
        fixture(("ec2.elastic_ip", "nat"), &[], Vec::new()),
        fixture(("ec2.elastic_ip", "more"), &[], Vec::new()),
        fixture(
            ("ec2.nat_gateway", "nat"),
            &[
                ("subnet", id("ec2.subnet.one")),
                ("connectivity_type", text("public")),
                ("elastic_ip", id("ec2.elastic_ip.nat")),
            ],
            vec![
                ("secondary_elastic_ips", list([id("ec2.elastic_ip.more")])),
                ("secondary_elastic_ips", list([])),
            ],
        ),
        fixture(
            ("ec2.route_table", "routes"),
            &[
                ("vpc", id("ec2.vpc.net")),
                ("routes", list([out(), route("172.16.0.0/12", "nat_gateway", nat())])),
                ("subnets", list([id("ec2.subnet.one")])),
            ],
            vec![
                ("subnets", list([id("ec2.subnet.one"), id("ec2.subnet.two")])),
                ("subnets", list([id("ec2.subnet.two")])),
                ("routes", list([out()])),
                ("routes", list([out(), route("192.168.0.0/16", "nat_gateway", nat())])),
                (
                    "routes",
                    list([
                        out(),
                        route("192.168.0.0/16", "internet_gateway", id("ec2.internet_gateway.out")),
                    ]),
                ),
            ],
        ),
    ]
}

fn groups() -> Vec<Fixture> {
    let group = |name| {
        let values = [("vpc", id("ec2.vpc.net")), ("description", text("Who may come: web"))];
        fixture(("ec2.security_group", name), &values, Vec::new())
    };
    let tcp = |port: i64, peer: (&str, Value)| {
        record(&[
            ("protocol", text("tcp")),
            ("from_port", Value::from(port)),
            ("to_port", Value::from(port)),
            peer,
        ])
    };
    let web = || tcp(443, ("cidr_block", text("0.0.0.0/0")));
    let described = |words: &str| {
        let mut rule = tcp(5432, ("security_group", id("ec2.security_group.other")));
        if let Value::Map(entries) = &mut rule {
            entries.insert("description".to_owned(), text(words));
        }
        rule
    };
    let out = || record(&[("protocol", text("all")), ("cidr_block", text("0.0.0.0/0"))]);
    vec![
        group("web"),
        group("other"),
        fixture(
            ("ec2.security_group_rules", "web"),
            &[
                ("security_group", id("ec2.security_group.web")),
                ("ingress", list([web(), described("from the others")])),
                ("egress", list([out()])),
            ],
            vec![
                (
                    "ingress",
                    list([web(), described("from the others"), tcp(80, ("ipv6_cidr_block", text("::/0")))]),
                ),
                ("ingress", list([web(), described("reworded")])),
                ("ingress", list([described("reworded")])),
                ("egress", list([tcp(443, ("cidr_block", text("10.40.0.0/16")))])),
            ],
        ),
        fixture(
            ("ec2.security_group_rules", "other"),
            &[
                ("security_group", id("ec2.security_group.other")),
                ("ingress", list([tcp(8080, ("security_group", id("ec2.security_group.web")))])),
            ],
            vec![("ingress", list([])), ("egress", list([out()])), ("egress", list([]))],
        ),
    ]
}

fn endpoints(region: &str) -> Vec<Fixture> {
    let service = |name: &str| text(format!("com.amazonaws.{region}.{name}"));
    vec![
        fixture(
            ("ec2.vpc_endpoint", "store"),
            &[
                ("vpc", id("ec2.vpc.net")),
                ("service_name", service("s3")),
                ("endpoint_type", text("Gateway")),
                ("private_dns", Value::from(false)),
            ],
            vec![("route_tables", list([id("ec2.route_table.routes")])), ("route_tables", list([]))],
        ),
        fixture(
            ("ec2.vpc_endpoint", "queue"),
            &[
                ("vpc", id("ec2.vpc.net")),
                ("service_name", service("sqs")),
                ("endpoint_type", text("Interface")),
                ("subnets", list([id("ec2.subnet.one")])),
                ("security_groups", list([id("ec2.security_group.web")])),
                ("private_dns", Value::from(false)),
            ],
            vec![
                ("subnets", list([id("ec2.subnet.one"), id("ec2.subnet.two")])),
                ("security_groups", list([id("ec2.security_group.other")])),
                ("private_dns", Value::from(true)),
            ],
        ),
    ]
}

fn fixture(
    (kind, name): (&str, &str),
    values: &[(&str, Value)],
    updates: Vec<(&'static str, Value)>,
) -> Fixture {
    Fixture {
        address: Address::block(kind, name),
        kind: KindName::from(kind),
        values: entries(values),
        updates,
    }
}

fn entries(entries: &[(&str, Value)]) -> BTreeMap<String, Value> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn record(values: &[(&str, Value)]) -> Value {
    Value::Map(entries(values))
}

fn list<const N: usize>(items: [Value; N]) -> Value {
    Value::List(items.into())
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// The id of another fixture: `ec2.vpc.net`.
fn id(address: &str) -> Value {
    let (word, name) = address.rsplit_once('.').unwrap_or((address, ""));
    Value::pending(Address::block(word, name), "id")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_fixture_after_what_it_refers_to() {
        let mut seen = BTreeSet::new();
        for fixture in all("us-east-1") {
            let schema = crate::schema(fixture.kind.as_str()).unwrap();
            let updates = fixture.updates.iter().map(|(name, value)| (*name, value));
            for (name, value) in fixture.values.iter().map(|(name, value)| (name.as_str(), value)) {
                assert!(schema.schema.attribute(name).is_some(), "{}: {name}", fixture.address);
                value.visit_references(&mut |to| {
                    assert!(seen.contains(&to.address), "{} before {}", fixture.address, to.address);
                });
            }
            for (name, _) in updates {
                assert!(schema.schema.attribute(name).is_some(), "{}: {name}", fixture.address);
            }
            seen.insert(fixture.address);
        }
        let kinds: BTreeSet<String> = all("us-east-1").into_iter().map(|it| it.kind.to_string()).collect();
        for schema in crate::all() {
            assert!(kinds.contains(schema.kind.as_str()), "{} has no fixture", schema.kind);
        }
    }
}
