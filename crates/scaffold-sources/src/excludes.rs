//! What of a directory of code is not packed.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::code_error::CodeError;

/// The file that says what else is left out.
pub(crate) const FILE: &str = ".scaffoldignore";

/// Left out unless the file takes it in. Compiled Python holds times, so that it would be other code on every
/// machine.
const ALWAYS: &[&str] = &[".git", "/.scaffold/", "/.scaffoldignore", ".DS_Store", "__pycache__/", "*.py[co]"];

/// What of a directory is not packed.
pub(crate) struct Excludes(Gitignore);

impl Excludes {
    /// By the text of the directory's own file, where there is one.
    pub fn new(text: Option<&str>) -> Result<Self, CodeError> {
        let failed = |error: ignore::Error| CodeError::Ignore(error.to_string());
        let mut builder = GitignoreBuilder::new("");
        for line in ALWAYS.iter().copied().chain(text.unwrap_or_default().lines()) {
            builder.add_line(None, line).map_err(failed)?;
        }
        builder.build().map(Self).map_err(failed)
    }

    /// Whether something is left out whose parents are not.
    pub fn takes_out(&self, path: &str, is_directory: bool) -> bool {
        self.0.matched(path, is_directory).is_ignore()
    }

    /// Whether a file is left out, by itself or with a directory above it.
    pub fn takes_out_with_parents(&self, path: &str) -> bool {
        let parents = path.match_indices('/').map(|(end, _)| &path[..end]);
        parents.into_iter().any(|parent| self.takes_out(parent, true)) || self.takes_out(path, false)
    }
}
