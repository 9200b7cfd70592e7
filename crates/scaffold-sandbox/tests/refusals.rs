//! What AWS refuses, with its codes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::{Hand, list, refused, route, table, text};
use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::Class;
use scaffold_sandbox::{Quotas, Sandbox, SandboxOptions};

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

fn code(class: Class, code: &str) -> (Class, String) {
    (class, code.to_owned())
}

#[tokio::test(start_paused = true)]
async fn unknown_references() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let nowhere = PhysicalId::from("vpc-0123456789abcdef0");
    for (kind, expected) in [
        ("ec2.internet_gateway", "InvalidVpcID.NotFound"),
        ("ec2.route_table", "InvalidVpcID.NotFound"),
        ("ec2.security_group", "InvalidVpcID.NotFound"),
    ] {
        let made = hand.try_make(kind, "x", &[("vpc", text(nowhere.as_str()))]).await;
        assert_eq!(refused(made), code(Class::Gone, expected), "{kind}");
    }
    let malformed = hand.try_make("ec2.route_table", "x", &[("vpc", text("net"))]).await;
    assert_eq!(refused(malformed), code(Class::Invalid, "InvalidVpcID.Malformed"));

    let table = hand.in_vpc("ec2.route_table", "t", &vpc).await;
    let gone = |id: &str| PhysicalId::from(id);
    for (target, id, expected) in [
        ("nat_gateway", "nat-0123456789abcdef0", "InvalidNatGatewayID.NotFound"),
        ("internet_gateway", "igw-0123456789abcdef0", "InvalidInternetGatewayID.NotFound"),
        ("vpc_endpoint", "vpce-0123456789abcdef0", "InvalidVpcEndpointId.NotFound"),
    ] {
        let routes = Value::List(vec![route("0.0.0.0/0", target, &gone(id))]);
        let set = hand.set("ec2.route_table", &table, "routes", routes).await;
        assert_eq!(refused(set), code(Class::Gone, expected));
    }
    let set = hand.set("ec2.route_table", &table, "subnets", list(&["subnet-0123456789abcdef0"])).await;
    assert_eq!(refused(set), code(Class::Gone, "InvalidSubnetID.NotFound"));
    assert_eq!(hand.read("ec2.route_table", &table).await.unwrap().value("subnets"), &list(&[]));
}

#[tokio::test(start_paused = true)]
async fn subnets_out_of_range_or_in_conflict() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let subnet = async |range: &str, zone: &str| {
        let entries =
            [("vpc", text(vpc.as_str())), ("cidr_block", text(range)), ("availability_zone", text(zone))];
        hand.try_make("ec2.subnet", "b", &entries).await
    };
    let zone = "us-east-1b";
    assert_eq!(refused(subnet("10.1.0.0/20", zone).await), code(Class::Invalid, "InvalidSubnet.Range"));
    assert_eq!(refused(subnet("10.0.8.0/24", zone).await), code(Class::Invalid, "InvalidSubnet.Conflict"));
    assert_eq!(refused(subnet("10.0.0.0/17", zone).await), code(Class::Invalid, "InvalidSubnet.Conflict"));
    let bad_zone = subnet("10.0.16.0/20", "us-east-1z").await.unwrap_err();
    assert_eq!(bad_zone.code.as_deref(), Some("InvalidParameterValue"));
    assert!(bad_zone.message.contains("us-east-1a, us-east-1b"), "{bad_zone}");
    let wrong_type = subnet("lots", zone).await;
    assert_eq!(refused(wrong_type), code(Class::Invalid, "InvalidParameterValue"));
    let host_bits = subnet("10.0.16.1/20", zone).await.unwrap();
    let live = hand.read("ec2.subnet", &host_bits).await.unwrap();
    assert_eq!(live.value("cidr_block"), &text("10.0.16.0/20"));
}

#[tokio::test(start_paused = true)]
async fn what_is_taken() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    hand.in_vpc("ec2.internet_gateway", "one", &vpc).await;
    let second = hand.try_make("ec2.internet_gateway", "two", &[("vpc", text(vpc.as_str()))]).await;
    assert_eq!(second.clone().unwrap_err().action, "ec2:AttachInternetGateway");
    assert!(second.clone().unwrap_err().made.is_some(), "the gateway was made before it was refused");
    assert_eq!(refused(second), code(Class::Dependency, "Resource.AlreadyAssociated"));

    let address = hand.address("a").await;
    hand.nat(&subnet, &address).await.unwrap();
    let entries = [("subnet", text(subnet.as_str())), ("elastic_ip", text(address.as_str()))];
    let other = hand.try_make("ec2.nat_gateway", "other", &entries).await;
    assert_eq!(refused(other), code(Class::Dependency, "Resource.AlreadyAssociated"));

    let group = [("vpc", text(vpc.as_str()))];
    let foreign = hand::values(&[("vpc", text(vpc.as_str())), ("description", text("x"))]);
    sandbox
        .tamper()
        .add("ec2.security_group", &foreign, &std::collections::BTreeMap::new(), Some("shop-web"))
        .unwrap();
    let taken = hand.try_make("ec2.security_group", "web", &group).await;
    assert_eq!(refused(taken), code(Class::OwnedBySomeoneElse, "InvalidGroup.Duplicate"));
}

#[tokio::test(start_paused = true)]
async fn a_subnet_is_taken_over_by_another_table() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let one = hand.in_vpc("ec2.route_table", "one", &vpc).await;
    let two = hand.in_vpc("ec2.route_table", "two", &vpc).await;
    for table in [&one, &two] {
        hand.set("ec2.route_table", table, "subnets", list(&[subnet.as_str()])).await.unwrap();
    }
    assert_eq!(hand.read("ec2.route_table", &one).await.unwrap().value("subnets"), &list(&[]));
    hand.delete("ec2.subnet", &subnet).await.unwrap();
    assert_eq!(hand.read("ec2.route_table", &two).await.unwrap().value("subnets"), &list(&[]));
}

#[tokio::test(start_paused = true)]
async fn deleting_what_is_in_use() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let violation = || code(Class::Dependency, "DependencyViolation");
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    assert_eq!(refused(hand.delete("ec2.vpc", &vpc).await), violation());
    let gateway = hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
    let address = hand.address("a").await;
    let nat = hand.nat(&subnet, &address).await.unwrap();
    hand::pass(100).await;

    let detach = hand.delete("ec2.internet_gateway", &gateway).await;
    assert_eq!(detach.clone().unwrap_err().action, "ec2:DetachInternetGateway");
    assert_eq!(refused(detach), violation());
    assert_eq!(refused(hand.delete("ec2.subnet", &subnet).await), violation());
    let in_use = code(Class::Dependency, "InvalidIPAddress.InUse");
    assert_eq!(refused(hand.delete("ec2.elastic_ip", &address).await), in_use);

    hand.delete("ec2.nat_gateway", &nat).await.unwrap();
    assert_eq!(hand.state("ec2.nat_gateway", &nat).await, Some(LiveState::Deleting("deleting".into())));
    assert_eq!(refused(hand.delete("ec2.elastic_ip", &address).await), in_use, "while it is deleting");
    hand::pass(61).await;
    assert_eq!(hand.state("ec2.nat_gateway", &nat).await, None);
    hand.delete("ec2.elastic_ip", &address).await.unwrap();
    hand.delete("ec2.internet_gateway", &gateway).await.unwrap();
    hand.delete("ec2.subnet", &subnet).await.unwrap();
    hand.delete("ec2.vpc", &vpc).await.unwrap();
    hand.delete("ec2.vpc", &vpc).await.unwrap();
    assert_eq!(sandbox.listing().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_another_group_names() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let web = hand.in_vpc("ec2.security_group", "web", &vpc).await;
    let data = hand.in_vpc("ec2.security_group", "data", &vpc).await;
    let from = |group: &PhysicalId| {
        Value::List(vec![table(&[
            ("protocol", text("tcp")),
            ("from_port", Value::from(5432)),
            ("to_port", Value::from(5432)),
            ("security_group", text(group.as_str())),
        ])])
    };
    for (name, own, other) in [("web", &web, &data), ("data", &data, &web)] {
        let entries = [("security_group", text(own.as_str())), ("ingress", from(other))];
        hand.make("ec2.security_group_rules", name, &entries).await;
    }
    let violation = code(Class::Dependency, "DependencyViolation");
    assert_eq!(refused(hand.delete("ec2.security_group", &web).await), violation);
    hand.delete("ec2.security_group_rules", &data).await.unwrap();
    hand.delete("ec2.security_group", &web).await.unwrap();
    hand.delete("ec2.security_group", &data).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_nat_gateway_needs_a_way_out() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let address = hand.address("a").await;
    let nat = hand.nat(&subnet, &address).await.unwrap();
    assert_eq!(hand.state("ec2.nat_gateway", &nat).await, Some(LiveState::Pending("pending".into())));
    hand::pass(91).await;
    let Some(LiveState::Failed(why)) = hand.state("ec2.nat_gateway", &nat).await else { panic!() };
    assert!(why.starts_with("Gateway.NotAttached"), "{why}");

    hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
    hand.delete("ec2.nat_gateway", &nat).await.unwrap();
    hand::pass(61).await;
    let next = hand.nat(&subnet, &address).await.unwrap();
    assert_ne!(next, nat, "the token of a dead gateway was not passed over");
    hand::pass(91).await;
    let live = hand.read("ec2.nat_gateway", &next).await.unwrap();
    let given = hand.read("ec2.elastic_ip", &address).await.unwrap();
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(live.value("public_ip"), given.value("public_ip"));
    assert!(live.value("private_ip").as_text().unwrap().starts_with("10.0."));
}

#[tokio::test(start_paused = true)]
async fn routes_and_tables() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let other = hand.make("ec2.vpc", "other", &[("cidr_block", text("10.9.0.0/16"))]).await;
    let gateway = hand.in_vpc("ec2.internet_gateway", "out", &other).await;
    let table = hand.in_vpc("ec2.route_table", "t", &vpc).await;
    let routes = Value::List(vec![route("0.0.0.0/0", "internet_gateway", &gateway)]);
    let elsewhere = hand.set("ec2.route_table", &table, "routes", routes).await;
    assert_eq!(refused(elsewhere), code(Class::Invalid, "InvalidParameterValue"));
    let immutable = hand.set("ec2.route_table", &table, "vpc", text(other.as_str())).await;
    assert_eq!(refused(immutable), code(Class::Invalid, "InvalidParameter"));
}

#[tokio::test(start_paused = true)]
async fn endpoints() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let table = hand.in_vpc("ec2.route_table", "t", &vpc).await;
    let gateway = async |name: &str, service: &str| {
        let entries = [
            ("vpc", text(vpc.as_str())),
            ("service_name", text(service)),
            ("route_tables", list(&[table.as_str()])),
        ];
        hand.try_make("ec2.vpc_endpoint", name, &entries).await
    };
    let unknown = gateway("x", "com.amazonaws.us-east-1.s4").await;
    assert_eq!(refused(unknown), code(Class::Invalid, "InvalidServiceName"));
    gateway("one", "com.amazonaws.us-east-1.s3").await.unwrap();
    let twice = gateway("two", "com.amazonaws.us-east-1.s3").await;
    assert_eq!(refused(twice), code(Class::Invalid, "RouteAlreadyExists"));

    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let group = hand.in_vpc("ec2.security_group", "g", &vpc).await;
    let entries = [
        ("vpc", text(vpc.as_str())),
        ("service_name", text("com.amazonaws.us-east-1.sqs")),
        ("endpoint_type", text("Interface")),
        ("subnets", list(&[subnet.as_str()])),
        ("security_groups", list(&[group.as_str()])),
        ("private_dns", Value::from(true)),
    ];
    let names = hand.try_make("ec2.vpc_endpoint", "queue", &entries).await;
    assert_eq!(refused(names), code(Class::Invalid, "InvalidParameter"), "the VPC has no DNS host names");
    hand.set("ec2.vpc", &vpc, "dns_hostnames", Value::from(true)).await.unwrap();
    hand.make("ec2.vpc_endpoint", "queue", &entries).await;
    let violation = code(Class::Dependency, "DependencyViolation");
    assert_eq!(refused(hand.delete("ec2.security_group", &group).await), violation);
    assert_eq!(refused(hand.delete("ec2.subnet", &subnet).await), violation);
}

#[tokio::test(start_paused = true)]
async fn quotas_hold_where_they_are_asked_for() {
    let mut options = SandboxOptions::in_memory("us-east-1");
    options.quotas = Quotas::Aws;
    let sandbox = Sandbox::open(options).unwrap();
    let hand = Hand(&sandbox);
    for number in 0..5 {
        hand.address(&format!("a-{number}")).await;
    }
    let sixth = hand.try_make("ec2.elastic_ip", "six", &[]).await;
    assert_eq!(refused(sixth), code(Class::Quota, "AddressLimitExceeded"));

    let sandbox = self::sandbox();
    let hand = Hand(&sandbox);
    for number in 0..6 {
        hand.address(&format!("a-{number}")).await;
    }
}
