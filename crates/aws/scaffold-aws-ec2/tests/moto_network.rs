//! What the suite does not ask, on moto: drift that is repaired, tables that take over, rules of other
//! stacks, users, and the number of calls.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "support/moto.rs"]
mod moto;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, Live, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Cloud, CreateRequest, UpdateRequest};

static NETWORKS: AtomicUsize = AtomicUsize::new(1);

struct Network {
    cloud: AwsCloud,
    /// EC2 as another hand would use it.
    other: aws_sdk_ec2::Client,
    stack: StackId,
}

impl Network {
    async fn new(moto: &Moto) -> Self {
        let connection = moto.connect("us-east-1").await;
        let other = aws_sdk_ec2::Client::new(connection.config());
        let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_ec2::service(&connection)]);
        // The server is shared: a stack for each test.
        let name = format!("net-{}", NETWORKS.fetch_add(1, Ordering::Relaxed));
        let stack = StackId { name, environment: None, region: "us-east-1".into() };
        Self { cloud, other, stack }
    }

    fn request(&self, stack: &StackId, address: &str, values: Values) -> CreateRequest {
        let address = Address::parse(address).unwrap();
        let tags = BTreeMap::from([
            ("scaffold:stack".to_owned(), stack.to_string()),
            ("scaffold:address".to_owned(), address.to_string()),
        ]);
        let name = Some(address.display_name(stack));
        CreateRequest { stack: stack.clone(), address, values, tags, name }
    }

    async fn make(&self, kind: &str, address: &str, values: Values) -> PhysicalId {
        let request = self.request(&self.stack, address, values);
        self.cloud.provider(kind).unwrap().create(&request).await.unwrap()
    }

    async fn live(&self, kind: &str, id: &PhysicalId) -> Live {
        let survey = self.cloud.provider(kind).unwrap().survey(&self.stack).await.unwrap();
        survey.into_iter().find(|live| live.id == *id).unwrap()
    }

    /// Changes one attribute from what is live.
    async fn change(&self, kind: &str, id: &PhysicalId, values: Values, attribute: &str) {
        let live = self.live(kind, id).await;
        let address = live.identity.as_ref().map(|identity| identity.address.clone());
        let only = |values: &Values| -> Values {
            values
                .iter()
                .filter(|(name, _)| *name == attribute)
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect()
        };
        let request = UpdateRequest {
            id: id.clone(),
            stack: self.stack.clone(),
            address: address.unwrap_or_else(|| Address::parse("ec2.security_group_rules.x").unwrap()),
            before: only(&live.values),
            patch: only(&values),
            values,
        };
        self.cloud.provider(kind).unwrap().update(&request).await.unwrap();
    }

    fn calls(&self) -> u64 {
        self.cloud.cost().iter().filter(|cost| cost.service == "ec2").map(|cost| cost.calls).sum()
    }
}

fn vpc_values(second_octet: usize) -> Values {
    Values::from([
        ("cidr_block".to_owned(), Value::from(format!("10.{second_octet}.0.0/16"))),
        ("amazon_ipv6".to_owned(), Value::from(false)),
        ("instance_tenancy".to_owned(), Value::from("default")),
        ("dns_support".to_owned(), Value::from(true)),
        ("dns_hostnames".to_owned(), Value::from(true)),
        ("network_address_usage_metrics".to_owned(), Value::from(false)),
        ("default_security_group".to_owned(), Value::from("closed")),
        ("main_route_table".to_owned(), Value::from("closed")),
    ])
}

fn subnet_values(vpc: &PhysicalId, range: &str) -> Values {
    let mut values = Values::from([
        ("vpc".to_owned(), Value::from(vpc.as_str())),
        ("cidr_block".to_owned(), Value::from(range)),
        ("availability_zone".to_owned(), Value::from("us-east-1a")),
    ]);
    for flag in [
        "ipv6_native",
        "assign_ipv6_address_on_creation",
        "map_public_ip_on_launch",
        "dns64",
        "resource_name_dns_a_record",
        "resource_name_dns_aaaa_record",
    ] {
        values.insert(flag.to_owned(), Value::from(false));
    }
    values
}

fn refs(ids: &[&PhysicalId]) -> Value {
    Value::List(ids.iter().map(|id| Value::from(id.as_str())).collect())
}

fn table_values(vpc: &PhysicalId, subnets: &[&PhysicalId]) -> Values {
    Values::from([("vpc".to_owned(), Value::from(vpc.as_str())), ("subnets".to_owned(), refs(subnets))])
}

#[tokio::test]
async fn what_was_opened_by_hand_is_seen_and_closed() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    let closed = net.live("ec2.vpc", &vpc).await;
    let gateway = net.other.create_internet_gateway().send().await.unwrap();
    let gateway = gateway.internet_gateway.unwrap().internet_gateway_id.unwrap();
    let attach = net.other.attach_internet_gateway().internet_gateway_id(&gateway);
    attach.vpc_id(vpc.as_str()).send().await.unwrap();
    let output = |name: &str| closed.value(name).as_text().unwrap().to_owned();
    let route = net.other.create_route().route_table_id(output("main_route_table_id"));
    route.destination_cidr_block("0.0.0.0/0").gateway_id(&gateway).send().await.unwrap();
    let open = net.other.authorize_security_group_ingress().group_id(output("default_security_group_id"));
    open.ip_protocol("tcp").from_port(22).to_port(22).cidr_ip("0.0.0.0/0").send().await.unwrap();
    let opened = net.live("ec2.vpc", &vpc).await;
    for attribute in ["default_security_group", "main_route_table"] {
        assert_eq!(opened.value(attribute).as_text(), Some("unmanaged"), "{attribute}");
        net.change("ec2.vpc", &vpc, vpc_values(1), attribute).await;
    }
    assert_eq!(net.live("ec2.vpc", &vpc).await, closed);
}

#[tokio::test]
async fn dns_goes_off_and_on_in_the_order_that_names_need() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    for on in [false, true] {
        let live = net.live("ec2.vpc", &vpc).await;
        let mut values = vpc_values(1);
        let mut patch = Values::new();
        for flag in ["dns_support", "dns_hostnames"] {
            values.insert(flag.to_owned(), Value::from(on));
            patch.insert(flag.to_owned(), Value::from(on));
        }
        let request = UpdateRequest {
            id: vpc.clone(),
            stack: net.stack.clone(),
            address: live.identity.unwrap().address,
            before: live.values,
            patch,
            values,
        };
        net.cloud.provider("ec2.vpc").unwrap().update(&request).await.unwrap();
        let live = net.live("ec2.vpc", &vpc).await;
        assert_eq!(
            (live.value("dns_support"), live.value("dns_hostnames")),
            (&Value::from(on), &Value::from(on))
        );
    }
}

#[tokio::test]
async fn a_table_takes_a_subnet_over() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    let subnet = net.make("ec2.subnet", "ec2.subnet.a", subnet_values(&vpc, "10.1.0.0/24")).await;
    let first = net.make("ec2.route_table", "ec2.route_table.a", table_values(&vpc, &[&subnet])).await;
    let second = net.make("ec2.route_table", "ec2.route_table.b", table_values(&vpc, &[&subnet])).await;
    assert_eq!(net.live("ec2.route_table", &first).await.value("subnets"), &Value::List(vec![]));
    assert_eq!(net.live("ec2.route_table", &second).await.value("subnets"), &refs(&[&subnet]));
    net.change("ec2.route_table", &first, table_values(&vpc, &[]), "subnets").await;
    assert_eq!(
        net.live("ec2.route_table", &second).await.value("subnets"),
        &refs(&[&subnet]),
        "nothing to release"
    );
}

#[tokio::test]
async fn rules_of_another_stack_are_shown_and_kept() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    let group = Values::from([
        ("vpc".to_owned(), Value::from(vpc.as_str())),
        ("description".to_owned(), Value::from("web")),
    ]);
    let group = net.make("ec2.security_group", "ec2.security_group.web", group).await;
    let rule = |port: i64| {
        Value::Map(Values::from([
            ("protocol".to_owned(), Value::from("tcp")),
            ("from_port".to_owned(), Value::from(port)),
            ("to_port".to_owned(), Value::from(port)),
            ("cidr_block".to_owned(), Value::from("192.0.2.0/24")),
        ]))
    };
    let rules = |ports: &[i64]| {
        Values::from([
            ("security_group".to_owned(), Value::from(group.as_str())),
            ("ingress".to_owned(), Value::List(ports.iter().map(|port| rule(*port)).collect())),
        ])
    };
    net.make("ec2.security_group_rules", "ec2.security_group_rules.web", rules(&[443])).await;
    let stack = StackId { name: "peer".into(), ..net.stack.clone() };
    let tag = |key: &str, value: String| aws_sdk_ec2::types::Tag::builder().key(key).value(value).build();
    let tags = aws_sdk_ec2::types::TagSpecification::builder()
        .resource_type(aws_sdk_ec2::types::ResourceType::SecurityGroupRule)
        .tags(tag("scaffold:stack", stack.to_string()))
        .tags(tag("scaffold:address", "connection.db".to_owned()))
        .build();
    let theirs =
        net.other.authorize_security_group_ingress().group_id(group.as_str()).tag_specifications(tags);
    let range = aws_sdk_ec2::types::IpRange::builder().cidr_ip("198.51.100.0/24").build();
    let permission =
        aws_sdk_ec2::types::IpPermission::builder().ip_protocol("tcp").from_port(5432).to_port(5432);
    theirs.ip_permissions(permission.ip_ranges(range).build()).send().await.unwrap();

    let id = PhysicalId::from(group.as_str());
    let live = net.live("ec2.security_group_rules", &id).await;
    assert_eq!(live.values["ingress"], Value::List(vec![rule(443)]));
    let [foreign] = live.foreign.as_slice() else { panic!("{:?}", live.foreign) };
    assert!(foreign.starts_with("ingress from 198.51.100.0/24, tcp 5432 (sgr-"), "{foreign}");
    assert!(foreign.ends_with("connection.db of peer@us-east-1)"), "{foreign}");
    net.change("ec2.security_group_rules", &id, rules(&[80]), "ingress").await;
    let live = net.live("ec2.security_group_rules", &id).await;
    assert_eq!((&live.values["ingress"], live.foreign.len()), (&Value::List(vec![rule(80)]), 1));
    let request =
        scaffold_provider::DeleteRequest { id: id.clone(), stack: net.stack.clone(), values: live.values };
    net.cloud.provider("ec2.security_group_rules").unwrap().delete(&request).await.unwrap();
    let live = net.live("ec2.security_group_rules", &id).await;
    assert_eq!((&live.values["ingress"], live.foreign.len()), (&Value::List(vec![]), 1));
}

#[tokio::test]
async fn users_are_named_by_what_they_are() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    let gateway = Values::from([("vpc".to_owned(), Value::from(vpc.as_str()))]);
    let gateway = net.make("ec2.internet_gateway", "ec2.internet_gateway.a", gateway).await;
    let subnet = net.make("ec2.subnet", "ec2.subnet.a", subnet_values(&vpc, "10.1.0.0/24")).await;
    let address = net.make("ec2.elastic_ip", "ec2.elastic_ip.a", Values::new()).await;
    let nat = Values::from([
        ("subnet".to_owned(), Value::from(subnet.as_str())),
        ("connectivity_type".to_owned(), Value::from("public")),
        ("elastic_ip".to_owned(), Value::from(address.as_str())),
    ]);
    let nat = net.make("ec2.nat_gateway", "ec2.nat_gateway.a", nat).await;
    let users = async |kind: &str, id: &PhysicalId| {
        let users = net.cloud.provider(kind).unwrap().users(std::slice::from_ref(id)).await.unwrap();
        users.into_iter().map(|user| (user.used, user.id)).collect::<Vec<_>>()
    };
    let of = |used: &PhysicalId, ids: &[&PhysicalId]| {
        ids.iter().map(|id| (used.clone(), (*id).clone())).collect::<Vec<_>>()
    };
    assert_eq!(users("ec2.subnet", &subnet).await, of(&subnet, &[&nat]));
    assert_eq!(users("ec2.elastic_ip", &address).await, of(&address, &[&nat]));
    let mut in_vpc = users("ec2.vpc", &vpc).await;
    let mut expected = of(&vpc, &[&gateway, &subnet]);
    in_vpc.sort();
    expected.sort();
    assert_eq!(in_vpc, expected);

    let request =
        scaffold_provider::DeleteRequest { id: nat.clone(), stack: net.stack.clone(), values: Values::new() };
    net.cloud.provider("ec2.nat_gateway").unwrap().delete(&request).await.unwrap();
    assert_eq!(users("ec2.subnet", &subnet).await, [], "an interface without its gateway is nobody's");
    let instance = net.other.create_network_interface().subnet_id(subnet.as_str()).description("by hand");
    let interface = instance.send().await.unwrap().network_interface.unwrap().network_interface_id.unwrap();
    assert_eq!(users("ec2.subnet", &subnet).await, of(&subnet, &[&PhysicalId::new(interface)]));
}

#[tokio::test]
async fn an_endpoint_whose_route_is_gone_is_deleted_all_the_same() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    let vpc = net.make("ec2.vpc", "ec2.vpc.a", vpc_values(1)).await;
    let first = net.make("ec2.route_table", "ec2.route_table.a", table_values(&vpc, &[])).await;
    let second = net.make("ec2.route_table", "ec2.route_table.b", table_values(&vpc, &[])).await;
    let values = |tables: &[&PhysicalId]| {
        Values::from([
            ("vpc".to_owned(), Value::from(vpc.as_str())),
            ("service_name".to_owned(), Value::from("com.amazonaws.us-east-1.s3")),
            ("endpoint_type".to_owned(), Value::from("Gateway")),
            ("private_dns".to_owned(), Value::from(false)),
            ("route_tables".to_owned(), refs(tables)),
        ])
    };
    let endpoint = net.make("ec2.vpc_endpoint", "ec2.vpc_endpoint.a", values(&[&first])).await;
    // moto makes no routes for tables that join later, and refuses to delete what has none.
    net.change("ec2.vpc_endpoint", &endpoint, values(&[&first, &second]), "route_tables").await;
    let live = net.live("ec2.vpc_endpoint", &endpoint).await;
    assert_eq!(live.value("route_tables").as_list().map(<[Value]>::len), Some(2));
    assert!(live.value("prefix_list_id").as_text().is_some_and(|id| id.starts_with("pl-")));
    assert_eq!(net.live("ec2.route_table", &first).await.value("routes"), &Value::List(vec![]));
    let provider = net.cloud.provider("ec2.vpc_endpoint").unwrap();
    let request = scaffold_provider::DeleteRequest {
        id: endpoint.clone(),
        stack: net.stack.clone(),
        values: live.values,
    };
    provider.delete(&request).await.unwrap();
    assert_eq!(provider.read(&endpoint).await.unwrap(), None);
}

#[tokio::test]
async fn ten_networks_are_surveyed_in_sixty_calls() {
    let Some(moto) = Moto::start() else { return };
    let net = Network::new(&moto).await;
    for number in 0..10 {
        let vpc = net.make("ec2.vpc", &format!("ec2.vpc.n{number}"), vpc_values(number)).await;
        let range = format!("10.{number}.0.0/24");
        let subnet =
            net.make("ec2.subnet", &format!("ec2.subnet.n{number}"), subnet_values(&vpc, &range)).await;
        let table = table_values(&vpc, &[&subnet]);
        let table = net.make("ec2.route_table", &format!("ec2.route_table.n{number}"), table).await;
        let endpoint = Values::from([
            ("vpc".to_owned(), Value::from(vpc.as_str())),
            ("service_name".to_owned(), Value::from("com.amazonaws.us-east-1.s3")),
            ("endpoint_type".to_owned(), Value::from("Gateway")),
            ("private_dns".to_owned(), Value::from(false)),
            ("route_tables".to_owned(), refs(&[&table])),
        ]);
        net.make("ec2.vpc_endpoint", &format!("ec2.vpc_endpoint.n{number}"), endpoint).await;
        let group = Values::from([
            ("vpc".to_owned(), Value::from(vpc.as_str())),
            ("description".to_owned(), Value::from("web")),
        ]);
        net.make("ec2.security_group", &format!("ec2.security_group.n{number}"), group).await;
    }
    let before = net.calls();
    let mut found = BTreeMap::new();
    for provider in net.cloud.providers() {
        let kind = provider.kind().to_string();
        found.insert(kind, provider.survey(&net.stack).await.unwrap().len());
    }
    net.cloud.lookup(&scaffold_model::Lookup::Zones).await.unwrap();
    let calls = net.calls() - before;
    for kind in ["ec2.vpc", "ec2.subnet", "ec2.route_table", "ec2.vpc_endpoint", "ec2.security_group"] {
        assert_eq!(found[kind], 10, "{kind}");
    }
    // Twelve lists, one for rules and one for prefix lists, three for what is in VPCs unasked, three for
    // each VPC, the zones.
    assert_eq!(calls, 12 + 2 + 3 + 3 * 10 + 1);
}
