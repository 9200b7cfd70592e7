use crate::session::Session;

#[test]
fn a_plan_is_written_in_every_format_at_once() {
    let session = Session::minimal();
    let line =
        "plan --sandbox --format markdown --save-as json:plan.json --save-as text:plan.txt --out saved";
    let markdown = session.scaffold(line).code(0).out;
    assert!(markdown.starts_with("<!-- scaffold:minimal@us-east-1 -->\n"), "{markdown}");
    assert!(session.read("plan.txt").contains("Plan: 19 to add"));
    let json: serde_json::Value = serde_json::from_str(&session.read("plan.json")).unwrap();
    assert_eq!(json["summary"]["add"], 19);
    assert_eq!(json["format"], 1);
    assert_eq!(session.read("saved"), session.read("plan.json"));
}

#[test]
fn a_saved_plan_of_a_whole_stack_says_what_is_asked_for() {
    let session = Session::minimal();
    let saved = |options: &str| {
        session.scaffold(&format!("plan --sandbox --quiet --out saved {options}")).code(0);
        serde_json::from_str::<serde_json::Value>(&session.read("saved")).unwrap()["desired"].clone()
    };
    let whole = saved("");
    assert_eq!(whole["label"], "the last apply");
    assert_eq!(whole["resources"].as_object().unwrap().len(), 19);
    assert_eq!(whole["resources"]["vpc.main/vpc"]["dns_support"], true);
    assert!(saved("--target vpc.main/vpc").is_null());
    assert_eq!(saved("--destroy")["resources"], serde_json::json!({}));
    let shown = session.scaffold("plan --sandbox --format json").code(0).out;
    assert!(serde_json::from_str::<serde_json::Value>(&shown).unwrap().get("desired").is_none());
}

#[test]
fn changes_are_2_where_that_is_asked_for() {
    let session = Session::minimal();
    session.scaffold("plan --sandbox").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(2);
    session.scaffold("apply --sandbox --yes").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0).says("No changes.");
    session.scaffold("plan --sandbox --detailed-exitcode --destroy").code(2).says("19 to destroy");
    session
        .scaffold("plan --sandbox --detailed-exitcode --replace vpc.main/nat_gateway.1")
        .code(2)
        .says("1 to replace");
}

#[test]
fn targets_and_excludes_leave_the_rest_out() {
    let session = Session::minimal();
    session
        .scaffold("plan --sandbox --target vpc.main/internet_gateway")
        .code(0)
        .says("Plan: 2 to add")
        .says("partial");
    session.scaffold("plan --sandbox --exclude vpc.main/vpc_endpoint.s3").code(0).says("Plan: 18 to add");
}

#[test]
fn the_account_is_guarded_before_anything_is_read() {
    let session = Session::minimal();
    session.edit("blueprint.toml", "version = 1", "version = 1\naccount = \"123456789012\"");
    session.scaffold("plan --sandbox").code(4).complains("the blueprint is for 123456789012");
    session.scaffold("apply --sandbox --yes").code(4).complains("the blueprint is for 123456789012");
}

#[test]
fn refusals_are_4_and_stand_on_their_line() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.edit(
        "blueprint.toml",
        "10.0.0.0/16\"",
        "10.0.0.0/16\"\nsubnet_cidrs = { public-1 = \"10.0.4.0/22\" }",
    );
    let ran = session.scaffold("plan --sandbox").code(4);
    assert!(ran.out.contains("blueprint.toml:8"), "{}", ran.out);
    assert!(ran.out.contains("help: "), "{}", ran.out);
    session.scaffold("plan --sandbox --out refused.json").code(4);
    session.scaffold("apply --sandbox --yes").code(4).complains("nothing is applied");
    session.scaffold("apply --sandbox refused.json").code(4).complains("nothing is applied");
}

#[test]
fn a_revision_is_the_base() {
    let session = Session::minimal();
    let git = |words: &str| {
        let mut command = session.command("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@t"]).args(words.split_whitespace());
        session.run(&mut command).code(0)
    };
    git("init -q -b main");
    session.scaffold("plan --sandbox --base main").code(64);
    git("commit -q --allow-empty -m none");
    session
        .scaffold("plan --sandbox --base main")
        .code(0)
        .says("labelled against main")
        .says("this change asks for it");
    git("add blueprint.toml");
    git("commit -q -m minimal");
    session.scaffold("plan --sandbox --base main").code(0).says("drift: it was there and is gone");
    session.edit("blueprint.toml", "cidr_block", "zones = 4\ncidr_block");
    session
        .scaffold("plan --sandbox --base HEAD")
        .code(0)
        .says("subnet.public-4 (ec2.subnet)  blueprint.toml:6  this change");
    session.scaffold("plan --sandbox --base nowhere").code(64).complains("git knows no revision `nowhere`");
    session.edit("blueprint.toml", "us-east-1", "us-west-2");
    session
        .scaffold("plan --sandbox --base HEAD")
        .code(0)
        .says("vpc (ec2.vpc)  blueprint.toml:6  this change")
        .complains("at HEAD this was stack minimal@us-east-1")
        .complains("scaffold destroy --stack minimal --region us-east-1");
}

#[test]
fn a_base_may_lack_a_variable_that_came_later() {
    let session = Session::minimal();
    for words in ["init -q -b main", "add blueprint.toml", "commit -q -m minimal"] {
        let mut command = session.command("git");
        command.args(["-c", "user.name=t", "-c", "user.email=t@t"]).args(words.split_whitespace());
        session.run(&mut command).code(0);
    }
    let declared =
        "[variables.team]\ntype = \"string\"\n\n[ec2.elastic_ip.x]\ntags = { team = \"${var.team}\" }\n\n";
    session.edit("blueprint.toml", "[outputs]", &format!("{declared}[outputs]"));
    session
        .scaffold("plan --sandbox --base HEAD --var team=a")
        .code(0)
        .says("labelled against HEAD")
        .says("ec2.elastic_ip.x");
}

#[test]
fn what_was_renamed_twice_is_found_and_tags_can_be_left_to_others() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.edit("blueprint.toml", "[vpc.main]", "[vpc.newest]");
    session.edit("blueprint.toml", "vpc.main.id", "vpc.newest.id");
    let moves = "\n[[moved]]\nfrom = \"vpc.main\"\nto = \"vpc.middle\"\n\n[[moved]]\nfrom = \"vpc.middle\"\nto = \"vpc.newest\"\n";
    session.write("blueprint.toml", &(session.read("blueprint.toml") + moves));
    session.scaffold("plan --sandbox").code(0).says("19 to adopt").says("0 to add");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.elsewhere("tag ec2.vpc vpc.newest/vpc cost-centre 7");
    session.scaffold("plan --sandbox").code(0).says("cost-centre");
    session.edit("blueprint.toml", "cidr_block", "ignore = [\"tags\"]\ncidr_block");
    session.scaffold("plan --sandbox --detailed-exitcode").code(0).says("No changes.");
}

#[test]
fn data_to_be_lost_that_is_nowhere_is_told_and_allows_nothing() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    for word in ["vpc.main/vpx", "vol-0123"] {
        session
            .scaffold(&format!("plan --sandbox --destroy --allow-data-loss {word}"))
            .code(0)
            .says(&format!("`--allow-data-loss {word}` allows nothing"));
    }
    session.scaffold("plan --sandbox --destroy --allow-data-loss vpc.main/vpc").code(0);
}
