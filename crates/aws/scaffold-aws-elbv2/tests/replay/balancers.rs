use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::{Class, Cloud};
use serde_json::json;

use crate::script::{Exchange, Replay};
use crate::{ARN, create, delete, member, on, refused, tags, values};

const KIND: &str = "elbv2.load_balancer";

fn arn() -> String {
    format!("{ARN}:loadbalancer/app/shop-edge-x-0123abcd/0a")
}

fn balancer(kind: &str, state: &str) -> String {
    let zone = |zone: &str, subnet: &str| {
        member(&format!("<ZoneName>us-east-1{zone}</ZoneName><SubnetId>{subnet}</SubnetId>"))
    };
    member(&format!(
        "<LoadBalancerArn>{}</LoadBalancerArn><LoadBalancerName>shop-edge-x-0123abcd</LoadBalancerName>\
         <Scheme>internal</Scheme><Type>{kind}</Type><IpAddressType>ipv4</IpAddressType>\
         <DNSName>shop-edge.elb.amazonaws.com</DNSName><CanonicalHostedZoneId>Z1</CanonicalHostedZoneId>\
         <CreatedTime>2026-01-01T00:00:00.000Z</CreatedTime><State><Code>{state}</Code></State>\
         <AvailabilityZones>{}{}</AvailabilityZones>",
        arn(),
        zone("a", "subnet-1"),
        zone("b", "subnet-2"),
    ))
}

fn listed(kind: &str, state: &str) -> Exchange {
    on("DescribeLoadBalancers", &format!("<LoadBalancers>{}</LoadBalancers>", balancer(kind, state)))
}

fn attributes(pairs: &[(&str, &str)]) -> Exchange {
    let pair = |(key, value): &(&str, &str)| member(&format!("<Key>{key}</Key><Value>{value}</Value>"));
    let pairs: String = pairs.iter().map(pair).collect();
    on("DescribeLoadBalancerAttributes", &format!("<Attributes>{pairs}</Attributes>"))
}

fn made(kind: &str) -> Exchange {
    on("CreateLoadBalancer", &format!("<LoadBalancers>{}</LoadBalancers>", balancer(kind, "provisioning")))
}

fn ours() -> Exchange {
    tags(&[(&arn(), Some("load_balancer.edge/x"))])
}

#[tokio::test]
async fn a_balancer_is_provisioning_and_then_active() {
    let replay = Replay::new(vec![
        listed("application", "provisioning"),
        ours(),
        attributes(&[("deletion_protection.enabled", "true"), ("routing.http2.enabled", "false")]),
        listed("application", "active"),
        ours(),
        attributes(&[]),
        refused("DescribeLoadBalancers", "LoadBalancerNotFound", "One or more load balancers not found"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let id = PhysicalId::from(arn().as_str());
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Pending("provisioning".into()));
    assert_eq!(live.value("deletion_protection"), &Value::from(true));
    assert_eq!(live.value("http2"), &Value::from(false));
    assert_eq!(live.value("full_name").as_text(), Some("app/shop-edge-x-0123abcd/0a"));
    assert_eq!(live.created.as_deref(), Some("2026-01-01T00:00:00Z"));
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(
        live.value("idle_timeout_seconds"),
        &Value::from(60),
        "not reported is the documented default"
    );
    assert!(provider.read(&id).await.unwrap().is_none());
    replay.is_over();
}

#[tokio::test]
async fn a_network_balancer_never_gets_what_an_application_one_has() {
    let said =
        json!({ "type": "network", "scheme": "internal", "subnets": ["subnet-1"], "cross_zone": true });
    let sent = on("ModifyLoadBalancerAttributes", "<Attributes/>")
        .with("Attributes.member.1.Key", "load_balancing.cross_zone.enabled")
        .with("Attributes.member.1.Value", "true");
    let replay = Replay::new(vec![
        made("network").with("Type", "network").with("Subnets.member.1", "subnet-1"),
        ours(),
        sent,
        listed("network", "active"),
        ours(),
        // What an emulator says of every balancer.
        attributes(&[("idle_timeout.timeout_seconds", "60"), ("routing.http2.enabled", "true")]),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let id = provider.create(&create(values(KIND, said))).await.unwrap();
    assert!(replay.sent("ModifyLoadBalancerAttributes", "Attributes.member.2.Key").is_empty());
    let live = provider.read(&id).await.unwrap().unwrap();
    for absent in ["idle_timeout_seconds", "http2", "waf_fail_open"] {
        assert!(live.value(absent).is_null(), "{absent}");
    }
    assert_eq!(live.value("cross_zone"), &Value::from(false));
    replay.is_over();
}

#[tokio::test]
async fn fixed_addresses_are_said_with_every_subnet() {
    let said = json!({
        "type": "network",
        "subnets": ["subnet-1", "subnet-2"],
        "subnet_mappings": [{ "subnet": "subnet-2", "elastic_ip": "eipalloc-1" }],
    });
    let call = made("network")
        .with("SubnetMappings.member.1.SubnetId", "subnet-1")
        .with("SubnetMappings.member.2.SubnetId", "subnet-2")
        .with("SubnetMappings.member.2.AllocationId", "eipalloc-1");
    let replay = Replay::new(vec![call, ours()]);
    replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, said))).await.unwrap();
    assert!(replay.sent("CreateLoadBalancer", "Subnets.member.1").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn a_failure_after_the_creating_call_names_what_was_made() {
    let said = json!({ "subnets": ["subnet-1", "subnet-2"], "access_logs": { "bucket": "logs" } });
    let message = "Access Denied for bucket: logs. Please check S3bucket permission";
    let replay = Replay::new(vec![
        made("application"),
        ours(),
        refused("ModifyLoadBalancerAttributes", "InvalidConfigurationRequest", message)
            .with("Attributes.member.1.Key", "access_logs.s3.enabled")
            .with("Attributes.member.2.Value", "logs"),
    ]);
    let error = replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, said))).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert_eq!(error.made.unwrap().as_str(), arn());
    replay.is_over();
}

#[tokio::test]
async fn a_protected_balancer_is_not_deleted_and_the_help_says_what_to_do() {
    let message = "Load balancer cannot be deleted because deletion protection is enabled";
    let replay = Replay::new(vec![
        refused("DeleteLoadBalancer", "OperationNotPermitted", message),
        on("DeleteLoadBalancer", ""),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let error = provider.delete(&delete(&arn())).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("`deletion_protection = false` first"), "{error}");
    provider.delete(&delete(&arn())).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_gateway_that_does_not_show_yet_is_waited_for() {
    let refusal = refused("CreateLoadBalancer", "InvalidSubnet", "VPC vpc-1 has no internet gateway");
    let said = json!({ "subnets": ["subnet-1", "subnet-2"] });
    let replay = Replay::new(vec![refusal]);
    let error = replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, said))).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
}

#[tokio::test]
async fn a_throttled_call_is_sent_again() {
    let throttled = || refused("CreateLoadBalancer", "Throttling", "Rate exceeded");
    let said = json!({ "subnets": ["subnet-1", "subnet-2"] });
    let replay = Replay::new(vec![throttled(), throttled(), made("application"), ours()]);
    replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, said))).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_name_that_is_taken_is_ours_or_an_error() {
    let taken = || {
        refused(
            "CreateLoadBalancer",
            "DuplicateLoadBalancerName",
            "A load balancer with the same name exists",
        )
    };
    let by_name = || listed("application", "active").with("Names.member.1", "shop-edge-x-0123abcd");
    let said = || create(values(KIND, json!({ "subnets": ["subnet-1", "subnet-2"] })));
    let replay = Replay::new(vec![taken(), by_name(), ours()]);
    let id = replay.cloud().provider(KIND).unwrap().create(&said()).await.unwrap();
    assert_eq!(id.as_str(), arn());
    replay.is_over();

    let replay = Replay::new(vec![taken(), by_name(), tags(&[(&arn(), Some("load_balancer.other/x"))])]);
    let error = replay.cloud().provider(KIND).unwrap().create(&said()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}
