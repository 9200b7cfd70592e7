use scaffold_model::Value;
use scaffold_provider::{Class, Cloud, Error, UpdateRequest};

use crate::script::{Exchange, Replay};
use crate::{GROUP, NAME, SECRET, group, group_values, on, seen, token, update};

/// What an attempt at a change asks for, and how it ends.
async fn attempt(request: &UpdateRequest, script: Vec<Exchange>) -> Result<(), Error> {
    let replay = Replay::new(script);
    let answer = replay.cloud().provider(GROUP).unwrap().update(request).await;
    replay.is_over();
    answer
}

fn modify() -> Exchange {
    on("ModifyReplicationGroup", "<ReplicationGroup/>").with("ReplicationGroupId", NAME)
}

fn with(mut script: Vec<Exchange>, call: Exchange) -> Vec<Exchange> {
    script.push(call);
    script
}

#[tokio::test]
async fn only_what_changes_is_sent_and_in_the_window() {
    let request =
        update(&["node_type", "engine_version"], group_values(&[("node_type", "cache.m7g.large".into())]));
    let call = modify().with("CacheNodeType", "cache.m7g.large").with("ApplyImmediately", "false");
    let replay = Replay::new(with(seen(&group("available", 1, ""), &[]), call));
    replay.cloud().provider(GROUP).unwrap().update(&request).await.unwrap();
    replay.is_over();
    // 8.0.1 is an 8.0.
    for silent in
        ["EngineVersion", "AutomaticFailoverEnabled", "ReplicationGroupDescription", "SnapshotRetentionLimit"]
    {
        assert!(replay.sent("ModifyReplicationGroup", silent).is_empty(), "{silent}");
    }
    let now = update(
        &["node_type"],
        group_values(&[("node_type", "cache.m7g.large".into()), ("apply", "now".into())]),
    );
    let call = modify().with("ApplyImmediately", "true");
    attempt(&now, with(seen(&group("available", 1, ""), &[]), call)).await.unwrap();
}

#[tokio::test]
async fn replicas_come_before_failover_and_leave_after_it() {
    let names = ["replicas", "automatic_failover"];
    let request =
        update(&names, group_values(&[("replicas", 1.into()), ("automatic_failover", true.into())]));
    let call = on("IncreaseReplicaCount", "<ReplicationGroup/>").with("NewReplicaCount", "1");
    let first = attempt(&request, with(seen(&group("available", 0, ""), &[]), call)).await.unwrap_err();
    assert_eq!(first.class, Class::Dependency);
    // While AWS is at work nothing is sent.
    let second = attempt(&request, seen(&group("modifying", 1, ""), &[])).await.unwrap_err();
    assert_eq!((second.class, second.code.as_deref()), (Class::Dependency, Some("modifying")));
    let call = modify().with("AutomaticFailoverEnabled", "true");
    attempt(&request, with(seen(&group("available", 1, ""), &[]), call)).await.unwrap();

    let on_ = "<AutomaticFailover>enabled</AutomaticFailover>";
    let request =
        update(&names, group_values(&[("replicas", 0.into()), ("automatic_failover", false.into())]));
    let call = modify().with("AutomaticFailoverEnabled", "false");
    let first = attempt(&request, with(seen(&group("available", 1, on_), &[]), call)).await.unwrap_err();
    assert_eq!(first.class, Class::Dependency);
    let call = on("DecreaseReplicaCount", "<ReplicationGroup/>").with("NewReplicaCount", "0");
    attempt(&request, with(seen(&group("available", 1, ""), &[]), call)).await.unwrap();
    // And when all is done, nothing more.
    attempt(&request, seen(&group("available", 0, ""), &[])).await.unwrap();
}

#[tokio::test]
async fn another_engine_takes_its_version_and_parameters_along() {
    let was = "<Engine>redis</Engine>";
    let request =
        update(&["engine", "parameter_group"], group_values(&[("parameter_group", "valkey-8".into())]));
    let call = modify()
        .with("Engine", "valkey")
        .with("EngineVersion", "8.0")
        .with("CacheParameterGroupName", "valkey-8");
    attempt(&request, with(seen(&group("available", 1, was), &[]), call)).await.unwrap();
}

#[tokio::test]
async fn steps_that_clients_must_follow_are_not_skipped() {
    let request = update(&["cluster_mode"], group_values(&[("cluster_mode", "enabled".into())]));
    let error = attempt(&request, seen(&group("available", 1, ""), &[])).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("apply `compatible` first"), "{error}");

    let plain = "<TransitEncryptionEnabled>false</TransitEncryptionEnabled>";
    let request = update(&["encryption_in_transit", "encryption_in_transit_mode"], group_values(&[]));
    let error = attempt(&request, seen(&group("available", 1, plain), &[])).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("\"preferred\"` first"), "{error}");

    let request = update(
        &["encryption_in_transit", "encryption_in_transit_mode"],
        group_values(&[("encryption_in_transit_mode", "preferred".into())]),
    );
    let call = modify().with("TransitEncryptionEnabled", "true").with("TransitEncryptionMode", "preferred");
    attempt(&request, with(seen(&group("available", 1, plain), &[]), call)).await.unwrap();
}

#[tokio::test]
async fn shards_with_the_highest_numbers_go() {
    let shard = |number: usize| {
        format!(
            "<NodeGroup><NodeGroupId>000{number}</NodeGroupId><NodeGroupMembers><NodeGroupMember><CacheClusterId>\
             {NAME}-000{number}-001</CacheClusterId></NodeGroupMember><NodeGroupMember><CacheClusterId>\
             {NAME}-000{number}-002</CacheClusterId></NodeGroupMember></NodeGroupMembers></NodeGroup>"
        )
    };
    let shards: String = [3, 1, 2].map(shard).concat();
    let mut live = group("available", 1, "<ClusterMode>enabled</ClusterMode>");
    let (begin, end) = (live.find("<NodeGroups>").unwrap(), live.find("</NodeGroups>").unwrap());
    live.replace_range(begin..end, &format!("<NodeGroups>{shards}"));
    let request =
        update(&["shards"], group_values(&[("shards", 2.into()), ("cluster_mode", "enabled".into())]));
    let mut script = seen(&live, &[]);
    script.push(crate::described(&live));
    let call = on("ModifyReplicationGroupShardConfiguration", "<ReplicationGroup/>")
        .with("NodeGroupCount", "2")
        .with("NodeGroupsToRemove.NodeGroupToRemove.1", "0003");
    attempt(&request, with(script, call)).await.unwrap();
}

#[tokio::test]
async fn a_first_password_is_set_and_the_next_joins_it() {
    let kept = |secret: &str| {
        on("AddTagsToResource", "")
            .with("Tags.Tag.1.Key", "scaffold:auth-token")
            .with("Tags.Tag.1.Value", secret)
    };
    let request = update(&["auth_token"], group_values(&[("auth_token", token(SECRET))]));
    let call = modify()
        .with("AuthToken", &format!("password-of-{SECRET}"))
        .with("AuthTokenUpdateStrategy", "SET")
        .with("ApplyImmediately", "true");
    let script = with(seen(&group("available", 1, ""), &[]), call);
    attempt(&request, with(script, kept(SECRET))).await.unwrap();

    let next = SECRET.replace("first", "second");
    let request = update(&["auth_token"], group_values(&[("auth_token", token(&next))]));
    let call = modify().with("AuthTokenUpdateStrategy", "ROTATE");
    let script = with(seen(&group("available", 1, ""), &[("scaffold:auth-token", SECRET)]), call);
    attempt(&request, with(script, kept(&next))).await.unwrap();

    let request = update(&["auth_token"], group_values(&[("auth_token", Value::Null)]));
    let script = seen(&group("available", 1, ""), &[("scaffold:auth-token", SECRET)]);
    let error = attempt(&request, script).await.unwrap_err();
    assert!(error.message.contains("say `user_groups`"), "{error}");
}

#[tokio::test]
async fn user_groups_take_the_place_of_a_password_in_one_call() {
    let groups = Value::List(vec!["readers".into()]);
    let request = update(&["auth_token", "user_groups"], group_values(&[("user_groups", groups)]));
    let call =
        modify().with("UserGroupIdsToAdd.member.1", "readers").with("AuthTokenUpdateStrategy", "DELETE");
    let script = with(seen(&group("available", 1, ""), &[("scaffold:auth-token", SECRET)]), call);
    let untag = on("RemoveTagsFromResource", "").with("TagKeys.member.1", "scaffold:auth-token");
    attempt(&request, with(script, untag)).await.unwrap();
}

#[tokio::test]
async fn logs_and_topics_are_switched_off_by_their_own_words() {
    let log = "<LogDeliveryConfigurations><LogDeliveryConfiguration><LogType>slow-log</LogType>\
               <DestinationType>cloudwatch-logs</DestinationType><DestinationDetails><CloudWatchLogsDetails>\
               <LogGroup>slow</LogGroup></CloudWatchLogsDetails></DestinationDetails><LogFormat>json</LogFormat>\
               </LogDeliveryConfiguration></LogDeliveryConfigurations>";
    let topic = "<NotificationConfiguration><TopicArn>arn:aws:sns:us-east-1:1:t</TopicArn>\
                 <TopicStatus>active</TopicStatus></NotificationConfiguration>";
    let request = update(&["slow_log", "notification_topic"], group_values(&[]));
    let call = modify()
        .with("LogDeliveryConfigurations.LogDeliveryConfigurationRequest.1.LogType", "slow-log")
        .with("LogDeliveryConfigurations.LogDeliveryConfigurationRequest.1.Enabled", "false")
        .with("NotificationTopicStatus", "inactive");
    let script = vec![
        crate::described(&group("available", 1, log)),
        crate::node(topic),
        crate::tags(&crate::OURS),
        call,
    ];
    attempt(&request, script).await.unwrap();
}

#[tokio::test]
async fn protection_is_a_tag_that_comes_and_goes() {
    let request = update(&["deletion_protection"], group_values(&[("deletion_protection", true.into())]));
    let call = on("AddTagsToResource", "").with("Tags.Tag.1.Key", "scaffold:protected");
    attempt(&request, with(seen(&group("modifying", 1, ""), &[]), call)).await.unwrap();
    let request = update(&["deletion_protection"], group_values(&[]));
    let call = on("RemoveTagsFromResource", "").with("TagKeys.member.1", "scaffold:protected");
    let script = seen(&group("available", 1, ""), &[("scaffold:protected", "true")]);
    attempt(&request, with(script, call)).await.unwrap();
}
