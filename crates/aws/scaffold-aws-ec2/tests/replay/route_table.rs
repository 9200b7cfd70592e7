use scaffold_model::{PhysicalId, Value, Values};
use scaffold_provider::Cloud;

use crate::script::{Replay, on, refused};
use crate::update;

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
async fn routes_that_aws_makes_are_not_the_tables() {
    let route = |destination: &str, target: &str, origin: &str| {
        format!("<item>{destination}{target}<state>active</state><origin>{origin}</origin></item>")
    };
    let to = |range: &str| format!("<destinationCidrBlock>{range}</destinationCidrBlock>");
    let gateway = |id: &str| format!("<gatewayId>{id}</gatewayId>");
    let interface = "<networkInterfaceId>eni-1</networkInterfaceId>";
    let list = "<destinationPrefixListId>pl-1</destinationPrefixListId>";
    let to_ipv6 = "<destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>";
    let routes = [
        route(&to("10.0.0.0/16"), &gateway("local"), "CreateRouteTable"),
        route(&to("10.1.0.0/16"), interface, "CreateRouteTable"),
        route(&to("10.2.0.0/16"), &gateway("vgw-1"), "EnableVgwRoutePropagation"),
        route(&to("10.3.0.0/16"), interface, "Advertisement"),
        route(list, &gateway("vpce-1"), "CreateRoute"),
        route(to_ipv6, &gateway("igw-1"), "CreateRoute"),
    ];
    let table = format!(
        "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><routeSet>{}</routeSet>\
         </item></routeTableSet>",
        routes.concat()
    );
    let replay = Replay::new(vec![on("DescribeRouteTables", &table)]);
    let cloud = replay.cloud(None);
    let live = cloud.provider("ec2.route_table").unwrap().read(&PhysicalId::from("rtb-1")).await;
    let live = live.unwrap().unwrap();
    let Value::List(routes) = live.value("routes") else { panic!("{live:?}") };
    let destinations: Vec<_> =
        routes.iter().map(|it| it.as_map().unwrap()["destination"].as_text()).collect();
    assert_eq!(destinations, [Some("::/0")]);
    replay.is_over();
}
