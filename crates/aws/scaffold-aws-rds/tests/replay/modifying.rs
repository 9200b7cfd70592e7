use scaffold_model::{LiveState, Value};
use scaffold_provider::{Class, Cloud};

use crate::script::Replay;
use crate::{OURS, database, instance, listed, on, refused, update, values};

const ID: &str = "shop-orders-0123abcd";

#[tokio::test]
async fn a_change_waits_for_the_window_unless_it_is_told_otherwise() {
    for (apply, immediately) in [("window", "false"), ("now", "true")] {
        let replay = Replay::new(vec![
            listed(&instance("available", OURS)),
            on("ModifyDBInstance", "")
                .with("DBInstanceClass", "db.r7g.xlarge")
                .with("ApplyImmediately", immediately),
        ]);
        let class = [("instance_class", Value::from("db.r7g.xlarge"))];
        let all = database(&[class[0].clone(), ("apply", apply.into())]);
        let cloud = replay.cloud();
        cloud.provider("rds.instance").unwrap().update(&update(ID, values(&class), all)).await.unwrap();
        assert!(replay.sent("ModifyDBInstance", "EngineVersion").is_empty());
        assert!(replay.sent("ModifyDBInstance", "AllocatedStorage").is_empty());
        replay.is_over();
    }
}

#[tokio::test]
async fn a_change_at_once_is_over_when_nothing_of_it_is_queued() {
    let pending =
        "<PendingModifiedValues><DBInstanceClass>db.r7g.xlarge</DBInstanceClass></PendingModifiedValues>";
    let replay = Replay::new(vec![
        listed(&instance("available", OURS)),
        on("ModifyDBInstance", ""),
        listed(&instance("available", &format!("{pending}{OURS}"))),
        listed(&instance("modifying", &format!("{pending}{OURS}"))),
        listed(&instance("available", OURS)),
    ]);
    let class = [("instance_class", Value::from("db.r7g.xlarge"))];
    let all = database(&[class[0].clone(), ("apply", "now".into())]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    provider.update(&update(ID, values(&class), all)).await.unwrap();
    let mut states = Vec::new();
    for _ in 0..3 {
        states.push(provider.read(&ID.into()).await.unwrap().unwrap().state);
    }
    assert_eq!(
        states[0],
        LiveState::Pending("about to change: instance_class db.r7g.large -> db.r7g.xlarge".into())
    );
    assert_eq!(states[1], LiveState::Pending("modifying".into()));
    assert_eq!(states[2], LiveState::Ready);
    replay.is_over();
}

#[tokio::test]
async fn only_a_major_upgrade_is_allowed_as_one() {
    for (version, allowed) in [("16.6", vec![]), ("17", vec!["true".to_owned()])] {
        let replay = Replay::new(vec![
            listed(&instance("available", OURS)),
            on("ModifyDBInstance", "").with("EngineVersion", version),
        ]);
        let to = [("engine_version", Value::from(version))];
        let request = update(ID, values(&to), database(&to));
        replay.cloud().provider("rds.instance").unwrap().update(&request).await.unwrap();
        assert_eq!(replay.sent("ModifyDBInstance", "AllowMajorVersionUpgrade"), allowed);
        replay.is_over();
    }
}

#[tokio::test]
async fn a_managed_password_gives_way_to_one_of_a_secret_and_is_told_after_it_was_set() {
    let managed = "<MasterUserSecret><SecretArn>arn:rds!db-1</SecretArn></MasterUserSecret>";
    let replay = Replay::new(vec![
        listed(&instance("available", &format!("{managed}{OURS}"))),
        on("ModifyDBInstance", "")
            .with("ManageMasterUserPassword", "false")
            .with("MasterUserPassword", "password in arn:secret v2"),
        on("AddTagsToResource", "").with("Tags.Tag.1.Value", "arn:secret").with("Tags.Tag.2.Value", "v2"),
    ]);
    let secret = [("password_secret", Value::from("arn:secret")), ("password_version", Value::from("v2"))];
    let request = update(ID, values(&secret), database(&secret));
    replay.cloud().provider("rds.instance").unwrap().update(&request).await.unwrap();
    assert_eq!(replay.actions(), ["DescribeDBInstances", "ModifyDBInstance", "AddTagsToResource"]);
    replay.is_over();
}

#[tokio::test]
async fn a_database_that_is_renamed_is_never_taken_for_a_copy() {
    let resource = "db-M5ENSHXFPU6XHZ4G4ZEI5QIO2U";
    let tags = OURS.replace("<Value>shop-orders-0123abcd</Value>", "<Value>orders</Value>").replace(
        "</TagList>",
        &format!("<Tag><Key>scaffold:renamed</Key><Value>{resource}</Value></Tag></TagList>"),
    );
    let renamed =
        instance("available", &tags).replace(&format!(">{ID}</DBInstanceId"), ">orders</DBInstanceId");
    let replay = Replay::new(vec![
        listed(&instance("available", OURS)),
        on("AddTagsToResource", "").with("Tags.Tag.1.Value", "orders").with("Tags.Tag.2.Value", resource),
        on("ModifyDBInstance", "").with("NewDBInstanceIdentifier", "orders"),
        // Killed here, it is itself all the same.
        listed(&instance("available", &tags)),
        listed(&renamed).with("DBInstanceIdentifier", "orders"),
    ]);
    let name = [("identifier", Value::from("orders")), ("apply", Value::from("now"))];
    let request = update(ID, values(&name[..1]), database(&name));
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    provider.update(&request).await.unwrap();
    let before = provider.survey(&crate::stack()).await.unwrap().remove(0);
    let asked =
        |live: &scaffold_model::Live| live.identity.as_ref().and_then(|identity| identity.name.clone());
    assert_eq!((before.id.as_str(), before.name.clone()), (ID, asked(&before)));
    let after = provider.read(&ID.into()).await.unwrap().unwrap();
    assert_eq!((after.id.as_str(), after.name.clone()), ("orders", asked(&after)));
    replay.is_over();
}

#[tokio::test]
async fn a_replica_is_promoted_once() {
    let source = "<ReadReplicaSourceDBInstanceIdentifier>main</ReadReplicaSourceDBInstanceIdentifier>";
    let replica = || listed(&instance("available", &format!("{source}{OURS}")));
    let replay = Replay::new(vec![
        replica(),
        on("PromoteReadReplica", "").with("BackupRetentionPeriod", "7"),
        replica(),
        listed(&instance("available", OURS)),
        listed(&instance("available", OURS)),
    ]);
    let request =
        update(ID, values(&[("source", Value::Null)]), database(&[("backup_retention_days", 7.into())]));
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    provider.update(&request).await.unwrap();
    let state = provider.read(&ID.into()).await.unwrap().unwrap().state;
    assert_eq!(state, LiveState::Pending("about to be promoted".into()));
    assert_eq!(provider.read(&ID.into()).await.unwrap().unwrap().state, LiveState::Ready);
    provider.update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_state_that_passes_is_waited_for_and_a_network_that_stays_is_not() {
    let cases = [
        ("InvalidDBInstanceState", "Database instance is not in available state.", Class::Dependency),
        ("InvalidVPCNetworkStateFault", "You cannot move DB instance to the same VPC.", Class::Invalid),
    ];
    for (code, message, class) in cases {
        let replay = Replay::new(vec![
            listed(&instance("backing-up", OURS)),
            refused("ModifyDBInstance", 400, code, message),
        ]);
        let group = [("subnet_group", Value::from("other"))];
        let request = update(ID, values(&group), database(&group));
        let cloud = replay.cloud();
        let error = cloud.provider("rds.instance").unwrap().update(&request).await.unwrap_err();
        assert_eq!(error.class, class, "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn settings_of_another_group_hold_after_a_reboot_which_comes_when_it_has_them() {
    let with = |status: &str, group: &str, apply: &str| {
        let groups = format!(
            "<DBParameterGroups><DBParameterGroup><DBParameterGroupName>{group}</DBParameterGroupName>\
             <ParameterApplyStatus>{apply}</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>"
        );
        listed(&instance(status, &format!("{groups}{OURS}")))
    };
    let replay = Replay::new(vec![
        with("available", "old", "in-sync"),
        on("ModifyDBInstance", "").with("DBParameterGroupName", "new"),
        with("modifying", "new", "applying"),
        with("available", "new", "applying"),
        with("available", "new", "pending-reboot"),
        on("RebootDBInstance", ""),
    ]);
    let wanted = database(&[
        ("parameter_group", "new".into()),
        ("parameter_status", "in-sync".into()),
        ("apply", "now".into()),
    ]);
    let patch = [("parameter_group", Value::from("new")), ("parameter_status", "in-sync".into())];
    let request = update(ID, values(&patch), wanted);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    for _ in 0..3 {
        assert_eq!(provider.update(&request).await.unwrap_err().class, Class::Dependency);
    }
    provider.update(&request).await.unwrap();
    replay.is_over();
}
