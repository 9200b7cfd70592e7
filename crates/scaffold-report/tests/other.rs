//! Diagnostics, outcomes and what is live, as they are read.

#![allow(clippy::unwrap_used)]

mod fixture;

use fixture::{address, origin, sources, value};
use scaffold_model::{
    CloudId, Code, Diagnostic, KindName, Live, LiveIdentity, LiveState, Origin, Outcome, PhysicalId, Signal,
    Snapshot, SourceFile, StackId, StepOutcome, StepResult, Value,
};
use scaffold_report::{
    Show, Style, diagnostics_json, diagnostics_lines, diagnostics_sarif, diagnostics_text, outcome_text,
    show_json, show_text, stale_text,
};

static UNKNOWN: Code = Code { name: "unknown-attribute", explanation: "No such attribute." };
static RANGE: Code = Code { name: "out-of-range", explanation: "Too large or too small." };

fn problems() -> Vec<Diagnostic> {
    let overlay = Origin { file: "blueprint.prod.toml".into(), start: 11, end: 20, line: 2 };
    vec![
        Diagnostic::error(&UNKNOWN, "vpc.main has no attribute `zones`")
            .at(&origin("zones"), "no such attribute")
            .at(&origin("vpc.main"), "in this block")
            .at(&overlay, "and here")
            .help("did you mean `zone`?"),
        Diagnostic::warning(&RANGE, "three zones are few"),
    ]
}

fn files() -> Vec<SourceFile> {
    let mut files = sources();
    files.push(SourceFile { name: "blueprint.prod.toml".into(), text: "[vpc.main]\nzones = 9\n".into() });
    files
}

#[test]
fn diagnostics_show_every_place() {
    insta::assert_snapshot!(diagnostics_text(&problems(), &files(), Style::plain()));
    assert_eq!(
        diagnostics_lines(&problems()),
        "blueprint.toml:8: error[unknown-attribute]: vpc.main has no attribute `zones` (did you mean `zone`?)\n\
         warning[out-of-range]: three zones are few\n"
    );
    assert_eq!(diagnostics_text(&[], &[], Style::plain()), "");
}

/// Also where another mistake stands on the line beside it.
#[test]
fn written_passwords_are_stars() {
    static WRITTEN: Code = Code { name: "written-password", explanation: "None in a blueprint." };
    let text = "a = 1\npassword = \"hunter2\"\nb = \"\"\"\nhunter3\n\"\"\"\n";
    let files = [SourceFile { name: "blueprint.toml".into(), text: text.into() }];
    let at = |part: &str, line: usize| {
        let start = text.find(part).unwrap();
        Origin { file: "blueprint.toml".into(), start, end: start + part.len(), line }
    };
    let problems = [
        Diagnostic::error(&RANGE, "too small").at(&at("1", 1), "here"),
        Diagnostic::error(&WRITTEN, "a password").at(&at("\"hunter2\"", 2), "not shown"),
        Diagnostic::error(&WRITTEN, "a password").at(&at("\"\"\"\nhunter3\n\"\"\"", 3), "not shown"),
    ];
    let shown = diagnostics_text(&problems, &files, Style::plain());
    assert!(!shown.contains("hunter") && shown.contains("password = *********"), "{shown}");
}

#[test]
fn ids_are_not_broken_at_their_hyphens() {
    for width in 40..100 {
        let long = "it is used by ec2.security_group extra-office-f1e8aedc sg-08c951b61144b033c, and more";
        let problem = Diagnostic::error(&RANGE, long).help("see vpc-012345678 or extra-office-f1e8aedc");
        let text = diagnostics_text(&[problem], &[], Style { width, ..Style::plain() });
        for id in ["extra-office-f1e8aedc", "sg-08c951b61144b033c", "vpc-012345678"] {
            assert!(text.contains(id), "{width}: {text}");
        }
    }
}

#[test]
fn diagnostics_for_programs() {
    insta::assert_snapshot!(diagnostics_json(&problems(), &files()));
    let sarif: serde_json::Value =
        serde_json::from_str(&diagnostics_sarif(&problems(), &files(), "0.1.0")).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 8);
    assert_eq!(place["region"]["startColumn"], 1);
    assert_eq!(place["region"]["endColumn"], 6);
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn places_that_a_text_does_not_have_are_moved_onto_it() {
    let text = "ä".to_owned();
    for (start, end) in [(0, 1), (1, 1), (1, 2), (5, 9), (9, 5), (usize::MAX, usize::MAX)] {
        let origin = Origin { file: "a.toml".into(), start, end, line: 1 };
        let files = [SourceFile { name: "a.toml".into(), text: text.clone() }];
        let problem = [Diagnostic::error(&RANGE, "wrong").at(&origin, "here")];
        assert!(diagnostics_text(&problem, &files, Style::plain()).contains("wrong"));
        assert!(diagnostics_json(&problem, &files).contains("wrong"));
    }
}

fn outcome(results: Vec<StepResult>, interrupted: Option<Signal>) -> Outcome {
    let steps = results
        .into_iter()
        .enumerate()
        .map(|(index, result)| StepOutcome { address: address(&format!("vpc.main/part.{index}")), result })
        .collect();
    Outcome { steps, interrupted, live: Default::default() }
}

#[test]
fn outcomes_say_what_to_do() {
    let whole = outcome_text(&outcome(vec![StepResult::Done, StepResult::Done], None), 12.0, Style::plain());
    assert_eq!(whole, "Applied: 2 of 2 steps done in 12 s\n");
    let failed = StepResult::Failed {
        error: "creating subnet: ec2:CreateSubnet answered InvalidSubnet.Conflict: overlaps (request 1-2)"
            .into(),
        class: "invalid".into(),
    };
    let skipped = StepResult::Skipped { because: address("vpc.main/part.1") };
    let part = outcome(vec![StepResult::Done, failed, skipped], None);
    insta::assert_snapshot!(outcome_text(&part, 3.25, Style::plain()));
    let left = outcome(vec![StepResult::UnderWay, StepResult::NotBegun], Some(Signal::Interrupt));
    insta::assert_snapshot!(outcome_text(&left, 3.25, Style::plain()));
}

#[test]
fn stale_plans_show_both_sides() {
    let planned = [("zones".to_owned(), value("3")), ("same".to_owned(), value("1"))].into();
    let live = [("zones".to_owned(), value("4")), ("same".to_owned(), value("1"))].into();
    let kind = KindName::from("ec2.vpc");
    assert_eq!(
        stale_text(&address("vpc.main/vpc"), &kind, Some(&planned), Some(&live)),
        "vpc.main/vpc (ec2.vpc)\n  zones: planned with 3, now 4\n"
    );
    assert!(stale_text(&address("vpc.main/vpc"), &kind, Some(&planned), None).contains("is gone"));
}

#[test]
fn show_lists_what_is_live() {
    let live = |place: &str, id: &str, state: LiveState| Live {
        kind: KindName::from("ec2.vpc"),
        id: PhysicalId::from(id),
        identity: Some(LiveIdentity { stack: "shop@us-east-1".into(), address: address(place), name: None }),
        name: None,
        values: [("cidr_block".to_owned(), Value::text("10.0.0.0/16"))].into(),
        tags: Default::default(),
        state,
        created: None,
        foreign: Vec::new(),
    };
    let snapshot = Snapshot {
        cloud: CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None },
        resources: vec![
            live("vpc.main/vpc", "vpc-2", LiveState::Pending("pending".into())),
            live("ec2.vpc.alone", "vpc-1", LiveState::Ready),
        ],
        unread: Vec::new(),
        answers: Default::default(),
        cost: Vec::new(),
    };
    let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
    let outputs = [("vpc".to_owned(), Value::text("vpc-2"))];
    let show = Show { stack: &stack, snapshot: &snapshot, outputs: &outputs };
    insta::assert_snapshot!(show_text(&show, Style::plain()));
    let json: serde_json::Value = serde_json::from_str(&show_json(&show)).unwrap();
    assert_eq!(json["outputs"]["vpc"], "vpc-2");
    assert_eq!(json["resources"][0]["address"], "ec2.vpc.alone");
    assert_eq!(json["resources"][1]["state"], "pending");
}
