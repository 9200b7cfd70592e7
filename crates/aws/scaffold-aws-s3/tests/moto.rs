//! The contract suite and the making of the bucket over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;
#[path = "support/wire.rs"]
mod wire;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketVersioningStatus, ServerSideEncryption};
use moto::Moto;
use scaffold_aws_core::Connection;
use scaffold_aws_s3::{S3Place, S3Store};
use scaffold_ledger::contract::{Contract, run};
use scaffold_ledger::{Condition, Store, Written};
use wire::{Kill, atomic, dying};

fn of_account(connection: &Connection) -> S3Store {
    S3Store::new(connection, S3Place::of_account(connection))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_promise_is_kept() {
    let Some(moto) = Moto::start() else { return };
    let store = of_account(&atomic(&moto.connect("us-west-2").await));
    let contract = Contract {
        store: Arc::new(store.with_attempt_timeout(Duration::from_secs(15))),
        writers: 12,
        // A page has forty here.
        listed: 103,
        ages: Duration::from_millis(2100),
    };
    let violations = run(&contract).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// By plain calls of the SDK: everything closed, and the marker there.
async fn assert_closed(connection: &Connection) {
    let place = S3Place::of_account(connection);
    let bucket = place.bucket.as_str();
    let config = aws_sdk_s3::config::Builder::from(connection.config()).force_path_style(true).build();
    let client = Client::from_conf(config);
    let block = client.get_public_access_block().bucket(bucket).send().await.unwrap();
    let block = block.public_access_block_configuration.unwrap();
    let all = [
        block.block_public_acls,
        block.ignore_public_acls,
        block.block_public_policy,
        block.restrict_public_buckets,
    ];
    assert_eq!(all, [Some(true); 4]);
    let encryption = client.get_bucket_encryption().bucket(bucket).send().await.unwrap();
    let rules = encryption.server_side_encryption_configuration.unwrap().rules;
    let by_default = rules[0].apply_server_side_encryption_by_default.as_ref().unwrap();
    assert_eq!(by_default.sse_algorithm, ServerSideEncryption::Aes256);
    // moto gives this answer another root than AWS does, so the SDK cannot read it.
    let versioning = client.get_bucket_versioning().bucket(bucket).send().await;
    let enabled = match &versioning {
        Ok(answer) => answer.status == Some(BucketVersioningStatus::Enabled),
        Err(error) => {
            let body = error.raw_response().and_then(|raw| raw.body().bytes()).unwrap_or_default();
            String::from_utf8_lossy(body).contains("<Status>Enabled</Status>")
        }
    };
    assert!(enabled, "{versioning:?}");
    let lifecycle = client.get_bucket_lifecycle_configuration().bucket(bucket).send().await.unwrap();
    let [rule, code] = lifecycle.rules() else { panic!("{:?}", lifecycle.rules()) };
    assert_eq!(rule.noncurrent_version_expiration.as_ref().unwrap().noncurrent_days, Some(1));
    assert_eq!(rule.abort_incomplete_multipart_upload.as_ref().unwrap().days_after_initiation, Some(1));
    assert_eq!(rule.expiration.as_ref().unwrap().expired_object_delete_marker, Some(true));
    assert_eq!(code.filter.as_ref().unwrap().prefix.as_deref(), Some("code/"));
    assert_eq!(code.expiration.as_ref().unwrap().days, Some(1));
    let tags = client.get_bucket_tagging().bucket(bucket).send().await.unwrap().tag_set;
    assert_eq!((tags[0].key.as_str(), tags[0].value.as_str()), ("scaffold:ledger", "true"));
    client.get_object().bucket(bucket).key("ledger.json").send().await.unwrap();
}

async fn is_marked(connection: &Connection) -> bool {
    of_account(connection).get("ledger.json").await.unwrap().is_some()
}

/// Killed at every call of the first use, before it goes out and after, and then run again.
#[tokio::test]
async fn a_bucket_is_whole_wherever_its_making_was_killed() {
    let Some(moto) = Moto::start() else { return };
    let mut region = 0;
    for kill in [Kill::Before, Kill::After] {
        for call in 1..=9 {
            region += 1;
            // A region that nobody has for each case: a bucket of its own.
            let connection = moto.connect(&format!("ap-test-{region}")).await;
            let (mortal, death) = dying(&connection, call, kill);
            let store = of_account(&mortal);
            let killed = tokio::select! {
                done = store.prepare() => { done.unwrap(); false }
                () = death.notified() => true,
            };
            assert_eq!(killed, call <= 8, "{kill:?} call {call}: the first use has eight calls");
            let marked = is_marked(&connection).await;
            assert_eq!(marked, call == 9 || (call == 8 && kill == Kill::After), "{kill:?} call {call}");
            of_account(&connection).prepare().await.unwrap();
            assert_closed(&connection).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_make_it_at_once() {
    let Some(moto) = Moto::start() else { return };
    for region in ["us-east-1", "eu-central-1"] {
        let connection = moto.connect(region).await;
        let mut runs = tokio::task::JoinSet::new();
        for _ in 0..5 {
            let store = of_account(&connection);
            runs.spawn(async move { store.prepare().await });
        }
        while let Some(done) = runs.join_next().await {
            done.unwrap().unwrap();
        }
        assert_closed(&connection).await;
        let calls = connection.cost().into_iter().find(|cost| cost.service == "s3").unwrap().calls;
        of_account(&connection).prepare().await.unwrap();
        let now = connection.cost().into_iter().find(|cost| cost.service == "s3").unwrap().calls;
        assert_eq!(now - calls, 1, "a bucket that is made costs one call");
    }
}

#[tokio::test]
async fn a_bucket_of_a_user_is_used_and_never_made() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let store = S3Store::new(&connection, "s3://acme-ledger/team".parse().unwrap());
    store.prepare().await.unwrap();
    let error = store.put("x", b"1".to_vec(), Condition::Absent).await.unwrap_err();
    assert!(error.message.contains("NoSuchBucket"), "{error}");
    assert_eq!(store.list("").await.unwrap(), Vec::<String>::new());

    let config = aws_sdk_s3::config::Builder::from(connection.config()).force_path_style(true).build();
    let client = Client::from_conf(config);
    client.create_bucket().bucket("acme-ledger").send().await.unwrap();
    let written = store.put("x", b"1".to_vec(), Condition::Absent).await.unwrap();
    assert!(matches!(written, Written::Done(_)));
    assert_eq!(store.list("").await.unwrap(), ["x"]);
    client.get_object().bucket("acme-ledger").key("team/x").send().await.unwrap();
}
