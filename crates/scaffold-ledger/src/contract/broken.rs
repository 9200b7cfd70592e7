//! A store that keeps every promise, and what the suite says of it where it breaks one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::{Contract, run};
use crate::{Condition, Object, Store, StoreError, Tag, Written};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    ConditionsAreIgnored,
    AbsentIsIgnored,
    LooksAndThenWrites,
    RefusedIsWritten,
    TagsAreLengths,
    AgesStand,
    AgesStay,
    DeletesNothing,
    PrefixIsIgnored,
    PartsAreOrdered,
    OnePageIsListed,
}

/// Bytes, version, when it was written.
type Stored = (Vec<u8>, Tag, Instant);

struct Memory {
    fault: Fault,
    objects: Mutex<BTreeMap<String, Stored>>,
    writes: Mutex<u32>,
}

impl Memory {
    fn holds(&self, key: &str, condition: &Condition) -> bool {
        let objects = self.objects.lock().unwrap();
        let tag = objects.get(key).map(|(_, tag, _)| tag);
        match (condition, self.fault) {
            (_, Fault::ConditionsAreIgnored) | (Condition::Any, _) => true,
            (Condition::Absent, fault) => tag.is_none() || fault == Fault::AbsentIsIgnored,
            (Condition::Matches(expected), _) => tag == Some(expected),
        }
    }

    fn write(&self, key: &str, bytes: Vec<u8>) -> Tag {
        let mut writes = self.writes.lock().unwrap();
        *writes += 1;
        let tag = match self.fault {
            Fault::TagsAreLengths => Tag(bytes.len().to_string()),
            _ => Tag(writes.to_string()),
        };
        let mut objects = self.objects.lock().unwrap();
        let born = objects.get(key).filter(|_| self.fault == Fault::AgesStay).map(|(_, _, born)| *born);
        objects.insert(key.to_owned(), (bytes, tag.clone(), born.unwrap_or_else(Instant::now)));
        tag
    }
}

#[async_trait]
impl Store for Memory {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let objects = self.objects.lock().unwrap();
        Ok(objects.get(key).map(|(bytes, tag, born)| {
            let age = if self.fault == Fault::AgesStand { Duration::ZERO } else { born.elapsed() };
            Object { bytes: bytes.clone(), tag: tag.clone(), age: Some(age) }
        }))
    }

    async fn put(&self, key: &str, bytes: Vec<u8>, condition: Condition) -> Result<Written, StoreError> {
        let holds = self.holds(key, &condition);
        if self.fault == Fault::LooksAndThenWrites {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if holds || self.fault == Fault::RefusedIsWritten {
            let tag = self.write(key, bytes);
            return Ok(if holds { Written::Done(tag) } else { Written::Refused });
        }
        Ok(Written::Refused)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        if self.fault != Fault::DeletesNothing {
            self.objects.lock().unwrap().remove(key);
        }
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let objects = self.objects.lock().unwrap();
        let all =
            objects.keys().filter(|key| self.fault == Fault::PrefixIsIgnored || key.starts_with(prefix));
        let mut keys: Vec<String> = all.cloned().collect();
        match self.fault {
            Fault::PartsAreOrdered => {
                keys.sort_by(|one, other| one.split('/').cmp(other.split('/')));
            }
            Fault::OnePageIsListed => keys.truncate(10),
            _ => {}
        }
        Ok(keys)
    }
}

/// On one thread each step of a store without an await is alone, so nothing but the fault breaks it.
async fn violations(fault: Fault) -> Vec<String> {
    let store = Memory { fault, objects: Mutex::default(), writes: Mutex::default() };
    let contract =
        Contract { store: Arc::new(store), writers: 4, listed: 20, ages: Duration::from_millis(30) };
    run(&contract).await.unwrap()
}

#[tokio::test]
async fn a_store_that_keeps_its_promises_passes() {
    assert_eq!(violations(Fault::None).await, Vec::<String>::new());
}

#[tokio::test]
async fn every_broken_promise_is_told() {
    for (fault, words) in [
        (Fault::ConditionsAreIgnored, "a write over a version that was there: Done"),
        (Fault::AbsentIsIgnored, "a write where nothing should be and something is: Done"),
        (Fault::LooksAndThenWrites, "4 of 4 writers were let through"),
        (Fault::RefusedIsWritten, "after a write over a version that was there"),
        (Fault::TagsAreLengths, "have the same tag"),
        (Fault::AgesStand, "an age does not grow"),
        (Fault::AgesStay, "a write does not make young"),
        (Fault::DeletesNothing, "a deleted object is read"),
        (Fault::PrefixIsIgnored, "are listed"),
        (Fault::PartsAreOrdered, "are listed"),
        (Fault::OnePageIsListed, "20 objects: 10 are listed"),
    ] {
        let violations = violations(fault).await;
        assert!(violations.iter().any(|told| told.contains(words)), "{fault:?}: {violations:#?}");
    }
}
