//! Code that one call cannot carry.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use scaffold_aws_core::{CodeShelf, Shelved};
use scaffold_kinds::fixtures::archives::FIRST;
use scaffold_model::{Value, Values};
use scaffold_provider::{Archives, Class, Cloud, Error};

use crate::script::{Replay, on, refused};
use crate::{ARN, NAME, ROLE, create, settings, update, values, whole};

const ADDRESS: &str = "lambda.function.api";
const CODE: &str = r#""S3Bucket":"ledger""#;

/// Bytes that go by a bucket where there is one, and bytes that no call carries.
const SLOW: usize = 8 * 1024 * 1024;
const LARGE: usize = 52_428_799;

/// One archive of so many bytes.
struct Of(usize);

impl Archives for Of {
    fn bytes(&self, _: &str) -> Option<Vec<u8>> {
        Some(vec![0; self.0])
    }
}

/// Remembers what was put there, and what is done.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl CodeShelf for Notes {
    async fn put(&self, sha256: &str, bytes: Vec<u8>) -> Result<Shelved, Error> {
        self.0.lock().unwrap().push(format!("put {sha256} of {}", bytes.len()));
        Ok(Shelved { bucket: "ledger".into(), key: "code/1".into() })
    }

    async fn done(&self, sha256: &str) {
        self.0.lock().unwrap().push(format!("done {sha256}"));
    }
}

fn function() -> Values {
    let said: [(&str, Value); 6] = [
        ("package", "Zip".into()),
        ("code_sha256", FIRST.into()),
        ("runtime", "python3.13".into()),
        ("handler", "index.handler".into()),
        ("role", ROLE.into()),
        ("memory_mib", 128.into()),
    ];
    scaffold_kinds::schema("lambda.function").unwrap().schema.complete(&values(&said))
}

#[tokio::test]
async fn large_code_goes_by_a_bucket_and_leaves_it_when_lambda_has_it_or_will_not() {
    let made = settings("Active", "Successful", "r1", "");
    let broken = || refused("POST functions", 400, "InvalidParameterValueException", "Could not unzip");
    for (answer, works) in [(on("POST functions", &made), true), (broken(), false)] {
        let shelf = Arc::new(Notes::default());
        let replay =
            Replay::new(vec![answer.saying(CODE).saying(r#""S3Key":"code/1""#).not_saying("ZipFile")]);
        let cloud = replay.cloud_with(Arc::new(Of(SLOW)), Some(shelf.clone()));
        let request = create(ADDRESS, function(), Some(NAME));
        let answer = cloud.provider("lambda.function").unwrap().create(&request).await;
        assert_eq!(answer.is_ok(), works);
        let put = format!("put {FIRST} of {SLOW}");
        assert_eq!(*shelf.0.lock().unwrap(), [put, format!("done {FIRST}")]);
        replay.is_over();
    }
}

#[tokio::test]
async fn code_that_somebody_else_took_away_is_put_there_again() {
    let message = "Error occurred while GetObject. S3 Error Code: NoSuchKey.";
    let replay = Replay::new(vec![refused("POST functions", 400, "InvalidParameterValueException", message)]);
    let cloud = replay.cloud_with(Arc::new(Of(SLOW)), Some(Arc::new(Notes::default())));
    let request = create(ADDRESS, function(), Some(NAME));
    let error = cloud.provider("lambda.function").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn without_a_bucket_it_is_told_where_one_is_named() {
    let replay = Replay::new(Vec::new());
    let cloud = replay.cloud_with(Arc::new(Of(LARGE)), None);
    let request = create(ADDRESS, function(), Some(NAME));
    let error = cloud.provider("lambda.function").unwrap().create(&request).await.unwrap_err();
    assert!(error.message.contains("--ledger s3://BUCKET"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn what_a_call_carries_goes_in_the_call() {
    let made = settings("Active", "Successful", "r1", "");
    let notes: Arc<Notes> = Arc::default();
    for (bytes, shelf) in [(SLOW - 1, Some(notes.clone() as Arc<dyn CodeShelf>)), (SLOW, None)] {
        let replay = Replay::new(vec![on("POST functions", &made).saying("ZipFile").not_saying("S3Bucket")]);
        let cloud = replay.cloud_with(Arc::new(Of(bytes)), shelf);
        let request = create(ADDRESS, function(), Some(NAME));
        cloud.provider("lambda.function").unwrap().create(&request).await.unwrap();
        replay.is_over();
    }
    assert!(notes.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn changed_code_goes_the_same_way() {
    let active = settings("Active", "Successful", "r1", "");
    let ours = r#","Tags":{"scaffold:stack":"shop@us-east-1","scaffold:address":"lambda.function.api"}"#;
    let shelf = Arc::new(Notes::default());
    let replay = Replay::new(vec![
        on(&format!("GET functions/{NAME}"), &whole(&active, ours)),
        on(&format!("PUT functions/{NAME}/code"), &active).saying(CODE).not_saying("ZipFile"),
        on(&format!("GET functions/{NAME}"), &whole(&active, ours)),
    ]);
    let cloud = replay.cloud_with(Arc::new(Of(LARGE)), Some(shelf.clone()));
    let request = update(ARN, ADDRESS, function(), &[("code_sha256", FIRST.into())]);
    cloud.provider("lambda.function").unwrap().update(&request).await.unwrap();
    assert_eq!(shelf.0.lock().unwrap().len(), 2);
    replay.is_over();
}
