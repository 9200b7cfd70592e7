use scaffold_model::{Address, Resources, Value};

use crate::blueprints::*;

fn cache(more: &str) -> Resources {
    written(&format!(
        "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[cache.pages]
vpc = \"vpc.main\"
node_type = \"cache.m7g.large\"
{more}
"
    ))
}

/// Names and values of the outputs.
fn outputs(resources: &Resources) -> Vec<String> {
    let outputs = &resources.block_outputs[&Address::parse("cache.pages").unwrap()];
    outputs.iter().map(|(name, value)| format!("{name} = {value}")).collect()
}

#[test]
fn silence_is_a_valkey_with_a_replica_that_takes_over() {
    let resources = cache("engine_version = \"8.0\"");
    for (attribute, expected) in [
        ("engine", "valkey"),
        ("engine_version", "8.0"),
        ("node_type", "cache.m7g.large"),
        ("replicas", "1"),
        ("shards", "1"),
        ("cluster_mode", "disabled"),
        ("multi_az", "true"),
        ("automatic_failover", "true"),
        ("encryption_at_rest", "true"),
        ("encryption_in_transit", "true"),
        ("encryption_in_transit_mode", "required"),
        ("auth_token", "nothing"),
        ("snapshot_retention_days", "1"),
        ("final_snapshot", "true"),
        ("deletion_protection", "true"),
        ("apply", "window"),
        ("port", "6379"),
        ("parameter_group", "${cache.pages/parameter_group.id}"),
        ("subnet_group", "${cache.pages/subnet_group.id}"),
        ("security_groups", "[${cache.pages/security_group.id}]"),
    ] {
        assert_eq!(value(&resources, "cache.pages/replication_group", attribute), expected, "{attribute}");
    }
    assert_eq!(value(&resources, "cache.pages/parameter_group", "family"), "valkey8");
    assert_eq!(value(&resources, "cache.pages/parameter_group", "parameters"), "nothing");
    assert_eq!(
        outputs(&resources),
        [
            "port = 6379",
            "primary_endpoint = ${cache.pages/replication_group.primary_endpoint}",
            "reader_endpoint = ${cache.pages/replication_group.reader_endpoint}",
        ]
    );
}

#[test]
fn a_cache_without_replicas_stands_alone() {
    let resources = cache("engine = \"redis\"\nengine_version = \"7.1\"\nreplicas = 0\n");
    for (attribute, expected) in [("multi_az", "false"), ("automatic_failover", "false"), ("replicas", "0")] {
        assert_eq!(value(&resources, "cache.pages/replication_group", attribute), expected, "{attribute}");
    }
    assert_eq!(value(&resources, "cache.pages/parameter_group", "family"), "redis7");
}

#[test]
fn cluster_mode_has_parameters_of_its_own() {
    let said = "engine_version = \"8\"\nparameters = { maxmemory-policy = \"allkeys-lru\" }\n";
    let group = "cache.pages/replication_group";
    for (mode, more, endpoints) in [
        ("compatible", "", "configuration_endpoint port primary_endpoint reader_endpoint"),
        ("enabled", "shards = 3\nreplicas = 0\n", "configuration_endpoint port"),
    ] {
        let resources = cache(&format!("{said}cluster_mode = \"{mode}\"\n{more}"));
        assert_eq!(value(&resources, group, "parameter_group"), "${cache.pages/parameter_group.cluster.id}");
        assert_eq!(
            value(&resources, "cache.pages/parameter_group.cluster", "parameters"),
            "{ cluster-enabled = \"yes\", maxmemory-policy = \"allkeys-lru\" }"
        );
        assert_eq!(value(&resources, group, "automatic_failover"), "true", "{mode}");
        let outputs = outputs(&resources);
        let names: Vec<&str> = outputs.iter().filter_map(|output| output.split(' ').next()).collect();
        assert_eq!(names.join(" "), endpoints);
    }
    let sharded = cache("engine_version = \"8\"\ncluster_mode = \"enabled\"\nshards = 3\nreplicas = 0\n");
    assert_eq!(value(&sharded, group, "shards"), "3");
    assert_eq!(value(&sharded, group, "multi_az"), "false");
}

#[test]
fn memcached_has_nodes_and_nothing_to_keep() {
    let resources = cache("engine = \"memcached\"\nengine_version = \"1.6.22\"\nnodes = 3\n");
    let cluster = at(&resources, "cache.pages/cluster");
    let said: Vec<&str> = cluster.values.keys().map(String::as_str).collect();
    assert_eq!(
        said,
        [
            "apply",
            "az_mode",
            "deletion_protection",
            "encryption_in_transit",
            "engine_version",
            "node_type",
            "nodes",
            "parameter_group",
            "port",
            "security_groups",
            "subnet_group"
        ]
    );
    assert_eq!(cluster.values["az_mode"], "cross-az".into());
    assert_eq!(cluster.values["port"], Value::Integer(11_211));
    assert_eq!(
        outputs(&resources),
        ["configuration_endpoint = ${cache.pages/cluster.configuration_endpoint}", "port = 11211"]
    );
    let near = cache("engine = \"memcached\"\nengine_version = \"1.6\"\nnodes = 2\nmulti_az = false\n");
    assert_eq!(value(&near, "cache.pages/cluster", "az_mode"), "single-az");
    let one = cache("engine = \"memcached\"\nengine_version = \"1.6\"\n");
    assert_eq!(value(&one, "cache.pages/cluster", "az_mode"), "nothing");
    assert_eq!(value(&one, "cache.pages/cluster", "nodes"), "1");
}

#[test]
fn a_password_is_named_by_its_secret() {
    let arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pages-a1B2c3";
    let resources = cache(&format!("engine_version = \"8\"\nauth = {{ secret = \"{arn}\" }}\n"));
    let token = value(&resources, "cache.pages/replication_group", "auth_token");
    assert_eq!(token, format!("{{ secret = \"{arn}\" }}"));
}

#[test]
fn every_attribute_reaches_the_group() {
    let resources = cache(
        "engine_version = \"8\"\nencryption_at_rest = false\nencryption_in_transit_mode = \"preferred\"
snapshot_retention_days = 7\nsnapshot_window = \"03:00-04:00\"\nmaintenance_window = \"sun:05:00-sun:06:00\"
apply = \"now\"\nfinal_snapshot = false\ndeletion_protection = false\nmulti_az = false\nreplicas = 3\n",
    );
    for (attribute, expected) in [
        ("encryption_at_rest", "false"),
        ("encryption_in_transit_mode", "preferred"),
        ("snapshot_retention_days", "7"),
        ("snapshot_window", "03:00-04:00"),
        ("maintenance_window", "sun:05:00-sun:06:00"),
        ("apply", "now"),
        ("final_snapshot", "false"),
        ("deletion_protection", "false"),
        ("multi_az", "false"),
        ("automatic_failover", "true"),
        ("replicas", "3"),
    ] {
        assert_eq!(value(&resources, "cache.pages/replication_group", attribute), expected, "{attribute}");
    }
    let open = cache("engine_version = \"8\"\nencryption_in_transit = false\n");
    assert_eq!(value(&open, "cache.pages/replication_group", "encryption_in_transit_mode"), "nothing");
}

#[test]
fn iam_knows_one_user_who_may_do_everything() {
    let resources = cache("engine_version = \"8\"\nauth = \"iam\"\n");
    assert_eq!(
        value(&resources, "cache.pages/replication_group", "user_groups"),
        "[${cache.pages/user_group.id}]"
    );
    assert_eq!(value(&resources, "cache.pages/user_group", "users"), "[${cache.pages/user.id}]");
    assert_eq!(value(&resources, "cache.pages/user", "authentication"), "iam");
    assert!(outputs(&resources).contains(&"user_name = ${cache.pages/user.name}".to_owned()));
    // Redis asks for someone who comes without a name.
    let redis = cache("engine = \"redis\"\nengine_version = \"7\"\nauth = \"iam\"\n");
    assert_eq!(
        value(&redis, "cache.pages/user_group", "users"),
        "[${cache.pages/user.id}, ${cache.pages/user.default.id}]"
    );
    assert_eq!(value(&redis, "cache.pages/user.default", "access_string"), "off -@all");
}

#[test]
fn only_those_who_are_connected_may_come_in_by_iam() {
    let group = |name: &str, connects: &str| {
        format!(
            "[autoscaling_group.{name}]\nvpc = \"vpc.main\"\nimage = \"ami-1\"\ninstance_type = \"t3.small\"\n\
             min_size = 1\nmax_size = 2\nconnects_to = [{connects}]\n"
        )
    };
    let groups = group("web", "\"cache.pages\", \"cache.open\"") + &group("other", "");
    let open = "[cache.open]\nvpc = \"vpc.main\"\nengine_version = \"8\"\nnode_type = \"cache.m7g.large\"\n";
    let resources = cache(&format!("engine_version = \"8\"\nauth = \"iam\"\n{open}{groups}"));
    assert_eq!(
        value(&resources, "autoscaling_group.web/role", "inline_policies"),
        "{ connections = { Statement = [{ Action = [\"elasticache:Connect\"], Effect = \"Allow\", Resource = \
         [${cache.pages/replication_group.arn}, ${cache.pages/user.arn}] }], Version = \"2012-10-17\" } }"
    );
    assert_eq!(value(&resources, "autoscaling_group.other/role", "inline_policies"), "nothing");
}
