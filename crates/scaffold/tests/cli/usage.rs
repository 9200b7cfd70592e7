use crate::session::Session;

#[test]
fn help_and_version_are_results() {
    let session = Session::new();
    session.scaffold("--help").code(0).says("Usage: scaffold");
    session.scaffold("--version").code(0).says(concat!("scaffold ", env!("CARGO_PKG_VERSION")));
    for command in [
        "new",
        "check",
        "plan",
        "apply",
        "destroy",
        "dry-run",
        "show",
        "import",
        "graph",
        "schema",
        "explain",
        "completions",
    ] {
        session.scaffold(&format!("{command} --help")).code(0).says(&format!("Usage: scaffold {command}"));
    }
}

#[test]
fn wrong_usage_is_64() {
    let session = Session::minimal();
    for line in [
        "",
        "paln",
        "plan --nope",
        "plan --format xml",
        "plan --save-as markdown",
        "plan --save-as xml:plan.xml",
        "plan --target VPC",
        "plan --sandbox --endpoint http://localhost:1",
        "check --var zones",
        "apply --parallelism 0",
        "import vpc.main/vpc",
        "dry-run --only-available",
        "dry-run --on localhost:4566",
        "dry-run --on http://localhost:4566 --clean-up prod",
        "dry-run --save-as xml:verdict.xml",
        "destroy --stack minimal --sandbox",
        "destroy --stack Minimal --region us-east-1 --sandbox",
        "completions tcsh",
        "explain unknown-atribute",
        "new minimla",
        "check nowhere.toml",
    ] {
        let ran = session.scaffold(line).code(64);
        assert!(ran.err.lines().count() > 1 && ran.out.is_empty(), "`{line}`: {ran:?}");
    }
}

#[cfg(not(feature = "aws"))]
#[test]
fn without_aws_it_says_what_it_can_do() {
    Session::minimal().scaffold("plan").code(64).complains("add --sandbox");
}

#[test]
fn what_is_nearest_is_suggested() {
    let session = Session::new();
    session.scaffold("new minimla").complains("did you mean `minimal`?");
    let codes = session.scaffold("explain").code(0).out;
    let first = codes.lines().next().unwrap();
    session.scaffold(&format!("explain {first}")).code(0).says(first);
    session.scaffold(&format!("explain {first}x")).code(64).complains(&format!("did you mean `{first}`?"));
}

#[test]
fn new_never_overwrites() {
    let session = Session::new();
    session.scaffold("new").code(0).says("minimal");
    session.scaffold("new minimal net").code(0).says("wrote net/blueprint.toml").complains("cd net && ");
    session.scaffold("check net").code(0);
    session.write("net/blueprint.toml", "# mine");
    session.scaffold("new minimal net").code(4).complains("net/blueprint.toml is there already");
    assert_eq!(session.read("net/blueprint.toml"), "# mine");
}

#[test]
fn every_template_is_right() {
    for template in Session::new().scaffold("new").out.lines().skip(1) {
        let name = template.split_whitespace().next().unwrap();
        let session = Session::new();
        session.scaffold(&format!("new {name}")).code(0);
        session.scaffold("check").code(0).says("all well");
        // What stands in another stack's network waits for it.
        let planned = if name == "app" { 4 } else { 2 };
        session.scaffold("plan --sandbox --detailed-exitcode").code(planned);
    }
}

#[test]
fn completions_and_schema_are_whole() {
    let session = Session::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        session.scaffold(&format!("completions {shell}")).code(0).says("detailed-exitcode");
    }
    let schema = session.scaffold("schema").code(0).out;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema.pointer("/properties/blueprint").is_some(), "{schema}");
}

#[test]
fn colour_is_for_those_who_can_see_it() {
    let session = Session::minimal();
    let coloured = |line: &str, variable: Option<(&str, &str)>| {
        let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
        command.args(line.split_whitespace()).envs(variable);
        session.run(&mut command).out.contains('\u{1b}')
    };
    assert!(!coloured("plan --sandbox", None), "a pipe is no terminal");
    assert!(coloured("plan --sandbox --color always", Some(("NO_COLOR", "1"))));
    assert!(coloured("plan --sandbox", Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured("plan --sandbox --color never", Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured("plan --sandbox --format json --color always", None), "JSON is for programs");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let session = Session::minimal();
    for line in
        ["plan --sandbox", "plan --sandbox --format json", "schema", "--help", "completions bash", "explain"]
    {
        let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
        command.args(line.split_whitespace());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), complaint.as_str()), (Some(0), ""), "`{line}`");
    }
}

#[test]
fn verbose_tells_of_every_stage() {
    let ran = Session::minimal().scaffold("plan --sandbox -v").code(0);
    for stage in [
        "checked 19 resources in 1 files in ",
        "connected to ",
        "read 0 live resources in ",
        "planned 19 steps in ",
    ] {
        assert!(ran.err.contains(stage), "{}", ran.err);
    }
}
