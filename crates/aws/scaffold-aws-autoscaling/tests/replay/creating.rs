use scaffold_model::{LiveState, Value};
use scaffold_provider::{Class, Cloud};

use crate::script::{Replay, reset};
use crate::{KIND, NAME, SHOWN, Shown, create, nothing, on, one, refused, table};

fn made() -> crate::script::Exchange {
    on("CreateAutoScalingGroup", "").with("AutoScalingGroupName", NAME)
}

#[tokio::test]
async fn a_role_that_is_not_visible_yet_is_waited_for() {
    for message in [
        "You must use a valid fully-formed launch template. Value (arn:aws:iam::123456789012:instance-profile/web) \
         for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN",
        "You are not authorized to use launch template: lt-1",
    ] {
        let early = refused("CreateAutoScalingGroup", "ValidationError", message);
        let replay = Replay::new(vec![early, made()]);
        let cloud = replay.cloud();
        let provider = cloud.provider(KIND).unwrap();
        let error = provider.create(&create(&[])).await.unwrap_err();
        assert_eq!((error.class, &error.made), (Class::NotYetVisible, &None), "{error}");
        assert_eq!(provider.create(&create(&[])).await.unwrap().as_str(), NAME);
        replay.is_over();
    }
    let wrong = refused("CreateAutoScalingGroup", "ValidationError", "Max bound, 1, must be greater than 2");
    let error =
        Replay::new(vec![wrong]).cloud().provider(KIND).unwrap().create(&create(&[])).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
}

#[tokio::test]
async fn the_creating_call_has_the_tags_and_hooks_and_no_number_that_nobody_said() {
    let hook = table(&[
        ("transition", "autoscaling:EC2_INSTANCE_LAUNCHING".into()),
        ("heartbeat_timeout_seconds", 60.into()),
        ("default_result", "ABANDON".into()),
    ]);
    let tracking = table(&[
        ("metric", "ALBRequestCountPerTarget".into()),
        ("target_value", 1000.into()),
        ("load_balancer", "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/edge/0123".into()),
        ("target_group", "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/4567".into()),
        ("disable_scale_in", false.into()),
    ]);
    let requests = table(&[("target_tracking", tracking), ("enabled", true.into())]);
    let request = create(&[
        ("lifecycle_hooks", table(&[("warm", hook)])),
        ("policies", table(&[("requests", requests)])),
        ("target_groups", Value::List(vec!["arn:tg".into()])),
    ]);
    let replay = Replay::new(vec![
        made()
            .with("Tags.member.1.Key", "scaffold:address")
            .with("Tags.member.1.PropagateAtLaunch", "false")
            .with("LaunchTemplate.Version", "3")
            .with("VPCZoneIdentifier", "subnet-1,subnet-2")
            .with("MinSize", "2")
            .with("TargetGroupARNs.member.1", "arn:tg")
            .with("LifecycleHookSpecificationList.member.1.LifecycleHookName", "warm"),
        on("PutScalingPolicy", "").with("PolicyType", "TargetTrackingScaling").with(
            "TargetTrackingConfiguration.PredefinedMetricSpecification.ResourceLabel",
            "app/edge/0123/targetgroup/web/4567",
        ),
    ]);
    replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap();
    assert!(replay.sent("CreateAutoScalingGroup", "DesiredCapacity").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn what_fails_after_the_creating_call_names_what_was_made() {
    let schedule =
        table(&[("recurrence", "0 7 * * *".into()), ("time_zone", "UTC".into()), ("min_size", 3.into())]);
    let refusal =
        refused("PutScheduledUpdateGroupAction", "LimitExceeded", "You have reached the limit of 125");
    let replay = Replay::new(vec![made(), refusal]);
    let request = create(&[("schedules", table(&[("morning", schedule)]))]);
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert_eq!((error.class, error.made), (Class::Quota, Some(NAME.into())));
    replay.is_over();
}

#[tokio::test]
async fn a_name_that_is_taken_is_ours_or_an_error() {
    let taken = || {
        refused(
            "CreateAutoScalingGroup",
            "AlreadyExists",
            "AutoScalingGroup by this name already exists - A group with the name already exists",
        )
    };
    // The reply to the first call was lost.
    let mut script = vec![reset("CreateAutoScalingGroup"), taken(), one(SHOWN)];
    script.extend(nothing());
    let replay = Replay::new(script);
    let id = replay.cloud().provider(KIND).unwrap().create(&create(&[])).await.unwrap();
    assert_eq!(id.as_str(), NAME);
    replay.is_over();

    let foreign = Shown { stack: "other@us-east-1", ..SHOWN };
    let replay = Replay::new(vec![taken(), one(foreign)]);
    let error = replay.cloud().provider(KIND).unwrap().create(&create(&[])).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import autoscaling.group.web shop-web-0123abcd"), "{error}");
    replay.is_over();

    let going = Shown { more: "<Status>Delete in progress</Status>", ..SHOWN };
    let replay = Replay::new(vec![taken(), one(going)]);
    let error = replay.cloud().provider(KIND).unwrap().create(&create(&[])).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_was_made_is_ready_when_its_instances_serve() {
    let none = Shown { instances: &[("Pending", "3")], ..SHOWN };
    let failed = "<Activities><member><ActivityId>a-1</ActivityId><StatusCode>Failed</StatusCode>\
                  <StatusMessage>We currently do not have sufficient capacity</StatusMessage></member></Activities>";
    let mut script = vec![made(), one(none), on("DescribeScalingActivities", failed)];
    script.extend(nothing());
    script.push(one(SHOWN));
    script.extend(nothing());
    script.push(one(none));
    script.extend(nothing());
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    provider.create(&create(&[])).await.unwrap();
    let live = provider.read(&NAME.into()).await.unwrap().unwrap();
    let told = "0 of 2 instances in service: We currently do not have sufficient capacity";
    assert_eq!(live.state, LiveState::Pending(told.into()));
    // Once it was there, what its instances do later is the group's own business.
    for _ in 0..2 {
        let live = provider.read(&NAME.into()).await.unwrap().unwrap();
        assert_eq!(live.state, LiveState::Ready);
    }
    replay.is_over();
}
