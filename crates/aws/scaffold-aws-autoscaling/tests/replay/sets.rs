use scaffold_model::Value;
use scaffold_provider::Cloud;

use crate::script::{Exchange, Replay};
use crate::{KIND, NAME, SHOWN, Shown, belongings, on, one, table, update};

const TARGETS: &str =
    "<TargetGroupARNs><member>arn:tg:blue</member><member>arn:tg:both</member></TargetGroupARNs>";

/// The writing actions of an update, in order.
async fn writes(script: Vec<Exchange>, request: &[(&str, Value)]) -> Vec<String> {
    let replay = Replay::new(script);
    replay.cloud().provider(KIND).unwrap().update(&update(request)).await.unwrap();
    replay.is_over();
    replay.actions().into_iter().filter(|action| !action.starts_with("Describe")).collect()
}

#[tokio::test]
async fn instances_join_a_target_group_before_they_leave_another() {
    let mut script = vec![one(Shown { more: TARGETS, ..SHOWN })];
    script.extend(belongings("", "", ""));
    script.extend([
        on("DetachLoadBalancerTargetGroups", "").with("TargetGroupARNs.member.1", "arn:tg:blue"),
        on("AttachLoadBalancerTargetGroups", "").with("TargetGroupARNs.member.1", "arn:tg:green"),
    ]);
    let wanted = Value::List(vec!["arn:tg:both".into(), "arn:tg:green".into()]);
    let order = writes(script, &[("target_groups", wanted)]).await;
    assert_eq!(order, ["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"]);
}

fn action(name: &str, more: &str) -> String {
    format!(
        "<member><AutoScalingGroupName>{NAME}</AutoScalingGroupName><ScheduledActionName>{name}</ScheduledActionName>\
         <Recurrence>0 7 * * *</Recurrence><TimeZone>UTC</TimeZone><StartTime>2026-11-23T07:00:00Z</StartTime>{more}\
         </member>"
    )
}

#[tokio::test]
async fn schedules_are_a_complete_set_and_lose_what_is_said_no_more() {
    let live = [
        action("same", "<MinSize>2</MinSize>"),
        action("grown", "<MinSize>2</MinSize>"),
        action("shrunk", "<MinSize>2</MinSize><MaxSize>9</MaxSize>"),
        action("by-hand", "<MinSize>0</MinSize>"),
    ];
    let wanted = |size: i64| {
        table(&[("recurrence", "0 7 * * *".into()), ("time_zone", "UTC".into()), ("min_size", size.into())])
    };
    let mut script = vec![one(SHOWN)];
    script.extend(belongings("", &live.concat(), ""));
    script.extend([
        on("DeleteScheduledAction", "").with("ScheduledActionName", "by-hand"),
        on("DeleteScheduledAction", "").with("ScheduledActionName", "shrunk"),
        on("PutScheduledUpdateGroupAction", "").with("ScheduledActionName", "grown").with("MinSize", "3"),
        on("PutScheduledUpdateGroupAction", "").with("ScheduledActionName", "shrunk").with("TimeZone", "UTC"),
    ]);
    let schedules = table(&[("same", wanted(2)), ("grown", wanted(3)), ("shrunk", wanted(2))]);
    let order = writes(script, &[("schedules", schedules)]).await;
    assert_eq!(order.len(), 4);
}

#[tokio::test]
async fn a_policy_of_another_kind_takes_the_place_of_none() {
    let simple = format!(
        "<member><AutoScalingGroupName>{NAME}</AutoScalingGroupName><PolicyName>cpu</PolicyName>\
         <PolicyType>SimpleScaling</PolicyType><AdjustmentType>ChangeInCapacity</AdjustmentType>\
         <ScalingAdjustment>1</ScalingAdjustment></member>"
    );
    let mut script = vec![one(SHOWN)];
    script.extend(belongings(&simple, "", ""));
    script.extend([
        on("PutScalingPolicy", "").with("PolicyType", "TargetTrackingScaling"),
        on("DeletePolicy", "").with("PolicyName", "cpu"),
    ]);
    let tracking = table(&[
        ("metric", "ASGAverageCPUUtilization".into()),
        ("target_value", 60.into()),
        ("disable_scale_in", false.into()),
    ]);
    let policies = table(&[("cpu", table(&[("target_tracking", tracking), ("enabled", true.into())]))]);
    assert_eq!(writes(script, &[("policies", policies)]).await, ["DeletePolicy", "PutScalingPolicy"]);
}

#[tokio::test]
async fn what_is_taken_out_goes_back_to_none() {
    let more = "<MaxInstanceLifetime>604800</MaxInstanceLifetime><DefaultInstanceWarmup>60</DefaultInstanceWarmup>\
                <InstanceMaintenancePolicy><MinHealthyPercentage>90</MinHealthyPercentage>\
                <MaxHealthyPercentage>110</MaxHealthyPercentage></InstanceMaintenancePolicy>";
    for (attribute, member, value) in [
        ("max_instance_lifetime_seconds", "MaxInstanceLifetime", "0"),
        ("default_instance_warmup_seconds", "DefaultInstanceWarmup", "-1"),
        ("maintenance_policy", "InstanceMaintenancePolicy.MinHealthyPercentage", "-1"),
        ("placement_group", "PlacementGroup", ""),
    ] {
        let mut script = vec![one(Shown { more, ..SHOWN })];
        script.extend(belongings("", "", ""));
        script.push(on("UpdateAutoScalingGroup", "").with(member, value));
        assert_eq!(writes(script, &[(attribute, Value::Null)]).await, ["UpdateAutoScalingGroup"]);
    }
}
