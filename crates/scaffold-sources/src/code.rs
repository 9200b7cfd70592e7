//! Directories and archives of code, now or at a revision.

use std::fs;
use std::io;
use std::path::Path;

use scaffold_model::Archive;

use crate::archive;
use crate::code_error::CodeError;
use crate::disk;
use crate::error::Unreadable;
use crate::git::{Form, Object};
use crate::{git_tree, tree};

/// Packs a directory on the disk, or takes the archive that is there.
///
/// # Errors
/// When it is not there, cannot be read, or is none that Lambda takes.
pub fn archive_at(path: &Path) -> Result<Archive, CodeError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => archive::pack(&tree::list(path)?, tree::read),
        Ok(metadata) if metadata.is_file() && is_zip(path) => archive::packed(disk::read(path)?),
        Ok(_) => Err(CodeError::Neither),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Unreadable::NotFound { path: path.to_owned() }.into())
        }
        Err(source) => Err(Unreadable::Io { path: path.to_owned(), source }.into()),
    }
}

/// The same as it was at a revision, by its path from a directory.
pub(crate) fn archive_of_revision(
    directory: &Path,
    revision: &str,
    path: &str,
) -> Result<Archive, CodeError> {
    let object = Object::find(directory, revision, path)?;
    match object.form()? {
        Form::Directory => {
            let mut reader = git_tree::Reader::open(directory, revision)?;
            archive::pack(&git_tree::list(&object)?, |entry| reader.read(entry))
        }
        Form::File if is_zip(Path::new(path)) => archive::packed(object.bytes()?),
        Form::File => Err(CodeError::Neither),
    }
}

fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}
