//! A state in a directory, killed and shared.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hand::Hand;
use scaffold_sandbox::{Sandbox, SandboxOptions};

const DIRECTORY: &str = "SANDBOX_TEST_DIRECTORY";
const NAME: &str = "SANDBOX_TEST_NAME";
const COUNT: &str = "SANDBOX_TEST_COUNT";
const FAULTS: &str = "SCAFFOLD_SANDBOX_FAULTS";

/// As the program opens it.
fn open(directory: &Path) -> Sandbox {
    let options = SandboxOptions::from_environment(directory.to_owned(), "us-east-1").unwrap();
    Sandbox::open(options).unwrap()
}

/// Another process, which makes, tags and releases addresses and says what it did when it is done.
fn child(directory: &Path, name: &str, count: u32, faults: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "other_process", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .env(NAME, name)
        .env(COUNT, count.to_string())
        .env(FAULTS, faults)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "the other process of the tests below"]
async fn other_process() {
    let variable = |name| std::env::var(name).unwrap();
    let sandbox = open(Path::new(&variable(DIRECTORY)));
    let hand = Hand(&sandbox);
    for number in 0..variable(COUNT).parse().unwrap() {
        let id = hand.address(&format!("{}-{number}", variable(NAME))).await;
        println!("\nmade {id}");
        let tags = [("number".to_owned(), number.to_string())].into();
        hand.of("ec2.elastic_ip").tag(&id, &tags).await.unwrap();
        println!("\ntagged {id}");
        if number % 3 == 0 {
            hand.delete("ec2.elastic_ip", &id).await.unwrap();
            println!("\nreleased {id}");
        }
    }
}

/// What a process said before it ended.
fn said(child: &mut Child) -> Vec<(String, String)> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let words = lines.filter_map(|line| {
        let (verb, id) = line.split_once(' ')?;
        (matches!(verb, "made" | "tagged" | "released") && id.starts_with("eipalloc-"))
            .then(|| (verb.to_owned(), id.to_owned()))
    });
    words.collect()
}

/// What is there must be all that was said to be done, and at most one call more.
fn judge(sandbox: &Sandbox, said: &[(String, String)]) {
    let listing = sandbox.listing().unwrap();
    let of = |verb: &str| -> BTreeSet<&str> {
        said.iter().filter(|(said, _)| said == verb).map(|(_, id)| id.as_str()).collect()
    };
    let there: BTreeSet<&str> = listing.iter().map(|it| it.id.as_str()).collect();
    let released = of("released");
    assert!(there.is_disjoint(&released), "what was released is there again");
    let wanted: BTreeSet<&str> = of("made").difference(&released).copied().collect();
    let lost: Vec<&&str> = wanted.difference(&there).collect();
    // The last call may have been carried out without having been told of.
    let last = said.last().map(|(_, id)| id.as_str());
    assert!(lost.is_empty() || (lost.len() == 1 && Some(*lost[0]) == last), "lost {lost:?}");
    assert!(there.difference(&wanted).count() <= 1, "more than was told of");
    for it in listing.iter().filter(|it| of("tagged").contains(it.id.as_str())) {
        assert!(it.tags.contains_key("number"), "{} lost its tag", it.id);
    }
}

#[test]
fn a_killed_process_loses_nothing_that_it_told_of() {
    let mut told = 0;
    for round in 0..30_u64 {
        let directory = tempfile::tempdir().unwrap();
        let mut child = child(directory.path(), "a", 100_000, "");
        let begin = Instant::now();
        // Kill only what has begun, at another moment each time.
        while !directory.path().join("000000000000-us-east-1/journal").exists() {
            assert!(begin.elapsed() < Duration::from_secs(20), "the child does not begin");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(round * round * 97 % 40_000));
        child.kill().unwrap();
        let said = said(&mut child);
        child.wait().unwrap();
        told += said.len();
        judge(&open(directory.path()), &said);
    }
    assert!(told > 100, "only {told} calls were made before the kills");
}

#[test]
fn a_process_dies_at_the_call_that_was_named() {
    for (fault, there) in
        [("abort-before:3", 1), ("abort-after:3", 0), ("abort-after:4", 1), ("abort-before:4", 0)]
    {
        let directory = tempfile::tempdir().unwrap();
        let mut child = child(directory.path(), "a", 9, fault);
        said(&mut child);
        assert!(!child.wait().unwrap().success());
        let listing = open(directory.path()).listing().unwrap();
        assert_eq!(listing.len(), there, "{fault}");
    }
}

#[test]
fn two_processes_and_one_reader_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let sandbox = open(directory.path());
    let mut children = ["a", "b"].map(|name| child(directory.path(), name, 300, ""));
    let mut sizes = Vec::new();
    while children.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        sizes.push(sandbox.listing().unwrap().len());
        std::thread::sleep(Duration::from_millis(5));
    }
    for mut child in children {
        said(&mut child);
        assert!(child.wait().unwrap().success());
    }
    let listing = sandbox.listing().unwrap();
    let ids: BTreeSet<&str> = listing.iter().map(|it| it.id.as_str()).collect();
    let addresses: BTreeSet<String> = listing.iter().map(|it| it.values["public_ip"].to_string()).collect();
    assert_eq!((ids.len(), addresses.len()), (400, 400));
    assert!(sizes.iter().any(|size| (1..400).contains(size)), "the reader saw nothing in between: {sizes:?}");
}

#[tokio::test]
async fn two_of_one_process_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let both = [(); 2].map(|()| Arc::new(open(directory.path())));
    let make = |sandbox: Arc<Sandbox>, name: &'static str| {
        tokio::spawn(async move {
            for number in 0..100 {
                Hand(&sandbox).address(&format!("{name}-{number}")).await;
            }
        })
    };
    let tasks = [make(Arc::clone(&both[0]), "a"), make(Arc::clone(&both[1]), "b")];
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(both[0].listing().unwrap(), both[1].listing().unwrap());
    assert_eq!(both[0].listing().unwrap().len(), 200);
}

#[test]
fn a_wrong_variable_is_named() {
    let directory = tempfile::tempdir().unwrap();
    for (variable, text, words) in [
        (FAULTS, "abort:1", "SCAFFOLD_SANDBOX_FAULTS: `abort:1` is no fault: write abort-before:AT"),
        ("SCAFFOLD_SANDBOX_SPEED", "0", "SCAFFOLD_SANDBOX_SPEED: expected a number above 0"),
        ("SCAFFOLD_SANDBOX_QUOTAS", "gcp", "SCAFFOLD_SANDBOX_QUOTAS: expected `aws` or `off`, found `gcp`"),
        ("SCAFFOLD_SANDBOX_VISIBILITY", "2", "SCAFFOLD_SANDBOX_VISIBILITY: expected `reads:N`"),
    ] {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "other_process", "--ignored", "--nocapture", "--test-threads=1"])
            .env(DIRECTORY, directory.path())
            .env(variable, text)
            .output()
            .unwrap();
        assert!(!child.status.success());
        let said = String::from_utf8_lossy(&child.stderr).into_owned();
        assert!(said.contains(words), "{said}");
    }
}
