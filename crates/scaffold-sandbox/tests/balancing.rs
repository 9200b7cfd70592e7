//! Balancers, target groups, listeners and rules as AWS has them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::Hand;
use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::{Class, Error};
use scaffold_sandbox::{Sandbox, SandboxOptions};
use serde_json::{Value as Json, json};

const BALANCER: &str = "elbv2.load_balancer";
const GROUP: &str = "elbv2.target_group";
const LISTENER: &str = "elbv2.listener";
const RULE: &str = "elbv2.listener_rule";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

/// A VPC with a way out, and subnets in two zones.
struct Scene<'a> {
    hand: Hand<'a>,
    vpc: PhysicalId,
    subnets: [PhysicalId; 2],
}

impl<'a> Scene<'a> {
    async fn new(sandbox: &'a Sandbox) -> Self {
        let hand = Hand(sandbox);
        let vpc = hand.vpc().await;
        hand.in_vpc("ec2.internet_gateway", "out", &vpc).await;
        let mut subnets = Vec::new();
        for (name, range, zone) in [("a", "10.0.0.0/20", "us-east-1a"), ("b", "10.0.16.0/20", "us-east-1b")] {
            let said = [
                ("vpc", Value::text(vpc.as_str())),
                ("cidr_block", Value::from(range)),
                ("availability_zone", Value::from(zone)),
            ];
            subnets.push(hand.make("ec2.subnet", name, &said).await);
        }
        Self { hand, vpc, subnets: subnets.try_into().unwrap() }
    }

    async fn make(&self, kind: &str, name: &str, said: Json) -> Result<PhysicalId, Error> {
        let values = Value::from_json(&said).unwrap();
        let values = scaffold_kinds::schema(kind).unwrap().schema.complete(values.as_map().unwrap());
        let entries: Vec<(&str, Value)> =
            values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        self.hand.try_make(kind, name, &entries).await
    }

    async fn balancer(&self, name: &str) -> PhysicalId {
        let subnets = self.subnets.each_ref().map(PhysicalId::as_str);
        self.make(BALANCER, name, json!({ "subnets": subnets })).await.unwrap()
    }

    async fn group(&self, name: &str) -> PhysicalId {
        let said = json!({ "vpc": self.vpc.as_str(), "protocol": "HTTP", "port": 8080 });
        self.make(GROUP, name, said).await.unwrap()
    }

    async fn listener(&self, balancer: &PhysicalId, port: i64, action: Json) -> Result<PhysicalId, Error> {
        let said = json!({
            "load_balancer": balancer.as_str(), "port": port, "protocol": "HTTP", "default_actions": [action],
        });
        self.make(LISTENER, &format!("on-{port}"), said).await
    }

    async fn rule(&self, listener: &PhysicalId, name: &str, priority: i64) -> Result<PhysicalId, Error> {
        let said = json!({
            "listener": listener.as_str(), "priority": priority, "conditions": [{ "path_pattern": ["/x"] }],
            "actions": [{ "fixed_response": { "status_code": 404 } }],
        });
        self.make(RULE, name, said).await
    }

    async fn value(&self, kind: &str, id: &PhysicalId, name: &str) -> Value {
        self.hand.read(kind, id).await.unwrap().value(name).clone()
    }
}

fn forward(group: &PhysicalId) -> Json {
    json!({ "forward": { "target_groups": [{ "target_group": group.as_str() }] } })
}

fn answer() -> Json {
    json!({ "fixed_response": { "status_code": 404 } })
}

#[track_caller]
fn refused<R: std::fmt::Debug>(result: Result<R, Error>) -> (Class, String) {
    let error = result.unwrap_err();
    assert!(error.action.starts_with("elbv2:"), "{error}");
    (error.class, error.code.unwrap_or_default())
}

fn code(class: Class, code: &str) -> (Class, String) {
    (class, code.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_balancer_needs_zones_and_a_way_out_and_takes_its_time() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let one = scene.make(BALANCER, "edge", json!({ "subnets": [scene.subnets[0].as_str()] })).await;
    assert_eq!(refused(one), code(Class::Invalid, "ValidationError"));
    let edge = scene.balancer("edge").await;
    assert!(edge.as_str().contains(":loadbalancer/app/shop-edge/"), "{edge}");
    let state = scene.hand.state(BALANCER, &edge).await;
    assert_eq!(state, Some(LiveState::Pending("provisioning".into())));
    tokio::time::sleep(std::time::Duration::from_secs(180)).await;
    assert_eq!(scene.hand.state(BALANCER, &edge).await, Some(LiveState::Ready));
    // A network balancer is content with one zone, and has nothing of an application one.
    let inner = json!({ "type": "network", "scheme": "internal", "subnets": [scene.subnets[0].as_str()] });
    let inner = scene.make(BALANCER, "inner", inner).await.unwrap();
    assert!(inner.as_str().contains(":loadbalancer/net/"), "{inner}");
    assert!(scene.value(BALANCER, &inner, "idle_timeout_seconds").await.is_null());

    let island = scene.hand.make("ec2.vpc", "island", &[("cidr_block", Value::from("10.9.0.0/16"))]).await;
    let beach = scene.hand.subnet(&island, "beach", "10.9.0.0/20").await;
    let stranded = json!({ "type": "network", "subnets": [beach.as_str()] });
    let stranded = scene.make(BALANCER, "stranded", stranded).await;
    assert_eq!(refused(stranded), code(Class::Dependency, "InvalidSubnet"));
}

#[tokio::test(start_paused = true)]
async fn protection_keeps_a_balancer_and_its_listeners_go_with_it() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let edge = scene.balancer("edge").await;
    let http = scene.listener(&edge, 80, answer()).await.unwrap();
    let rule = scene.rule(&http, "api", 10).await.unwrap();
    scene.hand.set(BALANCER, &edge, "deletion_protection", Value::from(true)).await.unwrap();
    let kept = scene.hand.delete(BALANCER, &edge).await;
    assert_eq!(refused(kept), code(Class::Invalid, "OperationNotPermitted"));
    scene.hand.set(BALANCER, &edge, "deletion_protection", Value::from(false)).await.unwrap();
    scene.hand.delete(BALANCER, &edge).await.unwrap();
    assert!(scene.hand.read(LISTENER, &http).await.is_none());
    assert!(scene.hand.read(RULE, &rule).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_target_group_serves_one_balancer_and_stays_while_it_does() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let (edge, other) = (scene.balancer("edge").await, scene.balancer("other").await);
    let web = scene.group("web").await;
    assert!(scene.value(GROUP, &web, "load_balancer").await.is_null());
    let http = scene.listener(&edge, 80, forward(&web)).await.unwrap();
    assert_eq!(scene.value(GROUP, &web, "load_balancer").await.as_text(), Some(edge.as_str()));
    let second = scene.listener(&other, 81, forward(&web)).await;
    assert_eq!(refused(second), code(Class::Dependency, "TargetGroupAssociationLimit"));
    let kept = scene.hand.delete(GROUP, &web).await;
    assert_eq!(refused(kept), code(Class::Dependency, "ResourceInUse"));
    let answers = Value::from_json(&json!([answer()])).unwrap();
    scene.hand.set(LISTENER, &http, "default_actions", answers).await.unwrap();
    assert!(scene.value(GROUP, &web, "load_balancer").await.is_null());
    scene.hand.delete(GROUP, &web).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn ports_and_priorities_are_held_once_and_two_rules_exchange_theirs() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let edge = scene.balancer("edge").await;
    let http = scene.listener(&edge, 80, answer()).await.unwrap();
    let tls = scene.listener(&edge, 81, answer()).await.unwrap();
    let taken = scene.hand.set(LISTENER, &tls, "port", Value::from(80)).await;
    assert_eq!(refused(taken).1, "DuplicateListener");
    let first = scene.rule(&http, "first", 10).await.unwrap();
    let second = scene.rule(&http, "second", 20).await.unwrap();
    assert_eq!(refused(scene.rule(&http, "third", 20).await).1, "PriorityInUse");
    scene.rule(&tls, "elsewhere", 20).await.unwrap();
    scene.hand.set(RULE, &first, "priority", Value::from(20)).await.unwrap();
    assert_eq!(scene.value(RULE, &first, "priority").await, Value::from(20));
    assert_eq!(scene.value(RULE, &second, "priority").await, Value::from(10));
    // One that is not of the stack keeps its own.
    let theirs = scene.hand.read(RULE, &second).await.unwrap().id;
    sandbox.tamper().tag(RULE, theirs.as_str(), "scaffold:stack", Some("other@us-east-1")).unwrap();
    let taken = scene.hand.set(RULE, &first, "priority", Value::from(10)).await;
    assert_eq!(refused(taken).1, "PriorityInUse");
}

#[tokio::test(start_paused = true)]
async fn actions_end_with_an_answer_and_sign_users_in_over_https_alone() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let edge = scene.balancer("edge").await;
    let pool = json!({ "authenticate_cognito": {
        "user_pool": "arn:aws:cognito-idp:us-east-1:1:userpool/x", "user_pool_client": "web", "user_pool_domain": "shop",
    } });
    for actions in [json!([pool]), json!([pool, answer()]), json!([answer(), answer()])] {
        let said = json!({
            "load_balancer": edge.as_str(), "port": 80, "protocol": "HTTP", "default_actions": actions,
        });
        let made = scene.make(LISTENER, "http", said).await;
        assert_eq!(refused(made), code(Class::Invalid, "InvalidLoadBalancerAction"), "{actions}");
    }
    let said = json!({
        "load_balancer": edge.as_str(), "port": 53, "protocol": "UDP", "default_actions": [answer()],
    });
    assert_eq!(refused(scene.make(LISTENER, "dns", said).await).1, "UnsupportedProtocol");
}

#[tokio::test(start_paused = true)]
async fn what_is_said_of_targets_must_go_together() {
    let sandbox = sandbox();
    let scene = Scene::new(&sandbox).await;
    let web = scene.group("web").await;
    for (attribute, value) in [
        ("slow_start_seconds", json!(10)),
        ("stickiness", json!({ "type": "source_ip" })),
        ("health_check", json!({ "interval_seconds": 5, "timeout_seconds": 5 })),
        ("health_check", json!({ "protocol": "TCP" })),
    ] {
        let set = scene.hand.set(GROUP, &web, attribute, Value::from_json(&value).unwrap()).await;
        assert_eq!(refused(set), code(Class::Invalid, "InvalidConfigurationRequest"), "{attribute} {value}");
    }
    // What is not said of a health check is as AWS says.
    let said = Value::from_json(&json!({ "path": "/ready" })).unwrap();
    scene.hand.set(GROUP, &web, "health_check", said).await.unwrap();
    let check = scene.value(GROUP, &web, "health_check").await;
    let check = check.as_map().unwrap();
    assert_eq!((check["path"].as_text(), check["timeout_seconds"].as_integer()), (Some("/ready"), Some(6)));
}
