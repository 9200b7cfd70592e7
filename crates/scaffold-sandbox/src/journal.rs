use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::state::{Op, State};

/// Version of the journal's lines. A reader refuses any other.
pub const FORMAT: u32 = 1;

/// Below this size a journal is not worth rewriting.
const WORTH_REWRITING: u64 = 1 << 20;

/// A state in a directory: a file of checksummed lines, one a transaction, each written whole before
/// its call is answered. Every access holds a lock on a file beside it, which the operating system
/// lets go when its holder dies. A line that a kill tore is not in the state and is cut off by the
/// next writer. What is there survives the death of processes, not of the machine.
#[derive(Debug)]
pub struct Journal {
    directory: PathBuf,
    cloud: String,
    read: Option<Position>,
}

/// The lock of a directory.
#[derive(Debug)]
pub struct Lock(File, PathBuf);

/// How far the journal is read.
#[derive(Debug)]
struct Position {
    generation: u64,
    bytes: u64,
    lines: u64,
    rewritten: u64,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    scaffold_sandbox: u32,
    #[serde(default)]
    cloud: String,
    /// Counts rewrites, so that other processes see that the file is another one.
    #[serde(default)]
    generation: u64,
    /// Bytes that the rewrite wrote after this line.
    #[serde(default)]
    rewritten: u64,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
struct Transaction {
    at: u64,
    ops: Vec<Op>,
}

/// What is wrong with the files.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The operating system refused.
    #[error("cannot {doing} {path}: {source}; check that the directory is there and yours", path = path.display())]
    File {
        /// `read`, `write`, ….
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Another version wrote it.
    #[error(
        "the sandbox state {path} has format {found}, this version reads {FORMAT}; use the version that wrote it, or delete its directory to begin with an empty cloud",
        path = path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// A line is not what was written.
    #[error(
        "the sandbox state {path} is damaged at line {line} ({why}); restore it, or delete its directory to begin with an empty cloud",
        path = path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// It belongs to another account or region.
    #[error("the sandbox state {path} is of {found}, not of {wanted}; choose another directory", path = path.display())]
    Cloud {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        found: String,
        /// Whose it should be.
        wanted: String,
    },
}

/// Holds the lock until it is dropped.
pub struct Held<'a>(&'a File);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // Closing the file would release it as well, so a refusal leaves nothing locked for good.
        let _ = self.0.unlock();
    }
}

impl Lock {
    /// Opens the lock of a directory, which is made if it is not there.
    pub fn open(directory: &Path) -> Result<Self, Trouble> {
        fs::create_dir_all(directory).map_err(|source| {
            let path = directory.to_owned();
            Trouble::File { doing: "make", path, source }
        })?;
        let path = directory.join("lock");
        match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
            Ok(file) => Ok(Self(file, path)),
            Err(source) => Err(Trouble::File { doing: "open", path, source }),
        }
    }

    /// Waits for the lock: alone to write, with others to read.
    pub fn hold(&self, writing: bool) -> Result<Held<'_>, Trouble> {
        let locked = if writing { self.0.lock() } else { self.0.lock_shared() };
        match locked {
            Ok(()) => Ok(Held(&self.0)),
            Err(source) => Err(Trouble::File { doing: "lock", path: self.1.clone(), source }),
        }
    }
}

impl Journal {
    /// The journal of a cloud in a directory.
    pub fn new(directory: &Path, cloud: String) -> Self {
        Self { directory: directory.to_owned(), cloud, read: None }
    }

    /// Brings `state` up to what the journal holds. With `writing`, what a kill tore is cut off.
    /// Needs the lock. After an error the state is read from the beginning next time.
    pub fn catch_up(&mut self, state: &mut State, writing: bool) -> Result<(), Trouble> {
        let known = self.read.take();
        let mut file = match OpenOptions::new().read(true).write(writing).open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                *state = State::default();
                return Ok(());
            }
            Err(source) => return Err(self.trouble("open", source)),
        };
        let (head, head_bytes) = self.read_head(&mut file)?;
        let mut position = match known {
            Some(known) if known.generation == head.generation => known,
            _ => {
                *state = State::default();
                let rewritten = head.rewritten;
                Position { generation: head.generation, bytes: head_bytes, lines: 1, rewritten }
            }
        };
        let text = read_from(&mut file, position.bytes).map_err(|source| self.trouble("read", source))?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        for line in text[..whole].split_inclusive(|byte| *byte == b'\n') {
            position.lines += 1;
            let transaction = parse(line).map_err(|why| self.damaged(position.lines, why))?;
            transaction.ops.into_iter().for_each(|op| state.apply(op));
            state.changed_at(transaction.at);
            position.bytes += line.len() as u64;
        }
        if writing && whole < text.len() {
            file.set_len(position.bytes).map_err(|source| self.trouble("shorten", source))?;
        }
        self.read = Some(position);
        Ok(())
    }

    /// Writes a transaction that `state` holds already. Needs the lock and a state caught up.
    pub fn append(&mut self, at: u64, ops: Vec<Op>, state: &State) -> Result<(), Trouble> {
        let Some(mut position) = self.read.take() else {
            return self.rewrite(1, state);
        };
        if position.bytes > WORTH_REWRITING.max(2 * position.rewritten) {
            return self.rewrite(position.generation + 1, state);
        }
        let line = render(&Transaction { at, ops }).map_err(|source| self.trouble("write", source))?;
        let written =
            OpenOptions::new().append(true).open(self.path()).and_then(|mut file| file.write_all(&line));
        written.map_err(|source| self.trouble("write", source))?;
        position.bytes += line.len() as u64;
        position.lines += 1;
        self.read = Some(position);
        Ok(())
    }

    /// Writes the whole state to a new file that takes the old one's place at once.
    fn rewrite(&mut self, generation: u64, state: &State) -> Result<(), Trouble> {
        match self.write_whole(generation, state) {
            Ok(position) => {
                self.read = Some(position);
                Ok(())
            }
            Err(source) => Err(self.trouble("write", source)),
        }
    }

    fn write_whole(&self, generation: u64, state: &State) -> io::Result<Position> {
        let mut body = Vec::new();
        let mut lines = 1;
        for op in state.as_ops() {
            body.extend(render(&Transaction { at: state.last(), ops: vec![op] })?);
            lines += 1;
        }
        let rewritten = body.len() as u64;
        let head = Head { scaffold_sandbox: FORMAT, cloud: self.cloud.clone(), generation, rewritten };
        let mut text = serde_json::to_vec(&head)?;
        text.push(b'\n');
        text.extend(body);
        let draft = self.directory.join("journal.new");
        let mut file = File::create(&draft)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&draft, self.path())?;
        Ok(Position { generation, bytes: text.len() as u64, lines, rewritten })
    }

    /// The first line, and how long it is.
    fn read_head(&self, file: &mut File) -> Result<(Head, u64), Trouble> {
        let mut start = vec![0; 512];
        let mut filled = 0;
        while filled < start.len() && !start[..filled].contains(&b'\n') {
            match file.read(&mut start[filled..]).map_err(|source| self.trouble("read", source))? {
                0 => break,
                some => filled += some,
            }
        }
        let Some(end) = start[..filled].iter().position(|byte| *byte == b'\n') else {
            return Err(self.damaged(1, "it has no first line".to_owned()));
        };
        let head: Head =
            serde_json::from_slice(&start[..end]).map_err(|error| self.damaged(1, error.to_string()))?;
        if head.scaffold_sandbox != FORMAT {
            return Err(Trouble::Version { path: self.path(), found: head.scaffold_sandbox });
        }
        if head.cloud != self.cloud {
            return Err(Trouble::Cloud { path: self.path(), found: head.cloud, wanted: self.cloud.clone() });
        }
        Ok((head, end as u64 + 1))
    }

    fn path(&self) -> PathBuf {
        self.directory.join("journal")
    }

    fn trouble(&self, doing: &'static str, source: io::Error) -> Trouble {
        Trouble::File { doing, path: self.path(), source }
    }

    fn damaged(&self, line: u64, why: String) -> Trouble {
        Trouble::Damaged { path: self.path(), line, why }
    }
}

fn read_from(file: &mut File, from: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok(text)
}

/// A line: checksum, space, JSON.
fn render(transaction: &Transaction) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(transaction)?;
    let mut line = format!("{:08x} ", crc32fast::hash(&json)).into_bytes();
    line.extend(json);
    line.push(b'\n');
    Ok(line)
}

fn parse(line: &[u8]) -> Result<Transaction, String> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let (sum, json) = line.split_at_checked(9).ok_or("it is too short")?;
    if sum != format!("{:08x} ", crc32fast::hash(json)).as_bytes() {
        return Err("its checksum is wrong".to_owned());
    }
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: &str, count: u64) -> Op {
        Op::Made(seed.to_owned(), count)
    }

    fn write(journal: &mut Journal, state: &mut State, op: Op) {
        state.apply(op.clone());
        journal.append(1, vec![op], state).unwrap();
    }

    #[test]
    fn a_torn_line_is_dropped_and_a_damaged_one_refused() {
        let directory = tempfile::tempdir().unwrap();
        let mut journal = Journal::new(directory.path(), "c".into());
        let mut state = State::default();
        journal.catch_up(&mut state, true).unwrap();
        write(&mut journal, &mut state, made("a", 1));
        write(&mut journal, &mut state, made("b", 1));
        let path = directory.path().join("journal");
        let whole = fs::read(&path).unwrap();

        fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let mut torn = State::default();
        Journal::new(directory.path(), "c".into()).catch_up(&mut torn, true).unwrap();
        assert_eq!((torn.made("a"), torn.made("b")), (1, 0));
        assert!(fs::read(&path).unwrap().ends_with(b"\n"), "the torn line was not cut off");

        let at = whole.windows(3).position(|window| window == b"\"a\"").unwrap();
        let mut damaged = whole.clone();
        damaged[at + 1] = b'x';
        fs::write(&path, &damaged).unwrap();
        let error = Journal::new(directory.path(), "c".into()).catch_up(&mut torn, false).unwrap_err();
        assert!(error.to_string().contains("is damaged at line 2 (its checksum is wrong)"), "{error}");
    }

    #[test]
    fn another_version_or_cloud_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("journal"), "{\"scaffold_sandbox\":9}\n").unwrap();
        let mut state = State::default();
        let error = Journal::new(directory.path(), "c".into()).catch_up(&mut state, false).unwrap_err();
        assert!(error.to_string().contains("has format 9, this version reads 1"), "{error}");
        fs::write(directory.path().join("journal"), "{\"scaffold_sandbox\":1,\"cloud\":\"d\"}\n").unwrap();
        let error = Journal::new(directory.path(), "c".into()).catch_up(&mut state, false).unwrap_err();
        assert!(error.to_string().contains("is of d, not of c"), "{error}");
    }

    #[test]
    fn a_rewritten_journal_is_read_again_by_others() {
        let directory = tempfile::tempdir().unwrap();
        let (mut one, mut other) =
            (Journal::new(directory.path(), "c".into()), Journal::new(directory.path(), "c".into()));
        let (mut first, mut second) = (State::default(), State::default());
        one.catch_up(&mut first, true).unwrap();
        write(&mut one, &mut first, made("a", 1));
        other.catch_up(&mut second, true).unwrap();
        first.apply(made("a", 2));
        one.rewrite(2, &first).unwrap();
        other.catch_up(&mut second, true).unwrap();
        assert_eq!(second.made("a"), 2);
        write(&mut other, &mut second, made("a", 3));
        one.catch_up(&mut first, true).unwrap();
        assert_eq!(first.made("a"), 3);
    }
}
