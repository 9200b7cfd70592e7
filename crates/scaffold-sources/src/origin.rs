use std::path::{Path, PathBuf};

use scaffold_model::SourceFile;

use crate::code;
use crate::code_error::CodeError;
use crate::disk;
use crate::error::Unreadable;
use crate::git::{self, Tree};
use crate::select::{Selection, overlaid, select};
use scaffold_model::Archive;

/// Where a blueprint is: a file or a directory, now or at a git revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    directory: PathBuf,
    /// The one file, when it is not the whole directory.
    file: Option<String>,
    revision: Option<String>,
    /// Whether code of a revision is read to be made, and not only to be compared.
    keeps_code: bool,
}

/// The texts of a blueprint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The blueprint's files, in name order. None at a revision at which it was not there yet.
    pub files: Vec<SourceFile>,
    /// What overlays them in the environment that was asked for.
    pub overlays: Vec<SourceFile>,
}

/// Finds a blueprint: a file, a directory, or without a path `./blueprint.toml`, else this directory.
///
/// # Errors
/// When there is nothing, or it is an overlay.
pub fn locate(path: Option<&Path>) -> Result<Origin, Unreadable> {
    let Some(path) = path else {
        let here = Path::new("blueprint.toml");
        return if here.is_file() { locate(Some(here)) } else { locate(Some(Path::new("."))) };
    };
    if path.is_dir() {
        let origin = Origin { directory: path.to_owned(), file: None, revision: None, keeps_code: false };
        return if select(&disk::names(path)?, None, None).files.is_empty() {
            Err(Unreadable::NothingHere { directory: path.to_owned() })
        } else {
            Ok(origin)
        };
    }
    let not_found = || Unreadable::NotFound { path: path.to_owned() };
    let name =
        path.file_name().and_then(|name| name.to_str()).filter(|_| path.exists()).ok_or_else(not_found)?;
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    if let Some((base, environment)) = overlaid(name, &disk::names(&directory)?) {
        let environment = environment.to_owned();
        return Err(Unreadable::IsOverlay { path: path.to_owned(), base, environment });
    }
    Ok(Origin { directory, file: Some(name.to_owned()), revision: None, keeps_code: false })
}

impl Origin {
    /// The same blueprint at a git revision.
    #[must_use]
    pub fn at(&self, revision: &str) -> Self {
        Self { revision: Some(revision.to_owned()), ..self.clone() }
    }

    /// The same with the bytes of its code, which a revision otherwise gives no more than the hash of: nothing
    /// is made of it then.
    #[must_use]
    pub fn keeping_code(self) -> Self {
        Self { keeps_code: true, ..self }
    }

    /// The commit that the blueprint's repository is at, with `+` where files of its directory differ from it;
    /// `None` where git does not say.
    pub fn revision(&self) -> Option<String> {
        git::described(&self.directory)
    }

    /// Reads the blueprint and what overlays it in an environment.
    ///
    /// # Errors
    /// When a file cannot be read or is not text, or the environment is not known: overlays are
    /// there, but none for it. At a revision nobody is asked for an overlay that was not there yet.
    pub fn files(&self, environment: Option<&str>) -> Result<Files, Unreadable> {
        match &self.revision {
            Some(revision) => self.files_at(revision, environment),
            None => self.files_now(environment),
        }
    }

    fn files_now(&self, environment: Option<&str>) -> Result<Files, Unreadable> {
        let selection = select(&disk::names(&self.directory)?, self.file.as_deref(), environment);
        if selection.files.is_empty() {
            return Err(match &self.file {
                Some(file) => Unreadable::NotFound { path: self.directory.join(file) },
                None => Unreadable::NothingHere { directory: self.directory.clone() },
            });
        }
        if let Some(environment) = environment
            && selection.overlays.is_empty()
            && !selection.environments.is_empty()
        {
            return Err(Unreadable::UnknownEnvironment {
                environment: environment.to_owned(),
                known: selection.environments.into_iter().collect(),
            });
        }
        read_all(&selection, |name| {
            let path = self.path_of(name);
            let bytes = disk::read(&path)?;
            text_file(path.display().to_string(), bytes)
        })
    }

    fn files_at(&self, revision: &str, environment: Option<&str>) -> Result<Files, Unreadable> {
        let tree = Tree::list(&self.directory, revision)?;
        let names = tree.blobs.keys().cloned().collect();
        let selection = select(&names, self.file.as_deref(), environment);
        read_all(&selection, |name| {
            let label = format!("{revision}:{}", self.path_of(name).display());
            let bytes = tree.blobs.get(name).map(|blob| tree.read(blob)).transpose()?;
            text_file(label, bytes.unwrap_or_default())
        })
    }

    /// The bytes of a file that the blueprint names by its path from the blueprint's directory.
    pub(crate) fn file(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let Some(revision) = &self.revision else { return disk::read_file(&self.path_of(path)) };
        git::read_file(&self.directory, revision, path)
    }

    /// The code that the blueprint names by its path from the blueprint's directory.
    pub(crate) fn archive(&self, path: &str) -> Result<Archive, CodeError> {
        let Some(revision) = &self.revision else { return code::archive_at(&self.path_of(path)) };
        let archive = code::archive_of_revision(&self.directory, revision, path)?;
        Ok(if self.keeps_code { archive } else { Archive { bytes: None, ..archive } })
    }

    /// The path, as the user would write it, of what the blueprint names by its path from its own directory.
    pub fn path_of(&self, name: &str) -> PathBuf {
        if self.directory == Path::new(".") { PathBuf::from(name) } else { self.directory.join(name) }
    }
}

fn read_all(
    selection: &Selection,
    read: impl Fn(&str) -> Result<SourceFile, Unreadable>,
) -> Result<Files, Unreadable> {
    let read_each = |names: &[String]| names.iter().map(|name| read(name)).collect::<Result<Vec<_>, _>>();
    Ok(Files { files: read_each(&selection.files)?, overlays: read_each(&selection.overlays)? })
}

fn text_file(name: String, bytes: Vec<u8>) -> Result<SourceFile, Unreadable> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile { name, text }),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Unreadable::NotText { file: name, line })
        }
    }
}
