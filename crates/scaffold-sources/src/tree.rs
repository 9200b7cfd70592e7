//! What is in a directory of code on the disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::code_error::CodeError;
use crate::disk;
use crate::error::Unreadable;
use crate::excludes::{self, Excludes};

/// Something that is packed.
#[derive(Debug)]
pub(crate) struct Entry<P> {
    /// From the directory, with `/`.
    pub path: String,
    pub form: Form,
    /// Bytes.
    pub size: u64,
    /// Where its bytes are.
    pub place: P,
}

/// What of an entry's mode is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    File,
    Executable,
    /// Its bytes are the path that it leads to.
    Link,
}

/// Lists a directory, in the order of the paths' bytes.
pub(crate) fn list(root: &Path) -> Result<Vec<Entry<PathBuf>>, CodeError> {
    let ignore = root.join(excludes::FILE);
    let text = match fs::read_to_string(&ignore) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&ignore)(error)),
    };
    let excludes = Excludes::new(text.as_deref())?;
    let mut entries = Vec::new();
    let mut directories = vec![(root.to_owned(), String::new())];
    while let Some((directory, prefix)) = directories.pop() {
        for found in fs::read_dir(&directory).map_err(failed(&directory))? {
            let found = found.map_err(failed(&directory))?;
            let place = found.path();
            let name = found.file_name().into_string().map_err(|_| CodeError::NameNotText(place.clone()))?;
            let path = format!("{prefix}{name}");
            let metadata = fs::symlink_metadata(&place).map_err(failed(&place))?;
            if excludes.takes_out(&path, metadata.is_dir()) {
                continue;
            }
            if metadata.is_dir() {
                directories.push((place, format!("{path}/")));
                continue;
            }
            let form = form(&metadata).ok_or_else(|| CodeError::Special(path.clone()))?;
            entries.push(Entry { path, form, size: metadata.len(), place });
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(entries)
}

/// The bytes of an entry.
pub(crate) fn read(entry: &Entry<PathBuf>) -> Result<Vec<u8>, CodeError> {
    if entry.form != Form::Link {
        return Ok(disk::read(&entry.place)?);
    }
    let target = fs::read_link(&entry.place).map_err(failed(&entry.place))?;
    let target = target.to_str().ok_or_else(|| CodeError::NameNotText(entry.place.clone()))?;
    Ok(target.as_bytes().to_vec())
}

fn form(metadata: &fs::Metadata) -> Option<Form> {
    if metadata.is_symlink() {
        Some(Form::Link)
    } else if !metadata.is_file() {
        None
    } else if is_executable(metadata) {
        Some(Form::Executable)
    } else {
        Some(Form::File)
    }
}

/// As git has it: by the owner's bit.
#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> CodeError {
    let path = path.to_owned();
    move |source| CodeError::Unreadable(Unreadable::Io { path, source })
}
