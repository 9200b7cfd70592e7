//! A place to run `scaffold` in: a directory of its own, the sandbox at full speed, nothing of the
//! machine's configuration.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scaffold_model::Value;
use scaffold_sandbox::{DIRECTORY, Sandbox, SandboxOptions};

pub struct Session {
    directory: tempfile::TempDir,
    /// Seconds on AWS for each second here.
    pub speed: &'static str,
}

const MINIMAL: &str = "[blueprint]
version = 1
name = \"minimal\"
region = \"us-east-1\"

[vpc.main]
cidr_block = \"10.0.0.0/16\"

[outputs]
vpc_id = \"${vpc.main.id}\"
";

/// What a run of `scaffold` left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Session {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), speed: "1000000" }
    }

    /// With one network, all of it by default.
    pub fn minimal() -> Self {
        let session = Self::new();
        session.write("blueprint.toml", MINIMAL);
        session
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Replaces a text in a file, which must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no `{from}`:\n{text}");
        self.write(name, &text.replace(from, to));
    }

    /// A program with the environment of a session.
    pub fn command(&self, program: &str) -> Command {
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_scaffold"));
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", binary.parent().unwrap().display()))
            .env("HOME", self.path())
            .env("LC_ALL", "C.UTF-8")
            .env("SCAFFOLD_SANDBOX_SPEED", self.speed)
            .stdin(Stdio::null());
        command
    }

    /// `scaffold` with these words.
    pub fn scaffold(&self, line: &str) -> Ran {
        self.run(self.command(env!("CARGO_BIN_EXE_scaffold")).args(line.split_whitespace()))
    }

    pub fn run(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Another hand in the same sandbox: `delete KIND ADDRESS`, `set KIND ADDRESS ATTRIBUTE JSON`,
    /// `tag KIND ADDRESS KEY VALUE`, `untag KIND ADDRESS` (of identity). What
    /// is part of another resource goes by that one's address.
    pub fn elsewhere(&self, line: &str) {
        let sandbox = self.sandbox();
        let words: Vec<&str> = line.splitn(5, ' ').collect();
        let [what, kind, address, rest @ ..] = words.as_slice() else { panic!("`{line}` says too little") };
        let live = sandbox.listing().unwrap();
        let ours = live.iter().find(|live| live.tags.get("scaffold:address").is_some_and(|at| at == address));
        let id = ours.unwrap_or_else(|| panic!("{address} is not live")).id.as_str();
        match (*what, rest) {
            ("delete", []) => sandbox.tamper().delete(kind, id),
            ("untag", []) => ["scaffold:stack", "scaffold:address"]
                .into_iter()
                .try_for_each(|key| sandbox.tamper().tag(kind, id, key, None)),
            ("tag", [key, value]) => sandbox.tamper().tag(kind, id, key, Some(value)),
            ("set", [attribute, json]) => {
                let value = Value::from_json(&serde_json::from_str(json).unwrap()).unwrap();
                sandbox.tamper().set(kind, id, attribute, value)
            }
            _ => panic!("`{line}` is no thing to do"),
        }
        .unwrap();
    }

    /// Another hand tags something that need not be ours.
    pub fn tag_elsewhere(&self, kind: &str, id: &str, (key, value): (&str, &str)) {
        self.sandbox().tamper().tag(kind, id, key, Some(value)).unwrap();
    }

    fn sandbox(&self) -> Sandbox {
        let mut options = SandboxOptions::in_memory("us-east-1");
        options.directory = Some(self.path().join(DIRECTORY));
        Sandbox::open(options).unwrap()
    }
}

impl Ran {
    /// Asserts the exit code, and gives both outputs for further questions.
    #[track_caller]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, expected, "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard output holds a text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no `{text}` in\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard error holds a text.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in\n{}\n--- out\n{}", self.err, self.out);
        self
    }
}

/// A transcript without what differs from run to run: ids are numbered as they come, spans of time
/// are `TIME`.
pub fn settled(text: &str) -> String {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut settled = String::new();
    let mut word = String::new();
    let mut flush = |word: &mut String, settled: &mut String| {
        settled.push_str(&match word.rsplit_once('-') {
            Some((kind, hex)) if hex.len() == 17 && hex.chars().all(|c| c.is_ascii_hexdigit()) => {
                let number = *numbers.entry(word.clone()).or_insert_with(|| {
                    let count = counts.entry(kind.to_owned()).or_default();
                    *count += 1;
                    *count
                });
                format!("{kind}-{number}")
            }
            _ => word.clone(),
        });
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            word.push(c);
        } else {
            flush(&mut word, &mut settled);
            settled.push(c);
        }
    }
    flush(&mut word, &mut settled);
    settled.split_inclusive('\n').map(without_time).collect()
}

/// ` in 1.3 s` and ` in 12 ms` say nothing that stays. What a survey costs grows with every kind that
/// there is, and is tried elsewhere.
fn without_time(line: &str) -> String {
    if line.starts_with("Survey: ") {
        return "Survey: CALLS in TIME\n".to_owned();
    }
    let Some((before, after)) = line.rsplit_once(" in ") else { return line.to_owned() };
    let number: String = after.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let rest = &after[number.len()..];
    let unit = [" ms", " s"].into_iter().find(|unit| rest.starts_with(unit));
    match unit {
        Some(unit) if !number.is_empty() => format!("{before} in TIME{}", &rest[unit.len()..]),
        _ => line.to_owned(),
    }
}
