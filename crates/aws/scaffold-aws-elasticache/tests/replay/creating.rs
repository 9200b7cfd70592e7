use scaffold_model::Value;
use scaffold_provider::{Class, Cloud, Error};

use crate::script::{Exchange, Replay};
use crate::{
    GROUP, NAME, OURS, SECRET, create, described, group, group_values, node, on, refused, seen, tags, token,
};

fn taken() -> Exchange {
    refused("CreateReplicationGroup", "ReplicationGroupAlreadyExists", "Replication group already exists")
}

async fn error_of(script: Vec<Exchange>) -> Error {
    let replay = Replay::new(script);
    let request = create(group_values(&[]));
    let error = replay.cloud().provider(GROUP).unwrap().create(&request).await.unwrap_err();
    replay.is_over();
    error
}

#[tokio::test]
async fn everything_is_in_the_creating_call() {
    let replay = Replay::new(vec![
        on("CreateReplicationGroup", "<ReplicationGroup/>")
            .with("ReplicationGroupId", NAME)
            .with("EngineVersion", "8.0")
            .with("NumNodeGroups", "1")
            .with("ReplicasPerNodeGroup", "1")
            .with("ClusterMode", "disabled")
            .with("TransitEncryptionEnabled", "true")
            .with("AtRestEncryptionEnabled", "true")
            .with("AuthToken", &format!("password-of-{SECRET}"))
            .with("SecurityGroupIds.SecurityGroupId.1", "sg-1")
            .with("Tags.Tag.2.Key", "scaffold:auth-token")
            .with("Tags.Tag.2.Value", SECRET)
            .with("Tags.Tag.3.Key", "scaffold:protected")
            .with("Tags.Tag.4.Key", "scaffold:stack"),
    ]);
    let request = create(group_values(&[
        ("security_groups", Value::List(vec!["sg-1".into()])),
        ("auth_token", token(SECRET)),
        ("deletion_protection", true.into()),
    ]));
    let id = replay.cloud().provider(GROUP).unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), NAME);
    // `required` is what AWS gives; older versions do not know the word.
    assert!(replay.sent("CreateReplicationGroup", "TransitEncryptionMode").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn of_a_major_version_the_latest_is_taken() {
    let version = |number: &str| {
        format!("<CacheEngineVersion><EngineVersion>{number}</EngineVersion></CacheEngineVersion>")
    };
    let versions: String = ["7.2", "8.0", "8.10", "8.2"].map(version).concat();
    let replay = Replay::new(vec![
        on("DescribeCacheEngineVersions", &format!("<CacheEngineVersions>{versions}</CacheEngineVersions>"))
            .with("Engine", "valkey"),
        on("CreateReplicationGroup", "<ReplicationGroup/>").with("EngineVersion", "8.10"),
    ]);
    let request = create(group_values(&[("engine_version", "8".into())]));
    replay.cloud().provider(GROUP).unwrap().create(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_group_whose_name_is_taken_is_ours_or_an_error() {
    let mut script = vec![taken()];
    script.extend(seen(&group("creating", 1, ""), &[]));
    let replay = Replay::new(script);
    let request = create(group_values(&[]));
    let id = replay.cloud().provider(GROUP).unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), NAME);
    replay.is_over();

    let error = error_of(vec![taken(), described(&group("available", 1, "")), node(""), tags(&[])]).await;
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains(&format!("scaffold import cache.sessions {NAME}")), "{error}");
}

#[tokio::test]
async fn a_name_that_is_not_free_yet_or_not_known_yet_is_waited_for() {
    let going = group("deleting", 1, "");
    let error = error_of(vec![taken(), described(&going), node(""), tags(&OURS)]).await;
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("still being deleted"), "{error}");

    let unreadable = refused("ListTagsForResource", "InvalidReplicationGroupState", "not available");
    let error = error_of(vec![taken(), described(&group("creating", 1, "")), node(""), unreadable]).await;
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("whose it is can be read after that"), "{error}");
}
