//! Files as they were at a revision, by running `git`. Only objects are read, never the work tree.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::error::Unreadable;

/// A directory at a revision.
pub(crate) struct Tree<'a> {
    directory: &'a Path,
    revision: &'a str,
    /// Object names of its files.
    pub blobs: BTreeMap<String, String>,
}

impl<'a> Tree<'a> {
    /// Lists a directory as it was. One that was not there yet is empty.
    pub fn list(directory: &'a Path, revision: &'a str) -> Result<Self, Unreadable> {
        let mut tree = Self { directory, revision, blobs: BTreeMap::new() };
        let prefix = tree.prefix()?;
        let commit = tree.commit()?;
        let mut arguments = vec!["ls-tree", "-z", "--full-tree", commit.as_str(), "--"];
        if !prefix.is_empty() {
            arguments.push(&prefix);
        }
        let listed = tree.said(&arguments)?;
        for line in listed.split(|byte| *byte == 0) {
            tree.blobs.extend(blob(line, &prefix));
        }
        Ok(tree)
    }

    /// The bytes of an object.
    pub fn read(&self, blob: &str) -> Result<Vec<u8>, Unreadable> {
        self.said(&["cat-file", "blob", blob])
    }

    /// Where the directory stands in its repository: `infra/`, or nothing at its root.
    fn prefix(&self) -> Result<String, Unreadable> {
        let output = self.run(&["rev-parse", "--show-prefix"])?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(Unreadable::NoRepository {
            revision: self.revision.to_owned(),
            directory: self.directory.to_owned(),
            said: text(&output.stderr),
        })
    }

    fn commit(&self) -> Result<String, Unreadable> {
        let unknown = || Unreadable::UnknownRevision { revision: self.revision.to_owned() };
        if self.revision.starts_with('-') {
            return Err(unknown());
        }
        let output =
            self.run(&["rev-parse", "--verify", "--quiet", &format!("{}^{{commit}}", self.revision)])?;
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(unknown()) }
    }

    fn said(&self, arguments: &[&str]) -> Result<Vec<u8>, Unreadable> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Unreadable::Git {
            revision: self.revision.to_owned(),
            command: arguments.join(" "),
            said: text(&output.stderr),
        })
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, Unreadable> {
        Command::new("git")
            .arg("-C")
            .arg(self.directory)
            .args(arguments)
            .output()
            .map_err(|source| Unreadable::NoGit { revision: self.revision.to_owned(), source })
    }
}

/// The bytes of a file as it was, by its path from a directory.
pub(crate) fn read_file(directory: &Path, revision: &str, path: &str) -> Result<Vec<u8>, Unreadable> {
    let tree = Tree { directory, revision, blobs: BTreeMap::new() };
    let commit = tree.commit()?;
    let object = format!("{commit}:./{path}");
    let found = tree.run(&["rev-parse", "--verify", "--quiet", &object])?;
    if !found.status.success() {
        return Err(Unreadable::NotFoundAt { path: path.to_owned(), revision: revision.to_owned() });
    }
    tree.said(&["cat-file", "blob", &text(&found.stdout)])
}

/// `3f2a1bc4d5e6`, or `3f2a1bc4d5e6+` where files of the directory differ; `None` where git does not say.
pub(crate) fn described(directory: &Path) -> Option<String> {
    let run = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(directory).args(arguments).output().ok()?;
        output.status.success().then(|| text(&output.stdout))
    };
    let commit = run(&["rev-parse", "--short=12", "--verify", "--quiet", "HEAD"])?;
    let differs = run(&["status", "--porcelain", "--", "."])?;
    Some(if differs.is_empty() { commit } else { format!("{commit}+") })
}

/// A line of `ls-tree`, `<mode> blob <object>` and, after a tab, the path; links are left out.
fn blob(line: &[u8], prefix: &str) -> Option<(String, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let (entry, path) = line.split_once('\t')?;
    let (mode, rest) = entry.split_once(' ')?;
    let object = rest.strip_prefix("blob ").filter(|_| mode.starts_with("100"))?;
    let name = path.strip_prefix(prefix).filter(|name| !name.contains('/'))?;
    Some((name.to_owned(), object.to_owned()))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
