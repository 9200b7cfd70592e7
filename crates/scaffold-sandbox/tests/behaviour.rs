//! Time, visibility, tokens, pages, costs, faults, drift.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hand::{Hand, list, refused, request, stack, table, text, values};
use scaffold_model::{Answer, LiveState, Lookup, TAG_ADDRESS, TAG_STACK, Value};
use scaffold_provider::{Class, Cloud};
use scaffold_sandbox::{Answered, At, Fault, Faults, Sandbox, SandboxOptions, Time, Visibility};

fn options() -> SandboxOptions {
    SandboxOptions::in_memory("us-east-1")
}

fn with_faults(faults: Faults) -> Sandbox {
    Sandbox::open(SandboxOptions { faults, ..options() }).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_vpc_is_closed_and_knows_what_came_with_it() {
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    let declared = [
        ("cidr_block", text("10.0.0.0/16")),
        ("amazon_ipv6", Value::from(true)),
        ("default_security_group", text("closed")),
        ("main_route_table", text("closed")),
    ];
    let vpc = hand.make("ec2.vpc", "net", &declared).await;
    let live = hand.read("ec2.vpc", &vpc).await.unwrap();
    assert_eq!(live.value("default_security_group"), &text("closed"));
    assert!(live.value("ipv6_cidr_block").as_text().unwrap().ends_with("::/56"));
    let group = live.value("default_security_group_id").as_text().unwrap().to_owned();
    assert!(group.starts_with("sg-"));
    assert_eq!(sandbox.listing().unwrap().len(), 1, "what AWS puts beside it is not listed");

    let open = vec![table(&[("protocol", text("all")), ("cidr_block", text("0.0.0.0/0"))])];
    sandbox.tamper().set("ec2.security_group_rules", &group, "ingress", Value::List(open)).unwrap();
    let live = hand.read("ec2.vpc", &vpc).await.unwrap();
    assert_eq!(live.value("default_security_group"), &text("unmanaged"));
    hand.set("ec2.vpc", &vpc, "default_security_group", text("closed")).await.unwrap();
    let live = hand.read("ec2.vpc", &vpc).await.unwrap();
    assert_eq!(live.value("default_security_group"), &text("closed"));

    let unmanaged = [("cidr_block", text("10.1.0.0/16")), ("default_security_group", text("unmanaged"))];
    let vpc = hand.make("ec2.vpc", "other", &unmanaged).await;
    let live = hand.read("ec2.vpc", &vpc).await.unwrap();
    assert_eq!(live.value("default_security_group"), &text("unmanaged"));
}

#[tokio::test(start_paused = true)]
async fn states_in_between_outlive_the_process() {
    let directory = tempfile::tempdir().unwrap();
    let options = || SandboxOptions { directory: Some(directory.path().to_owned()), ..self::options() };
    let (nat, made) = {
        let sandbox = Sandbox::open(options()).unwrap();
        let hand = Hand(&sandbox);
        let vpc = hand.vpc().await;
        let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
        hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
        let nat = hand.nat(&subnet, &hand.address("a").await).await.unwrap();
        (nat, sandbox.listing().unwrap())
    };
    hand::pass(1_000).await;
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    assert_eq!(sandbox.listing().unwrap(), made);
    assert_eq!(hand.state("ec2.nat_gateway", &nat).await, Some(LiveState::Pending("pending".into())));
    hand::pass(90).await;
    assert_eq!(hand.state("ec2.nat_gateway", &nat).await, Some(LiveState::Ready));
    assert!(
        Sandbox::open(SandboxOptions { region: "eu-west-1".into(), ..options() })
            .unwrap()
            .listing()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn scaled_time_goes_on_between_processes() {
    let directory = tempfile::tempdir().unwrap();
    let options = || SandboxOptions {
        directory: Some(directory.path().to_owned()),
        time: Time::Scaled(10.0),
        ..self::options()
    };
    let first = Sandbox::open(options()).unwrap();
    let vpc = Hand(&first).vpc().await;
    drop(first);
    let second = Sandbox::open(options()).unwrap();
    assert_eq!(Hand(&second).state("ec2.vpc", &vpc).await, Some(LiveState::Pending("pending".into())));
    let pace = second.provider("ec2.nat_gateway").unwrap().pace(scaffold_provider::PaceOf::Create);
    assert_eq!(pace.typical, Duration::from_secs(9));
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(Hand(&second).state("ec2.vpc", &vpc).await, Some(LiveState::Ready));
}

#[tokio::test(start_paused = true)]
async fn fresh_resources_stay_unseen() {
    let visibility = Visibility::After(Duration::from_secs(5));
    let sandbox = Sandbox::open(SandboxOptions { visibility, ..options() }).unwrap();
    let hand = Hand(&sandbox);
    let made = request("ec2.vpc", "net", &[("cidr_block", text("10.0.0.0/16"))]);
    let vpc = hand.of("ec2.vpc").create(&made).await.unwrap();
    assert_eq!(hand.read("ec2.vpc", &vpc).await, None);
    assert_eq!(hand.survey("ec2.vpc").await, []);
    let begin = tokio::time::Instant::now();
    hand.in_vpc("ec2.route_table", "t", &vpc).await;
    assert!(begin.elapsed() >= Duration::from_secs(5), "what nobody sees was referred to");
    assert!(sandbox.operations()["CreateRouteTable"] > 2);
    assert_eq!(hand.survey("ec2.vpc").await.len(), 1);

    let visibility = Visibility::After(Duration::from_secs(500));
    let sandbox = Sandbox::open(SandboxOptions { visibility, ..options() }).unwrap();
    let vpc = Hand(&sandbox).vpc().await;
    let never = Hand(&sandbox).try_make("ec2.route_table", "t", &[("vpc", text(vpc.as_str()))]).await;
    assert_eq!(refused(never), (Class::NotYetVisible, "InvalidVpcID.NotFound".to_owned()));

    let visibility = Visibility::AfterReads(2);
    let sandbox = Sandbox::open(SandboxOptions { visibility, ..options() }).unwrap();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    assert_eq!(hand.read("ec2.vpc", &vpc).await, None);
    assert_eq!(hand.survey("ec2.vpc").await, []);
    assert_eq!(hand.survey("ec2.vpc").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_same_request_again_is_the_same_gateway_and_another_request_another() {
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let one = hand.in_vpc("ec2.route_table", "t", &vpc).await;
    assert_eq!(hand.in_vpc("ec2.route_table", "t", &vpc).await, one);
    let mut other = request("ec2.route_table", "t", &[("vpc", text(vpc.as_str()))]);
    other.tags.insert("team".into(), "other".into());
    assert_ne!(hand.of("ec2.route_table").create(&other).await.unwrap(), one);
    hand.delete("ec2.route_table", &one).await.unwrap();
    let next = hand.in_vpc("ec2.route_table", "t", &vpc).await;
    assert_ne!(next, one, "a dead answer was taken for a live one");
    assert_eq!(hand.in_vpc("ec2.route_table", "t", &vpc).await, next);
}

#[tokio::test(start_paused = true)]
async fn lists_come_in_pages_and_cost_what_they_cost_on_aws() {
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    for number in 0..250 {
        hand.in_vpc("ec2.route_table", &format!("t-{number}"), &vpc).await;
    }
    let calls = |sandbox: &Sandbox| sandbox.operations()["DescribeRouteTables"];
    let before = sandbox.cost()[0].calls;
    let survey = hand.survey("ec2.route_table").await;
    assert_eq!((survey.len(), calls(&sandbox)), (250, 3), "100 a page");
    assert_eq!(sandbox.cost()[0].calls - before, 3);
    let none = sandbox.operations().get("DescribeNatGateways").copied().unwrap_or_default();
    assert_eq!((hand.survey("ec2.nat_gateway").await, none), (Vec::new(), 0));
    assert_eq!(sandbox.operations()["DescribeNatGateways"], 1);
}

#[tokio::test(start_paused = true)]
async fn latency_is_waited_for_and_counted() {
    let latency = Duration::from_millis(80);
    let sandbox = Sandbox::open(SandboxOptions { latency, ..options() }).unwrap();
    let begin = tokio::time::Instant::now();
    Hand(&sandbox).address("a").await;
    assert_eq!(begin.elapsed(), latency);
    assert!((sandbox.cost()[0].seconds - 0.08).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn faults_come_before_or_after_the_deed() {
    let before = Fault::Fail(Answered::InternalError);
    let sandbox = with_faults(Faults::default().with(At::Mutation(1), before));
    let hand = Hand(&sandbox);
    let failed = hand.try_make("ec2.elastic_ip", "a", &[]).await;
    assert_eq!(refused(failed), (Class::Ambiguous, "InternalError".to_owned()));
    assert!(sandbox.listing().unwrap().is_empty());
    hand.address("a").await;

    let sandbox =
        with_faults(Faults::default().with(At::Operation("AllocateAddress".into()), Fault::LoseReply));
    let hand = Hand(&sandbox);
    let lost = hand.try_make("ec2.elastic_ip", "a", &[]).await.unwrap_err();
    assert_eq!((lost.class, lost.code), (Class::Ambiguous, None));
    assert_eq!(sandbox.listing().unwrap().len(), 1);

    let lose = At::OperationNumber("CreateRouteTable".into(), 1);
    let sandbox = with_faults(Faults::default().with(lose, Fault::LoseReply));
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    hand.in_vpc("ec2.route_table", "t", &vpc).await;
    assert_eq!(sandbox.operations()["CreateRouteTable"], 2, "the token makes it safe to send again");
    assert_eq!(hand.survey("ec2.route_table").await.len(), 1);

    let denied = Fault::Fail(Answered::AccessDenied);
    let sandbox = with_faults(Faults::default().with(At::Operation("DescribeVpcs".into()), denied));
    let survey = sandbox.provider("ec2.vpc").unwrap().survey(&stack()).await;
    assert_eq!(refused(survey), (Class::Permission, "UnauthorizedOperation".to_owned()));

    let slow = Fault::Delay(Duration::from_secs(30));
    let sandbox = with_faults(Faults::default().with(At::Mutation(1), slow));
    let begin = tokio::time::Instant::now();
    Hand(&sandbox).address("a").await;
    assert_eq!(begin.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn what_is_safe_is_sent_again() {
    for answered in [Answered::Throttled, Answered::InternalError] {
        let first = At::OperationNumber("AssociateRouteTable".into(), 1);
        let sandbox = with_faults(Faults::default().with(first, Fault::Fail(answered)));
        let hand = Hand(&sandbox);
        let vpc = hand.vpc().await;
        let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
        let entries = [("vpc", text(vpc.as_str())), ("subnets", list(&[subnet.as_str()]))];
        hand.make("ec2.route_table", "t", &entries).await;
        assert_eq!(sandbox.operations()["AssociateRouteTable"], 2);
    }
    let every = At::Operation("AttachInternetGateway".into());
    let sandbox = with_faults(Faults::default().with(every, Fault::Fail(Answered::InternalError)));
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let failed =
        hand.try_make("ec2.internet_gateway", "out", &[("vpc", text(vpc.as_str()))]).await.unwrap_err();
    assert_eq!((failed.class, failed.made.is_some()), (Class::Transient, true));
    assert_eq!(sandbox.operations()["AttachInternetGateway"], 5);
    assert_eq!(sandbox.operations()["CreateInternetGateway"], 1);
}

/// Every call's first reply is lost, and everything is there once.
#[tokio::test(start_paused = true)]
async fn lost_replies_double_nothing() {
    let sandbox = with_faults(Faults::default().asking(Arc::new(|call| {
        let alone = ["CreateVpc", "CreateSubnet", "CreateInternetGateway", "AllocateAddress"];
        let once = call.of_operation % 2 == 1 && !alone.contains(&call.operation.as_str());
        once.then_some(Fault::LoseReply)
    })));
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let gateway = hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
    hand.nat(&subnet, &hand.address("a").await).await.unwrap();
    let group = hand.in_vpc("ec2.security_group", "g", &vpc).await;
    let rule = table(&[("protocol", text("all")), ("cidr_block", text("10.0.0.0/8"))]);
    let entries = [("security_group", text(group.as_str())), ("ingress", Value::List(vec![rule.clone()]))];
    hand.make("ec2.security_group_rules", "g", &entries).await;
    let routes = Value::List(vec![hand::route("0.0.0.0/0", "internet_gateway", &gateway)]);
    let entries =
        [("vpc", text(vpc.as_str())), ("routes", routes.clone()), ("subnets", list(&[subnet.as_str()]))];
    let routes_of = hand.make("ec2.route_table", "t", &entries).await;
    let live = hand.read("ec2.route_table", &routes_of).await.unwrap();
    assert_eq!((live.value("routes"), live.value("subnets")), (&routes, &list(&[subnet.as_str()])));
    let rules = hand.read("ec2.security_group_rules", &group).await.unwrap();
    assert_eq!(rules.value("ingress"), &Value::List(vec![rule]));
    assert_eq!(sandbox.listing().unwrap().len(), 8);
    hand.delete("ec2.route_table", &routes_of).await.unwrap();
    assert_eq!(sandbox.listing().unwrap().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_every_call() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let to = Arc::clone(&seen);
    let sandbox = with_faults(Faults::default().asking(Arc::new(move |call| {
        to.lock().unwrap().push((call.operation.clone(), call.mutation));
        None
    })));
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let gateway = hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
    hand.read("ec2.internet_gateway", &gateway).await.unwrap();
    hand.delete("ec2.internet_gateway", &gateway).await.unwrap();
    let seen = seen.lock().unwrap().clone();
    let expected = [
        ("CreateVpc", Some(1)),
        ("CreateInternetGateway", Some(2)),
        ("AttachInternetGateway", Some(3)),
        ("DescribeInternetGateways", None),
        ("DetachInternetGateway", Some(4)),
        ("DeleteInternetGateway", Some(5)),
    ];
    assert_eq!(seen, expected.map(|(name, number)| (name.to_owned(), number)));
}

#[tokio::test(start_paused = true)]
async fn rules_of_others_are_shown_and_kept() {
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let group = hand.in_vpc("ec2.security_group", "web", &vpc).await;
    let rule = |range: &str| table(&[("protocol", text("all")), ("cidr_block", text(range))]);
    let fresh = hand.survey("ec2.security_group_rules").await;
    assert_eq!(fresh[0].value("egress"), &Value::List(vec![rule("0.0.0.0/0")]), "as AWS makes a group");
    assert_eq!(fresh[0].identity, None);

    let entries =
        [("security_group", text(group.as_str())), ("ingress", Value::List(vec![rule("10.0.0.0/8")]))];
    hand.make("ec2.security_group_rules", "web", &entries).await;
    let tags = BTreeMap::from([
        (TAG_STACK.to_owned(), "other@us-east-1".to_owned()),
        (TAG_ADDRESS.to_owned(), "function.api".to_owned()),
    ]);
    let kind = "ec2.security_group_rules";
    let foreign = ("ingress", rule("192.168.0.0/16"));
    sandbox.tamper().add_member(kind, group.as_str(), foreign, &tags).unwrap();
    sandbox
        .tamper()
        .add_member(kind, group.as_str(), ("ingress", rule("0.0.0.0/0")), &BTreeMap::new())
        .unwrap();
    let live = hand.survey(kind).await.remove(0);
    assert_eq!(live.value("ingress"), &Value::List(vec![rule("0.0.0.0/0"), rule("10.0.0.0/8")]));
    assert_eq!(live.value("egress"), &Value::List(Vec::new()));
    assert_eq!(live.identity.unwrap().address.as_str(), "ec2.security_group_rules.web");
    assert_eq!(live.foreign.len(), 1);
    assert!(live.foreign[0].contains("other@us-east-1") && live.foreign[0].contains("192.168.0.0/16"));

    hand.set(kind, &group, "ingress", Value::List(vec![rule("10.0.0.0/8")])).await.unwrap();
    let live = hand.read(kind, &group).await.unwrap();
    assert_eq!(live.value("ingress"), &Value::List(vec![rule("10.0.0.0/8")]));
    hand.delete(kind, &group).await.unwrap();
    let live = hand.read(kind, &group).await.unwrap();
    assert_eq!((live.value("ingress"), live.foreign.len()), (&Value::List(Vec::new()), 1));
    let clash = hand.set(kind, &group, "ingress", Value::List(vec![rule("192.168.0.0/16")])).await;
    assert_eq!(refused(clash), (Class::OwnedBySomeoneElse, "InvalidPermission.Duplicate".to_owned()));

    hand.make(kind, "web", &entries).await;
    let nobodys = ("ingress", rule("0.0.0.0/0"));
    sandbox.tamper().add_member(kind, group.as_str(), nobodys, &BTreeMap::new()).unwrap();
    let tags = BTreeMap::from([(TAG_STACK.to_owned(), "third@us-east-1".to_owned())]);
    sandbox.provider(kind).unwrap().tag(&group, &tags).await.unwrap();
    let live = hand.read(kind, &group).await.unwrap();
    assert_eq!(live.value("ingress"), &Value::List(vec![rule("0.0.0.0/0")]), "ours alone is tagged");
    assert_eq!(live.foreign.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn another_hand_makes_drift_and_uses() {
    let sandbox = Sandbox::open(options()).unwrap();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let tamper = sandbox.tamper();
    tamper.set("ec2.subnet", subnet.as_str(), "map_public_ip_on_launch", true).unwrap();
    tamper.tag("ec2.subnet", subnet.as_str(), "Name", Some("mine")).unwrap();
    let live = hand.survey("ec2.subnet").await.remove(0);
    assert_eq!(live.value("map_public_ip_on_launch"), &Value::from(true));
    assert_eq!(live.tags["Name"], "mine");

    let user = tamper.add_user("network interface of i-0a1b2c", &[subnet.as_str()]).unwrap();
    let lookup = Lookup::Users { kind: "ec2.subnet".into(), ids: vec![subnet.clone()] };
    let Answer::Users(users) = sandbox.lookup(&lookup).await.unwrap() else { panic!() };
    assert_eq!(users.len(), 1);
    assert_eq!((&users[0].id, users[0].what.as_str()), (&user, "network interface of i-0a1b2c"));
    let refusal = refused(hand.delete("ec2.subnet", &subnet).await);
    assert_eq!(refusal, (Class::Dependency, "DependencyViolation".to_owned()));
    tamper.delete("foreign.user", user.as_str()).unwrap();
    tamper.delete("ec2.subnet", subnet.as_str()).unwrap();
    assert_eq!(hand.survey("ec2.subnet").await, []);

    let stranger = values(&[("vpc", text(vpc.as_str())), ("cidr_block", text("10.0.32.0/20"))]);
    tamper.add("ec2.subnet", &stranger, &BTreeMap::new(), None).unwrap();
    assert_eq!(hand.survey("ec2.subnet").await, [], "it is not of the stack");
    assert_eq!(sandbox.listing().unwrap().len(), 2);
    assert!(tamper.set("ec2.subnet", "subnet-0", "dns64", true).is_err());
}

#[tokio::test(start_paused = true)]
async fn zones_are_those_of_the_region() {
    for (region, count) in [("us-east-1", 6), ("eu-west-1", 3), ("us-west-2", 4)] {
        let sandbox = Sandbox::open(SandboxOptions { region: region.into(), ..options() }).unwrap();
        let Answer::Value(Value::List(zones)) = sandbox.lookup(&Lookup::Zones).await.unwrap() else {
            panic!()
        };
        assert_eq!(zones.len(), count);
        assert_eq!(zones[0], text(&format!("{region}a")));
    }
}

#[tokio::test(start_paused = true)]
async fn ids_do_not_depend_on_what_runs_beside() {
    let one = Sandbox::open(options()).unwrap();
    let other = Sandbox::open(options()).unwrap();
    let (hand, beside) = (Hand(&one), Hand(&other));
    beside.address("first").await;
    assert_eq!(hand.address("a").await, beside.address("a").await);
    assert_eq!(list(&[]), Value::List(Vec::new()));
}
