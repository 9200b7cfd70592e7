use scaffold_model::{Live, LiveState, Value};
use scaffold_provider::{Class, Cloud, Error};

use crate::script::{Exchange, Replay};
use crate::{GROUP, NAME, OURS, described, group, node, on, refused, stack, tags};

async fn survey(script: Vec<Exchange>) -> Result<Vec<Live>, Error> {
    let replay = Replay::new(script);
    let found = replay.cloud().provider(GROUP).unwrap().survey(&stack()).await;
    replay.is_over();
    found
}

#[tokio::test]
async fn pages_are_followed_and_tags_asked_of_the_stacks_names_alone() {
    let other = "<ReplicationGroup><ReplicationGroupId>store-a</ReplicationGroupId></ReplicationGroup>";
    let first = format!("<ReplicationGroups>{other}</ReplicationGroups><Marker>m</Marker>");
    let found = survey(vec![
        on("DescribeReplicationGroups", &first).with("MaxRecords", "100"),
        described(&group("available", 2, "")).with("Marker", "m"),
        tags(&OURS),
        node(""),
    ])
    .await
    .unwrap();
    let [live] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((live.id.as_str(), &live.state), (NAME, &LiveState::Ready));
    for (name, value) in [
        ("replicas", Value::from(2)),
        ("shards", 1.into()),
        ("port", 6379.into()),
        ("engine_version", "8.0.1".into()),
        ("subnet_group", "subnets".into()),
        ("security_groups", Value::List(vec!["sg-1".into()])),
        ("encryption_in_transit_mode", "required".into()),
        ("deletion_protection", false.into()),
        ("final_snapshot", true.into()),
        ("primary_endpoint", "master.sessions".into()),
    ] {
        assert_eq!(live.value(name), &value, "{name}");
    }
}

#[tokio::test]
async fn what_waits_for_the_window_counts_as_done() {
    let waiting = "<PendingModifiedValues><AutomaticFailoverStatus>enabled</AutomaticFailoverStatus>\
                   <ClusterMode>compatible</ClusterMode><TransitEncryptionMode>preferred</TransitEncryptionMode>\
                   </PendingModifiedValues>";
    let of_node = "<PendingModifiedValues><EngineVersion>8.1</EngineVersion>\
                   <CacheNodeType>cache.m7g.large</CacheNodeType></PendingModifiedValues>";
    let found =
        survey(vec![described(&group("available", 1, waiting)), tags(&OURS), node(of_node)]).await.unwrap();
    for (name, value) in [
        ("automatic_failover", Value::from(true)),
        ("cluster_mode", "compatible".into()),
        ("encryption_in_transit_mode", "preferred".into()),
        ("engine_version", "8.1".into()),
        ("node_type", "cache.m7g.large".into()),
    ] {
        assert_eq!(found[0].value(name), &value, "{name}");
    }
}

#[tokio::test]
async fn tags_tell_what_elasticache_has_no_flag_for() {
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:a";
    let own = [
        OURS[0],
        OURS[1],
        ("scaffold:protected", "true"),
        ("scaffold:final-snapshot", "false"),
        ("scaffold:auth-token", &format!("{secret}@0a1b")),
    ];
    let found = survey(vec![described(&group("available", 1, "")), tags(&own), node("")]).await.unwrap();
    assert_eq!(found[0].value("deletion_protection"), &Value::from(true));
    assert_eq!(found[0].value("final_snapshot"), &Value::from(false));
    let token = found[0].value("auth_token").as_map().unwrap();
    assert_eq!((&token["secret"], &token["version"]), (&Value::from(secret), &Value::from("0a1b")));
}

#[tokio::test]
async fn what_is_being_made_is_left_to_its_name_and_other_work_is_told() {
    let unreadable = || refused("ListTagsForResource", "InvalidReplicationGroupState", "not available");
    let found = survey(vec![described(&group("creating", 1, "")), unreadable()]).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
    let error = survey(vec![described(&group("snapshotting", 1, "")), unreadable()]).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("run again when it is available"), "{error}");
}

#[tokio::test]
async fn roles_that_a_failover_swapped_are_no_difference() {
    let role = |node: usize, role: &str| {
        format!(
            "<NodeGroupMember><CacheClusterId>{NAME}-00{node}</CacheClusterId><CurrentRole>{role}</CurrentRole></NodeGroupMember>"
        )
    };
    let mut seen = Vec::new();
    for (first, second) in [("primary", "replica"), ("replica", "primary")] {
        let bare = format!("<NodeGroupMember><CacheClusterId>{NAME}-001</CacheClusterId></NodeGroupMember>");
        let group = group("available", 1, "").replace(&bare, &role(1, first));
        let bare = format!("<NodeGroupMember><CacheClusterId>{NAME}-002</CacheClusterId></NodeGroupMember>");
        let group = group.replace(&bare, &role(2, second));
        assert!(group.contains("CurrentRole"));
        seen.push(survey(vec![described(&group), tags(&OURS), node("")]).await.unwrap());
    }
    assert_eq!(seen[0], seen[1]);
}
