use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use scaffold_model::digest;
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use crate::store::{Cause, Condition, Object, Store, StoreError, Tag, Written};

/// Beside the objects; whoever writes holds it. A process that ends lets go of it, however it ends.
const LOCK: &str = ".lock";

/// A ledger's objects as files below a directory. It has no clock of its own.
///
/// On a file system of a network, conditions hold as far as its locks do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryStore {
    directory: PathBuf,
}

impl DirectoryStore {
    /// The store in a directory, which is made when something is written.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// Does something with files where it may take its time.
    async fn work<T: Send + 'static>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl FnOnce(&Path, &str) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (directory, owned) = (self.directory.clone(), key.to_owned());
        let done = spawn_blocking(move || work(&directory, &owned)).await;
        done.map_err(io::Error::other).flatten().map_err(|error| {
            let path = self.directory.join(key);
            StoreError {
                cause: match error.kind() {
                    io::ErrorKind::PermissionDenied => Cause::Permission,
                    io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                        Cause::Unknown
                    }
                    _ => Cause::Unusable,
                },
                message: format!("{doing} {}: {error}", path.display()),
                help: Some(
                    "make room or give leave there, or name another place (--ledger dir:PATH)".to_owned(),
                ),
            }
        })
    }
}

#[async_trait]
impl Store for DirectoryStore {
    fn place(&self) -> String {
        self.directory.display().to_string()
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        self.work("making", "", |directory, _| fs::create_dir_all(directory)).await
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StoreError> {
        self.work("reading", key, |directory, key| {
            let bytes = content(&directory.join(key))?;
            Ok(bytes.map(|bytes| Object { tag: tag(&bytes), bytes, age: None }))
        })
        .await
    }

    async fn put(&self, key: &str, bytes: Vec<u8>, condition: Condition) -> Result<Written, StoreError> {
        self.work("writing", key, move |directory, key| {
            let _lock = lock(directory)?;
            let path = directory.join(key);
            let fits = match (&condition, content(&path)?) {
                (Condition::Any, _) | (Condition::Absent, None) => true,
                (Condition::Matches(wanted), Some(found)) => *wanted == tag(&found),
                (Condition::Absent, Some(_)) | (Condition::Matches(_), None) => false,
            };
            if !fits {
                return Ok(Written::Refused);
            }
            replace(&path, &bytes)?;
            Ok(Written::Done(tag(&bytes)))
        })
        .await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.work("deleting", key, |directory, key| match fs::remove_file(directory.join(key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let prefix = prefix.to_owned();
        self.work("listing", "", move |directory, _| {
            // Nothing outside of the prefix's own directory can begin with it.
            let below = prefix.rsplit_once('/').map_or("", |(below, _)| below);
            let mut keys = Vec::new();
            collect(&directory.join(below), below, &mut keys)?;
            keys.retain(|key| key.starts_with(&prefix));
            keys.sort_unstable();
            Ok(keys)
        })
        .await
    }
}

fn tag(bytes: &[u8]) -> Tag {
    Tag(digest(bytes))
}

fn content(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits for other writers.
fn lock(directory: &Path) -> io::Result<File> {
    fs::create_dir_all(directory)?;
    let file = OpenOptions::new().create(true).append(true).open(directory.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// The old content or the new one is there, whenever the machine stops.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    NamedTempFile::persist(file, path)?;
    // Where directories can be opened as files, so that the new name survives a power cut.
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}

/// Files below a directory; those that begin with a dot are not objects.
fn collect(directory: &Path, key: &str, keys: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let key = if key.is_empty() { name } else { format!("{key}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &key, keys)?;
        } else {
            keys.push(key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::contract::{self, Contract};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_directory_is_a_store() {
        let directory = tempfile::tempdir().unwrap();
        let store = DirectoryStore::at(directory.path().join("deep/ledger"));
        let contract = Contract {
            store: Arc::new(store),
            writers: 8,
            listed: 40,
            ages: std::time::Duration::from_millis(1),
        };
        assert_eq!(contract::run(&contract).await.unwrap(), Vec::<String>::new());
    }

    #[tokio::test]
    async fn what_the_file_system_refuses_names_the_file_and_keeps_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("shop"), "in the way").unwrap();
        let store = DirectoryStore::at(directory.path());
        let error = store.put("shop/lease.json", b"{}".to_vec(), Condition::Any).await.unwrap_err();
        assert!(error.message.contains("shop/lease.json"), "{error}");
        assert_eq!(fs::read(directory.path().join("shop")).unwrap(), b"in the way");
    }
}
