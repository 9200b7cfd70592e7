//! Files as they are now.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::error::Unreadable;

/// The names of the files in a directory that are text.
pub(crate) fn names(directory: &Path) -> Result<BTreeSet<String>, Unreadable> {
    let failed = |source: io::Error| Unreadable::Io { path: directory.to_owned(), source };
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_file = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file());
        if let Some(name) = entry.file_name().to_str().filter(|_| is_file) {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}

/// The bytes of a file that must be there and no directory.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Unreadable> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => read(path),
        Ok(_) => Err(Unreadable::NoFile { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Unreadable::NotFound { path: path.to_owned() })
        }
        Err(source) => Err(Unreadable::Io { path: path.to_owned(), source }),
    }
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    fs::read(path).map_err(|source| Unreadable::Io { path: path.to_owned(), source })
}
