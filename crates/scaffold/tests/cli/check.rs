use crate::session::Session;

fn wrong() -> Session {
    let session = Session::minimal();
    session.edit("blueprint.toml", "cidr_block", "zonse = 3\ncidr_blok");
    session
}

#[test]
fn a_right_blueprint_is_all_well() {
    let session = Session::minimal();
    session.scaffold("check").code(0).says("minimal@us-east-1: 19 resources, all well");
    session.scaffold("check --quiet").code(0);
    session.scaffold("check --env prod").code(0).says("minimal/prod@us-east-1");
    session.scaffold("check --region eu-west-1").code(0).says("minimal@eu-west-1");
}

#[test]
fn a_wrong_blueprint_is_65_with_every_problem() {
    let session = wrong();
    let ran = session.scaffold("check").code(65).complains("`zonse`").complains("`cidr_blok`");
    assert!(ran.err.contains("did you mean `zones`?"), "{}", ran.err);
    assert!(ran.err.contains("blueprint.toml:7"), "{}", ran.err);
    assert_eq!(ran.out, "");
    for line in
        ["plan --sandbox", "apply --sandbox --yes", "destroy --sandbox --yes", "show --sandbox", "graph"]
    {
        session.scaffold(line).code(65).complains("`zonse`");
    }
}

#[test]
fn mistakes_of_every_stage_are_told_in_one_run_and_in_their_order() {
    let session = wrong();
    // The blueprint ends with `[outputs]`.
    let more = r#"
network = "${vpc.main.idd}"
lab = "${ec2.security_group.lab.idd}"

[ec2.security_group.office]
vpc = "vpc.man"
description = 3

[ec2.security_group.lab]
vpc = "vpc.main"

[vpc.odd]
cidr_block = "10.9.0.0/16"
tiers = ["private"]
"#;
    session.write("blueprint.toml", &(session.read("blueprint.toml") + more));
    let found = session.scaffold("check --format lines").code(65).out;
    let codes: Vec<&str> = found
        .lines()
        .filter_map(|line| line.split_once("error[").and_then(|(_, rest)| rest.split_once(']')))
        .map(|(code, _)| code)
        .collect();
    let expected = [
        "unknown-attribute",
        "unknown-attribute",
        "unknown-output",
        "unknown-output",
        "unknown-reference",
        "wrong-type",
        "nat-without-public-tier",
    ];
    assert_eq!(codes, expected, "{found}");
}

#[test]
fn problems_are_there_for_programs() {
    let session = wrong();
    let json = session.scaffold("check --format json").code(65).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["errors"].as_u64() >= Some(2), "{json}");
    assert_eq!(json["diagnostics"][0]["labels"][0]["file"], "blueprint.toml");
    let sarif = session.scaffold("check --format sarif").code(65).out;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert!(sarif["runs"][0]["results"].as_array().unwrap().len() >= 2, "{sarif}");
    session.scaffold("check --format lines").code(65).says("blueprint.toml:7: error[");
    let json = Session::minimal().scaffold("check --format json").code(0).out;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["errors"], 0);
}

#[test]
fn variables_come_from_the_line_before_the_environment() {
    let session = Session::new();
    session.scaffold("new office-access").code(0);
    session.scaffold("check --var office=10.0.0.0/8").code(0);
    session.scaffold("check --var office=nonsense").code(65);
    session.scaffold("check --var nobody=1").code(65);
    let check = |words: &[&str]| {
        let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
        command.arg("check").args(words).env("SCAFFOLD_VAR_office", "nonsense");
        session.run(&mut command)
    };
    check(&[]).code(65);
    check(&["--var", "office=10.0.0.0/8"]).code(0);
}
