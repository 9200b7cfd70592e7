use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::{Class, Cloud, CreateRequest};

use crate::script::{Exchange, Replay, on, refused, reset};
use crate::{create, stack, tag_set};

fn nat(id: &str, state: &str) -> String {
    format!(
        "<natGatewayId>{id}</natGatewayId><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><state>{state}</state>\
         <connectivityType>public</connectivityType><createTime>2026-11-22T08:00:00.000Z</createTime>\
         <natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId><privateIp>10.0.1.5</privateIp>\
         <publicIp>203.0.113.7</publicIp><isPrimary>true</isPrimary></item></natGatewayAddressSet>{}",
        tag_set()
    )
}

fn nat_list(id: &str, state: &str) -> Exchange {
    let set = format!("<natGatewaySet><item>{}</item></natGatewaySet>", nat(id, state));
    on("DescribeNatGateways", &set)
}

fn nat_made(id: &str, state: &str) -> Exchange {
    on("CreateNatGateway", &format!("<natGateway>{}</natGateway>", nat(id, state)))
}

fn nat_request() -> CreateRequest {
    create(&[("subnet", "subnet-1"), ("connectivity_type", "public"), ("elastic_ip", "eipalloc-1")])
}

#[tokio::test]
async fn a_nat_gateway_is_pending_then_available() {
    let replay = Replay::new(vec![
        nat_made("nat-1", "pending"),
        nat_list("nat-1", "pending"),
        nat_list("nat-1", "pending"),
        nat_list("nat-1", "available"),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.nat_gateway").unwrap();
    let id = provider.create(&nat_request()).await.unwrap();
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Pending("pending".into()));
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(live.value("public_ip").as_text(), Some("203.0.113.7"));
    assert_eq!(live.value("secondary_elastic_ips"), &Value::List(vec![]));
    assert_eq!(live.created.as_deref(), Some("2026-11-22T08:00:00Z"));
    replay.is_over();
}

#[tokio::test]
async fn a_failed_nat_gateway_says_why_and_a_deleted_one_is_absent() {
    let failed = format!(
        "<natGatewaySet><item>{}<failureCode>Gateway.NotAttached</failureCode><failureMessage>Network vpc-1 has \
         no Internet gateway attached</failureMessage></item><item>{}</item></natGatewaySet>",
        nat("nat-1", "failed"),
        nat("nat-2", "deleted"),
    );
    let replay = Replay::new(vec![on("DescribeNatGateways", &failed), nat_list("nat-2", "deleted")]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.nat_gateway").unwrap();
    let live = provider.survey(&stack()).await.unwrap();
    let [live] = live.as_slice() else { panic!("{live:?}") };
    let why = "Gateway.NotAttached: Network vpc-1 has no Internet gateway attached";
    assert_eq!(live.state, LiveState::Failed(why.into()));
    assert_eq!(provider.read(&PhysicalId::from("nat-2")).await.unwrap(), None);
    replay.is_over();
}

#[tokio::test]
async fn a_spent_token_is_followed_by_the_next() {
    let replay = Replay::new(vec![
        nat_made("nat-old", "pending"),
        nat_list("nat-old", "deleted").with("NatGatewayId.1", "nat-old"),
        nat_made("nat-new", "pending"),
        nat_list("nat-new", "pending").with("NatGatewayId.1", "nat-new"),
    ]);
    let cloud = replay.cloud(None);
    let id = cloud.provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap();
    assert_eq!(id.as_str(), "nat-new");
    let tokens = replay.sent("CreateNatGateway", "ClientToken");
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1]);
    replay.is_over();
}

#[tokio::test]
async fn a_mismatched_token_is_followed_by_the_next_where_nothing_of_ours_lives() {
    let mismatch =
        || refused("CreateNatGateway", 400, "IdempotentParameterMismatch", "The client token differs");
    let replay = Replay::new(vec![
        mismatch(),
        nat_list("nat-1", "failed").with("Filter.1.Name", "tag:scaffold:stack"),
        nat_made("nat-2", "pending"),
        nat_list("nat-2", "pending").with("NatGatewayId.1", "nat-2"),
    ]);
    let id = replay.cloud(None).provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap();
    assert_eq!(id.as_str(), "nat-2");
    replay.is_over();

    let replay = Replay::new(vec![mismatch(), nat_list("nat-3", "available")]);
    let id = replay.cloud(None).provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap();
    assert_eq!(id.as_str(), "nat-3", "what lives there is taken");
    replay.is_over();
}

#[tokio::test]
async fn the_same_request_has_the_same_token_and_is_repeated_after_a_failure() {
    let replay = Replay::new(vec![
        refused("CreateNatGateway", 500, "InternalError", "An internal error has occurred"),
        reset("CreateNatGateway"),
        nat_made("nat-1", "pending"),
        nat_list("nat-1", "pending"),
    ]);
    replay.cloud(None).provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap();
    let tokens = replay.sent("CreateNatGateway", "ClientToken");
    assert!(tokens.len() == 3 && tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
    replay.is_over();
}

#[tokio::test]
async fn what_fails_at_once_is_not_made_again() {
    let now = DateTime::from(SystemTime::now()).fmt(Format::DateTime).unwrap();
    let failed = nat("nat-1", "failed").replace("2026-11-22T08:00:00.000Z", &now);
    let replay = Replay::new(vec![
        nat_made("nat-1", "pending"),
        on("DescribeNatGateways", &format!("<natGatewaySet><item>{failed}</item></natGatewaySet>")),
    ]);
    let id = replay.cloud(None).provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap();
    assert_eq!(id.as_str(), "nat-1", "the reader of its state says why");
    replay.is_over();
}

#[tokio::test]
async fn an_internet_gateway_that_does_not_show_yet_is_waited_for() {
    let message = "Network vpc-1 has no Internet gateway attached";
    let replay = Replay::new(vec![refused("CreateNatGateway", 400, "Gateway.NotAttached", message)]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.nat_gateway").unwrap().create(&nat_request()).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}
