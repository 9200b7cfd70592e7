use crate::session::Session;

#[test]
fn nobody_to_ask_is_a_refusal() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox").code(4).says("Plan: 19 to add").complains("add --yes");
    session.scaffold("plan --sandbox --detailed-exitcode").code(2).says("19 to add");
}

#[test]
fn a_saved_plan_is_applied_as_it_is() {
    let session = Session::minimal();
    session.scaffold("plan --sandbox --out saved").code(0);
    session.scaffold("apply saved --target vpc.main").code(64).complains("--target has no place");
    session.scaffold("apply saved").code(0).says("Applied: 19 of 19 steps done").says("vpc_id = \"vpc-");
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    session.scaffold("plan --sandbox --out nothing").code(0);
    session.scaffold("apply nothing").code(0).says("No changes.");
}

#[test]
fn a_stale_plan_is_3_and_shows_both_sides() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.edit("blueprint.toml", "cidr_block", "tags = { team = \"a\" }\ncidr_block");
    session.scaffold("plan --sandbox --out saved").code(0);
    session.elsewhere("set ec2.vpc vpc.main/vpc dns_hostnames false");
    session
        .scaffold("apply saved")
        .code(3)
        .says("vpc.main/vpc (ec2.vpc)\n  dns_hostnames: planned with true, now false\n")
        .complains("the plan is stale");
    session.scaffold("plan --sandbox").code(0).says("team");
    session.elsewhere("set ec2.vpc vpc.main/vpc dns_hostnames true");
    session.scaffold("apply saved").code(0);
}

#[test]
fn drift_elsewhere_does_not_block_a_saved_plan() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.edit("blueprint.toml", "cidr_block", "dns_hostnames = false\ncidr_block");
    session.scaffold("plan --sandbox --out saved").code(0).says("1 to change");
    session.elsewhere("set ec2.subnet vpc.main/subnet.public-1 map_public_ip_on_launch false");
    session.scaffold("apply saved").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(2).says("1 to change");
}

#[test]
fn files_that_are_no_plan_are_64() {
    let session = Session::minimal();
    session.write("broken", "{ \"format\": 1 }");
    session.scaffold("apply broken").code(64).complains("broken cannot be applied: it is not a plan");
    session.write("old", "{ \"format\": 0 }");
    session.scaffold("apply old").code(64).complains("plan again with this version");
}

#[test]
fn a_plan_for_another_cloud_is_refused() {
    let session = Session::minimal();
    session.scaffold("plan --sandbox --out saved").code(0);
    session.edit("saved", "000000000000", "123456789012");
    session.scaffold("apply saved").code(4);
}

#[test]
fn events_are_one_object_a_line() {
    let session = Session::minimal();
    session
        .scaffold("apply --sandbox --yes --events events.ndjson")
        .code(0)
        .complains("vpc.main/vpc: created in");
    let events = session.read("events.ndjson");
    let events: Vec<serde_json::Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |what: &str| events.iter().filter(|event| event["type"] == what).count();
    assert_eq!((count("run_started"), count("step_done"), count("run_finished")), (1, 19, 1));
    assert!(events.iter().all(|event| event["time"].as_str().is_some_and(|time| time.ends_with('Z'))));
}

fn with_faults(session: &Session, line: &str, faults: &str) -> crate::session::Ran {
    let mut command = session.command(env!("CARGO_BIN_EXE_scaffold"));
    command.args(line.split_whitespace()).env("SCAFFOLD_SANDBOX_FAULTS", faults);
    session.run(&mut command)
}

#[test]
fn a_lack_of_permission_is_7_and_names_the_action() {
    let session = Session::minimal();
    let ran =
        with_faults(&session, "apply --sandbox --yes --quiet", "fail:CreateNatGateway#1:denied").code(7);
    assert!(ran.err.contains("CreateNatGateway"), "{ran:?}");
    assert!(ran.out.contains("1 failed, "), "{ran:?}");
    assert!(ran.out.contains("Run the same command again"), "{ran:?}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
    with_faults(&session, "plan --sandbox", "fail:DescribeVpcs:denied").code(7).complains("ec2:DescribeVpcs");
}

#[test]
fn what_failed_halfway_is_5() {
    let session = Session::minimal();
    let ran =
        with_faults(&session, "apply --sandbox --yes --quiet", "fail:CreateRouteTable#2:unsupported").code(5);
    assert!(ran.out.contains("Applied in part: "), "{ran:?}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
}

#[test]
fn deleting_most_of_a_stack_asks_for_its_name() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("destroy --sandbox --yes").code(4).complains("--confirm minimal");
    session.scaffold("destroy --sandbox --confirm maximal").code(4).complains("--confirm names `maximal`");
    session.edit("blueprint.toml", "[vpc.main]", "[vpc.other]");
    session.edit("blueprint.toml", "${vpc.main.", "${vpc.other.");
    session.scaffold("apply --sandbox --yes").code(4).complains("--confirm minimal");
    session.scaffold("destroy --sandbox --confirm minimal").code(0).says("19 of 19 steps done");
    session.scaffold("destroy --sandbox --yes").code(0).says("Nothing of the stack is live.");
}

#[test]
fn a_stack_is_destroyed_by_name_alone() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet --env test").code(0);
    session.write("blueprint.toml", "lost");
    let line = "destroy --stack minimal/test --region us-east-1 --sandbox --confirm minimal/test";
    session.scaffold(line).code(0).says("19 of 19 steps done");
    session.scaffold(line).code(0).says("Nothing of the stack is live.");
}

#[test]
fn what_could_not_be_read_is_not_said_to_be_gone() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    let line = "destroy --stack minimal --region us-east-1 --sandbox --confirm minimal";
    let faults = "fail:DescribeSecurityGroups:denied,fail:DescribeSecurityGroupRules:denied";
    with_faults(&session, line, faults).code(5).complains("ec2.security_group");
    session.scaffold(line).code(0);
}
