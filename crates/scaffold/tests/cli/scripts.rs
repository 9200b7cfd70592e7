//! Text sessions: `tests/scripts/*.txt`, each run in a directory of its own from top to bottom.
//!
//! A line that begins with `$ ` is run by a shell; below it stand what it says (standard error
//! included) and, unless it is 0, `? ` with its exit code. `$ elsewhere …` is another hand in the
//! same sandbox. All else is prose. `SNAPSHOTS=overwrite` writes what is said now.

use std::path::Path;

use crate::session::{Session, settled};

#[test]
fn sessions_go_as_written() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scripts");
    let mut paths: Vec<_> = std::fs::read_dir(&scripts)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no session in {}", scripts.display());
    for path in paths {
        let script = std::fs::read_to_string(&path).unwrap();
        let transcript = settled(&play(&script));
        let expected = snapbox::Data::read_from(&path, None);
        snapbox::Assert::new().action_env("SNAPSHOTS").normalize_paths(false).eq(transcript, expected);
    }
}

/// The session again, with what its commands say now.
fn play(script: &str) -> String {
    let session = Session::new();
    let mut transcript = String::new();
    let mut in_answer = false;
    for line in script.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            transcript.push_str(&format!("{line}\n{}", answer(&session, command)));
            in_answer = true;
        } else if line.starts_with('#') {
            if in_answer {
                transcript.push('\n');
            }
            in_answer = false;
            transcript.push_str(&format!("{line}\n"));
        } else if !in_answer {
            transcript.push_str(&format!("{line}\n"));
        }
    }
    transcript
}

fn answer(session: &Session, command: &str) -> String {
    if let Some(deed) = command.strip_prefix("elsewhere ") {
        session.elsewhere(deed);
        return String::new();
    }
    let ran = session.run(session.command("sh").arg("-c").arg(format!("exec 2>&1\n{command}")));
    let mut answer = ran.out;
    if ran.code != 0 {
        answer.push_str(&format!("? {}\n", ran.code));
    }
    answer
}
