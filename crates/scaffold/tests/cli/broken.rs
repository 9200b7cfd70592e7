//! Streams that are closed or full, directories that are gone or not ours, files that cannot grow: a clear error,
//! the right exit code, and nothing lost.
#![cfg(target_os = "linux")]

use crate::session::{Ran, Session};

impl Session {
    /// A line of a shell.
    fn shell(&self, line: &str) -> Ran {
        self.run(self.command("sh").arg("-c").arg(line))
    }

    fn is_converged(&self) {
        self.scaffold("plan --sandbox --detailed-exitcode").code(0).says("No changes.");
        self.scaffold("show --sandbox").code(0).says("19 resources live");
    }
}

const FULL: &str = "No space left on device";

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    for line in ["plan --sandbox --destroy", "show --sandbox", "graph --of resources", "schema", "--help"] {
        // The writer's exit code comes last; `sleep` lets the reader go first.
        let ran = session.shell(&format!("{{ sleep 0.1; scaffold {line}; echo $? >&2; }} | :"));
        assert_eq!(ran.err, "0\n", "{line}");
    }
    session.write(
        "blueprint.toml",
        &session.read("blueprint.toml").replace("[vpc.main]", "[vpc.main]\ntags = { a = \"b\" }"),
    );
    let ran = session.shell("{ sleep 0.1; scaffold apply --sandbox --yes --quiet; echo $? >&2; } | :");
    assert_eq!(ran.err, "0\n");
    session.is_converged();
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let session = Session::minimal();
    for line in [
        "plan --sandbox",
        "show --sandbox",
        "graph",
        "schema",
        "check",
        "completions bash",
        "explain",
        "--help",
    ] {
        let ran = session.shell(&format!("scaffold {line} >/dev/full")).code(1);
        assert!(
            ran.err.contains("error: writing to standard output") && ran.err.contains(FULL),
            "{line}: {ran:?}"
        );
        assert_eq!(ran.err.lines().count(), 1, "{line}: {ran:?}");
    }
    session
        .scaffold("plan --sandbox --out /dev/full")
        .code(1)
        .complains("saving the plan to /dev/full")
        .complains(FULL);
    session
        .scaffold("plan --sandbox --save-as json:/dev/full")
        .code(1)
        .complains("writing the plan to /dev/full");
    session
        .scaffold("plan --sandbox --out nowhere/saved")
        .code(1)
        .complains("saving the plan to nowhere/saved");
}

#[test]
fn an_apply_goes_on_when_nobody_can_be_told() {
    let session = Session::minimal();
    let ran = session.shell("scaffold apply --sandbox --yes >/dev/full").code(1);
    assert!(ran.err.contains("the run goes on") && ran.err.contains(FULL), "{ran:?}");
    assert_eq!(ran.err.matches("the run goes on").count(), 1, "{ran:?}");
    session.is_converged();
    // What was applied is known, so this is not drift.
    session.edit("blueprint.toml", "cidr_block", "dns_hostnames = false\ncidr_block");
    session.scaffold("plan --sandbox").code(0).says("this change");
    session.edit("blueprint.toml", "dns_hostnames = false\n", "");
    session.shell("scaffold destroy --sandbox --yes --confirm minimal >/dev/full 2>/dev/full").code(1);
    session.shell("scaffold apply --sandbox --yes <&- >&- 2>&-").code(0);
    session.is_converged();
}

#[test]
fn events_that_cannot_be_written_end_nothing() {
    let session = Session::minimal();
    let ran = session.scaffold("apply --sandbox --yes --events /dev/full").code(1);
    ran.says("Applied: 19 of 19 steps done")
        .complains("error: writing events: No space left")
        .complains("lacks the rest");
    session.is_converged();
    session.edit("blueprint.toml", "cidr_block", "dns_hostnames = false\ncidr_block");
    session.scaffold("plan --sandbox").code(0).says("this change");
    session.edit("blueprint.toml", "dns_hostnames = false\n", "");
    session
        .scaffold("destroy --sandbox --yes --confirm minimal --events nowhere/events")
        .code(1)
        .complains("nowhere/events");
    session.is_converged();
}

/// A file that may not grow any more: as a full disk, but for this process alone.
#[test]
fn a_sandbox_that_cannot_grow_fails_and_the_next_run_goes_on() {
    let session = Session::minimal();
    let ran = session.shell("trap '' XFSZ; ulimit -f 8; scaffold apply --sandbox --yes --quiet");
    assert!([1, 5].contains(&ran.code), "{ran:?}");
    assert!(ran.err.contains("File too large") && ran.out.contains("Run the same command again"), "{ran:?}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.is_converged();
}

/// The same without the warning: the kernel ends the process in the midst of a write.
#[test]
fn a_process_that_ends_in_a_write_leaves_what_can_be_read() {
    let session = Session::minimal();
    let ran = session.shell("ulimit -c 0; ulimit -f 8; scaffold apply --sandbox --yes --quiet");
    assert_ne!(ran.code, 0, "{ran:?}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.is_converged();
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let session = Session::minimal();
    // Root writes where it may not; nobody, not even root, makes a directory under a file.
    session.write(".scaffold", "in the way");
    for line in ["plan --sandbox", "apply --sandbox --yes", "show --sandbox"] {
        session
            .scaffold(line)
            .code(1)
            .complains(".scaffold/sandbox")
            .complains("check that the directory is there");
    }
    session.scaffold("new minimal blueprint.toml").code(1).complains("blueprint.toml");
    std::fs::remove_file(session.path().join(".scaffold")).unwrap();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    let ledger = session.path().join(".scaffold/ledger");
    std::fs::remove_dir_all(&ledger).unwrap();
    session.write(".scaffold/ledger", "in the way");
    session.edit("blueprint.toml", "cidr_block", "dns_hostnames = false\ncidr_block");
    session.scaffold("plan --sandbox").code(0).says("1 to change");
    session
        .scaffold("apply --sandbox --yes")
        .code(1)
        .complains(".scaffold/ledger")
        .complains("--ledger dir:PATH");
    session.scaffold("apply --sandbox --yes --quiet --ledger none").code(0);
    session.is_converged();
}

#[test]
fn a_working_directory_that_is_gone_is_said() {
    let session = Session::minimal();
    let blueprint = session.path().join("blueprint.toml");
    let line =
        format!("mkdir gone; cd gone; rmdir ../gone; exec scaffold plan --sandbox {}", blueprint.display());
    session.shell(&line).code(1).complains("the working directory is gone").complains("cd");
    session.shell("mkdir gone; cd gone; rmdir ../gone; exec scaffold explain syntax").code(0);
}

#[test]
fn a_temporary_directory_is_not_needed() {
    let session = Session::minimal();
    session.shell("TMPDIR=/nowhere/at/all scaffold apply --sandbox --yes --quiet").code(0);
    session.is_converged();
    assert!(session.path().join(".scaffold/ledger").is_dir());
}
