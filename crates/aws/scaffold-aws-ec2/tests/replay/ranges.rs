use scaffold_model::{LiveState, PhysicalId, Value, Values};
use scaffold_provider::{Cloud, CreateRequest};

use crate::script::{Exchange, Replay, on};
use crate::{create, tag_set, update};

const RANGE: &str = "2001:db8:0:1::/64";

/// `ranges`: IPv6 ranges and their states.
fn subnet(ranges: &[(&str, &str)]) -> String {
    let association = |(range, state): &(&str, &str)| {
        format!(
            "<item><associationId>of-{range}</associationId><ipv6CidrBlock>{range}</ipv6CidrBlock>\
             <ipv6CidrBlockState><state>{state}</state></ipv6CidrBlockState></item>"
        )
    };
    let set: String = ranges.iter().map(association).collect();
    format!(
        "<subnetId>subnet-1</subnetId><state>available</state><vpcId>vpc-1</vpcId>\
         <cidrBlock>10.0.1.0/24</cidrBlock><ipv6CidrBlockAssociationSet>{set}</ipv6CidrBlockAssociationSet>{}",
        tag_set()
    )
}

fn subnets(ranges: &[(&str, &str)]) -> Exchange {
    on("DescribeSubnets", &format!("<subnetSet><item>{}</item></subnetSet>", subnet(ranges)))
}

fn modify(parameter: &str, value: &str) -> Exchange {
    on("ModifySubnetAttribute", "<return>true</return>").with(parameter, value)
}

fn values(range: Option<&str>, is_on: bool) -> Values {
    let mut values = Values::from([
        ("vpc".to_owned(), Value::from("vpc-1")),
        ("cidr_block".to_owned(), Value::from("10.0.1.0/24")),
        ("assign_ipv6_address_on_creation".to_owned(), Value::from(is_on)),
        ("dns64".to_owned(), Value::from(is_on)),
    ]);
    for off in [
        "ipv6_native",
        "map_public_ip_on_launch",
        "resource_name_dns_a_record",
        "resource_name_dns_aaaa_record",
    ] {
        values.insert(off.to_owned(), Value::from(false));
    }
    values.insert("ipv6_cidr_block".to_owned(), range.map_or(Value::Null, Value::from));
    values
}

#[tokio::test]
async fn what_needs_an_ipv6_range_waits_for_it() {
    let made = on("CreateSubnet", &format!("<subnet>{}</subnet>", subnet(&[(RANGE, "associating")])));
    let replay = Replay::new(vec![
        made.with("Ipv6CidrBlock", RANGE),
        subnets(&[(RANGE, "associating")]),
        subnets(&[(RANGE, "associated")]),
        modify("AssignIpv6AddressOnCreation.Value", "true"),
        modify("EnableDns64.Value", "true"),
    ]);
    let request = CreateRequest { values: values(Some(RANGE), true), ..create(&[]) };
    replay.cloud(None).provider("ec2.subnet").unwrap().create(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn an_ipv6_range_goes_after_what_needs_it() {
    let replay = Replay::new(vec![
        modify("AssignIpv6AddressOnCreation.Value", "false"),
        modify("EnableDns64.Value", "false"),
        subnets(&[(RANGE, "associated")]),
        on("DisassociateSubnetCidrBlock", "").with("AssociationId", "of-2001:db8:0:1::/64"),
    ]);
    let mut request = update("subnet-1", "", values(None, false));
    request.patch = request.values.clone();
    let changed = ["assign_ipv6_address_on_creation", "dns64", "ipv6_cidr_block"];
    request.patch.retain(|name, _| changed.contains(&name.as_str()));
    replay.cloud(None).provider("ec2.subnet").unwrap().update(&request).await.unwrap();
    let order = replay.actions();
    assert_eq!(order.last().map(String::as_str), Some("DisassociateSubnetCidrBlock"), "{order:?}");
    replay.is_over();
}

#[tokio::test]
async fn another_ipv6_range_waits_until_the_first_has_left() {
    const OTHER: &str = "2001:db8:0:2::/64";
    let replay = Replay::new(vec![
        subnets(&[(RANGE, "associated")]),
        on("DisassociateSubnetCidrBlock", ""),
        subnets(&[(RANGE, "associated")]),
        subnets(&[(RANGE, "disassociating")]),
        subnets(&[(RANGE, "disassociated")]),
        on("AssociateSubnetCidrBlock", "").with("Ipv6CidrBlock", OTHER),
    ]);
    let request = update("subnet-1", "ipv6_cidr_block", values(Some(OTHER), false));
    replay.cloud(None).provider("ec2.subnet").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_gets_a_range_is_pending() {
    let replay = Replay::new(vec![
        subnets(&[(RANGE, "associating")]),
        subnets(&[("2001:db8:0:9::/64", "disassociated"), (RANGE, "associated")]),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.subnet").unwrap();
    let id = PhysicalId::from("subnet-1");
    let live = provider.read(&id).await.unwrap().unwrap();
    assert!(matches!(live.state, LiveState::Pending(_)), "{:?}", live.state);
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!((live.state.clone(), live.value("ipv6_cidr_block")), (LiveState::Ready, &Value::from(RANGE)));
    replay.is_over();

    let vpc = |state: &str, range: &str| {
        on(
            "DescribeVpcs",
            &format!(
                "<vpcSet><item><vpcId>vpc-1</vpcId><state>available</state><cidrBlock>10.0.0.0/16</cidrBlock>\
                 <ipv6CidrBlockAssociationSet><item><associationId>a</associationId>\
                 <ipv6CidrBlock>{range}</ipv6CidrBlock><ipv6Pool>Amazon</ipv6Pool><ipv6CidrBlockState>\
                 <state>{state}</state></ipv6CidrBlockState></item></ipv6CidrBlockAssociationSet></item></vpcSet>"
            ),
        )
    };
    let rest = || {
        ["DescribeVpcAttribute", "DescribeVpcAttribute", "DescribeVpcAttribute"]
            .into_iter()
            .chain(["DescribeSecurityGroups", "DescribeRouteTables", "DescribeNetworkAcls"])
            .map(|action| on(action, ""))
    };
    let mut script = vec![vpc("associating", ""), vpc("associated", "2001:db8::/56")];
    script.extend(rest().chain(rest()));
    let replay = Replay::new(script);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.vpc").unwrap();
    let live = provider.read(&PhysicalId::from("vpc-1")).await.unwrap().unwrap();
    assert!(matches!(live.state, LiveState::Pending(_)), "its range cannot be published: {:?}", live.state);
    let live = provider.read(&PhysicalId::from("vpc-1")).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(live.value("ipv6_cidr_block"), &Value::from("2001:db8::/56"));
    replay.is_over();
}
