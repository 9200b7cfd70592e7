use scaffold_model::{LiveState, Value};
use scaffold_provider::Cloud;

use crate::script::{Exchange, Replay};
use crate::{
    KIND, NAME, SHOWN, Shown, belongings, list, nothing, on, one, refreshes, refused, shown, stack, table,
};

const OTHER: &str = "shop-api-4567cdef";

fn of_group(name: &str, element: &str, more: &str) -> String {
    format!("<member><AutoScalingGroupName>{name}</AutoScalingGroupName>{element}{more}</member>")
}

fn tracking(group: &str, name: &str) -> String {
    of_group(
        group,
        &format!("<PolicyName>{name}</PolicyName><PolicyType>TargetTrackingScaling</PolicyType>"),
        "<Enabled>true</Enabled><Alarms><member><AlarmName>TargetTracking-x-AlarmHigh</AlarmName></member></Alarms>\
         <TargetTrackingConfiguration><PredefinedMetricSpecification>\
         <PredefinedMetricType>ALBRequestCountPerTarget</PredefinedMetricType>\
         <ResourceLabel>app/edge/0123/targetgroup/web/4567</ResourceLabel></PredefinedMetricSpecification>\
         <TargetValue>1000.0</TargetValue></TargetTrackingConfiguration>",
    )
}

fn bulk() -> Vec<Exchange> {
    let policies = |inner: &str| format!("<ScalingPolicies>{inner}</ScalingPolicies>");
    let first = format!("{}<NextToken>more</NextToken>", policies(&tracking("somebody-elses", "requests")));
    let action = of_group(
        OTHER,
        "<ScheduledActionName>morning</ScheduledActionName>",
        "<Recurrence>0 7 * * *</Recurrence><StartTime>2026-11-23T07:00:00Z</StartTime><MinSize>3</MinSize>",
    );
    let notification = of_group(
        NAME,
        "<TopicARN>arn:aws:sns:us-east-1:1:ops</TopicARN>",
        "<NotificationType>autoscaling:EC2_INSTANCE_LAUNCH_ERROR</NotificationType>",
    );
    vec![
        on("DescribePolicies", &first).with("MaxRecords", "100"),
        on("DescribePolicies", &policies(&tracking(NAME, "requests"))).with("NextToken", "more"),
        on(
            "DescribeScheduledActions",
            &format!("<ScheduledUpdateGroupActions>{action}</ScheduledUpdateGroupActions>"),
        ),
        on(
            "DescribeNotificationConfigurations",
            &format!("<NotificationConfigurations>{notification}</NotificationConfigurations>"),
        )
        .with("AutoScalingGroupNames.member.2", OTHER),
        on("DescribeLifecycleHooks", "<LifecycleHooks/>").with("AutoScalingGroupName", NAME),
        on("DescribeLifecycleHooks", "<LifecycleHooks/>").with("AutoScalingGroupName", OTHER),
    ]
}

#[tokio::test]
async fn groups_are_read_by_pages_and_what_belongs_to_them_in_bulk() {
    let first = format!(
        "<AutoScalingGroups>{}{}</AutoScalingGroups><NextToken>two</NextToken>",
        shown(SHOWN),
        shown(Shown { name: "foreign", stack: "other@us-east-1", ..SHOWN })
    );
    let mut script = vec![
        on("DescribeAutoScalingGroups", &first)
            .with("Filters.member.1.Name", "tag:scaffold:stack")
            .with("Filters.member.1.Values.member.1", "shop@us-east-1")
            .with("MaxRecords", "100"),
        list(&[Shown { name: OTHER, ..SHOWN }]).with("NextToken", "two"),
    ];
    script.extend(bulk());
    let replay = Replay::new(script);
    let lives = replay.cloud().provider(KIND).unwrap().survey(&stack()).await.unwrap();
    replay.is_over();
    assert_eq!(replay.actions().len(), 8);
    assert!(replay.sent("DescribePolicies", "AutoScalingGroupName").is_empty());

    let [web, api] = lives.as_slice() else { panic!("{lives:?}") };
    assert_eq!((web.id.as_str(), api.id.as_str()), (NAME, OTHER));
    let tracking = table(&[
        ("metric", "ALBRequestCountPerTarget".into()),
        ("target_value", 1000.into()),
        (
            "load_balancer",
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/edge/0123".into(),
        ),
        ("target_group", "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/4567".into()),
        ("disable_scale_in", false.into()),
    ]);
    let requests = table(&[("target_tracking", tracking), ("enabled", true.into())]);
    assert_eq!(*web.value("policies"), table(&[("requests", requests)]));
    assert_eq!(*api.value("policies"), table(&[]));
    assert_eq!(web.value("health_check_type").as_text(), Some("ELB"));
    assert_eq!(*web.value("subnets"), Value::List(vec!["subnet-1".into(), "subnet-2".into()]));
    let morning = &api.value("schedules").as_map().unwrap()["morning"];
    assert_eq!(morning.as_map().unwrap()["start_time"].as_text(), Some("2026-11-23T07:00:00Z"));
    assert!(web.value("notifications").as_map().unwrap().contains_key("arn:aws:sns:us-east-1:1:ops"));
    assert_eq!(web.value("instances").as_text(), Some("current"));
}

#[tokio::test]
async fn instances_on_another_version_are_told_unless_they_are_being_replaced() {
    let old = Shown {
        instances: &[("InService", "2"), ("Pending", "2"), ("InService", "3"), ("Terminating", "2")],
        ..SHOWN
    };
    let read = async |refresh: Exchange| {
        let mut script = vec![one(old), refresh.with("AutoScalingGroupName", NAME)];
        script.extend(nothing());
        let replay = Replay::new(script);
        let live = replay.cloud().provider(KIND).unwrap().read(&NAME.into()).await.unwrap().unwrap();
        replay.is_over();
        live
    };
    let live = read(refreshes("Failed", "<StatusReason>no capacity</StatusReason>")).await;
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(live.value("instances").as_text(), Some("2 of 3 on another launch template or version"));
    let live = read(refreshes("InProgress", "<PercentageComplete>40</PercentageComplete>")).await;
    assert_eq!(live.state, LiveState::Pending("refreshing 40 %".into()));
    assert_eq!(live.value("instances").as_text(), Some("current"));
}

#[tokio::test]
async fn a_group_on_its_way_out_is_that_and_one_that_is_gone_is_none() {
    let mut script = vec![one(Shown { more: "<Status>Delete in progress</Status>", ..SHOWN })];
    script.extend(belongings("", "", ""));
    let replay = Replay::new(script);
    let live = replay.cloud().provider(KIND).unwrap().read(&NAME.into()).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Deleting("Delete in progress".into()));
    replay.is_over();

    let replay = Replay::new(vec![list(&[])]);
    assert_eq!(replay.cloud().provider(KIND).unwrap().read(&NAME.into()).await.unwrap(), None);
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_goes_while_it_is_read_has_no_hooks() {
    let [policies, schedules, notifications, _] = nothing();
    let hooks = refused("DescribeLifecycleHooks", "ValidationError", "Group shop-web-0123abcd not found");
    let replay = Replay::new(vec![one(SHOWN), policies, schedules, notifications, hooks]);
    let live = replay.cloud().provider(KIND).unwrap().read(&NAME.into()).await.unwrap();
    assert!(live.is_some());
    replay.is_over();
}
