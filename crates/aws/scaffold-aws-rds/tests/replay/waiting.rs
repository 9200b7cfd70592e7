//! States of AWS's list, what is waited for in them, and how a run goes on that another one began.

use scaffold_model::{LiveState, Value};
use scaffold_provider::{Class, Cloud, PaceOf};

use crate::script::Replay;
use crate::{OURS, create, database, instance, listed, on, refused, update, values};

/// "Viewing Amazon RDS DB instance status", all of it but what is of engines that are not covered.
const WAITED_FOR: &[&str] = &[
    "converting-to-vpc",
    "creating",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "maintenance",
    "modifying",
    "moving-to-vpc",
    "rebooting",
    "renaming",
    "resetting-master-credentials",
    "starting",
    "stopping",
    "upgrading",
];
const USABLE: &[&str] = &[
    "available",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "stopped",
    "storage-config-upgrade",
    "storage-full",
    "storage-initialization",
    "storage-optimization",
];
const LOST: &[&str] = &["failed", "incompatible-restore", "restore-error"];
const GOING: &[&str] = &["delete-precheck", "deleting"];

#[tokio::test]
async fn a_wait_shows_awss_own_word_and_ends_where_it_can_be_used() {
    let states = [
        (WAITED_FOR, LiveState::Pending as fn(String) -> LiveState),
        (USABLE, |_| LiveState::Ready),
        (LOST, LiveState::Failed),
        (GOING, LiveState::Deleting),
    ];
    for (statuses, state) in states {
        for status in statuses {
            let replay = Replay::new(vec![listed(&instance(status, OURS))]);
            let cloud = replay.cloud();
            let read = cloud.provider("rds.instance").unwrap().read(&"shop-orders-0123abcd".into()).await;
            assert_eq!(read.unwrap().unwrap().state, state((*status).to_owned()), "{status}");
            replay.is_over();
        }
    }
}

#[tokio::test]
async fn another_run_sees_what_is_being_made_and_makes_nothing() {
    let replay = Replay::new(vec![
        listed(&instance("creating", OURS)),
        refused("CreateDBInstance", 400, "DBInstanceAlreadyExists", "DB instance already exists"),
        listed(&instance("backing-up", OURS)),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let lives = provider.survey(&crate::stack()).await.unwrap();
    assert_eq!(lives[0].state, LiveState::Pending("creating".into()));
    // Nor does one whose survey was too early.
    let request = create(database(&[("username", "app".into())]));
    assert_eq!(provider.create(&request).await.unwrap().as_str(), "shop-orders-0123abcd");
    replay.is_over();
    assert!(provider.pace(PaceOf::Create).limit.as_secs() >= 3600, "large snapshots take an hour");
    assert_eq!(provider.pace(PaceOf::Create).typical.as_secs(), 600);
}

#[tokio::test]
async fn what_a_state_refuses_is_tried_again_and_what_it_takes_is_set() {
    let busy = "Database instance is not in available state.";
    let class = || values(&[("instance_class", "db.r7g.xlarge".into())]);
    let size = || values(&[("storage_gib", Value::from(200))]);
    let optimized = "You can't currently modify the storage of this DB instance because the previous storage \
                     change is being optimized.";
    let replay = Replay::new(vec![
        listed(&instance("backing-up", OURS)),
        refused("ModifyDBInstance", 400, "InvalidDBInstanceState", busy),
        listed(&instance("storage-optimization", OURS)),
        on("ModifyDBInstance", "").with("DBInstanceClass", "db.r7g.xlarge"),
        listed(&instance("storage-optimization", OURS)),
        refused("ModifyDBInstance", 400, "InvalidParameterCombination", optimized),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let change = |patch: scaffold_model::Values| {
        let wanted: Vec<_> = patch.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        update("shop-orders-0123abcd", patch.clone(), database(&wanted))
    };
    assert_eq!(provider.update(&change(class())).await.unwrap_err().class, Class::Dependency);
    provider.update(&change(class())).await.unwrap();
    // Hours pass until it is: nothing in the blueprint is to be corrected.
    assert_eq!(provider.update(&change(size())).await.unwrap_err().class, Class::Failed);
    replay.is_over();
}

#[tokio::test]
async fn what_a_replica_gets_later_does_not_wait_for_storage_to_be_optimized() {
    let source = "<ReadReplicaSourceDBInstanceIdentifier>main</ReadReplicaSourceDBInstanceIdentifier>";
    let replica = |status: &str| listed(&instance(status, &format!("{source}{OURS}")));
    let replay = Replay::new(vec![
        replica("available"),
        on("CreateDBInstanceReadReplica", ""),
        replica("storage-initialization"),
        on("ModifyDBInstance", "").with("BackupRetentionPeriod", "7"),
    ]);
    let request = create(database(&[("source", "main".into()), ("backup_retention_days", 7.into())]));
    replay.cloud().provider("rds.instance").unwrap().create(&request).await.unwrap();
    replay.is_over();
}
