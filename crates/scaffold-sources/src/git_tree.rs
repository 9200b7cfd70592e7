//! What was in a directory of code at a revision.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::code_error::CodeError;
use crate::error::Unreadable;
use crate::excludes::{self, Excludes};
use crate::git::{self, Object};
use crate::tree::{Entry, Form};

/// Lists a tree, in the order of the paths' bytes. Places are names of objects.
pub(crate) fn list(tree: &Object<'_>) -> Result<Vec<Entry<String>>, CodeError> {
    let listed = tree.list()?;
    let mut entries = Vec::new();
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        entries.extend(entry(line)?);
    }
    let ignore = entries.iter().find(|entry| entry.path == excludes::FILE);
    let text = ignore.map(|ignore| tree.read(&ignore.place)).transpose()?;
    let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let excludes = Excludes::new(text.as_deref())?;
    entries.retain(|entry| !excludes.takes_out_with_parents(&entry.path));
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(entries)
}

/// A line of `ls-tree --long`: `<mode> blob <object> <size>` and, after a tab, the path. Submodules are left
/// out: their files are not in the revision.
fn entry(line: &[u8]) -> Result<Option<Entry<String>>, CodeError> {
    let text = String::from_utf8_lossy(line);
    let Some((facts, path)) = text.split_once('\t') else { return Ok(None) };
    if path.contains('\u{fffd}') && std::str::from_utf8(line).is_err() {
        return Err(CodeError::NameNotText(path.into()));
    }
    let words: Vec<&str> = facts.split_whitespace().collect();
    let [mode, "blob", object, size] = words.as_slice() else { return Ok(None) };
    let form = match *mode {
        "120000" => Form::Link,
        "100755" => Form::Executable,
        _ => Form::File,
    };
    let size = size.parse().unwrap_or_default();
    Ok(Some(Entry { path: path.to_owned(), form, size, place: (*object).to_owned() }))
}

/// One `git cat-file --batch` that gives one object after the other.
pub(crate) struct Reader {
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    revision: String,
}

impl Reader {
    pub fn open(directory: &Path, revision: &str) -> Result<Self, CodeError> {
        let no_git = |source| Unreadable::NoGit { revision: revision.to_owned(), source };
        let mut child = Command::new("git")
            .arg("-C")
            .arg(directory)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(no_git)?;
        let closed = || git::failed(revision, "cat-file --batch", "it has no input or output");
        let asks = child.stdin.take().ok_or_else(closed)?;
        let answers = BufReader::new(child.stdout.take().ok_or_else(closed)?);
        Ok(Self { child, asks, answers, revision: revision.to_owned() })
    }

    /// The bytes of an entry.
    pub fn read(&mut self, entry: &Entry<String>) -> Result<Vec<u8>, CodeError> {
        let revision = self.revision.clone();
        self.ask(&entry.place).map_err(|error| {
            git::failed(&revision, "cat-file --batch", &format!("{error}, at `{}`", entry.path)).into()
        })
    }

    fn ask(&mut self, object: &str) -> std::io::Result<Vec<u8>> {
        writeln!(self.asks, "{object}")?;
        self.asks.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| std::io::Error::other(format!("said {:?}", head.trim())))?;
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It waits for another question, which never comes.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
