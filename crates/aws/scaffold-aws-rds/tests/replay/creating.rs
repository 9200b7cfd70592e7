use scaffold_model::{LiveState, Value};
use scaffold_provider::{Class, Cloud};

use crate::script::{Replay, reset};
use crate::{OURS, create, database, instance, listed, on, refused};

#[tokio::test]
async fn a_primary_has_a_password_that_rds_makes() {
    let replay = Replay::new(vec![
        on("CreateDBInstance", "")
            .with("DBInstanceIdentifier", "shop-orders-0123abcd")
            .with("ManageMasterUserPassword", "true")
            .with("MasterUsername", "app")
            .with("EngineVersion", "16")
            .with("StorageEncrypted", "true"),
    ]);
    let request = create(database(&[("username", "app".into()), ("engine_version", "16".into())]));
    let cloud = replay.cloud();
    let id = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "shop-orders-0123abcd");
    assert!(replay.sent("CreateDBInstance", "MasterUserPassword").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn a_password_is_read_at_the_call_and_its_secret_is_told_by_tags() {
    let replay =
        Replay::new(vec![on("CreateDBInstance", "").with("MasterUserPassword", "password in arn:secret v1")]);
    let request = create(database(&[
        ("username", "app".into()),
        ("password_secret", "arn:secret".into()),
        ("password_version", "v1".into()),
    ]));
    replay.cloud().provider("rds.instance").unwrap().create(&request).await.unwrap();
    assert!(replay.sent("CreateDBInstance", "ManageMasterUserPassword").is_empty());
    let tags: Vec<String> = (1..=6)
        .flat_map(|number| replay.sent("CreateDBInstance", &format!("Tags.Tag.{number}.Value")))
        .collect();
    assert!(tags.contains(&"arn:secret".to_owned()) && tags.contains(&"v1".to_owned()), "{tags:?}");
    assert!(!tags.iter().any(|tag| tag.starts_with("password in")), "{tags:?}");
    replay.is_over();
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_is_repeated_and_what_it_made_is_ours() {
    let replay = Replay::new(vec![
        reset("CreateDBInstance"),
        refused("CreateDBInstance", 400, "DBInstanceAlreadyExists", "DB instance already exists"),
        listed(&instance("creating", OURS)),
    ]);
    let request = create(database(&[("username", "app".into())]));
    let cloud = replay.cloud();
    let id = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "shop-orders-0123abcd");
    replay.is_over();
}

#[tokio::test]
async fn a_database_of_somebody_else_is_left_alone() {
    let replay = Replay::new(vec![
        refused("CreateDBInstance", 400, "DBInstanceAlreadyExists", "DB instance already exists"),
        listed(&instance("available", "")),
    ]);
    let request = create(database(&[("username", "app".into())]));
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import database.orders/x shop-orders-0123abcd"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_replica_is_made_and_the_rest_is_set_when_it_is_available() {
    let made = || {
        on("CreateDBInstanceReadReplica", "")
            .with("SourceDBInstanceIdentifier", "main")
            .with("DBInstanceClass", "db.r7g.large")
    };
    let replica = |status: &str| {
        let source = "<ReadReplicaSourceDBInstanceIdentifier>main</ReadReplicaSourceDBInstanceIdentifier>";
        listed(&instance(status, &format!("{source}<BackupRetentionPeriod>0</BackupRetentionPeriod>{OURS}")))
    };
    let taken = || refused("CreateDBInstanceReadReplica", 400, "DBInstanceAlreadyExists", "already exists");
    let replay = Replay::new(vec![
        listed(&instance("available", "")),
        made(),
        replica("creating"),
        listed(&instance("available", "")),
        taken(),
        replica("available"),
        replica("available"),
        on("ModifyDBInstance", "").with("BackupRetentionPeriod", "7").with("ApplyImmediately", "true"),
    ]);
    let request = create(database(&[("source", "main".into()), ("backup_retention_days", 7.into())]));
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let waits = provider.create(&request).await.unwrap_err();
    assert_eq!(waits.class, Class::Dependency);
    assert!(waits.made.is_none() && waits.message.contains("backup_retention_days"), "{waits}");
    provider.create(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_replica_cannot_have_what_its_source_has_not() {
    let replay = Replay::new(vec![listed(&instance("available", ""))]);
    let request = create(database(&[("source", "main".into()), ("username", "other".into())]));
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("`username` of a replica is its source's, app"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_replica_is_as_large_as_its_source_has_grown_and_takes_no_limit_over() {
    let grown = "<AllocatedStorage>150</AllocatedStorage><MaxAllocatedStorage>1000</MaxAllocatedStorage>";
    let made = "<ReadReplicaSourceDBInstanceIdentifier>main</ReadReplicaSourceDBInstanceIdentifier>\
                <AllocatedStorage>150</AllocatedStorage><MaxAllocatedStorage>150</MaxAllocatedStorage>";
    let replay = Replay::new(vec![
        listed(&instance("available", grown)),
        on("CreateDBInstanceReadReplica", "")
            .with("AllocatedStorage", "150")
            .with("MaxAllocatedStorage", "150"),
        listed(&instance("creating", made)),
    ]);
    let request = create(database(&[("source", "main".into()), ("storage_gib", 100.into())]));
    replay.cloud().provider("rds.instance").unwrap().create(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_source_without_backups_is_a_mistake_and_not_a_wait() {
    let replay = Replay::new(vec![
        listed(&instance("available", "")),
        refused(
            "CreateDBInstanceReadReplica",
            400,
            "InvalidDBInstanceState",
            "Automated backups are not enabled for this database instance.",
        ),
    ]);
    let request = create(database(&[("source", "main".into())]));
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid, "{error}");
    replay.is_over();
}

#[tokio::test]
async fn what_is_queued_counts_and_is_told() {
    let pending = "<PendingModifiedValues><DBInstanceClass>db.r7g.xlarge</DBInstanceClass>\
                   <AllocatedStorage>200</AllocatedStorage></PendingModifiedValues>";
    let replay = Replay::new(vec![listed(&instance("available", &format!("{pending}{OURS}")))]);
    let cloud = replay.cloud();
    let lives = cloud.provider("rds.instance").unwrap().survey(&crate::stack()).await.unwrap();
    assert_eq!(lives[0].value("instance_class"), &Value::from("db.r7g.xlarge"));
    assert_eq!(lives[0].value("storage_gib"), &Value::from(200));
    let told = "waits for the maintenance window sun:04:00-sun:04:30: instance_class db.r7g.large -> \
                db.r7g.xlarge, storage_gib 100 -> 200";
    assert_eq!(lives[0].value("pending"), &Value::from(told));
    assert_eq!(lives[0].state, LiveState::Ready);
    replay.is_over();
}

#[tokio::test]
async fn a_restored_copy_is_told_by_its_name() {
    let copy =
        instance("available", OURS).replace(">shop-orders-0123abcd</DBInstanceId", ">copy</DBInstanceId");
    let replay = Replay::new(vec![listed(&copy)]);
    let cloud = replay.cloud();
    let lives = cloud.provider("rds.instance").unwrap().survey(&crate::stack()).await.unwrap();
    let asked = lives[0].identity.as_ref().and_then(|identity| identity.name.as_deref());
    assert_eq!((lives[0].name.as_deref(), asked), (Some("copy"), Some("shop-orders-0123abcd")));
    replay.is_over();
}
