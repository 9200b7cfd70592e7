use crate::session::Session;

#[test]
fn show_says_what_is_live() {
    let session = Session::minimal();
    session.scaffold("show --sandbox").code(0).says("0 resources live").says("vpc_id = ${vpc.main/vpc.id}");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("show --sandbox").code(0).says("19 resources live").says("vpc (ec2.vpc) vpc-");
    let json = session.scaffold("show --sandbox --format json").code(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["resources"].as_array().unwrap().len(), 19);
    assert!(json["outputs"]["vpc_id"].as_str().unwrap().starts_with("vpc-"), "{json}");
}

#[test]
fn one_output_is_shown_alone() {
    let session = Session::minimal();
    session.scaffold("show --sandbox --output vpc_id").code(1).complains("what it names is not live");
    session.scaffold("show --sandbox --output vpcid").code(64).complains("did you mean `vpc_id`?");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    let all = session.scaffold("show --sandbox --format json").code(0).out;
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    let vpc = all["outputs"]["vpc_id"].as_str().unwrap();
    assert_eq!(session.scaffold("show --sandbox --output vpc_id").code(0).out, format!("{vpc}\n"));
    let json = session.scaffold("show --sandbox --output vpc_id --format json").code(0).out;
    assert_eq!(json, format!("\"{vpc}\"\n"));
}

#[test]
fn graphs_are_drawn_of_blocks_and_of_resources() {
    let session = Session::minimal();
    session.scaffold("graph").code(0).says("digraph").says("\"vpc.main\"");
    session.scaffold("graph --of resources").code(0).says("\"vpc.main/subnet.public-1\" -> \"vpc.main/vpc\"");
    session.scaffold("graph --of resources --format mermaid").code(0).says("flowchart").says(" --> ");
}
