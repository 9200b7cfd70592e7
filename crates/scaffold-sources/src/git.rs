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
        Err(failed(self.revision, &arguments.join(" "), &text(&output.stderr)))
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
    Object::find(directory, revision, path)?.bytes()
}

/// A file or a directory as it was.
pub(crate) struct Object<'a> {
    tree: Tree<'a>,
    name: String,
}

/// What an object is.
pub(crate) enum Form {
    Directory,
    File,
}

impl<'a> Object<'a> {
    /// By its path from a directory.
    pub fn find(directory: &'a Path, revision: &'a str, path: &str) -> Result<Self, Unreadable> {
        let tree = Tree { directory, revision, blobs: BTreeMap::new() };
        let commit = tree.commit()?;
        let path = path.trim_end_matches('/');
        let object = if path == "." { format!("{commit}:./") } else { format!("{commit}:./{path}") };
        let found = tree.run(&["rev-parse", "--verify", "--quiet", &object])?;
        if !found.status.success() {
            return Err(Unreadable::NotFoundAt { path: path.to_owned(), revision: revision.to_owned() });
        }
        Ok(Self { tree, name: text(&found.stdout) })
    }

    pub fn form(&self) -> Result<Form, Unreadable> {
        let form = self.tree.said(&["cat-file", "-t", &self.name])?;
        Ok(if text(&form) == "tree" { Form::Directory } else { Form::File })
    }

    /// Of a file.
    pub fn bytes(&self) -> Result<Vec<u8>, Unreadable> {
        self.tree.read(&self.name)
    }

    /// Everything below a directory, as `ls-tree` says it with sizes.
    pub fn list(&self) -> Result<Vec<u8>, Unreadable> {
        self.tree.said(&["ls-tree", "-r", "-z", "--long", "--full-tree", &self.name])
    }

    /// The bytes of another object.
    pub fn read(&self, blob: &str) -> Result<Vec<u8>, Unreadable> {
        self.tree.read(blob)
    }
}

/// What git did not do.
pub(crate) fn failed(revision: &str, command: &str, said: &str) -> Unreadable {
    Unreadable::Git { revision: revision.to_owned(), command: command.to_owned(), said: said.to_owned() }
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
