//! Verdicts of rehearsals, in every form.
#![allow(clippy::unwrap_used)]

use scaffold_model::{
    Address, CloudId, Disruption, Kept, KindName, LeftOut, Missing, Origin, PhysicalId, PlannedStep, Remains,
    StackId, Stage, StageName, StageResult, Summary, Trouble, VERDICT_FORMAT, Verdict, VerdictResult,
};
use scaffold_report::{MARKDOWN_LIMIT, Style, verdict_json, verdict_markdown, verdict_text};
use serde_json::Value as Json;

fn stack(environment: Option<&str>) -> StackId {
    StackId { name: "shop".into(), environment: environment.map(str::to_owned), region: "us-east-1".into() }
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn stage(name: StageName, summary: Summary) -> Stage {
    let done = summary.add + summary.change + summary.destroy;
    Stage { result: StageResult::Passed, summary: Some(summary), done, seconds: 0.25, ..Stage::skipped(name) }
}

fn passed() -> Verdict {
    let nothing = Summary::default();
    let step = |at: &str, kind: &str, action, disruption| PlannedStep {
        address: address(at),
        kind: KindName::from(kind),
        action,
        disruption,
    };
    let change = Stage {
        steps: vec![
            step("vpc.main/subnet.public-4", "ec2.subnet", "create", Disruption::None),
            step("vpc.main/nat_gateway.1", "ec2.nat_gateway", "replace", Disruption::Downtime),
        ],
        ..stage(StageName::Apply, Summary { add: 1, replace: 1, ..nothing })
    };
    Verdict {
        format: VERDICT_FORMAT,
        result: VerdictResult::Passed,
        exit_code: 0,
        stack: stack(None),
        rehearsed_as: stack(None),
        cloud: CloudId {
            account: "000000000000".into(),
            region: "us-east-1".into(),
            endpoint: Some("sandbox:memory".into()),
        },
        blueprint: "0".repeat(64),
        base: Some("main".into()),
        scaffold: "0.1.0".into(),
        stages: vec![
            stage(StageName::Base, Summary { add: 18, ..nothing }),
            change,
            stage(StageName::Replan, nothing),
            stage(StageName::Destroy, Summary { destroy: 19, ..nothing }),
            stage(StageName::Gone, nothing),
        ],
        missing: Vec::new(),
        left_out: Vec::new(),
        notes: Vec::new(),
        kept: vec![Kept { address: address("database.main/instance"), what: "a last snapshot".into() }],
        remains: Vec::new(),
        clean_up: None,
    }
}

fn failed() -> Verdict {
    let trouble = |message: &str| Trouble {
        address: Some(address("vpc.main/vpc")),
        message: message.into(),
        code: Some("invalid".into()),
        help: Some("write another `range`".into()),
        origin: Some(Origin { file: "blueprint.toml".into(), start: 0, end: 1, line: 7 }),
    };
    let mut verdict = passed();
    verdict.result = VerdictResult::Failed;
    verdict.exit_code = 5;
    verdict.base = None;
    verdict.rehearsed_as = stack(Some("rehearsal-1a2b3c4d"));
    verdict.cloud.endpoint = Some("http://localhost:4566".into());
    verdict.stages = vec![
        Stage {
            result: StageResult::Failed,
            troubles: vec![trouble("ec2:CreateVpc answered InvalidVpc.Range: <b>no|such</b> range @you")],
            steps: passed().stages[1].steps.clone(),
            ..stage(StageName::Apply, Summary { add: 19, ..Summary::default() })
        },
        Stage::skipped(StageName::Replan),
        Stage { result: StageResult::Refused, ..stage(StageName::Destroy, Summary::default()) },
        Stage {
            result: StageResult::Failed,
            troubles: vec![trouble("vpc-1 is still live")],
            ..Stage::skipped(StageName::Gone)
        },
    ];
    verdict.missing = vec![Missing {
        service: "rds".into(),
        kinds: vec![KindName::from("rds.instance"), KindName::from("rds.subnet_group")],
        blocks: vec![address("database.main")],
        why: "InternalFailure: The API for service rds is not included".into(),
    }];
    verdict.left_out = vec![LeftOut { what: "database.main".into(), why: "it needs rds".into() }];
    verdict.notes = vec!["deletion protection was switched off".into()];
    verdict.remains = vec![Remains {
        address: Some(address("vpc.main/vpc")),
        kind: KindName::from("ec2.vpc"),
        id: PhysicalId::from("vpc-1"),
    }];
    verdict.clean_up =
        Some("scaffold dry-run --on http://localhost:4566 --clean-up rehearsal-1a2b3c4d".into());
    verdict
}

fn schema() -> jsonschema::Validator {
    let text = include_str!("../../../docs/schemas/verdict.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

#[test]
fn verdicts_follow_their_schema() {
    for verdict in [passed(), failed()] {
        let json: Json = serde_json::from_str(&verdict_json(&verdict).unwrap()).unwrap();
        let problems: Vec<String> =
            schema().iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

#[test]
fn the_schema_knows_every_field_and_refuses_others() {
    let whole: Json = serde_json::from_str(&verdict_json(&failed()).unwrap()).unwrap();
    for pointer in [
        "",
        "/stack",
        "/cloud",
        "/stages/0",
        "/stages/0/summary",
        "/stages/0/steps/0",
        "/stages/0/troubles/0",
        "/stages/0/troubles/0/origin",
        "/missing/0",
        "/left_out/0",
        "/kept/0",
        "/remains/0",
    ] {
        let mut json = whole.clone();
        json.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("unheard_of".into(), Json::Null);
        assert!(!schema().is_valid(&json), "`{pointer}` takes anything");
    }
    for name in whole.as_object().unwrap().keys() {
        let mut json = whole.clone();
        json.as_object_mut().unwrap().remove(name);
        assert!(!schema().is_valid(&json), "`{name}` can be missing");
    }
}

#[test]
fn texts_say_what_happened() {
    insta::assert_snapshot!("verdict_text_passed", verdict_text(&passed(), Style::plain()));
    insta::assert_snapshot!("verdict_text_failed", verdict_text(&failed(), Style::plain()));
    insta::assert_snapshot!("verdict_markdown_passed", verdict_markdown(&passed()));
    insta::assert_snapshot!("verdict_markdown_failed", verdict_markdown(&failed()));
}

#[test]
fn comments_fit_whatever_happened() {
    let mut verdict = failed();
    let trouble = Trouble { message: "`".repeat(900), ..Trouble::default() };
    verdict.stages[0].troubles = vec![trouble; 200];
    verdict.notes = vec!["n".repeat(700); 300];
    verdict.stages[0].steps = vec![passed().stages[1].steps[0].clone(); 5_000];
    verdict.stack.name = "s".repeat(70_000);
    verdict.missing = vec![verdict.missing[0].clone(); 900];
    let text = verdict_markdown(&verdict);
    assert!(text.len() <= MARKDOWN_LIMIT, "{}", text.len());
    assert!(text.starts_with("<!-- scaffold-dry-run:sss") && text.contains(" more: too long for a comment"));
}
