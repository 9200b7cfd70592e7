use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scaffold_model::{DesiredState, StackId, digest};
use tempfile::NamedTempFile;

use crate::record::{self, Unreadable};

/// Longest directory name; file systems allow 255 bytes.
const LONGEST_NAME: usize = 200;

/// A ledger in a directory: one directory per stack.
///
/// A stack's name does not tell clouds apart: what was applied on a sandbox or an emulator belongs into
/// another directory than what was applied on AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    directory: PathBuf,
}

/// What was applied could not be recorded. The apply itself is not affected.
#[derive(Debug, thiserror::Error)]
#[error(
    "what was applied could not be recorded in {}: {source}; nothing else is affected, but the next plan \
     cannot tell this change from drift",
    path.display()
)]
pub struct NotRecorded {
    /// The record's file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl Ledger {
    /// The ledger in a directory, such as `.scaffold/ledger`. It is made when something is recorded.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// What the blueprint asked for when the stack was applied last; `None` when it never was, as far
    /// as this ledger knows.
    ///
    /// # Errors
    /// A warning, never a reason to stop: the record is there and cannot be used.
    pub fn last_applied(&self, stack: &StackId) -> Result<Option<DesiredState>, Unreadable> {
        let path = self.path(stack);
        match fs::read(&path) {
            Ok(bytes) => record::read(stack, &path, &bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Unreadable { path, reason: error.into() }),
        }
    }

    /// Keeps what the blueprint asked for, in place of what was kept before. A kill at any moment
    /// leaves the one or the other.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn record(&self, stack: &StackId, desired: &DesiredState) -> Result<(), NotRecorded> {
        let path = self.path(stack);
        let bytes = record::write(stack, desired).map_err(io::Error::from);
        bytes
            .and_then(|bytes| replace(&path, &bytes))
            .map_err(|source| NotRecorded { path: path.clone(), source })
    }

    /// Forgets what was applied last, where nobody knows what the blueprint asked for.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn forget(&self, stack: &StackId) -> Result<(), NotRecorded> {
        let path = self.path(stack);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(NotRecorded { path, source }),
            _ => Ok(()),
        }
    }

    fn path(&self, stack: &StackId) -> PathBuf {
        self.directory.join(file_name(stack)).join("applied.json")
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // Where directories can be opened as files, so that the new name survives a power cut.
    #[cfg(unix)]
    fs::File::open(directory)?.sync_all()?;
    Ok(())
}

/// `shop+prod@us-east-1`: no two stacks share one, also where file names have no case, and none leads
/// out of the directory.
fn file_name(stack: &StackId) -> String {
    let text = stack.to_string();
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' | '@' => name.push(c),
            '/' => name.push('+'),
            other => name.push_str(&format!("%{:x}.", u32::from(other))),
        }
    }
    if name.len() > LONGEST_NAME { digest(text.as_bytes()) } else { name }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use scaffold_model::{Address, Value};

    use super::*;

    fn stack(name: &str, environment: Option<&str>) -> StackId {
        StackId { name: name.into(), environment: environment.map(str::to_owned), region: "us-east-1".into() }
    }

    fn desired(size: i64) -> DesiredState {
        let address = Address::parse("vpc.main/subnet.public-1").unwrap();
        let reference = Value::pending(Address::parse("vpc.main/vpc").unwrap(), "id");
        let values = [("size".to_owned(), Value::Integer(size)), ("vpc".to_owned(), reference)];
        DesiredState {
            label: "the last apply".into(),
            resources: BTreeMap::from([(address, BTreeMap::from(values))]),
        }
    }

    fn files(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_last_record_of_a_stack_is_given_back() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(directory.path().join("deep/ledger"));
        let (prod, test) = (stack("shop", Some("prod")), stack("shop", Some("test")));
        assert_eq!(ledger.last_applied(&prod).unwrap(), None);
        for size in [1, 2] {
            ledger.record(&prod, &desired(size)).unwrap();
        }
        ledger.record(&test, &desired(3)).unwrap();
        assert_eq!(ledger.last_applied(&prod).unwrap(), Some(desired(2)));
        assert_eq!(ledger.last_applied(&test).unwrap(), Some(desired(3)));
        let place = directory.path().join("deep/ledger/shop+prod@us-east-1");
        assert_eq!(files(&place), ["applied.json"], "nothing is left lying about");
        for _ in 0..2 {
            ledger.forget(&prod).unwrap();
            assert_eq!(ledger.last_applied(&prod).unwrap(), None);
        }
        assert_eq!(ledger.last_applied(&test).unwrap(), Some(desired(3)));
    }

    #[test]
    fn what_is_cut_off_anywhere_is_a_warning_and_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(directory.path());
        let stack = stack("shop", None);
        ledger.record(&stack, &desired(1)).unwrap();
        let whole = fs::read(ledger.path(&stack)).unwrap();
        for length in 0..whole.len() {
            fs::write(ledger.path(&stack), &whole[..length]).unwrap();
            let warning = ledger.last_applied(&stack).unwrap_err().to_string();
            assert!(warning.contains("applied.json: it is damaged ("), "{warning}");
        }
        ledger.record(&stack, &desired(2)).unwrap();
        assert_eq!(ledger.last_applied(&stack).unwrap(), Some(desired(2)));
    }

    #[test]
    fn records_of_others_are_warnings() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(directory.path());
        let (shop, blog) = (stack("shop", None), stack("blog", None));
        ledger.record(&blog, &desired(1)).unwrap();
        fs::rename(directory.path().join(file_name(&blog)), directory.path().join(file_name(&shop))).unwrap();
        let warning = ledger.last_applied(&shop).unwrap_err().to_string();
        assert!(warning.contains("it is that of stack blog@us-east-1"), "{warning}");
        fs::write(ledger.path(&shop), r#"{ "format": 2, "entries": [] }"#).unwrap();
        let warning = ledger.last_applied(&shop).unwrap_err().to_string();
        assert!(warning.contains("its format is 2"), "{warning}");
    }

    #[test]
    fn what_the_file_system_refuses_names_the_file_and_keeps_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(directory.path());
        let shop = stack("shop", None);
        fs::write(directory.path().join(file_name(&shop)), "in the way").unwrap();
        let error = ledger.record(&shop, &desired(1)).unwrap_err().to_string();
        assert!(error.contains("shop@us-east-1"), "{error}");
        assert!(ledger.last_applied(&shop).is_err());
        assert_eq!(fs::read(directory.path().join(file_name(&shop))).unwrap(), b"in the way");
    }

    #[test]
    fn file_names_differ_and_stay_inside() {
        let long = "x".repeat(300);
        let stacks = [
            stack("shop", None),
            stack("shop", Some("prod")),
            stack("shop+prod", None),
            stack("SHOP", None),
            stack("shop-prod", None),
            stack("..", Some("..")),
            stack("a%2b.", None),
            stack("a+", None),
            stack(&long, None),
            stack(&long, Some("prod")),
        ];
        let names: BTreeSet<String> = stacks.iter().map(file_name).collect();
        assert_eq!(names.len(), stacks.len(), "{names:?}");
        for name in names {
            assert!(name.len() <= LONGEST_NAME && !name.contains(['/', '\\', ':']), "{name}");
            assert!(name != "." && name != "..", "{name}");
        }
    }
}
