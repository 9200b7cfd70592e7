use crate::session::Session;

#[test]
fn a_live_resource_is_adopted_with_a_tag() {
    let session = Session::minimal();
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    let shown = session.scaffold("show --sandbox --format json").code(0).out;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let address = "vpc.main/internet_gateway";
    let gateway =
        shown["resources"].as_array().unwrap().iter().find(|one| one["address"] == address).unwrap();
    let id = gateway["id"].as_str().unwrap().to_owned();
    session.elsewhere("untag ec2.internet_gateway vpc.main/internet_gateway");
    session.tag_elsewhere("ec2.internet_gateway", &id, ("owner", "unknown"));
    let line = format!("import {address} {id} --sandbox");
    session.scaffold(&line).code(4).says("1 to adopt").says("owner").complains("add --yes");
    session.scaffold(&format!("{line} --yes")).code(0).says("Applied: 1 of 1 step done");
    session
        .scaffold("plan --sandbox --detailed-exitcode")
        .code(2)
        .says("owner")
        .says("Plan: 0 to add, 1 to change");
    session.scaffold(&format!("import vpc.main/internet_gatewax {id} --sandbox --yes")).code(4);
    session.scaffold(&format!("import {address} igw-00000000000000000 --sandbox --yes")).code(1);
}
