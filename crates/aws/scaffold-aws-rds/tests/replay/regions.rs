//! Replicas in other regions: where calls go, what they say, and how what they made is found again.

use scaffold_model::{PhysicalId, Value};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, REGION, Replay};
use crate::{OURS, create, database, delete, instance, listed, on, refused, stack, update, values};

const HOME: &str = "us-east-1";
const FAR: &str = "eu-west-1";
const SOURCE: &str = "arn:aws:rds:us-east-1:123456789012:db:shop-orders-0123abcd";
const REPLICA: &str = "arn:aws:rds:eu-west-1:123456789012:db:shop-orders-0123abcd";

fn in_far(exchange: Exchange) -> Exchange {
    exchange.with(REGION, FAR)
}

fn at_home(exchange: Exchange) -> Exchange {
    exchange.with(REGION, HOME)
}

/// Our primary, with more tags.
fn primary(tags: &str) -> String {
    instance("available", &OURS.replace("</TagList>", &format!("{tags}</TagList>")))
}

const TELLS: &str = "<Tag><Key>scaffold:regions</Key><Value>eu-west-1</Value></Tag>";

/// What is made in Europe has the same name there, as all have in these scripts.
fn replica(status: &str) -> String {
    let source =
        format!("<ReadReplicaSourceDBInstanceIdentifier>{SOURCE}</ReadReplicaSourceDBInstanceIdentifier>");
    instance(status, &format!("{source}{OURS}"))
        .replace("<DBInstanceArn>arn:aws:rds:us-east-1", "<DBInstanceArn>arn:aws:rds:eu-west-1")
}

fn replicate(more: &[(&str, Value)]) -> scaffold_provider::CreateRequest {
    let said = [("source", "shop-orders-0123abcd".into()), ("region", FAR.into())];
    create(database(&[&said, more].concat()))
}

#[tokio::test]
async fn a_replica_is_made_where_it_stands_once_its_primary_tells_of_the_region() {
    let replay = Replay::new(vec![
        at_home(listed(&primary(""))),
        at_home(on("AddTagsToResource", ""))
            .with("ResourceName", SOURCE)
            .with("Tags.Tag.1.Key", "scaffold:regions")
            .with("Tags.Tag.1.Value", FAR),
        at_home(listed(&primary(TELLS))).with("DBInstanceIdentifier", "shop-orders-0123abcd"),
        in_far(on("CreateDBInstanceReadReplica", ""))
            .with("SourceDBInstanceIdentifier", SOURCE)
            .with("KmsKeyId", "alias/aws/rds")
            .with("DBSubnetGroupName", "data")
            .with("VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-0f0f0f0f0f0f0f0f0"),
        in_far(listed(&replica("creating"))),
    ]);
    let request = replicate(&[
        ("subnet_group", "data".into()),
        ("security_groups", Value::List(vec!["sg-0f0f0f0f0f0f0f0f0".into()])),
        ("parameter_group", "arn:aws:rds:eu-west-1:123456789012:pg:settings".into()),
    ]);
    let cloud = replay.cloud();
    let waits = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap_err();
    // PostgreSQL takes its group when it is available.
    assert_eq!(waits.class, Class::Dependency, "{waits}");
    assert!(waits.message.contains("parameter_group"), "{waits}");
    assert!(replay.sent("CreateDBInstanceReadReplica", "DBParameterGroupName").is_empty());
    assert!(replay.sent("CreateDBInstanceReadReplica", "PreSignedUrl").is_empty());
    let order = replay.actions();
    let at = |action: &str| order.iter().position(|it| it == action);
    assert!(at("AddTagsToResource") < at("CreateDBInstanceReadReplica"), "{order:?}");
    replay.is_over();
}

#[tokio::test]
async fn its_own_settings_hold_when_it_was_rebooted() {
    let group = |status: &str| {
        let group = format!(
            "<DBParameterGroups><DBParameterGroup><DBParameterGroupName>settings</DBParameterGroupName>\
             <ParameterApplyStatus>{status}</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>"
        );
        let replica = replica("available");
        in_far(listed(&replica.replace("<PreferredMaint", &format!("{group}<PreferredMaint"))))
    };
    let again = || {
        let refused =
            refused("CreateDBInstanceReadReplica", 400, "DBInstanceAlreadyExists", "already exists");
        vec![at_home(listed(&primary(TELLS))), at_home(listed(&primary(TELLS))), in_far(refused)]
    };
    let plain = || in_far(listed(&replica("available")));
    let mut script = again();
    script.extend([plain(), plain()]);
    script.push(in_far(on("ModifyDBInstance", "")).with("DBParameterGroupName", "settings"));
    script.extend(again());
    script.extend([group("pending-reboot"), group("pending-reboot"), in_far(on("RebootDBInstance", ""))]);
    let replay = Replay::new(script);
    let request = replicate(&[
        ("parameter_group", "arn:aws:rds:eu-west-1:123456789012:pg:settings".into()),
        ("parameter_status", "in-sync".into()),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::Dependency);
    assert_eq!(provider.create(&request).await.unwrap().as_str(), REPLICA);
    replay.is_over();
}

#[tokio::test]
async fn nothing_is_made_in_a_region_that_no_primary_can_tell_of() {
    let replay = Replay::new(vec![at_home(listed(""))]);
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().create(&replicate(&[])).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("before a primary of it stands in us-east-1"), "{error}");
    replay.is_over();
    let replay = Replay::new(Vec::new());
    let request = create(database(&[("region", FAR.into()), ("username", "app".into())]));
    let cloud = replay.cloud();
    let error = cloud.provider("rds.instance").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("as a replica alone"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_survey_looks_where_tags_replicas_and_the_blueprint_say() {
    let replicas = "<ReadReplicaDBInstanceIdentifiers><ReadReplicaDBInstanceIdentifier>\
                    arn:aws:rds:ap-south-1:123456789012:db:x</ReadReplicaDBInstanceIdentifier>\
                    </ReadReplicaDBInstanceIdentifiers>";
    let own = primary(TELLS).replace("</DBInstance>", &format!("{replicas}</DBInstance>"));
    let replay = Replay::new(vec![
        at_home(listed(&own)),
        in_far(listed(&replica("available"))),
        listed("").with(REGION, "ap-south-1"),
        listed("").with(REGION, "sa-east-1"),
    ]);
    let cloud = replay.cloud();
    cloud.look_in(&["sa-east-1".to_owned(), HOME.to_owned()].into());
    let lives = cloud.provider("rds.instance").unwrap().survey(&stack()).await.unwrap();
    let ids: Vec<&str> = lives.iter().map(|live| live.id.as_str()).collect();
    assert_eq!(ids, ["shop-orders-0123abcd", REPLICA]);
    assert_eq!(lives[0].value("region"), &Value::Null);
    assert_eq!(lives[1].value("region"), &Value::from(FAR));
    assert_eq!(lives[1].value("source"), &Value::from("shop-orders-0123abcd"));
    assert_eq!(lives[1].value("name"), &Value::from("shop-orders-0123abcd"));
    replay.is_over();
}

#[tokio::test]
async fn what_stands_in_another_region_is_read_changed_promoted_and_deleted_there() {
    let replay = Replay::new(vec![
        in_far(listed(&replica("available"))),
        in_far(listed(&replica("available"))),
        in_far(on("PromoteReadReplica", "")).with("DBInstanceIdentifier", "shop-orders-0123abcd"),
        in_far(on("ModifyDBInstance", "")).with("DBInstanceClass", "db.r7g.xlarge"),
        in_far(on("AddTagsToResource", "")).with("ResourceName", REPLICA),
        in_far(listed(&replica("available"))),
        in_far(on("DeleteDBInstance", "")).with("SkipFinalSnapshot", "true"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let id = PhysicalId::from(REPLICA);
    assert!(provider.read(&id).await.unwrap().is_some());
    let wanted = database(&[("region", FAR.into()), ("instance_class", "db.r7g.xlarge".into())]);
    let patch = values(&[("source", Value::Null), ("instance_class", "db.r7g.xlarge".into())]);
    provider.update(&update(REPLICA, patch, wanted)).await.unwrap();
    provider.tag(&id, &[("team".to_owned(), "data".to_owned())].into()).await.unwrap();
    provider.delete(&delete(REPLICA)).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn the_last_primary_that_tells_of_a_region_stays_while_something_stands_there() {
    let look = || vec![at_home(listed(&primary(TELLS))), at_home(listed(&primary(TELLS)))];
    let mut script = look();
    script.push(in_far(listed(&replica("available"))));
    script.extend(look());
    script.extend([
        in_far(listed(&replica("deleting"))),
        in_far(on("DescribeDBParameterGroups", "")),
        at_home(on("DeleteDBInstance", "")),
    ]);
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let error = provider.delete(&delete("shop-orders-0123abcd")).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("the last that tells of eu-west-1"), "{error}");
    provider.delete(&delete("shop-orders-0123abcd")).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn settings_stand_beside_the_replicas_that_use_them() {
    const GROUP: &str = "arn:aws:rds:eu-west-1:123456789012:pg:shop-orders-0123abcd";
    let group = "<DBParameterGroups><DBParameterGroup>\
                 <DBParameterGroupName>shop-orders-0123abcd</DBParameterGroupName>\
                 <DBParameterGroupFamily>postgres16</DBParameterGroupFamily></DBParameterGroup></DBParameterGroups>";
    let replay = Replay::new(vec![
        at_home(listed(&primary(TELLS))),
        in_far(on("CreateDBParameterGroup", "")).with("DBParameterGroupName", "shop-orders-0123abcd"),
        at_home(listed(&primary(TELLS))),
        at_home(on("DescribeDBParameterGroups", "")),
        in_far(on("DescribeDBParameterGroups", group)),
        in_far(on("ListTagsForResource", OURS)).with("ResourceName", GROUP),
        in_far(on("DescribeDBParameters", "")),
        in_far(on("DeleteDBParameterGroup", "")).with("DBParameterGroupName", "shop-orders-0123abcd"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.parameter_group").unwrap();
    let said = [("family", "postgres16".into()), ("region", FAR.into()), ("description", "x".into())];
    let request = create(values(&[&said[..], &[("parameters", Value::Map(values(&[])))]].concat()));
    assert_eq!(provider.create(&request).await.unwrap().as_str(), GROUP);
    let lives = provider.survey(&stack()).await.unwrap();
    assert_eq!((lives.len(), lives[0].id.as_str()), (1, GROUP));
    assert_eq!(lives[0].value("region"), &Value::from(FAR));
    provider.delete(&delete(GROUP)).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn users_are_found_in_both_regions() {
    let replay = Replay::new(vec![
        at_home(listed(&primary(""))),
        in_far(listed(&replica("available"))),
        at_home(listed(&primary("").replace(
            "</DBInstance>",
            "<ReadReplicaDBInstanceIdentifiers><ReadReplicaDBInstanceIdentifier>\
             arn:aws:rds:eu-west-1:123456789012:db:theirs</ReadReplicaDBInstanceIdentifier>\
             </ReadReplicaDBInstanceIdentifiers></DBInstance>",
        ))),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let users = provider.users(&["shop-orders-0123abcd".into(), REPLICA.into()]).await.unwrap();
    assert_eq!(users.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), [REPLICA]);
    let users = provider.users(&["shop-orders-0123abcd".into()]).await.unwrap();
    assert_eq!(users[0].what, "replica theirs");
    replay.is_over();
}
