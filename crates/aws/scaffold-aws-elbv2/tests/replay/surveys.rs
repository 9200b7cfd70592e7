use scaffold_provider::Cloud;

use crate::script::{Exchange, Replay};
use crate::{ARN, member, on, refused, stack, tags};

fn arn(number: u32) -> String {
    format!("{ARN}:loadbalancer/app/shop-edge-{number:08x}/0a")
}

fn page(numbers: std::ops::Range<u32>, next: &str) -> Exchange {
    let balancer = |number: u32| {
        member(&format!(
            "<LoadBalancerArn>{}</LoadBalancerArn><LoadBalancerName>shop-edge-{number:08x}</LoadBalancerName>\
             <Type>application</Type><State><Code>active</Code></State>",
            arn(number)
        ))
    };
    let balancers: String = numbers.map(balancer).collect();
    let marker = if next.is_empty() { String::new() } else { format!("<NextMarker>{next}</NextMarker>") };
    on("DescribeLoadBalancers", &format!("<LoadBalancers>{balancers}</LoadBalancers>{marker}"))
}

fn tagged(numbers: std::ops::Range<u32>, ours: &[u32]) -> Exchange {
    let arns: Vec<(String, Option<&str>)> = numbers
        .map(|number| (arn(number), ours.contains(&number).then_some("load_balancer.edge/load_balancer")))
        .collect();
    let arns: Vec<(&str, Option<&str>)> = arns.iter().map(|(arn, owner)| (arn.as_str(), *owner)).collect();
    tags(&arns)
}

#[tokio::test]
async fn every_page_is_read_and_tags_twenty_at_a_time() {
    let replay = Replay::new(vec![
        page(20..25, "").with("Marker", "second"),
        page(0..20, "second").with("PageSize", "400"),
        tagged(0..20, &[3]).with("ResourceArns.member.20", &arn(19)),
        tagged(20..25, &[24]).with("ResourceArns.member.5", &arn(24)),
        on("DescribeLoadBalancerAttributes", "<Attributes/>").with("LoadBalancerArn", &arn(3)),
        on("DescribeLoadBalancerAttributes", "<Attributes/>").with("LoadBalancerArn", &arn(24)),
    ]);
    let cloud = replay.cloud();
    let live = cloud.provider("elbv2.load_balancer").unwrap().survey(&stack()).await.unwrap();
    let ids: Vec<&str> = live.iter().map(|live| live.id.as_str()).collect();
    assert_eq!(ids, [arn(3), arn(24)]);
    assert!(replay.sent("DescribeTags", "ResourceArns.member.21").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn one_that_went_since_it_was_listed_does_not_hide_the_others() {
    let alone = |number: u32, ours: &[u32]| {
        tagged(number..number + 1, ours).with("ResourceArns.member.1", &arn(number))
    };
    let gone = || refused("DescribeTags", "LoadBalancerNotFound", "One or more load balancers not found");
    let replay = Replay::new(vec![
        page(0..2, ""),
        gone().with("ResourceArns.member.2", &arn(1)),
        gone().with("ResourceArns.member.1", &arn(0)),
        alone(1, &[1]),
        on("DescribeLoadBalancerAttributes", "<Attributes/>"),
    ]);
    let live = replay.cloud().provider("elbv2.load_balancer").unwrap().survey(&stack()).await.unwrap();
    assert_eq!(live.len(), 1);
    replay.is_over();
}
