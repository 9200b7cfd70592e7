use scaffold_model::PhysicalId;
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay, on, page, refused, reset};
use crate::{create, tag_set};

const GATEWAY: &str = "<internetGateway><internetGatewayId>igw-1</internetGatewayId></internetGateway>";

fn gateway(attachments: &str) -> Exchange {
    let gateway = format!(
        "<item><internetGatewayId>igw-1</internetGatewayId><attachmentSet>{attachments}</attachmentSet>{}</item>",
        tag_set()
    );
    on("DescribeInternetGateways", &format!("<internetGatewaySet>{gateway}</internetGatewaySet>"))
}

fn detached() -> Exchange {
    gateway("")
}

fn attached() -> Exchange {
    gateway("<item><vpcId>vpc-1</vpcId><state>available</state></item>")
}

#[tokio::test]
async fn a_throttled_create_is_repeated_even_without_a_token() {
    let throttled =
        || refused("CreateInternetGateway", 503, "RequestLimitExceeded", "Request limit exceeded.");
    let replay = Replay::new(vec![
        throttled(),
        throttled(),
        on("CreateInternetGateway", GATEWAY),
        refused("DescribeInternetGateways", 400, "InvalidInternetGatewayID.NotFound", "igw-1 does not exist"),
        refused("AttachInternetGateway", 400, "InvalidInternetGatewayID.NotFound", "igw-1 does not exist"),
        on("AttachInternetGateway", "<return>true</return>"),
        detached(),
        attached(),
    ]);
    let cloud = replay.cloud(None);
    let request = create(&[("vpc", "vpc-1")]);
    let id = cloud.provider("ec2.internet_gateway").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "igw-1");
    assert_eq!(cloud.cost()[0].calls, 8, "a fresh gateway and its attachment are looked for until they show");
    replay.is_over();
}

#[tokio::test]
async fn a_create_of_unknown_fate_is_not_repeated() {
    for fate in [
        refused("CreateInternetGateway", 500, "InternalError", "An internal error has occurred"),
        refused("CreateInternetGateway", 503, "Unavailable", "The service is unavailable"),
        reset("CreateInternetGateway"),
        page("CreateInternetGateway", 503, "<html><body><b>Http/1.1 Service Unavailable</b></body></html>"),
    ] {
        let replay = Replay::new(vec![fate]);
        let cloud = replay.cloud(None);
        let provider = cloud.provider("ec2.internet_gateway").unwrap();
        let error = provider.create(&create(&[("vpc", "vpc-1")])).await.unwrap_err();
        assert_eq!(error.class, Class::Ambiguous, "{error}");
        assert_eq!(error.action, "ec2:CreateInternetGateway");
        replay.is_over();
    }
}

#[tokio::test]
async fn what_was_made_before_a_failure_is_named() {
    let replay = Replay::new(vec![
        on("CreateInternetGateway", GATEWAY),
        detached(),
        refused("AttachInternetGateway", 400, "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist"),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.internet_gateway").unwrap();
    let error = provider.create(&create(&[("vpc", "vpc-1")])).await.unwrap_err();
    assert_eq!((error.class, error.made), (Class::Gone, Some(PhysicalId::from("igw-1"))));
    assert_eq!(error.request_id.as_deref(), Some("r-2"));
    replay.is_over();
}

#[tokio::test]
async fn an_attachment_whose_answer_was_lost_is_not_made_twice() {
    let replay = Replay::new(vec![
        on("CreateInternetGateway", GATEWAY),
        detached(),
        reset("AttachInternetGateway"),
        // The list lags behind.
        detached(),
        refused("AttachInternetGateway", 400, "Resource.AlreadyAssociated", "igw-1 is already attached"),
        detached(),
        refused("AttachInternetGateway", 400, "Resource.AlreadyAssociated", "igw-1 is already attached"),
        detached(),
        refused("AttachInternetGateway", 400, "Resource.AlreadyAssociated", "igw-1 is already attached"),
        attached(),
    ]);
    let cloud = replay.cloud(None);
    cloud.provider("ec2.internet_gateway").unwrap().create(&create(&[("vpc", "vpc-1")])).await.unwrap();
    replay.is_over();
}
