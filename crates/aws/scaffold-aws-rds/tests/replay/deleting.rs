use scaffold_model::LiveState;
use scaffold_provider::{Class, Cloud};

use crate::script::Replay;
use crate::{OURS, delete, instance, listed, on, refused};

const ID: &str = "shop-orders-0123abcd";
const SNAPSHOT: &str = "shop-orders-0123abcd-final-4g4zei5qio2u";

fn gone() -> crate::Exchange {
    refused("DescribeDBInstances", 404, "DBInstanceNotFound", "DBInstance not found")
}

fn snapshot(status: &str) -> crate::Exchange {
    let snapshot = format!(
        "<DBSnapshot><DBSnapshotIdentifier>{SNAPSHOT}</DBSnapshotIdentifier><Status>{status}</Status></DBSnapshot>"
    );
    on("DescribeDBSnapshots", &format!("<DBSnapshots>{snapshot}</DBSnapshots>"))
}

#[tokio::test]
async fn a_last_snapshot_is_of_this_incarnation_and_awaited() {
    let replay = Replay::new(vec![
        listed(&instance("available", OURS)),
        on("DeleteDBInstance", "")
            .with("FinalDBSnapshotIdentifier", SNAPSHOT)
            .with("SkipFinalSnapshot", "false")
            .with("DeleteAutomatedBackups", "false"),
        listed(&instance("deleting", OURS)),
        gone(),
        snapshot("creating"),
        gone(),
        snapshot("available"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    provider.delete(&delete(ID)).await.unwrap();
    let state = provider.read(&ID.into()).await.unwrap().unwrap().state;
    assert_eq!(state, LiveState::Deleting("deleting".into()));
    let state = provider.read(&ID.into()).await.unwrap().unwrap().state;
    assert_eq!(state, LiveState::Deleting(format!("snapshot {SNAPSHOT} is creating")));
    assert_eq!(provider.read(&ID.into()).await.unwrap(), None);
    replay.is_over();
}

#[tokio::test]
async fn a_snapshot_that_is_there_is_never_overwritten() {
    let taken = || refused("DeleteDBInstance", 400, "DBSnapshotAlreadyExists", "Cannot create the snapshot");
    let replay = Replay::new(vec![
        listed(&instance("available", OURS)),
        taken().with("FinalDBSnapshotIdentifier", SNAPSHOT),
        on("DeleteDBInstance", "").with("FinalDBSnapshotIdentifier", &format!("{SNAPSHOT}-2")),
    ]);
    let cloud = replay.cloud();
    cloud.provider("rds.instance").unwrap().delete(&delete(ID)).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn replicas_and_those_that_say_so_have_no_last_snapshot() {
    let source = "<ReadReplicaSourceDBInstanceIdentifier>main</ReadReplicaSourceDBInstanceIdentifier>";
    let tag = "<TagList><Tag><Key>scaffold:final-snapshot</Key><Value>false</Value></Tag></TagList>";
    for more in [source, tag] {
        let replay = Replay::new(vec![
            listed(&instance("available", more)),
            on("DeleteDBInstance", "").with("SkipFinalSnapshot", "true"),
        ]);
        let cloud = replay.cloud();
        cloud.provider("rds.instance").unwrap().delete(&delete(ID)).await.unwrap();
        assert!(replay.sent("DeleteDBInstance", "FinalDBSnapshotIdentifier").is_empty());
        replay.is_over();
    }
}

#[tokio::test]
async fn what_is_going_goes_on_and_what_is_protected_stays() {
    let replay = Replay::new(vec![listed(&instance("deleting", OURS))]);
    let cloud = replay.cloud();
    cloud.provider("rds.instance").unwrap().delete(&delete(ID)).await.unwrap();
    replay.is_over();

    let message = "Cannot delete protected DB Instance, please disable deletion protection and try again.";
    let replay = Replay::new(vec![
        listed(&instance("available", OURS)),
        refused("DeleteDBInstance", 400, "InvalidParameterCombination", message),
    ]);
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().delete(&delete(ID)).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid, "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_replica_that_is_gone_uses_nothing() {
    let names = |names: &[&str]| {
        let items = names
            .iter()
            .map(|name| format!("<ReadReplicaDBInstanceIdentifier>{name}</ReadReplicaDBInstanceIdentifier>"));
        format!(
            "<ReadReplicaDBInstanceIdentifiers>{}</ReadReplicaDBInstanceIdentifiers>",
            items.collect::<String>()
        )
    };
    let replica = "<DBInstance><DBInstanceIdentifier>theirs</DBInstanceIdentifier></DBInstance>";
    let abroad = "arn:aws:rds:eu-west-1:123456789012:db:abroad";
    let sources = instance("available", &names(&["theirs", "gone", abroad]));
    let replay = Replay::new(vec![listed(&format!("{sources}{replica}"))]);
    let cloud = replay.cloud();
    let users = cloud.provider("rds.instance").unwrap().users(&[ID.into()]).await.unwrap();
    let users: Vec<&str> = users.iter().map(|user| user.what.as_str()).collect();
    assert_eq!(users, ["replica abroad", "replica theirs"]);
    replay.is_over();
}
