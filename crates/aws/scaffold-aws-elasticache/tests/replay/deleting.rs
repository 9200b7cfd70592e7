use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{GROUP, NAME, delete, group, on, refused, seen};

fn deleted() -> Exchange {
    on("DeleteReplicationGroup", "<ReplicationGroup/>").with("ReplicationGroupId", NAME)
}

async fn run(script: Vec<Exchange>) -> (Replay, Result<(), scaffold_provider::Error>) {
    let replay = Replay::new(script);
    let answer = replay.cloud().provider(GROUP).unwrap().delete(&delete()).await;
    replay.is_over();
    (replay, answer)
}

fn snapshots(replay: &Replay) -> Vec<String> {
    replay.sent("DeleteReplicationGroup", "FinalSnapshotIdentifier")
}

#[tokio::test]
async fn a_last_snapshot_has_a_name_of_its_own_for_each_incarnation() {
    let mut names = Vec::new();
    for born in ["2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z"] {
        let time = format!("<ReplicationGroupCreateTime>{born}</ReplicationGroupCreateTime>");
        let mut script = seen(&group("available", 1, &time), &[]);
        script.push(deleted());
        let (replay, answer) = run(script).await;
        answer.unwrap();
        names.extend(snapshots(&replay));
    }
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|name| name.starts_with(&format!("{NAME}-final-"))), "{names:?}");
    assert_ne!(names[0], names[1]);
}

#[tokio::test]
async fn a_snapshot_of_that_name_is_not_counted_upon() {
    let mut script = seen(&group("available", 1, ""), &[]);
    script.push(refused("DeleteReplicationGroup", "SnapshotAlreadyExistsFault", "there is one"));
    script.push(deleted());
    let (replay, answer) = run(script).await;
    answer.unwrap();
    let names = snapshots(&replay);
    assert_ne!(names[0], names[1], "{names:?}");
}

#[tokio::test]
async fn without_a_snapshot_only_where_that_was_said() {
    let mut script = seen(&group("available", 1, ""), &[("scaffold:final-snapshot", "false")]);
    script.push(deleted());
    let (replay, answer) = run(script).await;
    answer.unwrap();
    assert!(snapshots(&replay).is_empty());
}

#[tokio::test]
async fn what_is_protected_by_now_stays() {
    let (_, answer) = run(seen(&group("available", 1, ""), &[("scaffold:protected", "true")])).await;
    let error = answer.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("switch `deletion_protection` off"), "{error}");
}

#[tokio::test]
async fn what_aws_is_at_work_on_is_waited_for_and_what_goes_goes_on() {
    let error = run(seen(&group("snapshotting", 1, ""), &[])).await.1.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("snapshotting")));
    run(seen(&group("deleting", 1, ""), &[])).await.1.unwrap();
    let gone = refused("DescribeReplicationGroups", "ReplicationGroupNotFoundFault", "not found");
    run(vec![gone]).await.1.unwrap();
    let mut script = seen(&group("available", 1, ""), &[]);
    script.push(refused("DeleteReplicationGroup", "InvalidReplicationGroupState", "is not available"));
    assert_eq!(run(script).await.1.unwrap_err().class, Class::Dependency);
}
