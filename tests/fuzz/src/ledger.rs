use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use scaffold_ledger::{Condition, Ledger, Object, Store, StoreError, Tag, Times, Written};
use scaffold_model::StackId;

/// What lies in a ledger, of any bytes: what is read is the same when it is written and read again, and what is not
/// says why.
pub fn ledger(bytes: &[u8]) {
    let stack = StackId { name: "shop".to_owned(), environment: None, region: "us-east-1".to_owned() };
    let objects = ["applied.json", "lease.json", "history/1.json"];
    let objects = objects.map(|name| (format!("shop@us-east-1/{name}"), bytes.to_vec()));
    let store = Arc::new(Memory(Mutex::new(BTreeMap::from(objects))));
    let ledger = Ledger::new(store, stack, Times::default());
    at_once(async {
        if let Some(desired) = said(ledger.last_applied().await) {
            said(ledger.record(&desired).await.map(Some));
            assert_eq!(said(ledger.last_applied().await), Some(desired));
        }
        if let Some(record) = said(ledger.holder().await) {
            let _ = (record.holder.is_dead(), record.holder.to_string());
            said(ledger.unlock(&record.nonce).await.map(Some));
        }
        if let Some(entry) = said(ledger.entry("1").await) {
            let _ = entry.counts();
            said(ledger.write(&entry).await.map(Some));
            assert_eq!(said(ledger.entry(&entry.id).await), Some(entry));
        }
    });
}

/// The value; where there is none, words.
fn said<T, E: std::fmt::Display>(result: Result<Option<T>, E>) -> Option<T> {
    match result {
        Ok(value) => {
            assert!(value.is_some(), "what is there was not seen");
            value
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

/// Nothing here waits, but what may take long counts its time.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let Ok(runtime) = runtime else { unreachable!("no clock to be had") };
    runtime.block_on(future)
}

/// A store of whatever is given, which takes every write.
struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

#[async_trait]
impl Store for Memory {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let objects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let object = |bytes: &Vec<u8>| Object { bytes: bytes.clone(), tag: Tag(String::new()), age: None };
        Ok(objects.get(key).map(object))
    }

    async fn put(&self, key: &str, bytes: Vec<u8>, _: Condition) -> Result<Written, StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), bytes);
        Ok(Written::Done(Tag(String::new())))
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let objects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(objects.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }
}
