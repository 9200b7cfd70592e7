//! Replicas in other regions: where they are found, what they may name, and what stays for them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use std::collections::BTreeSet;

use hand::{Hand, list, stack, table, text, values};
use scaffold_model::{PhysicalId, Value};
use scaffold_provider::{Class, Cloud, DeleteRequest, Error};
use scaffold_sandbox::{Sandbox, SandboxOptions};

const KIND: &str = "rds.instance";
const GROUP: &str = "rds.parameter_group";
const FAR: &str = "eu-west-1";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

async fn primary(hand: &Hand<'_>) -> PhysicalId {
    let secret = hand.make("secrets.secret", "orders", &[]).await;
    let said = [
        ("engine", text("postgres")),
        ("instance_class", text("db.m7g.large")),
        ("username", text("app")),
        ("password_secret", text(secret.as_str())),
    ];
    hand.make(KIND, "orders", &said).await
}

fn replica<'a>(source: &PhysicalId, more: &[(&'a str, Value)]) -> Vec<(&'a str, Value)> {
    let mut said = vec![
        ("engine", text("postgres")),
        ("instance_class", text("db.m7g.large")),
        ("source", text(source.as_str())),
        ("region", text(FAR)),
    ];
    said.extend(more.iter().cloned());
    said
}

async fn found(cloud: &Sandbox, kind: &str) -> Vec<String> {
    let lives = cloud.provider(kind).unwrap().survey(&stack()).await.unwrap();
    lives.iter().map(|live| live.id.as_str().to_owned()).collect()
}

async fn delete(hand: &Hand<'_>, kind: &str, id: &PhysicalId) -> Result<(), Error> {
    let request = DeleteRequest { id: id.clone(), stack: stack(), values: values(&[]) };
    hand.of(kind).delete(&request).await
}

#[tokio::test(start_paused = true)]
async fn it_has_its_arn_for_an_id_and_is_found_by_its_primary() {
    let cloud = sandbox();
    let hand = Hand(&cloud);
    let orders = primary(&hand).await;
    hand::pass(600).await;
    let far = hand.make(KIND, "far", &replica(&orders, &[])).await;
    assert_eq!(far.as_str(), "arn:aws:rds:eu-west-1:000000000000:db:shop-far");
    assert_eq!(found(&cloud, KIND).await, [orders.as_str(), far.as_str()]);
    // The same name is free in each region.
    let twin = hand.try_make(KIND, "orders", &replica(&orders, &[])).await.unwrap();
    assert_eq!(twin.as_str(), "arn:aws:rds:eu-west-1:000000000000:db:shop-orders");
}

#[tokio::test(start_paused = true)]
async fn what_no_primary_tells_of_is_found_by_the_blueprint_alone() {
    let cloud = sandbox();
    let hand = Hand(&cloud);
    let said = [("family", text("postgres16")), ("region", text(FAR))];
    let early = hand.try_make(GROUP, "far", &said).await.unwrap_err();
    assert_eq!(early.class, Class::Dependency);
    let orders = primary(&hand).await;
    let far = hand.make(GROUP, "far", &said).await;
    assert_eq!(found(&cloud, GROUP).await, [far.as_str()]);
    cloud.tamper().tag(KIND, orders.as_str(), "scaffold:regions", None).unwrap();
    assert!(found(&cloud, GROUP).await.is_empty());
    cloud.look_in(&BTreeSet::from([FAR.to_owned()]));
    assert_eq!(found(&cloud, GROUP).await, [far.as_str()]);
}

#[tokio::test(start_paused = true)]
async fn it_names_what_stands_beside_it() {
    let cloud = sandbox();
    let hand = Hand(&cloud);
    let vpc = hand.vpc().await;
    let group = hand.in_vpc("ec2.security_group", "data", &vpc).await;
    let orders = primary(&hand).await;
    hand::pass(600).await;
    let own = hand.make(GROUP, "own", &[("family", text("postgres16"))]).await;
    for more in [("security_groups", list(&[group.as_str()])), ("parameter_group", text(own.as_str()))] {
        let refused = hand.try_make(KIND, "far", &replica(&orders, &[more])).await.unwrap_err();
        assert_eq!(refused.class, Class::Invalid, "{refused}");
    }
    let primary =
        [("engine", text("postgres")), ("instance_class", text("db.m7g.large")), ("region", text(FAR))];
    let refused = hand.try_make(KIND, "far", &[&primary[..], &[("username", text("app"))]].concat()).await;
    assert!(refused.unwrap_err().message.contains("as a replica alone"));
    let of_others = [("security_groups", list(&["sg-0f0f0f0f0f0f0f0f0"])), ("subnet_group", text("theirs"))];
    hand.make(KIND, "far", &replica(&orders, &of_others)).await;
}

#[tokio::test(start_paused = true)]
async fn the_last_primary_that_tells_stays_while_something_stands_there() {
    let cloud = sandbox();
    let hand = Hand(&cloud);
    let orders = primary(&hand).await;
    hand::pass(600).await;
    let said = [("family", text("postgres16")), ("region", text(FAR)), ("parameters", table(&[]))];
    let far = hand.make(GROUP, "far", &said).await;
    assert_eq!(delete(&hand, KIND, &orders).await.unwrap_err().class, Class::Dependency);
    delete(&hand, GROUP, &far).await.unwrap();
    delete(&hand, KIND, &orders).await.unwrap();
}
