//! What AWS does and no emulator: replayed exchanges, written from the EC2 API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/replay.rs"]
mod replay;

use std::collections::BTreeMap;

use replay::{Exchange, Replay, on, page, refused, reset};
use scaffold_model::{Address, LiveState, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, UpdateRequest};

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn tag_set() -> String {
    let tag = |key: &str, value: &str| format!("<item><key>{key}</key><value>{value}</value></item>");
    let tags = [tag("scaffold:stack", "shop@us-east-1"), tag("scaffold:address", "vpc.main/x")].concat();
    format!("<tagSet>{tags}</tagSet>")
}

fn create(values: &[(&str, &str)]) -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "vpc.main/x")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect(),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some("shop-main-x-0123abcd".to_owned()),
    }
}

fn delete(id: &str) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values: Values::new() }
}

fn subnet_item(number: u32) -> String {
    format!(
        "<item><subnetId>subnet-{number}</subnetId><state>available</state><vpcId>vpc-1</vpcId>\
         <cidrBlock>10.0.{number}.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone>{}</item>",
        tag_set()
    )
}

#[tokio::test]
async fn every_page_is_read() {
    let one = format!("<subnetSet>{}</subnetSet><nextToken>second</nextToken>", subnet_item(1));
    let two = format!("<subnetSet>{}</subnetSet>", subnet_item(2));
    let replay = Replay::new(vec![
        on("DescribeSubnets", &two).with("NextToken", "second"),
        on("DescribeSubnets", &one)
            .with("MaxResults", "1000")
            .with("Filter.1.Name", "tag:scaffold:stack")
            .with("Filter.1.Value.1", "shop@us-east-1"),
    ]);
    let cloud = replay.cloud(None);
    let live = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap();
    let ids: Vec<&str> = live.iter().map(|live| live.id.as_str()).collect();
    assert_eq!(ids, ["subnet-1", "subnet-2"]);
    assert_eq!(live[0].value("cidr_block").as_text(), Some("10.0.1.0/24"));
    assert_eq!(live[0].value("dns64"), &Value::from(false), "absent is the documented default");
    assert_eq!(cloud.cost()[0].calls, 2);
    replay.is_over();
}

#[tokio::test]
async fn a_list_that_never_ends_is_an_error() {
    let same = format!("<subnetSet>{}</subnetSet><nextToken>again</nextToken>", subnet_item(1));
    let replay = Replay::new(vec![on("DescribeSubnets", &same), on("DescribeSubnets", &same)]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert!(error.message.contains("does not end"), "{error}");
    replay.is_over();
}

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

const GATEWAY: &str = "<internetGateway><internetGatewayId>igw-1</internetGatewayId></internetGateway>";

fn detached() -> Exchange {
    let gateway = format!("<item><internetGatewayId>igw-1</internetGatewayId>{}</item>", tag_set());
    on("DescribeInternetGateways", &format!("<internetGatewaySet>{gateway}</internetGatewaySet>"))
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
    ]);
    let cloud = replay.cloud(None);
    let request = create(&[("vpc", "vpc-1")]);
    let id = cloud.provider("ec2.internet_gateway").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "igw-1");
    assert_eq!(cloud.cost()[0].calls, 6, "a fresh gateway that is not visible yet is tried again");
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
async fn refusals_have_their_class() {
    for (code, status, class) in [
        ("DependencyViolation", 400, Class::Dependency),
        ("UnauthorizedOperation", 403, Class::Permission),
        ("RequestExpired", 400, Class::Permission),
        ("InvalidSubnetID.Malformed", 400, Class::Invalid),
    ] {
        let replay = Replay::new(vec![refused("DeleteSubnet", status, code, "No.")]);
        let cloud = replay.cloud(None);
        let error = cloud.provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap_err();
        assert_eq!((error.class, error.code.as_deref()), (class, Some(code)));
        replay.is_over();
    }
    let message = refused("DeleteSubnet", 403, "UnauthorizedOperation", "You are not authorized.");
    let replay = Replay::new(vec![message]);
    let error =
        replay.cloud(None).provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ec2:DeleteSubnet answered UnauthorizedOperation: You are not authorized; allow `ec2:DeleteSubnet` in \
         the caller's policies, or use another profile or role (request r-2)"
    );
}

#[tokio::test]
async fn what_is_gone_is_deleted() {
    let gone =
        refused("DeleteSubnet", 400, "InvalidSubnetID.NotFound", "The subnet ID 'subnet-1' does not exist");
    let replay = Replay::new(vec![gone]);
    replay.cloud(None).provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_web_page_is_never_a_storm_of_calls() {
    let missing = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>…</h1>";
    let replay = Replay::new(vec![page("DescribeSubnets", 500, missing)]);
    let cloud = replay.cloud(Some("http://127.0.0.1:5000"));
    let error = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert_eq!(error.class, Class::Unsupported);
    assert!(error.message.contains("http://127.0.0.1:5000 does not have this action"), "{error}");
    assert!(error.message.contains("500 Internal Server Error"), "{error}");
    replay.is_over();

    let portal = page("DescribeSubnets", 200, "<html><head><title>Hotel log-in</title></head></html>");
    let replay = Replay::new(vec![portal]);
    let error = replay.cloud(None).provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert!(error.message.contains("something in front of AWS answered"), "{error}");
    assert!(error.message.contains("Hotel log-in"), "{error}");
    replay.is_over();

    let busy = || page("DescribeSubnets", 503, "<html><title>503 Service Unavailable</title></html>");
    let replay = Replay::new(vec![busy(), busy(), busy()]);
    let error = replay.cloud(None).provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert_eq!(error.class, Class::Transient, "a read is tried again, and then no more");
    replay.is_over();
}

#[tokio::test]
async fn an_action_that_an_endpoint_lacks_is_unsupported() {
    for refusal in [
        refused("DescribeSubnets", 501, "InternalFailure", "The API for service ec2 is not included."),
        refused("DescribeSubnets", 400, "InvalidAction", "The action DescribeSubnets is not valid."),
    ] {
        let replay = Replay::new(vec![refusal]);
        let cloud = replay.cloud(Some("http://127.0.0.1:4566"));
        let error = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
        assert_eq!(error.class, Class::Unsupported);
        assert!(error.message.contains("this endpoint does not have `ec2:DescribeSubnets`"), "{error}");
        replay.is_over();
    }
}

fn group_list(tags: &str) -> Exchange {
    let group = format!(
        "<item><groupId>sg-1</groupId><groupName>shop-main-x-0123abcd</groupName><vpcId>vpc-1</vpcId>{tags}</item>"
    );
    on("DescribeSecurityGroups", &format!("<securityGroupInfo>{group}</securityGroupInfo>"))
}

#[tokio::test]
async fn a_group_whose_name_is_taken_is_ours_or_an_error() {
    let taken = || refused("CreateSecurityGroup", 400, "InvalidGroup.Duplicate", "The group already exists");
    let request = create(&[("vpc", "vpc-1"), ("description", "web")]);
    let replay = Replay::new(vec![taken(), group_list(&tag_set())]);
    let cloud = replay.cloud(None);
    let id = cloud.provider("ec2.security_group").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "sg-1");
    replay.is_over();

    let replay = Replay::new(vec![taken(), group_list("")]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.security_group").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import vpc.main/x sg-1"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn tags_of_others_are_left_alone() {
    let replay = Replay::new(vec![
        on("DeleteTags", "<return>true</return>").with("Tag.1.Key", "old"),
        on("CreateTags", "<return>true</return>").with("Tag.1.Key", "new").with("Tag.1.Value", "1"),
    ]);
    let tags = |tags: &[(&str, &str)]| {
        let tags: BTreeMap<String, Value> =
            tags.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        Values::from([("tags".to_owned(), Value::Map(tags))])
    };
    let request = UpdateRequest {
        id: PhysicalId::from("eipalloc-1"),
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        before: tags(&[("Name", "a"), ("old", "1")]),
        patch: tags(&[("Name", "a"), ("new", "1")]),
        values: Values::new(),
    };
    replay.cloud(None).provider("ec2.elastic_ip").unwrap().update(&request).await.unwrap();
    assert_eq!(replay.sent("DeleteTags", "Tag.2.Key"), Vec::<String>::new());
    assert_eq!(replay.sent("CreateTags", "Tag.2.Key"), Vec::<String>::new());
    replay.is_over();
}

fn rule_list(rules: &[(&str, u16)]) -> Exchange {
    let rule = |(id, port): &(&str, u16)| {
        format!(
            "<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress>\
             <ipProtocol>tcp</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort>\
             <cidrIpv4>0.0.0.0/0</cidrIpv4>{}</item>",
            tag_set()
        )
    };
    let rules: String = rules.iter().map(rule).collect();
    on("DescribeSecurityGroupRules", &format!("<securityGroupRuleSet>{rules}</securityGroupRuleSet>"))
}

fn update(id: &str, attribute: &str, values: Values) -> UpdateRequest {
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        before: Values::new(),
        patch: values
            .iter()
            .filter(|(name, _)| *name == attribute)
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect(),
        values,
    }
}

fn rules(ports: &[i64]) -> Values {
    let rule = |port: &i64| {
        Value::Map(Values::from([
            ("protocol".to_owned(), Value::from("tcp")),
            ("from_port".to_owned(), Value::from(*port)),
            ("to_port".to_owned(), Value::from(*port)),
            ("cidr_block".to_owned(), Value::from("0.0.0.0/0")),
        ]))
    };
    Values::from([
        ("security_group".to_owned(), Value::from("sg-1")),
        ("ingress".to_owned(), Value::List(ports.iter().map(rule).collect())),
    ])
}

#[tokio::test]
async fn a_set_is_read_again_where_the_fate_of_a_change_is_unknown() {
    let replay = Replay::new(vec![
        rule_list(&[("sgr-80", 80)]),
        reset("AuthorizeSecurityGroupIngress")
            .with("IpPermissions.1.FromPort", "443")
            .with("TagSpecification.1.ResourceType", "security-group-rule")
            .with("TagSpecification.1.Tag.2.Key", "scaffold:stack"),
        rule_list(&[("sgr-80", 80), ("sgr-443", 443)]),
        on("RevokeSecurityGroupIngress", "<return>true</return>").with("SecurityGroupRuleId.1", "sgr-80"),
    ]);
    let request = update("sg-1", "ingress", rules(&[443]));
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_set_that_is_as_it_should_be_is_left_alone() {
    let replay = Replay::new(vec![rule_list(&[("sgr-443", 443)])]);
    let request = update("sg-1", "ingress", rules(&[443]));
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_route_that_another_call_made_meanwhile_is_replaced() {
    let table = |routes: &str| {
        let table = format!(
            "<item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><routeSet><item>\
             <destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId>\
             <state>active</state><origin>CreateRouteTable</origin></item>{routes}</routeSet></item>"
        );
        on("DescribeRouteTables", &format!("<routeTableSet>{table}</routeTableSet>"))
    };
    let blackhole = "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><natGatewayId>nat-old</natGatewayId>\
                     <state>blackhole</state><origin>CreateRoute</origin></item>";
    let exists = refused(
        "CreateRoute",
        400,
        "RouteAlreadyExists",
        "The route identified by 0.0.0.0/0 already exists.",
    );
    let replay = Replay::new(vec![
        table(""),
        exists,
        table(blackhole),
        on("ReplaceRoute", "<return>true</return>")
            .with("DestinationCidrBlock", "0.0.0.0/0")
            .with("NatGatewayId", "nat-new"),
    ]);
    let route = Value::Map(Values::from([
        ("destination".to_owned(), Value::from("0.0.0.0/0")),
        ("nat_gateway".to_owned(), Value::from("nat-new")),
    ]));
    let values = Values::from([
        ("vpc".to_owned(), Value::from("vpc-1")),
        ("routes".to_owned(), Value::List(vec![route])),
    ]);
    let request = update("rtb-1", "routes", values);
    replay.cloud(None).provider("ec2.route_table").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_deleted_says_so_inside_an_answer() {
    let endpoint = "<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType>\
                    <state>available</state></item>";
    let refusal = "<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>OperationInProgress</code>\
                   <message>A change is under way</message></error></item></unsuccessful>";
    let replay = Replay::new(vec![
        on("DescribeVpcEndpoints", &format!("<vpcEndpointSet>{endpoint}</vpcEndpointSet>")),
        on("DeleteVpcEndpoints", refusal),
    ]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.vpc_endpoint").unwrap().delete(&delete("vpce-1")).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("OperationInProgress")));
    replay.is_over();
}
