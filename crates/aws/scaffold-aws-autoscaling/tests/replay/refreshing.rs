use scaffold_model::{LiveState, Value};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{KIND, NAME, SHOWN, Shown, nothing, on, one, refreshes, refused, table, update};

/// The group with another version than its instances run.
const MOVED: Shown<'_> =
    Shown { version: "4", instances: &[("InService", "3"), ("InService", "3")], ..SHOWN };

fn started() -> Exchange {
    on("StartInstanceRefresh", "<InstanceRefreshId>r-1</InstanceRefreshId>")
}

fn rollout() -> Value {
    table(&[
        ("min_healthy_percent", 75.into()),
        ("max_healthy_percent", 110.into()),
        ("warmup_seconds", 60.into()),
        ("scale_in_protected", "Ignore".into()),
        ("standby", "Wait".into()),
        ("alarms", Value::List(vec!["errors".into()])),
    ])
}

/// The calls of a look while a refresh that this run started is what `refresh` says.
fn look(group: Shown<'_>, refresh: &Exchange) -> Vec<Exchange> {
    let is_outdated = group.instances.iter().any(|(_, version)| *version != group.version);
    let mut script = vec![one(group), refresh.clone().with("InstanceRefreshIds.member.1", "r-1")];
    script.extend(is_outdated.then(|| refresh.clone()));
    script.extend(nothing());
    script
}

#[tokio::test]
async fn a_new_version_starts_a_refresh_which_is_waited_for() {
    let under_way = refreshes("InProgress", "<PercentageComplete>40</PercentageComplete>");
    let mut script = vec![one(SHOWN)];
    script.extend(nothing());
    script.extend([
        on("UpdateAutoScalingGroup", "")
            .with("LaunchTemplate.LaunchTemplateId", "lt-1")
            .with("LaunchTemplate.Version", "4"),
        one(MOVED),
        started()
            .with("Preferences.SkipMatching", "true")
            .with("Preferences.MinHealthyPercentage", "75")
            .with("Preferences.MaxHealthyPercentage", "110")
            .with("Preferences.InstanceWarmup", "60")
            .with("Preferences.ScaleInProtectedInstances", "Ignore")
            .with("Preferences.AlarmSpecification.Alarms.member.1", "errors"),
    ]);
    script.extend(look(MOVED, &under_way));
    let done = Shown { instances: &[("InService", "4")], ..MOVED };
    script.extend(look(done, &refreshes("Successful", "<PercentageComplete>100</PercentageComplete>")));
    script.extend([one(done)]);
    script.extend(nothing());
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let request = update(&[("launch_template_version", "4".into()), ("rollout", rollout())]);
    provider.update(&request).await.unwrap();
    // Sizes and all else stay what they were.
    for other in ["DesiredCapacity", "MinSize", "VPCZoneIdentifier", "HealthCheckType"] {
        assert!(replay.sent("UpdateAutoScalingGroup", other).is_empty(), "{other}");
    }
    assert!(replay.sent("StartInstanceRefresh", "DesiredConfiguration.LaunchTemplate.Version").is_empty());
    let live = provider.read(&NAME.into()).await.unwrap().unwrap();
    assert_eq!(live.state, LiveState::Pending("refreshing 40 %".into()));
    let live = provider.read(&NAME.into()).await.unwrap().unwrap();
    assert_eq!((live.state, live.values["instances"].as_text()), (LiveState::Ready, Some("current")));
    assert!(provider.read(&NAME.into()).await.unwrap().is_some());
    replay.is_over();
}

#[tokio::test]
async fn a_refresh_that_fails_is_an_error_and_leaves_the_difference() {
    for status in ["Failed", "Cancelled", "RollbackSuccessful"] {
        let failed = refreshes(
            status,
            "<StatusReason>Instances failed to launch</StatusReason><PercentageComplete>20</PercentageComplete>",
        );
        let mut script = vec![one(MOVED)];
        script.extend(nothing());
        script.extend([refreshes("Failed", ""), one(MOVED), started()]);
        script.extend(look(MOVED, &failed));
        script.extend([one(MOVED), failed]);
        script.extend(nothing());
        let replay = Replay::new(script);
        let cloud = replay.cloud();
        let provider = cloud.provider(KIND).unwrap();
        let request = update(&[("instances", "current".into()), ("launch_template_version", "4".into())]);
        provider.update(&request).await.unwrap();
        assert!(replay.sent("UpdateAutoScalingGroup", "AutoScalingGroupName").is_empty());
        let error = provider.read(&NAME.into()).await.unwrap_err();
        assert_eq!(error.class, Class::Failed);
        for word in [status, "20 %", "Instances failed to launch"] {
            assert!(error.message.contains(word), "{error}");
        }
        let live = provider.read(&NAME.into()).await.unwrap().unwrap();
        assert_eq!(live.value("instances").as_text(), Some("2 of 2 on another launch template or version"));
        replay.is_over();
    }
}

#[tokio::test]
async fn one_that_is_under_way_is_waited_for_and_followed_where_the_group_has_changed() {
    let busy = || {
        refused(
            "StartInstanceRefresh",
            "InstanceRefreshInProgress",
            "An Instance Refresh is already in progress",
        )
    };
    let mut script = vec![one(MOVED), refreshes("Failed", ""), one(MOVED), busy()];
    script.extend(nothing());
    let replay = Replay::new(script);
    let request = update(&[("instances", "current".into())]);
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    replay.is_over();

    let mut script = vec![one(SHOWN), on("UpdateAutoScalingGroup", ""), one(MOVED), busy()];
    script.extend(nothing());
    let replay = Replay::new(script);
    let request = update(&[("launch_template_version", "4".into())]);
    let error = replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    replay.is_over();
}

#[tokio::test]
async fn nothing_is_replaced_where_any_instance_will_do() {
    let mut script = vec![one(SHOWN), on("UpdateAutoScalingGroup", "").with("LaunchTemplate.Version", "4")];
    script.extend(nothing());
    let replay = Replay::new(script);
    let request = update(&[("launch_template_version", "4".into()), ("instances", "any".into())]);
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    replay.is_over();
}
