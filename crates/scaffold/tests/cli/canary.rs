//! Secrets that the environment holds stand in nothing that a run says or writes. On AWS the same is tried by
//! `tests/faults/test_canary.py`.

use std::fs;
use std::path::Path;

use crate::session::{Ran, Session};

const KEY: &str = "CanaryKey7MDENGbPxRfiCYEXAMPLEKEY0123456";
const TOKEN: &str = "CanaryTokenIQoJb3JpZ2luX2VjEXAMPLE0123456789";
const PASSWORD: &str = "canary-password-0123";
const CANARIES: &[&str] = &[KEY, TOKEN, PASSWORD];

/// Each name with a secret in its value.
fn environment() -> [(&'static str, String); 5] {
    let proxy = format!("http://me:{PASSWORD}@127.0.0.1:9");
    [
        ("AWS_SECRET_ACCESS_KEY", KEY.to_owned()),
        ("AWS_SESSION_TOKEN", TOKEN.to_owned()),
        ("HTTPS_PROXY", proxy),
        ("SCAFFOLD_VAR_database_password", PASSWORD.to_owned()),
        ("DATABASE_URL", format!("postgres://app:{PASSWORD}@db/app")),
    ]
}

fn run(session: &Session, line: &str) -> Ran {
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    command.args(line.split_whitespace()).envs(environment());
    let ran = session.run(&mut command);
    scan(ran.out.as_bytes(), line);
    scan(ran.err.as_bytes(), line);
    ran
}

fn scan(bytes: &[u8], place: &str) {
    for canary in CANARIES {
        let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
        assert!(!found, "`{canary}` stands in {place}:\n{}", String::from_utf8_lossy(bytes));
    }
}

/// Every file below a folder; gives how many there were. The sandbox's are those of the cloud itself.
fn scan_files(folder: &Path) -> usize {
    let mut scanned = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scanned += scan_files(&path);
        } else {
            scan(&fs::read(&path).unwrap(), &path.display().to_string());
            scanned += 1;
        }
    }
    scanned
}

#[test]
fn no_secret_of_the_environment_is_told_or_kept() {
    let session = Session::minimal();
    for line in [
        "check --format json",
        "check --format sarif",
        "plan --sandbox -v --out saved --save-as json:plan.json --save-as markdown:plan.md --save-as text:plan.txt",
        "apply saved -v --events events",
        "graph --of resources",
        "show --sandbox -v",
        "show --sandbox --format json",
        "apply --sandbox --yes -v --events more-events",
        "history --sandbox",
        "plan --sandbox --destroy --format json",
    ] {
        run(&session, line).code(0);
    }
    session.edit("blueprint.toml", "cidr_block", "zonse = 1\ncidr_block");
    for line in ["check", "check --format lines", "plan --sandbox", "apply --sandbox --yes"] {
        run(&session, line).code(65);
    }
    session.edit("blueprint.toml", "zonse = 1\n", "");
    run(&session, &format!("plan --sandbox --var database_password={PASSWORD}")).code(65);
    run(&session, "destroy --sandbox --yes --confirm minimal -v").code(0);
    assert!(scan_files(session.path()) >= 8, "nothing was scanned");
}
