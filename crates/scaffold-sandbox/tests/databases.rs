//! What RDS queues, refuses and lets nobody undo.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::{Hand, list, pass, request, table, text, values};
use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::{Class, Error, UpdateRequest};
use scaffold_sandbox::{Sandbox, SandboxOptions};

const KIND: &str = "rds.instance";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

fn primary(more: &[(&str, Value)]) -> Vec<(&'static str, Value)> {
    let mut said = vec![
        ("engine", text("postgres")),
        ("engine_version", text("16.4")),
        ("instance_class", text("db.m7g.large")),
        ("storage_gib", Value::from(100)),
        ("username", text("app")),
        ("maintenance_window", text("sun:04:00-sun:04:30")),
    ];
    for (name, value) in more {
        let name = scaffold_kinds::schema(KIND).unwrap().schema.attribute(name).unwrap().name;
        said.push((name, value.clone()));
    }
    said
}

async fn secret(hand: &Hand<'_>) -> PhysicalId {
    hand.make("secrets.secret", "orders", &[]).await
}

/// A primary with a secret of ours, as one with replicas must have.
async fn orders(hand: &Hand<'_>) -> PhysicalId {
    let secret = secret(hand).await;
    hand.make(KIND, "orders", &primary(&[("password_secret", text(secret.as_str()))])).await
}

/// The class and code of a refusal.
#[track_caller]
fn refused<R: std::fmt::Debug>(result: Result<R, Error>) -> (Class, String) {
    let error = result.unwrap_err();
    (error.class, error.code.unwrap_or_default())
}

/// Changes one attribute, at once or in the window.
async fn change(
    hand: &Hand<'_>,
    id: &PhysicalId,
    name: &str,
    value: Value,
    apply: &str,
) -> Result<(), Error> {
    let request = request(KIND, "orders", &[]);
    let update = UpdateRequest {
        id: id.clone(),
        stack: request.stack,
        address: request.address,
        before: values(&[]),
        patch: values(&[(name, value.clone())]),
        values: values(&[(name, value), ("apply", text(apply))]),
    };
    hand.of(KIND).update(&update).await
}

#[tokio::test(start_paused = true)]
async fn what_can_wait_waits_for_the_window_and_counts_as_done() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let id = orders(&hand).await;
    assert_eq!(hand.state(KIND, &id).await, Some(LiveState::Pending("creating".to_owned())));
    pass(700).await;
    change(&hand, &id, "instance_class", text("db.r7g.large"), "window").await.unwrap();
    change(&hand, &id, "storage_gib", Value::from(200), "window").await.unwrap();
    let live = hand.read(KIND, &id).await.unwrap();
    assert_eq!(live.state, LiveState::Ready);
    assert_eq!(live.value("instance_class"), &text("db.r7g.large"));
    let told = "waits for the maintenance window sun:04:00-sun:04:30: instance_class db.m7g.large -> \
                db.r7g.large, storage_gib 100 -> 200";
    assert_eq!(live.value("pending"), &text(told));
    // What is made at once takes along what waits.
    change(&hand, &id, "multi_az", Value::from(true), "now").await.unwrap();
    let live = hand.read(KIND, &id).await.unwrap();
    assert_eq!(live.state, LiveState::Pending("modifying".to_owned()));
    assert_eq!(live.value("pending"), &Value::Null);
    // A name or a window is changed whenever it is asked for.
    change(&hand, &id, "maintenance_window", text("mon:04:00-mon:04:30"), "window").await.unwrap();
    assert_eq!(hand.read(KIND, &id).await.unwrap().value("pending"), &Value::Null);
}

#[tokio::test(start_paused = true)]
async fn static_parameters_wait_for_a_reboot_and_dynamic_ones_do_not() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let group = hand.make("rds.parameter_group", "orders", &[("family", text("postgres16"))]).await;
    let id = hand.make(KIND, "orders", &primary(&[("parameter_group", text(group.as_str()))])).await;
    pass(700).await;
    let parameters = |name: &str, value: &str| table(&[(name, text(value))]);
    hand.set("rds.parameter_group", &group, "parameters", parameters("work_mem", "65536")).await.unwrap();
    assert_eq!(hand.read(KIND, &id).await.unwrap().value("parameter_status"), &text("in-sync"));
    hand.set("rds.parameter_group", &group, "parameters", parameters("max_connections", "200"))
        .await
        .unwrap();
    assert_eq!(hand.read(KIND, &id).await.unwrap().value("parameter_status"), &text("pending-reboot"));
    hand.set(KIND, &id, "parameter_status", text("in-sync")).await.unwrap();
    let live = hand.read(KIND, &id).await.unwrap();
    assert_eq!(live.state, LiveState::Pending("rebooting".to_owned()));
    assert_eq!(live.value("parameter_status"), &text("in-sync"));
}

#[tokio::test(start_paused = true)]
async fn replicas_need_backups_and_a_password_that_rds_does_not_manage() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let replica = |source: &PhysicalId| {
        vec![
            ("engine", text("postgres")),
            ("instance_class", text("db.m7g.large")),
            ("source", text(source.as_str())),
        ]
    };
    let managed = hand.make(KIND, "managed", &primary(&[])).await;
    let (class, code) = refused(hand.try_make(KIND, "r", &replica(&managed)).await);
    assert_eq!((class, code.as_str()), (Class::Invalid, "InvalidParameterCombination"));

    let id = orders(&hand).await;
    change(&hand, &id, "backup_retention_days", Value::from(0), "now").await.unwrap();
    let (class, code) = refused(hand.try_make(KIND, "r", &replica(&id)).await);
    assert_eq!((class, code.as_str()), (Class::Invalid, "InvalidDBInstanceState"));

    change(&hand, &id, "backup_retention_days", Value::from(7), "now").await.unwrap();
    let made = hand.make(KIND, "r", &replica(&id)).await;
    let live = hand.read(KIND, &made).await.unwrap();
    assert_eq!(live.value("username"), &text("app"));
    assert_eq!(live.value("engine_version"), &text("16.4"));
    // With a replica, neither backups nor the secret can go, and the source lives while it does.
    assert!(change(&hand, &id, "backup_retention_days", Value::from(0), "now").await.is_err());
    assert!(change(&hand, &id, "password_secret", Value::Null, "now").await.is_err());
    let (class, code) = refused(hand.delete(KIND, &id).await);
    assert_eq!((class, code.as_str()), (Class::Dependency, "InvalidDBInstanceState"));
    // Promoted, it stands alone.
    change(&hand, &made, "source", Value::Null, "now").await.unwrap();
    assert_eq!(hand.read(KIND, &made).await.unwrap().value("source"), &Value::Null);
    hand.delete(KIND, &id).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn storage_never_shrinks_and_what_is_protected_stays() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let id = hand.make(KIND, "orders", &primary(&[("deletion_protection", Value::from(true))])).await;
    assert!(change(&hand, &id, "storage_gib", Value::from(50), "now").await.is_err());
    assert_eq!(hand.read(KIND, &id).await.unwrap().value("storage_gib"), &Value::from(100));
    let (class, code) = refused(hand.delete(KIND, &id).await);
    assert_eq!((class, code.as_str()), (Class::Invalid, "InvalidParameterCombination"));
    change(&hand, &id, "deletion_protection", Value::from(false), "now").await.unwrap();
    hand.delete(KIND, &id).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn groups_in_use_stay_and_subnet_groups_cover_two_zones() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let vpc = hand.vpc().await;
    let subnet = hand.subnet(&vpc, "a", "10.0.0.0/20").await;
    let made = hand.try_make("rds.subnet_group", "data", &[("subnets", list(&[subnet.as_str()]))]).await;
    assert_eq!(refused(made).1, "DBSubnetGroupDoesNotCoverEnoughAZs");
    let group = hand.make("rds.parameter_group", "orders", &[("family", text("postgres16"))]).await;
    hand.make(KIND, "orders", &primary(&[("parameter_group", text(group.as_str()))])).await;
    let (class, code) = refused(hand.delete("rds.parameter_group", &group).await);
    assert_eq!((class, code.as_str()), (Class::Dependency, "InvalidDBParameterGroupState"));
}

/// A primary of an engine with a replica, both there.
async fn pair(hand: &Hand<'_>, engine: &str, version: &str) -> (PhysicalId, PhysicalId) {
    let secret = secret(hand).await;
    let mut said = primary(&[]);
    said.retain(|(name, _)| !["engine", "engine_version"].contains(name));
    said.extend([("engine", text(engine)), ("engine_version", text(version))]);
    said.push(("password_secret", text(secret.as_str())));
    let source = hand.make(KIND, "orders", &said).await;
    let replica = [
        ("engine", text(engine)),
        ("instance_class", text("db.m7g.large")),
        ("source", text(source.as_str())),
    ];
    let replica = hand.make(KIND, "r", &replica).await;
    pass(700).await;
    (source, replica)
}

#[tokio::test(start_paused = true)]
async fn no_source_gets_ahead_of_its_replicas() {
    for (engine, version, next) in
        [("postgres", "16.3", "16.4"), ("mysql", "8.0.40", "8.4.6"), ("mariadb", "10.11.9", "11.4.5")]
    {
        let sandbox = sandbox();
        let hand = Hand(&sandbox);
        let (source, replica) = pair(&hand, engine, version).await;
        let error = change(&hand, &source, "engine_version", text(next), "now").await.unwrap_err();
        assert!(error.message.contains(replica.as_str()), "{error}");
        change(&hand, &replica, "engine_version", text(next), "now").await.unwrap();
        pass(300).await;
        change(&hand, &source, "engine_version", text(next), "now").await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_major_version_of_postgres_takes_replicas_along() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let (source, replica) = pair(&hand, "postgres", "16.4").await;
    let (class, code) = refused(change(&hand, &replica, "engine_version", text("17.6"), "now").await);
    assert_eq!((class, code.as_str()), (Class::Invalid, "InvalidParameterCombination"));
    change(&hand, &source, "engine_version", text("17.6"), "window").await.unwrap();
    assert_eq!(hand.read(KIND, &replica).await.unwrap().value("engine_version"), &text("16.4"));
    let (other, replica) = {
        let sandbox = self::sandbox();
        let hand = Hand(&sandbox);
        let (source, replica) = pair(&hand, "postgres", "16.4").await;
        change(&hand, &source, "engine_version", text("17.6"), "now").await.unwrap();
        (hand.read(KIND, &source).await.unwrap(), hand.read(KIND, &replica).await.unwrap())
    };
    assert_eq!(other.state, LiveState::Pending("modifying".to_owned()));
    assert_eq!(replica.state, LiveState::Pending("upgrading".to_owned()));
    assert_eq!(replica.value("engine_version"), &text("17.6"));
}
