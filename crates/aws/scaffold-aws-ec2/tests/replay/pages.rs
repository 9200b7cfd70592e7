use scaffold_model::Value;
use scaffold_provider::Cloud;

use crate::script::{Replay, on};
use crate::{stack, tag_set};

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
