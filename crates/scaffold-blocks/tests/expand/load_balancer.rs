use crate::blueprints::*;

const NETWORK: &str = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n";

fn edge(more: &str) -> scaffold_model::Resources {
    written(&format!(
        "{NETWORK}
[load_balancer.edge]
vpc = \"vpc.main\"
{more}
[load_balancer.edge.listeners.http]
port = 80
protocol = \"HTTP\"
default = {{ respond = {{ status = 200 }} }}
"
    ))
}

#[test]
fn silence_is_protected_and_open_to_all_at_its_ports() {
    let resources = edge("");
    let balancer = "load_balancer.edge/load_balancer";
    for (attribute, expected) in [
        ("type", "application"),
        ("scheme", "internet-facing"),
        ("subnets", "${vpc.main.public_subnet_ids}"),
        ("security_groups", "[${load_balancer.edge/security_group.id}]"),
        ("deletion_protection", "true"),
        ("idle_timeout_seconds", "60"),
        ("http2", "true"),
        ("drop_invalid_headers", "true"),
        ("cross_zone", "nothing"),
        ("access_logs", "nothing"),
    ] {
        assert_eq!(value(&resources, balancer, attribute), expected, "{attribute}");
    }
    let rules = "load_balancer.edge/security_group_rules";
    assert_eq!(
        value(&resources, rules, "ingress"),
        "[{ cidr_block = \"0.0.0.0/0\", description = \"0.0.0.0/0 at http of load_balancer.edge\", from_port = 80, \
         protocol = \"tcp\", to_port = 80 }]"
    );
    assert_eq!(value(&resources, rules, "egress"), "[{ cidr_block = \"0.0.0.0/0\", protocol = \"all\" }]");
}

#[test]
fn an_internal_one_stands_in_the_inner_tier() {
    let scheme = "scheme = \"internal\"\nallow_from = [\"10.0.0.0/16\", \"2001:db8::/32\", \"pl-1\"]\n";
    let resources = edge(scheme);
    assert_eq!(
        value(&resources, "load_balancer.edge/load_balancer", "subnets"),
        "${vpc.main.private_subnet_ids}"
    );
    let ingress = value(&resources, "load_balancer.edge/security_group_rules", "ingress");
    for peer in
        ["cidr_block = \"10.0.0.0/16\"", "ipv6_cidr_block = \"2001:db8::/32\"", "prefix_list = \"pl-1\""]
    {
        assert!(ingress.contains(peer), "{ingress}");
    }
    let isolated = written(
        "[vpc.main]
cidr_block = \"10.0.0.0/16\"
tiers = [\"isolated\"]
[load_balancer.edge]
vpc = \"vpc.main\"
scheme = \"internal\"
[load_balancer.edge.listeners.http]
port = 80
protocol = \"HTTP\"
default = { respond = { status = 200 } }
",
    );
    assert_eq!(
        value(&isolated, "load_balancer.edge/load_balancer", "subnets"),
        "${vpc.main.isolated_subnet_ids}"
    );
}

#[test]
fn nobody_comes_in_where_nobody_is_allowed() {
    let resources = edge("allow_from = []\negress = []\n");
    let rules = "load_balancer.edge/security_group_rules";
    assert_eq!(value(&resources, rules, "ingress"), "nothing");
    assert_eq!(value(&resources, rules, "egress"), "nothing");
}

#[test]
fn every_attribute_reaches_the_balancer() {
    let said = "idle_timeout_seconds = 30
http2 = false
drop_invalid_headers = false
deletion_protection = false
ip_address_type = \"dualstack\"
access_logs = { bucket = \"logs\", prefix = \"edge\" }
";
    let resources = edge(said);
    let balancer = "load_balancer.edge/load_balancer";
    for (attribute, expected) in [
        ("idle_timeout_seconds", "30"),
        ("http2", "false"),
        ("drop_invalid_headers", "false"),
        ("deletion_protection", "false"),
        ("ip_address_type", "dualstack"),
        ("access_logs", "{ bucket = \"logs\", prefix = \"edge\" }"),
    ] {
        assert_eq!(value(&resources, balancer, attribute), expected, "{attribute}");
        let line = at(&resources, balancer).origin_of(attribute).line;
        assert!(line > at(&resources, balancer).origin.line, "{attribute} stands at line {line}");
    }
}

#[test]
fn a_network_balancer_passes_on_by_its_own_protocols() {
    let resources = written(&format!(
        "{NETWORK}
[load_balancer.edge]
vpc = \"vpc.main\"
type = \"network\"
cross_zone = false
[load_balancer.edge.listeners.dns]
port = 53
protocol = \"UDP\"
default = {{ forward = \"autoscaling_group.names\" }}
[autoscaling_group.names]
vpc = \"vpc.main\"
image = \"ami-1\"
instance_type = \"t3.small\"
min_size = 1
max_size = 1
target = {{ port = 5353, protocol = \"UDP\" }}
"
    ));
    let balancer = "load_balancer.edge/load_balancer";
    assert_eq!(value(&resources, balancer, "cross_zone"), "false");
    assert_eq!(value(&resources, balancer, "http2"), "nothing");
    let group = "autoscaling_group.names/target_group";
    assert_eq!(value(&resources, group, "algorithm"), "nothing");
    assert!(value(&resources, group, "health_check").contains("protocol = \"TCP\""));
    let ingress = value(&resources, "autoscaling_group.names/security_group_rules", "ingress");
    assert!(ingress.contains("protocol = \"udp\"") && ingress.contains("protocol = \"tcp\""), "{ingress}");
}

#[test]
fn rules_are_named_by_their_priority() {
    let resources = written(&format!(
        "{NETWORK}
[load_balancer.edge]
vpc = \"vpc.main\"
[load_balancer.edge.listeners.http]
port = 80
protocol = \"HTTP\"
default = {{ redirect = {{ port = 443, protocol = \"HTTPS\", status = 302 }} }}
[[load_balancer.edge.listeners.http.rules]]
priority = 7
host = \"*.example.org\"
path = \"/x\"
method = \"GET\"
header = {{ X-Canary = \"1\" }}
query = {{ v = [\"2\"] }}
respond = {{ status = 503, content_type = \"application/json\", body = \"{{}}\" }}
"
    ));
    let listener = at(&resources, "load_balancer.edge/listener.http");
    assert_eq!(
        listener.values["default_actions"].to_string(),
        "[{ redirect = { port = \"443\", protocol = \"HTTPS\", status_code = \"HTTP_302\" } }]"
    );
    let rule = at(&resources, "load_balancer.edge/listener_rule.http-7");
    assert_eq!(rule.values["listener"].to_string(), "${load_balancer.edge/listener.http.id}");
    assert_eq!(
        rule.values["conditions"].to_string(),
        "[{ host_header = [\"*.example.org\"] }, { path_pattern = [\"/x\"] }, \
         { http_request_method = [\"GET\"] }, { http_header = { name = \"X-Canary\", values = [\"1\"] } }, \
         { query_string = [{ key = \"v\", value = \"2\" }] }]"
    );
    assert_eq!(
        rule.values["actions"].to_string(),
        "[{ fixed_response = { content_type = \"application/json\", message_body = \"{}\", status_code = 503 } }]"
    );
}
