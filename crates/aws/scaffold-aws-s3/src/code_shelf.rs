//! Code on its way to a service that fetches it: `code/<run>/<sha256>` in the ledger's bucket.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use scaffold_aws_core::{CodeShelf, Connection, Shelved, shelf_key};
use scaffold_ledger::{Cause, StoreError, nonce};
use scaffold_provider::{Class, Error};
use tokio::sync::Mutex;

use crate::answer::Answer;
use crate::ledger_bucket::Bucket;
use crate::place::S3Place;
use crate::prepare::{patiently, prepare};

const PUT: &str = "PutObject";
const DELETE: &str = "DeleteObject";
/// 250 MiB take so long at 4 Mbit/s.
const ATTEMPT: Duration = Duration::from_secs(600);

/// The shelf of a ledger's bucket, which is made where it is the account's own and absent.
pub fn code_shelf(connection: &Connection, place: S3Place) -> Arc<dyn CodeShelf> {
    let bucket = Bucket::new(connection, place);
    Arc::new(Shelf {
        patient: bucket.clone().with_attempt_timeout(ATTEMPT),
        bucket,
        run: nonce(),
        users: Mutex::default(),
    })
}

struct Shelf {
    bucket: Bucket,
    /// With time for large bodies.
    patient: Bucket,
    /// What no other run has: it takes away its own alone.
    run: String,
    /// How many wait for what lies there.
    users: Mutex<BTreeMap<String, usize>>,
}

#[async_trait]
impl CodeShelf for Shelf {
    /// One upload at a time, each once.
    async fn put(&self, sha256: &str, bytes: Vec<u8>) -> Result<Shelved, Error> {
        let key = shelf_key(&self.run, sha256);
        let place = &self.bucket.place;
        let shelved = Shelved { bucket: place.bucket.clone(), key: place.key(&key) };
        let mut users = self.users.lock().await;
        if !users.contains_key(sha256) {
            prepare(&self.bucket).await.map_err(unprepared)?;
            let body = SdkBody::from(bytes);
            let put = || upload(&self.patient, &key, body.try_clone());
            patiently(&self.patient, put).await.map_err(|answer| answer.error)?;
        }
        *users.entry(sha256.to_owned()).or_default() += 1;
        Ok(shelved)
    }

    async fn done(&self, sha256: &str) {
        let mut users = self.users.lock().await;
        let Some(count) = users.get_mut(sha256) else { return };
        *count -= 1;
        if *count == 0 {
            users.remove(sha256);
            // What stays is read by nobody.
            let key = shelf_key(&self.run, sha256);
            let _ = patiently(&self.bucket, || remove(&self.bucket, &key)).await;
        }
    }
}

fn unprepared(error: StoreError) -> Error {
    let StoreError { cause, message, help } = error;
    let class = if cause == Cause::Unknown { Class::Transient } else { Class::Invalid };
    let message = help.map_or_else(|| message.clone(), |help| format!("{message}; {help}"));
    Error::new(class, "s3:CreateBucket", message)
}

async fn upload(bucket: &Bucket, key: &str, body: Option<SdkBody>) -> Result<(), Box<Answer>> {
    let Some(body) = body else { return Err(bucket.vague(PUT, "the bytes are gone")) };
    let request = bucket
        .client
        .put_object()
        .bucket(&bucket.place.bucket)
        .key(bucket.place.key(key))
        .expected_bucket_owner(&bucket.owner)
        .body(ByteStream::new(body));
    bucket.ask(PUT, request.send()).await.map(drop)
}

async fn remove(bucket: &Bucket, key: &str) -> Result<(), Box<Answer>> {
    let request = bucket
        .client
        .delete_object()
        .bucket(&bucket.place.bucket)
        .key(bucket.place.key(key))
        .expected_bucket_owner(&bucket.owner);
    bucket.ask(DELETE, request.send()).await.map(drop)
}
