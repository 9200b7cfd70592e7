//! Blocks in networks of other stacks, and what they connect to there.

use std::collections::BTreeMap;

use scaffold_blocks::{catalogue, expand, pages};
use scaffold_blueprint::{Input, parse};
use scaffold_graph::resolve;
use scaffold_model::Sources;
use scaffold_model::{Address, Reference, Resources, SourceFile, Value};

use crate::blueprints::*;

fn fleet(more: &str) -> String {
    format!(
        "[autoscaling_group.web]\nvpc = \"@net/vpc.main\"\nimage = \"ami-1\"\ninstance_type = \"t3.small\"\n\
         min_size = 1\nmax_size = 2\n{more}\n"
    )
}

fn refused(blocks: &str) -> scaffold_model::Diagnostic {
    let mut problems = expand(&blueprint_of(blocks), &Sources::default()).unwrap_err().diagnostics;
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

#[test]
fn a_connection_into_another_stack_is_a_rule_of_our_own_there() {
    let resources = written(&fleet("connects_to = [\"@data/database.orders\", \"@data/prod/cache.pages\"]"));
    let rule = at(&resources, "autoscaling_group.web/rule.data.database.orders-port");
    assert_eq!(rule.kind.as_str(), "ec2.security_group_rule");
    let value = |name: &str| rule.values[name].to_string();
    assert_eq!(value("security_group"), "${@data/database.orders/security_group.id}");
    assert_eq!(value("peer_security_group"), "${autoscaling_group.web/security_group.id}");
    assert_eq!(value("from_port"), "${@data/database.orders.port}");
    assert!(names(&resources).contains(&"rule.data_prod.cache.pages-port"));
    let graph = resolve(resources).unwrap();
    let kinds = ["@data/database.orders/instance", "@data/database.orders/security_group"];
    for address in kinds {
        assert!(graph.abroad.contains_key(&Address::parse_abroad(address).unwrap()), "{address}");
    }
}

#[test]
fn a_port_is_said_where_the_other_block_may_have_several() {
    let problem = refused(&fleet("connects_to = [\"@edge/load_balancer.api\"]"));
    assert_eq!(problem.code.name, "which-port");
    assert!(problem.help.unwrap().contains("{ to = \"@edge/load_balancer.api\", port = 443 }"));
    let resources = written(&fleet("connects_to = [{ to = \"@edge/load_balancer.api\", port = 443 }]"));
    let rule = at(&resources, "autoscaling_group.web/rule.edge.load_balancer.api-443");
    assert_eq!(rule.values["to_port"], Value::Integer(443));
}

#[test]
fn what_is_let_out_names_the_group_elsewhere() {
    let resources =
        written(&fleet("egress = [{ to = \"10.0.0.0/8\" }]\nconnects_to = [\"@data/database.orders\"]"));
    let egress = value(&resources, "autoscaling_group.web/security_group_rules", "egress");
    assert!(egress.contains("${@data/database.orders/security_group.id}"), "{egress}");
}

#[test]
fn a_balancer_forwards_to_its_own_stack_alone() {
    let problem = refused(
        "[load_balancer.edge]\nvpc = \"@net/vpc.main\"\n[load_balancer.edge.listeners.http]\nport = 80\n\
         protocol = \"HTTP\"\ndefault = { forward = \"@web/autoscaling_group.web\" }\n",
    );
    assert_eq!(problem.code.name, "cross-stack-reference");
}

/// What pages say of outputs for other stacks is what blocks expand to in their own.
#[test]
fn outputs_for_other_stacks_are_those_of_the_stack_itself() {
    let told = [
        "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\ntiers = [\"public\", \"private\", \"isolated\"]\n",
        "[load_balancer.a]\nvpc = \"vpc.main\"\nlisteners.a = { port = 80, protocol = \"HTTP\", default = { forward = \"autoscaling_group.a\" } }\n",
        "[autoscaling_group.a]\nvpc = \"vpc.main\"\nimage = \"ami-1\"\ninstance_type = \"t3.small\"\nmin_size = 1\nmax_size = 2\ntarget = { port = 80 }\n",
        "[database.a]\nvpc = \"vpc.main\"\nengine = \"postgres\"\nengine_version = \"16\"\ninstance_class = \"db.t4g.micro\"\nstorage_gib = 20\n",
        "[cache.a]\nvpc = \"vpc.main\"\nengine_version = \"8.0\"\nnode_type = \"cache.t4g.micro\"\nauth = \"iam\"\ncluster_mode = \"compatible\"\n",
    ];
    let resources = written(&told.concat());
    let mut compared = 0;
    for page in pages() {
        let outputs = resources.block_outputs.iter().find(|(block, _)| block.word() == page.schema.name);
        let Some((block, outputs)) = outputs else { continue };
        let form = &resources.forms[&page.schema.name];
        for (output, (part, path)) in &form.outputs {
            assert!(page.schema.output(output).is_some(), "{block} has no {output}");
            assert!(form.kind_of(part).is_some(), "{block} has no part {part}");
            compared += 1;
            // What a block knows by itself it says itself.
            if output != "port" {
                assert_eq!(
                    Some(&named(block, part, path, &resources)),
                    outputs.get(output),
                    "{block}.{output}"
                );
            }
        }
    }
    assert!(compared > 20, "{compared} outputs");
}

/// What a part, or all whose names begin so, give.
fn named(block: &Address, part: &str, path: &str, resources: &Resources) -> Value {
    let Some(beginning) = part.strip_suffix('*') else { return Value::pending(block.part(part), path) };
    let parts = resources.resources.iter().filter(|resource| resource.address.block_address() == *block);
    let parts =
        parts.filter(|resource| resource.address.part_name().unwrap_or_default().starts_with(beginning));
    Value::List(parts.map(|resource| Value::pending(resource.address.clone(), path)).collect())
}

#[test]
fn expressions_name_what_other_stacks_have() {
    let text = "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\n\
                [outputs]\nnetwork = \"${@net/vpc.main.private_subnet_ids}\"\n";
    let files = vec![SourceFile { name: "blueprint.toml".into(), text: text.into() }];
    let blueprint = parse(&Input { files, ..Input::default() }, &catalogue()).unwrap();
    let graph = resolve(expand(&blueprint, &Sources::default()).unwrap()).unwrap();
    let reference = Reference {
        address: Address::parse_abroad("@net/vpc.main/subnet.private-*").unwrap(),
        path: "id".into(),
    };
    assert_eq!(graph.desired.outputs[0].value, Value::Pending(reference));
    assert_eq!(graph.abroad.values().map(|kind| kind.as_str()).collect::<Vec<_>>(), ["ec2.subnet"]);
    assert_eq!(BTreeMap::new(), graph.desired.block_outputs);
}
