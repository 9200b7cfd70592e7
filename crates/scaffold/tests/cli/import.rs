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

#[test]
fn what_has_an_address_of_the_stack_is_moved_and_not_imported() {
    let session = Session::new();
    session.write("blueprint.toml", &queues(&["jobs"]));
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    let shown = session.scaffold("show --sandbox --format json").code(0).out;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let id = shown["resources"][0]["id"].as_str().unwrap().to_owned();
    session.write("blueprint.toml", &queues(&["jobs", "work"]));
    session
        .scaffold(&format!("import queue.work/queue {id} --sandbox --yes"))
        .code(4)
        .says("`queue.jobs/queue` of this stack")
        .says("from = \"queue.jobs\"");
}

#[test]
fn a_layer_that_moves_is_made_anew() {
    let session = Session::new();
    for (file, text) in [("code", "print()"), ("layer", "import os")] {
        std::fs::create_dir(session.path().join(file)).unwrap();
        session.write(&format!("{file}/main.py"), text);
    }
    session.write("blueprint.toml", &function("job", ""));
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.write(
        "blueprint.toml",
        &function("work", "[[moved]]\nfrom = \"function.job\"\nto = \"function.work\"\n"),
    );
    let plan = session.scaffold("plan --sandbox").code(0);
    plan.says("+ layer.1 (lambda.layer)")
        .says("- layer.1 (lambda.layer)")
        .says("> function (lambda.function)");
    session.scaffold("apply --sandbox --yes --quiet").code(0);
    session.scaffold("plan --sandbox --detailed-exitcode").code(0);
}

fn queues(names: &[&str]) -> String {
    let blocks: String =
        names.iter().map(|name| format!("[queue.{name}]\ndeletion_protection = false\n")).collect();
    format!("{HEAD}{blocks}")
}

fn function(name: &str, more: &str) -> String {
    let block =
        format!("[function.{name}]\nsource = \"code\"\nruntime = \"python3.13\"\nhandler = \"main.run\"\n");
    format!("{HEAD}{block}layers = [{{ source = \"layer\" }}]\n{more}")
}

const HEAD: &str = "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n";
