//! Exactly what connections imply is opened, and nothing else.

use std::collections::BTreeSet;

use scaffold_model::{Resources, Value};

use crate::blueprints::*;

const STACK: &str = "[vpc.main]
cidr_block = \"10.0.0.0/16\"

[load_balancer.edge]
vpc = \"vpc.main\"
allow_from = [\"203.0.113.0/24\"]
[load_balancer.edge.listeners.http]
port = 80
protocol = \"HTTP\"
default = { forward = \"autoscaling_group.web\" }
[load_balancer.edge.listeners.other]
port = 81
protocol = \"HTTP\"
default = { forward = \"autoscaling_group.web\" }

[autoscaling_group.web]
vpc = \"vpc.main\"
image = \"ami-1\"
instance_type = \"t3.small\"
min_size = 1
max_size = 2
target = { port = 8080, health_check = { port = 9090 } }
connects_to = [\"autoscaling_group.store\", { to = \"load_balancer.edge\", port = 81 }]
egress = [{ to = \"10.0.0.0/8\", port = 443 }]

[autoscaling_group.store]
vpc = \"vpc.main\"
image = \"ami-1\"
instance_type = \"t3.small\"
min_size = 1
max_size = 1
target = { port = 5000 }
ingress = [
    { from = \"autoscaling_group.web\", port = 5000, description = \"said again\" },
    { from = \"sg-123\", port = 22 },
    { from = \"10.1.0.0/16\", port = 7000, to_port = 7010, protocol = \"udp\" },
    { from = \"10.2.0.0/16\", protocol = \"all\" },
    { from = \"10.3.0.0/16\", protocol = \"icmp\" },
]
";

/// Who may do what there: peer, protocol, ports.
fn opened(resources: &Resources, block: &str, side: &str) -> BTreeSet<String> {
    let rules = at(resources, &format!("{block}/security_group_rules"));
    let rules = rules.values.get(side).and_then(Value::as_list).unwrap_or_default();
    let say = |rule: &Value| {
        let rule = rule.as_map().unwrap();
        let word = |name: &str| rule.get(name).map(ToString::to_string).unwrap_or_default();
        let peers = ["cidr_block", "ipv6_cidr_block", "prefix_list", "security_group"];
        let peer: String = peers.into_iter().map(word).collect();
        format!("{peer} {} {}-{}", word("protocol"), word("from_port"), word("to_port"))
    };
    let said: BTreeSet<String> = rules.iter().map(say).collect();
    assert_eq!(said.len(), rules.len(), "a rule stands twice: AWS refuses it");
    said
}

fn set(rules: &[&str]) -> BTreeSet<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}

#[test]
fn no_more_and_no_less_than_connections_imply() {
    let resources = written(STACK);
    let [web, edge] = ["autoscaling_group.web", "load_balancer.edge"]
        .map(|block| format!("${{{block}/security_group.id}}"));
    assert_eq!(
        opened(&resources, "autoscaling_group.web", "ingress"),
        set(&[&format!("{edge} tcp 8080-8080"), &format!("{edge} tcp 9090-9090")])
    );
    assert_eq!(
        opened(&resources, "load_balancer.edge", "ingress"),
        set(&["203.0.113.0/24 tcp 80-80", "203.0.113.0/24 tcp 81-81", &format!("{web} tcp 81-81")])
    );
    assert_eq!(
        opened(&resources, "autoscaling_group.store", "ingress"),
        set(&[
            &format!("{web} tcp 5000-5000"),
            "sg-123 tcp 22-22",
            "10.1.0.0/16 udp 7000-7010",
            "10.2.0.0/16 all -",
            "10.3.0.0/16 icmp -1--1",
        ])
    );
}

#[test]
fn a_closed_egress_still_lets_connections_out() {
    let resources = written(STACK);
    assert_eq!(
        opened(&resources, "autoscaling_group.web", "egress"),
        set(&[
            "10.0.0.0/8 tcp 443-443",
            "${autoscaling_group.store/security_group.id} tcp 5000-5000",
            "${load_balancer.edge/security_group.id} tcp 81-81",
        ])
    );
    assert_eq!(opened(&resources, "autoscaling_group.store", "egress"), set(&["0.0.0.0/0 all -"]));
}

#[test]
fn a_rule_stands_where_the_source_asks_for_it() {
    let resources = written(STACK);
    let rules = at(&resources, "autoscaling_group.store/security_group_rules");
    let items = rules.values["ingress"].as_list().unwrap();
    let from_web = |item: &Value| item.to_string().contains("autoscaling_group.web/security_group");
    let index = items.iter().position(from_web).unwrap();
    let line = STACK.lines().position(|line| line.starts_with("connects_to")).unwrap() + 1;
    // Five lines of the frame stand before.
    assert_eq!(rules.origin_of(&format!("ingress[{index}]")).line, line + 5);
}

#[test]
fn a_target_group_serves_the_balancer_that_forwards_to_it() {
    let resources = written(STACK);
    assert_eq!(
        value(&resources, "autoscaling_group.web/target_group", "load_balancer"),
        "${load_balancer.edge/load_balancer.id}"
    );
    assert_eq!(value(&resources, "autoscaling_group.store/target_group", "load_balancer"), "nothing");
}

#[test]
fn data_is_reached_at_the_port_of_its_engine_alone() {
    let data = "
[autoscaling_group.web]
vpc = \"vpc.main\"
image = \"ami-1\"
instance_type = \"t3.small\"
min_size = 1
max_size = 2
connects_to = [\"database.orders\", \"database.ledger\", \"cache.pages\", \"cache.sessions\"]
egress = []

[database.orders]
vpc = \"vpc.main\"
engine = \"postgres\"
engine_version = \"16\"
instance_class = \"db.t4g.medium\"
storage_gib = 50

[database.ledger]
vpc = \"vpc.main\"
engine = \"mysql\"
engine_version = \"8.4\"
instance_class = \"db.t4g.medium\"
storage_gib = 50
port = 3307

[cache.pages]
vpc = \"vpc.main\"
engine_version = \"8\"
node_type = \"cache.t4g.small\"

[cache.sessions]
vpc = \"vpc.main\"
engine = \"memcached\"
engine_version = \"1.6\"
node_type = \"cache.t4g.small\"
";
    let resources = written(&format!("[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n{data}"));
    let web = "${autoscaling_group.web/security_group.id}";
    let mut reached = BTreeSet::new();
    for (block, port) in [
        ("database.orders", 5432),
        ("database.ledger", 3307),
        ("cache.pages", 6379),
        ("cache.sessions", 11_211),
    ] {
        assert_eq!(opened(&resources, block, "ingress"), set(&[&format!("{web} tcp {port}-{port}")]));
        reached.insert(format!("${{{block}/security_group.id}} tcp {port}-{port}"));
    }
    assert_eq!(opened(&resources, "autoscaling_group.web", "egress"), reached);
}
