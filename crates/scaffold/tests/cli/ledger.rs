use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::session::Session;

const PLACE: &str = ".scaffold/ledger/sandbox/minimal@us-east-1";

/// A NAT gateway takes nine seconds.
fn slow() -> Session {
    let mut session = Session::minimal();
    session.speed = "10";
    session
}

/// An apply that waits for it.
fn holder(session: &Session) -> Child {
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    command.args(["apply", "--sandbox", "--yes"]).env("SCAFFOLD_LEASE_TIMES", "500,3000,3000,8000,100");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("nat_gateway.1: pending")), "it ended too early");
    std::thread::spawn(move || lines.for_each(drop));
    child
}

#[test]
fn a_second_run_is_refused_until_the_first_is_gone() {
    let session = slow();
    let mut first = holder(&session);
    let refused = session.scaffold("apply --sandbox --yes").code(6);
    assert!(refused.err.contains("another run holds minimal@us-east-1: "), "{}", refused.err);
    assert!(refused.err.contains("scaffold unlock --nonce "), "{}", refused.err);
    session.scaffold("destroy --sandbox --yes --confirm minimal").code(6);
    session.scaffold("plan --sandbox").code(0);
    session.scaffold("unlock --sandbox").code(6);
    session.scaffold("unlock --sandbox --nonce 0123").code(6);
    first.kill().unwrap();
    first.wait().unwrap();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    session.scaffold("unlock --sandbox").code(0).says("nobody holds the lease");
    let history = session.scaffold("history --sandbox").code(0).out;
    let lines: Vec<&str> = history.lines().collect();
    assert!(lines[0].contains("  apply  ") && lines[0].contains(" done"), "{history}");
    assert!(
        lines[1].ends_with("19 steps meant; killed, or still under way") && lines.len() == 2,
        "{history}"
    );
}

#[test]
fn what_is_unlocked_stops() {
    let session = slow();
    let mut first = holder(&session);
    let held = session.scaffold("unlock --sandbox").code(6).err;
    let nonce = held.rsplit(' ').next().unwrap().trim();
    session.scaffold(&format!("unlock --sandbox --nonce {nonce}")).code(0).says("taken away from ");
    assert_eq!(first.wait().unwrap().code(), Some(6));
}

#[test]
fn the_history_tells_who_did_what() {
    let session = Session::minimal();
    session.scaffold("history --sandbox").code(0).says("nothing was applied yet");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("destroy --sandbox --yes --confirm minimal").code(0);
    session.scaffold("history --sandbox --limit 1").code(0).says("destroy");
    let listed = session.scaffold("history --sandbox --stack minimal@us-east-1 --format json").code(0).out;
    let runs: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(runs[0]["by"]["command"], "destroy");
    assert_eq!(runs[1]["end"]["exit"], 0);
    let id = runs[1]["id"].as_str().unwrap();
    session.scaffold(&format!("history --sandbox --run {id}")).code(0).says("Plan: 19 to add");
    session.scaffold("history --sandbox --run yesterday").code(1);
}

#[test]
fn a_damaged_ledger_is_told_and_costs_labels_at_most() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.write(&format!("{PLACE}/applied.json"), "{");
    let planned = session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    assert!(planned.err.contains("what was applied last cannot be used"), "{}", planned.err);
    session.write(&format!("{PLACE}/history/20000101T000000Z-0.json"), "nothing");
    session.scaffold("history --sandbox").code(0).says("19 done");
    let lease = session.read(&format!("{PLACE}/lease.json"));
    session.write(&format!("{PLACE}/lease.json"), &lease.replace("\"format\": 1", "\"format\": 2"));
    let refused = session.scaffold("apply --sandbox --yes").code(1);
    assert!(refused.err.contains("its format is 2"), "{}", refused.err);
    let without = "two runs at once are not kept apart";
    session.scaffold("apply --sandbox --yes --ledger none").code(0).says(without);
    session.scaffold("destroy --sandbox --yes --confirm minimal --ledger none").code(0).says(without);
}

#[test]
fn a_ledger_is_named_or_refused() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet --ledger dir:kept").code(0);
    assert!(session.path().join("kept/sandbox/minimal@us-east-1/lease.json").exists());
    for wrong in ["--ledger kept", "--ledger s3://bucket", "--ledger dir:", "--lease-timeout soon"] {
        session.scaffold(&format!("apply --sandbox --yes {wrong}")).code(64);
    }
    session.scaffold("history --sandbox --ledger none").code(64);
}
