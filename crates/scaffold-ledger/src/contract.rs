//! The suite that every store passes. Feature `contract`.
//!
//! It writes under `contract/` alone, leaves nothing there, and tells what was not as [`Store`] promises.
//! It needs a runtime of several threads, so that writers are at it at the same time, and real time.

#[cfg(test)]
mod broken;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::{Condition, Object, Store, StoreError, Tag, Written};

/// Under this all keys of the suite lie.
const ROOT: &str = "contract/";

/// A store under the suite.
#[derive(Clone)]
pub struct Contract {
    /// The store. Nothing may lie under `contract/`.
    pub store: Arc<dyn Store>,
    /// How many write at once.
    pub writers: usize,
    /// How many objects are listed: more than a page of the store has.
    pub listed: usize,
    /// After this a store that tells ages must tell a greater one.
    pub ages: Duration,
}

/// Runs the whole suite. Empty: every promise was kept.
///
/// # Errors
/// Those of the store that leave nothing to judge.
pub async fn run(contract: &Contract) -> Result<Vec<String>, StoreError> {
    let mut suite = Suite { contract, violations: Vec::new() };
    suite.nothing().await?;
    contract.store.prepare().await?;
    contract.store.prepare().await?;
    suite.nothing().await?;
    suite.one_object().await?;
    suite.conditions().await?;
    suite.ages().await?;
    suite.storm_of_new().await?;
    suite.storm_of_versions().await?;
    suite.counter().await?;
    suite.order().await?;
    suite.pages().await?;
    let left = contract.store.list(ROOT).await?;
    suite.expect(left.is_empty(), || format!("deleted objects are listed: {left:?}"));
    Ok(suite.violations)
}

struct Suite<'a> {
    contract: &'a Contract,
    violations: Vec<String>,
}

impl Suite<'_> {
    fn expect(&mut self, holds: bool, violation: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(violation());
        }
    }

    fn store(&self) -> &dyn Store {
        self.contract.store.as_ref()
    }

    async fn put(&self, key: &str, text: &str, condition: Condition) -> Result<Written, StoreError> {
        self.store().put(key, text.as_bytes().to_vec(), condition).await
    }

    /// Writes over whatever is there; the new version.
    async fn set(&mut self, key: &str, text: &str) -> Result<Tag, StoreError> {
        match self.put(key, text, Condition::Any).await? {
            Written::Done(tag) => Ok(tag),
            Written::Refused => {
                self.violations.push(format!("a write of {key} under no condition was refused"));
                Ok(Tag(String::new()))
            }
        }
    }

    async fn text(&self, key: &str) -> Result<Option<String>, StoreError> {
        let object = self.store().get(key).await?;
        Ok(object.map(|object| String::from_utf8_lossy(&object.bytes).into_owned()))
    }

    async fn nothing(&mut self) -> Result<(), StoreError> {
        let (key, store) = (format!("{ROOT}nothing"), self.store());
        let object = store.get(&key).await?;
        let listed = store.list(ROOT).await?;
        store.delete(&key).await?;
        self.expect(object.is_none(), || format!("an absent object is read: {object:?}"));
        self.expect(listed.is_empty(), || format!("absent objects are listed: {listed:?}"));
        Ok(())
    }

    async fn one_object(&mut self) -> Result<(), StoreError> {
        let key = format!("{ROOT}leases/shop.prod@us-east-1.json");
        for bytes in [b"{\"a\":1}".to_vec(), Vec::new(), (0..=255).collect(), vec![b'x'; 300_000]] {
            let written = self.store().put(&key, bytes.clone(), Condition::Any).await?;
            let read = self.store().get(&key).await?;
            let fits = matches!((&written, &read), (Written::Done(tag), Some(object))
                if *tag == object.tag && bytes == object.bytes);
            self.expect(fits, || {
                let read = read.map(|Object { bytes, tag, .. }| (bytes.len(), tag));
                format!("{} bytes were written as {written:?} and read as {read:?}", bytes.len())
            });
        }
        let first = self.set(&key, "one").await?;
        let second = self.set(&key, "two").await?;
        self.expect(first != second, || format!("`one` and `two` have the same tag, {first:?}"));
        self.store().delete(&key).await?;
        self.store().delete(&key).await?;
        let left = self.text(&key).await?;
        self.expect(left.is_none(), || format!("a deleted object is read: {left:?}"));
        Ok(())
    }

    /// Each write with what must become of it, one after the other.
    async fn conditions(&mut self) -> Result<(), StoreError> {
        let key = format!("{ROOT}conditions");
        let mut tags: Vec<Tag> = Vec::new();
        let stale = |tags: &[Tag]| Condition::Matches(tags.first().cloned().unwrap_or(Tag(String::new())));
        let latest = |tags: &[Tag]| Condition::Matches(tags.last().cloned().unwrap_or(Tag(String::new())));
        type Choose<'a> = &'a (dyn Fn(&[Tag]) -> Condition + Sync);
        let writes: [(&str, Choose<'_>, bool); 6] = [
            ("the first write where nothing is", &|_| Condition::Absent, true),
            ("a write where nothing should be and something is", &|_| Condition::Absent, false),
            ("a write over the version that is there", &latest, true),
            ("a write over a version that was there", &stale, false),
            ("a write over the version that is there, again", &latest, true),
            ("a write under no condition", &|_| Condition::Any, true),
        ];
        let mut there = None;
        for (number, (what, condition, goes)) in writes.into_iter().enumerate() {
            let text = format!("write {number}");
            let written = self.put(&key, &text, condition(&tags)).await?;
            self.expect(goes == matches!(written, Written::Done(_)), || format!("{what}: {written:?}"));
            if let Written::Done(tag) = written {
                tags.push(tag);
                there = Some(text);
            }
            let read = self.text(&key).await?;
            self.expect(read == there, || format!("after {what}, {read:?} is read and not {there:?}"));
        }
        self.store().delete(&key).await?;
        let written = self.put(&key, "late", latest(&tags)).await?;
        self.expect(written == Written::Refused, || format!("a write over a deleted version: {written:?}"));
        let written = self.put(&key, "anew", Condition::Absent).await?;
        self.expect(written != Written::Refused, || {
            "a write where something was deleted: refused".to_owned()
        });
        self.store().delete(&key).await
    }

    async fn ages(&mut self) -> Result<(), StoreError> {
        let key = format!("{ROOT}age");
        self.set(&key, "young").await?;
        let young = self.store().get(&key).await?.and_then(|object| object.age);
        tokio::time::sleep(self.contract.ages).await;
        let old = self.store().get(&key).await?.and_then(|object| object.age);
        self.set(&key, "young again").await?;
        let again = self.store().get(&key).await?.and_then(|object| object.age);
        self.expect(young.is_some() == old.is_some(), || {
            format!("ages are told at times: {young:?}, {old:?}")
        });
        let grows = young.zip(old).is_none_or(|(young, old)| young < old);
        self.expect(grows, || format!("an age does not grow: {young:?}, then {old:?}"));
        let falls = old.zip(again).is_none_or(|(old, again)| again < old);
        self.expect(falls, || format!("a write does not make young: {old:?}, then {again:?}"));
        self.store().delete(&key).await
    }

    /// Many write at once under one condition. Exactly one does, and what it wrote is there.
    async fn storm(&mut self, key: &str, condition: &Condition) -> Result<(), StoreError> {
        let mut writers = JoinSet::new();
        for writer in 0..self.contract.writers {
            let (store, key, condition) =
                (Arc::clone(&self.contract.store), key.to_owned(), condition.clone());
            writers.spawn(async move {
                let text = format!("writer {writer}");
                let written = store.put(&key, text.clone().into_bytes(), condition).await;
                written.map(|written| (text, written))
            });
        }
        let mut done = Vec::new();
        while let Some(joined) = writers.join_next().await {
            match joined {
                Ok(Ok((text, Written::Done(tag)))) => done.push((text, tag)),
                Ok(Ok((_, Written::Refused))) => {}
                Ok(Err(error)) => return Err(error),
                Err(error) => self.violations.push(format!("a writer ended early: {error}")),
            }
        }
        let read = self.store().get(key).await?;
        let read = read.map(|object| (String::from_utf8_lossy(&object.bytes).into_owned(), object.tag));
        self.expect(done.len() == 1, || {
            format!(
                "{} of {} writers were let through under {condition:?}",
                done.len(),
                self.contract.writers
            )
        });
        self.expect(read.as_ref() == done.first(), || {
            format!("{done:?} was let through, and {read:?} is there")
        });
        Ok(())
    }

    async fn storm_of_new(&mut self) -> Result<(), StoreError> {
        for round in 0..3 {
            let key = format!("{ROOT}storm/new-{round}");
            self.storm(&key, &Condition::Absent).await?;
            self.store().delete(&key).await?;
        }
        Ok(())
    }

    async fn storm_of_versions(&mut self) -> Result<(), StoreError> {
        let key = format!("{ROOT}storm/version");
        for round in 0..3 {
            let tag = self.set(&key, &format!("round {round}")).await?;
            self.storm(&key, &Condition::Matches(tag)).await?;
        }
        self.store().delete(&key).await
    }

    /// Writers add one each to what they read, until they are let through: none of it is lost.
    async fn counter(&mut self) -> Result<(), StoreError> {
        let key = format!("{ROOT}counter");
        self.set(&key, "0").await?;
        let mut writers = JoinSet::new();
        for _ in 0..self.contract.writers {
            writers.spawn(add_one(Arc::clone(&self.contract.store), key.clone()));
        }
        while let Some(joined) = writers.join_next().await {
            match joined {
                Ok(added) => added?,
                Err(error) => self.violations.push(format!("a writer ended early: {error}")),
            }
        }
        let sum = self.text(&key).await?;
        let whole = sum.as_deref() == Some(self.contract.writers.to_string().as_str());
        self.expect(whole, || format!("{} writers added one each: {sum:?}", self.contract.writers));
        self.store().delete(&key).await
    }

    /// Bytes order keys, and not the parts between slashes: `-` stands before `/`, and that before `0`.
    async fn order(&mut self) -> Result<(), StoreError> {
        // No key is the beginning of another and a slash: a file is no directory.
        let names = ["a0", "a/c", "B", "a-b", "a/b/c", "a.b"].map(|name| format!("{ROOT}order/{name}"));
        for name in &names {
            self.set(name, "x").await?;
        }
        let mut sorted = names.clone();
        sorted.sort();
        for prefix in ["", "order/", "order/a", "order/a/", "order/a/b/", "orde", "none/"] {
            let prefix = format!("{ROOT}{prefix}");
            let listed = self.store().list(&prefix).await?;
            let expected: Vec<&String> = sorted.iter().filter(|name| name.starts_with(&prefix)).collect();
            self.expect(listed.iter().eq(expected.iter().copied()), || {
                format!("under {prefix}, {expected:?} lie and {listed:?} are listed")
            });
        }
        for name in &names {
            self.store().delete(name).await?;
        }
        Ok(())
    }

    async fn pages(&mut self) -> Result<(), StoreError> {
        let names: Vec<String> =
            (0..self.contract.listed).map(|number| format!("{ROOT}pages/{number:06}")).collect();
        self.on_all(&names, |store, name| async move {
            store.put(&name, Vec::new(), Condition::Any).await.map(drop)
        })
        .await?;
        let listed = self.store().list(&format!("{ROOT}pages/")).await?;
        self.expect(listed == names, || format!("{} objects: {} are listed", names.len(), listed.len()));
        self.on_all(&names, |store, name| async move { store.delete(&name).await }).await
    }

    /// The same with every name, as many at once as there are writers.
    async fn on_all<F>(
        &mut self,
        names: &[String],
        act: impl Fn(Arc<dyn Store>, String) -> F,
    ) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        let mut under_way = JoinSet::new();
        let mut names = names.iter();
        loop {
            while under_way.len() < self.contract.writers
                && let Some(name) = names.next()
            {
                under_way.spawn(act(Arc::clone(&self.contract.store), name.clone()));
            }
            match under_way.join_next().await {
                None => return Ok(()),
                Some(Ok(done)) => done?,
                Some(Err(error)) => self.violations.push(format!("a writer ended early: {error}")),
            }
        }
    }
}

async fn add_one(store: Arc<dyn Store>, key: String) -> Result<(), StoreError> {
    loop {
        let Some(Object { bytes, tag, .. }) = store.get(&key).await? else { return Ok(()) };
        let count = String::from_utf8_lossy(&bytes).parse::<usize>().unwrap_or_default() + 1;
        let written = store.put(&key, count.to_string().into_bytes(), Condition::Matches(tag)).await?;
        if matches!(written, Written::Done(_)) {
            return Ok(());
        }
    }
}
