use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::session::Session;

/// A NAT gateway takes 4.5 seconds.
fn slow() -> Session {
    let mut session = Session::minimal();
    session.speed = "20";
    session
}

/// Applies until standard error says `moment`, sends signals, and gives the exit code and what else
/// was said.
fn interrupted(session: &Session, faults: &str, moment: &str, signals: &[&str]) -> (Option<i32>, String) {
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    command.args(["apply", "--sandbox", "--yes"]).env("SCAFFOLD_SANDBOX_FAULTS", faults);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains(moment)), "`{moment}` never came");
    for signal in signals {
        let id = child.id().to_string();
        session.run(session.command("kill").args([format!("-{signal}"), id])).code(0);
        sleep(Duration::from_millis(300));
    }
    let mut said: String = lines.map(|line| format!("{}\n", line.unwrap())).collect();
    let output = child.wait_with_output().unwrap();
    said.push_str(&String::from_utf8(output.stdout).unwrap());
    (output.status.code(), said)
}

const AWAITED: &str = "vpc.main/nat_gateway.1: pending";

#[test]
fn the_first_interrupt_stops_and_the_next_run_goes_on() {
    let session = slow();
    let (exit, said) = interrupted(&session, "", AWAITED, &["INT"]);
    assert_eq!(exit, Some(130), "{said}");
    assert!(said.contains("Interrupted: ") && said.contains("left under way"), "{said}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    session.scaffold("show --sandbox").code(0).says("19 resources live");
}

#[test]
fn being_asked_to_end_is_143() {
    for signal in ["TERM", "HUP"] {
        let session = slow();
        let (exit, said) = interrupted(&session, "", AWAITED, &[signal]);
        assert_eq!(exit, Some(143), "{said}");
        assert!(said.contains("Terminated: "), "{said}");
        session.scaffold("apply --sandbox --yes --quiet").code(0);
        session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    }
}

#[test]
fn the_second_interrupt_ends_at_once_and_leaves_no_twin() {
    let session = slow();
    let begin = Instant::now();
    let faults = "delay:CreateNatGateway:600";
    let (exit, said) = interrupted(&session, faults, "vpc.main/nat_gateway.1: create", &["INT", "INT"]);
    assert_eq!(exit, Some(130), "{said}");
    assert!(begin.elapsed() < Duration::from_secs(5), "a call was awaited: {said}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("show --sandbox").code(0).says("19 resources live");
}
