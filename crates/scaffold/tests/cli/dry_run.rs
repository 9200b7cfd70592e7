use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value as Json;

use crate::session::{Ran, Session};

const GROUP: &str = "\n[logs.log_group.audit]\ndeletion_protection = false\n";

/// A network and a group of logs, which hold data.
fn with_logs() -> Session {
    let session = Session::minimal();
    let blueprint = session.read("blueprint.toml");
    session.write("blueprint.toml", &format!("{blueprint}{GROUP}"));
    session
}

fn commit(session: &Session) {
    for words in ["init -q -b main", "add blueprint.toml", "commit -q -m all"] {
        let mut command = session.command("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@t"]).args(words.split_whitespace());
        session.run(&mut command).code(0);
    }
}

fn with_faults(session: &Session, faults: &str) -> Ran {
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    command.args(["dry-run", "--format", "json"]).env("SCAFFOLD_SANDBOX_FAULTS", faults);
    session.run(&mut command)
}

/// The results of the stages, in their order, and the whole.
fn results(ran: &Ran) -> (Vec<String>, Json) {
    let verdict: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(verdict["exit_code"], ran.code, "{verdict:#}");
    let stages = verdict["stages"].as_array().unwrap();
    let words = stages.iter().map(|stage| {
        let word = |name: &str| stage[name].as_str().unwrap().to_owned();
        format!("{} {}", word("name"), word("result"))
    });
    (words.collect(), verdict.clone())
}

#[test]
fn a_rehearsal_leaves_nothing_and_touches_no_other_sandbox() {
    let session = Session::minimal();
    session
        .scaffold("dry-run")
        .code(0)
        .says("Dry run of minimal@us-east-1: account 000000000000, region us-east-1, sandbox in memory\n")
        .says("19 to add; 19 steps done")
        .says("Passed: applied, planned empty, destroyed, gone")
        .complains("rehearsing: gone");
    assert!(!session.path().join(".scaffold").exists());
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("dry-run --quiet").code(0);
    session.scaffold("show --sandbox").code(0).says("19 resources live");
}

#[test]
fn the_change_itself_is_rehearsed_from_a_base() {
    let session = Session::minimal();
    commit(&session);
    session.edit("blueprint.toml", "cidr_block", "zones = 4\ncidr_block");
    let ran = session.scaffold("dry-run --base main --format json").code(0);
    let (stages, verdict) = results(&ran);
    assert_eq!(stages, ["base passed", "apply passed", "replan passed", "destroy passed", "gone passed"]);
    assert_eq!((&verdict["base"], &verdict["stages"][0]["done"]), (&Json::from("main"), &Json::from(19)));
    let added: Vec<&str> = verdict["stages"][1]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["address"].as_str().unwrap())
        .collect();
    assert!(added.contains(&"vpc.main/subnet.public-4") && !added.contains(&"vpc.main/vpc"), "{added:?}");
    session.scaffold("dry-run --base main").code(0).says("+ vpc.main/subnet.public-4 (ec2.subnet)\n");
}

#[test]
fn without_a_usable_base_it_begins_with_nothing_and_says_so() {
    let session = Session::minimal();
    commit(&session);
    session.edit("blueprint.toml", "\"minimal\"", "\"maximal\"");
    session
        .scaffold("dry-run --base main")
        .code(0)
        .says("note: rehearsed from nothing")
        .says("minimal@us-east-1");
    session.scaffold("dry-run --base nowhere").code(64).complains("git knows no revision `nowhere`");
}

#[test]
fn a_guard_of_the_change_is_4_and_what_was_made_goes() {
    let session = with_logs();
    commit(&session);
    session.edit("blueprint.toml", GROUP, "");
    let ran = session.scaffold("dry-run --base main --format json").code(4);
    let (stages, verdict) = results(&ran);
    assert_eq!(stages, ["base passed", "apply refused", "replan skipped", "destroy passed", "gone passed"]);
    let trouble = &verdict["stages"][1]["troubles"][0];
    assert_eq!(trouble["code"], "data-loss", "{trouble:#}");
    assert!(trouble["help"].as_str().unwrap().contains("--allow-data-loss logs.log_group.audit"));
    session.scaffold("dry-run --base main --allow-data-loss logs.log_group.audit").code(0);
}

#[test]
fn protection_and_data_do_not_outlive_a_rehearsal_and_are_told() {
    let session = with_logs();
    session.edit("blueprint.toml", "deletion_protection = false", "deletion_protection = true");
    session
        .scaffold("dry-run")
        .code(0)
        .says("1 to change, 20 to destroy; 21 steps done")
        .says("note: deletion protection was switched off to take this away: logs.log_group.audit; ")
        .says("note: the loss of data was allowed to take this away: logs.log_group.audit; ");
}

#[test]
fn what_failed_is_told_and_what_was_made_goes() {
    let session = Session::minimal();
    let ran = with_faults(&session, "fail:CreateRouteTable#2:unsupported").code(1);
    let (stages, verdict) = results(&ran);
    assert_eq!(stages, ["apply failed", "replan skipped", "destroy passed", "gone passed"]);
    assert_eq!(verdict["stages"][0]["troubles"][0]["code"], "unsupported");
    assert_eq!((&verdict["result"], &verdict["clean_up"]), (&Json::from("failed"), &Json::Null));

    let ran = with_faults(&session, "fail:CreateNatGateway#1:denied").code(7);
    assert_eq!(results(&ran).0[2..], ["destroy passed", "gone passed"]);
}

#[test]
fn destroying_that_fails_once_is_a_failure_and_is_tried_again() {
    let session = Session::minimal();
    let ran = with_faults(&session, "fail:DeleteRouteTable#1:unsupported").code(1);
    let (stages, verdict) = results(&ran);
    assert_eq!(stages, ["apply passed", "replan passed", "destroy failed", "gone passed"]);
    assert_eq!(verdict["notes"][0], "everything was taken away at attempt 2", "{verdict:#}");
}

#[test]
fn what_cannot_be_destroyed_is_named() {
    let session = Session::minimal();
    let ran = with_faults(&session, "fail:DeleteVpc:unsupported").code(1);
    let (stages, verdict) = results(&ran);
    assert_eq!(stages[2..], ["destroy failed", "gone failed"]);
    assert_eq!(verdict["remains"][0]["address"], "vpc.main/vpc", "{verdict:#}");
}

#[test]
fn a_wrong_blueprint_is_65() {
    let session = Session::minimal();
    session.edit("blueprint.toml", "cidr_block", "cidr_blokc");
    session.scaffold("dry-run").code(65).complains("cidr_block");
}

#[test]
fn aws_is_never_gone_to() {
    let session = Session::minimal();
    for line in [
        "dry-run --on https://ec2.us-east-1.amazonaws.com",
        "dry-run --on https://ec2.us-east-1.amazonaws.com --emulator",
    ] {
        session.scaffold(line).code(4).complains("ec2.us-east-1.amazonaws.com is AWS itself");
    }
    session.scaffold("dry-run --on http://emulator.example.com").code(4).complains("add --emulator");
}

#[test]
fn an_account_and_a_role_are_those_of_the_real_thing() {
    let session = Session::minimal();
    let role = "role = \"arn:aws:iam::111122223333:role/deploy\"";
    session.edit(
        "blueprint.toml",
        "version = 1",
        &format!("version = 1\naccount = \"111122223333\"\n{role}"),
    );
    session.scaffold("apply --sandbox --yes").code(4);
    session.scaffold("dry-run").code(0);
}

#[test]
fn verdicts_and_events_go_to_files() {
    let session = Session::minimal();
    session
        .scaffold("dry-run --save-as markdown:verdict.md --save-as json:verdict.json --events events.ndjson")
        .code(0)
        .says("Passed: ");
    assert!(
        session
            .read("verdict.md")
            .starts_with("<!-- scaffold-dry-run:minimal@us-east-1 -->\n### Dry run of ")
    );
    let verdict: Json = serde_json::from_str(&session.read("verdict.json")).unwrap();
    assert_eq!((&verdict["format"], &verdict["result"]), (&Json::from(1), &Json::from("passed")));
    let events = session.read("events.ndjson");
    let events: Vec<Json> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stages: Vec<&str> = events.iter().filter_map(|event| event["stage"].as_str()).collect();
    assert_eq!(stages, ["apply", "replan", "destroy", "gone"]);
    assert_eq!(events.iter().filter(|event| event["type"] == "step_done").count(), 38);
    session
        .scaffold("dry-run --quiet --save-as json:no/such/place")
        .code(1)
        .says("Passed")
        .complains("no/such/place");
}

#[test]
fn an_interrupt_takes_away_what_was_made() {
    let mut session = Session::minimal();
    session.speed = "20";
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    let mut child = command.arg("dry-run").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("vpc.main/nat_gateway.1: pending")));
    let id = child.id().to_string();
    session.run(session.command("kill").args(["-INT", &id])).code(0);
    let said: String = lines.map(|line| format!("{}\n", line.unwrap())).collect();
    let output = child.wait_with_output().unwrap();
    let verdict = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(130), "{verdict}\n{said}");
    assert!(verdict.contains("look again      passed       nothing is live"), "{verdict}\n{said}");
    assert!(verdict.contains("Interrupted at: apply"), "{verdict}");
}
