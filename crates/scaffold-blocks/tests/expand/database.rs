use scaffold_model::{Address, Resources};

use crate::blueprints::*;

fn stack(database: &str) -> String {
    format!(
        "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[database.orders]
vpc = \"vpc.main\"
instance_class = \"db.r7g.large\"
storage_gib = 100
{database}"
    )
}

fn postgres(more: &str) -> Resources {
    written(&stack(&format!("engine = \"postgres\"\nengine_version = \"16\"\n{more}")))
}

/// Parts of the database, security group aside.
fn parts(resources: &Resources) -> Vec<&str> {
    let all = resources.resources.iter().filter(|resource| resource.address.word() == "database");
    let names = all.filter_map(|resource| resource.address.part_name());
    names.filter(|name| !name.starts_with("security_group")).collect()
}

fn output(resources: &Resources, name: &str) -> String {
    resources.block_outputs[&Address::parse("database.orders").unwrap()][name].to_string()
}

#[test]
fn silence_is_spread_encrypted_backed_up_and_protected() {
    let resources = postgres("");
    assert_eq!(parts(&resources), ["subnet_group", "parameter_group", "instance"]);
    for (attribute, expected) in [
        ("engine", "postgres"),
        ("engine_version", "16"),
        ("multi_az", "true"),
        ("storage_type", "gp3"),
        ("username", "app"),
        ("port", "5432"),
        ("backup_retention_days", "7"),
        ("apply", "window"),
        ("parameter_status", "any"),
        ("performance_insights", "true"),
        ("monitoring_seconds", "0"),
        ("monitoring_role", "nothing"),
        ("iam_authentication", "true"),
        ("log_exports", "nothing"),
        ("auto_minor_upgrade", "true"),
        ("final_snapshot", "true"),
        ("deletion_protection", "true"),
        ("password_secret", "nothing"),
        ("source", "nothing"),
        ("identifier", "nothing"),
        ("max_storage_gib", "nothing"),
        ("public", "nothing"),
        ("subnet_group", "${database.orders/subnet_group.id}"),
        ("parameter_group", "${database.orders/parameter_group.id}"),
        ("security_groups", "[${database.orders/security_group.id}]"),
    ] {
        assert_eq!(value(&resources, "database.orders/instance", attribute), expected, "{attribute}");
    }
    let group = "database.orders/parameter_group";
    assert_eq!(value(&resources, group, "family"), "postgres16");
    assert_eq!(value(&resources, group, "parameters"), "nothing");
    assert_eq!(
        value(&resources, "database.orders/subnet_group", "subnets"),
        "${vpc.main.private_subnet_ids}"
    );
    assert_eq!(output(&resources, "port"), "5432");
    assert_eq!(output(&resources, "endpoint"), "${database.orders/instance.endpoint}");
    assert_eq!(output(&resources, "secret_arn"), "${database.orders/instance.secret_arn}");
    assert_eq!(output(&resources, "reader_endpoints"), "[]");
}

#[test]
fn every_attribute_reaches_the_primary() {
    let said = [
        ("max_storage_gib", "200"),
        ("port", "5433"),
        ("backup_retention_days", "14"),
        ("backup_window", "03:00-03:30"),
        ("maintenance_window", "sun:04:00-sun:04:30"),
        ("performance_insights", "false"),
        ("iam_authentication", "false"),
        ("encryption_key", "arn:aws:kms:us-east-1:123456789012:key/1"),
        ("auto_minor_upgrade", "false"),
        ("ca_certificate", "rds-ca-ecc384-g1"),
        ("final_snapshot", "false"),
        ("deletion_protection", "false"),
        ("multi_az", "false"),
        ("username", "admin_of_shop"),
        ("database_name", "orders"),
        ("identifier", "orders"),
    ];
    let quoted = |value: &str| match value.parse::<i64>().is_ok() || ["true", "false"].contains(&value) {
        true => value.to_owned(),
        false => format!("\"{value}\""),
    };
    let text: String = said.iter().map(|(name, value)| format!("{name} = {}\n", quoted(value))).collect();
    let resources = postgres(&text);
    for (name, expected) in said {
        assert_eq!(value(&resources, "database.orders/instance", name), expected, "{name}");
    }
    assert_eq!(output(&resources, "port"), "5433");
    let striped = stack("engine = \"mysql\"\nengine_version = \"8.4\"\niops = 20000\nthroughput = 600\n")
        .replace("storage_gib = 100", "storage_gib = 400");
    let striped = written(&striped);
    for (name, expected) in [("iops", "20000"), ("throughput", "600"), ("port", "3306")] {
        assert_eq!(value(&striped, "database.orders/instance", name), expected, "{name}");
    }
}

#[test]
fn a_password_is_ours_exactly_where_there_are_replicas() {
    let none = postgres("replicas = { count = 0 }\n");
    assert!(!parts(&none).contains(&"secret"));
    let two = postgres("replicas = { count = 2 }\n");
    assert_eq!(
        parts(&two),
        ["subnet_group", "parameter_group", "secret", "instance", "replica-1", "replica-2"]
    );
    let primary = "database.orders/instance";
    assert_eq!(value(&two, primary, "password_secret"), "${database.orders/secret.id}");
    assert_eq!(value(&two, primary, "password_version"), "${database.orders/secret.version}");
    assert_eq!(value(&two, "database.orders/secret", "values"), "{ username = \"app\" }");
    for (attribute, expected) in [
        ("source", "${database.orders/instance.id}"),
        ("instance_class", "db.r7g.large"),
        ("storage_gib", "100"),
        ("multi_az", "false"),
        ("deletion_protection", "false"),
        ("backup_retention_days", "nothing"),
        ("password_secret", "nothing"),
        ("username", "nothing"),
        ("subnet_group", "nothing"),
        ("availability_zone", "nothing"),
        ("parameter_group", "${database.orders/parameter_group.id}"),
    ] {
        assert_eq!(value(&two, "database.orders/replica-1", attribute), expected, "{attribute}");
    }
    let readers = "[${database.orders/replica-1.endpoint}, ${database.orders/replica-2.endpoint}]";
    assert_eq!(output(&two, "reader_endpoints"), readers);
}

#[test]
fn a_named_replica_has_what_it_says() {
    let resources = postgres(
        "parameters = { log_min_duration_statement = \"500\" }
[database.orders.replicas.near]
[database.orders.replicas.reports]
instance_class = \"db.r7g.xlarge\"
zone = \"us-east-1b\"
parameters = { work_mem = \"262144\" }
[database.orders.replicas.spread]
multi_az = true
",
    );
    let reports = "database.orders/replica-reports";
    for (attribute, expected) in [
        ("instance_class", "db.r7g.xlarge"),
        ("availability_zone", "us-east-1b"),
        ("parameter_group", "${database.orders/parameter_group.reports.id}"),
    ] {
        assert_eq!(value(&resources, reports, attribute), expected, "{attribute}");
    }
    let group = "database.orders/parameter_group.reports";
    assert_eq!(value(&resources, group, "parameters"), "{ work_mem = \"262144\" }");
    assert_eq!(value(&resources, group, "family"), "postgres16");
    let [near, spread] = ["near", "spread"].map(|name| format!("database.orders/replica-{name}"));
    assert_eq!(value(&resources, &near, "parameter_group"), "${database.orders/parameter_group.id}");
    assert_eq!(value(&resources, &spread, "multi_az"), "true");
    let place = at(&resources, reports).origin_of("availability_zone").clone();
    assert_ne!(place, at(&resources, reports).origin, "it has the place of its table");
}

#[test]
fn a_promoted_replica_is_kept_as_a_primary_and_keeps_its_password() {
    let resources = postgres(
        "backup_retention_days = 3\nfinal_snapshot = false\nreplicas = { next = { promote = true }, other = {} }\n",
    );
    let next = "database.orders/replica-next";
    for (attribute, expected) in [
        ("source", "nothing"),
        ("deletion_protection", "true"),
        ("backup_retention_days", "3"),
        ("final_snapshot", "false"),
        ("password_secret", "nothing"),
        // Nobody makes an empty database of it.
        ("username", "nothing"),
    ] {
        assert_eq!(value(&resources, next, attribute), expected, "{attribute}");
    }
    assert!(parts(&resources).contains(&"secret"));
    assert_eq!(output(&resources, "reader_endpoints"), "[${database.orders/replica-other.endpoint}]");
}

#[test]
fn a_snapshot_brings_its_first_user() {
    let silent = postgres("restore_from_snapshot = \"orders-final\"\n");
    let primary = "database.orders/instance";
    assert_eq!(value(&silent, primary, "username"), "nothing");
    assert_eq!(value(&silent, primary, "restore_from_snapshot"), "orders-final");
    let said = postgres("restore_from_snapshot = \"orders-final\"\nusername = \"shop\"\n");
    assert_eq!(value(&said, primary, "username"), "shop");
    let replicas = postgres("restore_from_snapshot = \"orders-final\"\nreplicas = { count = 1 }\n");
    assert_eq!(value(&replicas, "database.orders/secret", "values"), "nothing");
}

#[test]
fn measurements_have_a_role_of_theirs() {
    let resources = postgres("monitoring_seconds = 60\nreplicas = { count = 1 }\n");
    let role = "${database.orders/role.monitoring.id}";
    for part in ["instance", "replica-1"] {
        assert_eq!(value(&resources, &format!("database.orders/{part}"), "monitoring_role"), role);
    }
    assert_eq!(
        value(&resources, "database.orders/role.monitoring", "attached_policies"),
        "[\"arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole\"]"
    );
}

#[test]
fn load_is_measured_where_engine_and_class_allow() {
    for (engine, version, class, expected) in [
        ("postgres", "16", "db.t4g.micro", "true"),
        ("mysql", "8.4", "db.t4g.micro", "false"),
        ("mysql", "8.4", "db.t4g.medium", "true"),
        ("mariadb", "11.4", "db.t3.small", "false"),
        ("mariadb", "11.4", "db.m7g.large", "true"),
    ] {
        let said = stack(&format!("engine = \"{engine}\"\nengine_version = \"{version}\"\n"));
        let resources = written(&said.replace("db.r7g.large", class));
        let measured = value(&resources, "database.orders/instance", "performance_insights");
        assert_eq!(measured, expected, "{engine} on {class}");
    }
    let small = stack("engine = \"mysql\"\nengine_version = \"8.4\"\nperformance_insights = true\n")
        + "replicas = { small = { instance_class = \"db.t4g.micro\" } }\n";
    let resources = written(&small);
    assert_eq!(value(&resources, "database.orders/instance", "performance_insights"), "true");
    assert_eq!(value(&resources, "database.orders/replica-small", "performance_insights"), "false");
}

#[test]
fn an_exact_version_stays() {
    for (engine, version, moves) in
        [("postgres", "16.4", "false"), ("mysql", "8.4", "true"), ("mariadb", "11.4.3", "false")]
    {
        let resources = written(&stack(&format!("engine = \"{engine}\"\nengine_version = \"{version}\"\n")));
        assert_eq!(value(&resources, "database.orders/instance", "auto_minor_upgrade"), moves, "{version}");
    }
}

#[test]
fn now_reboots_for_static_parameters() {
    let resources = postgres("apply = \"now\"\nreplicas = { count = 1 }\n");
    for part in ["instance", "replica-1"] {
        let part = format!("database.orders/{part}");
        assert_eq!(value(&resources, &part, "apply"), "now");
        assert_eq!(value(&resources, &part, "parameter_status"), "in-sync");
    }
}

#[test]
fn a_replica_abroad_has_what_is_there() {
    let resources = postgres(
        "parameters = { work_mem = \"65536\" }
[database.orders.replicas.far]
region = \"eu-west-1\"
zone = \"eu-west-1b\"
encryption_key = \"arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d\"
subnet_group = \"databases\"
security_groups = [\"sg-0f0f0f0f0f0f0f0f0\"]
",
    );
    let far = "database.orders/replica-far";
    for (attribute, expected) in [
        ("region", "eu-west-1"),
        ("availability_zone", "eu-west-1b"),
        ("source", "${database.orders/instance.id}"),
        ("encryption_key", "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d"),
        ("subnet_group", "databases"),
        ("security_groups", "[\"sg-0f0f0f0f0f0f0f0f0\"]"),
        ("parameter_group", "${database.orders/parameter_group.far.id}"),
    ] {
        assert_eq!(value(&resources, far, attribute), expected, "{attribute}");
    }
    let group = "database.orders/parameter_group.far";
    assert_eq!(value(&resources, group, "region"), "eu-west-1");
    assert_eq!(value(&resources, group, "parameters"), "{ work_mem = \"65536\" }");
    assert_eq!(value(&resources, "database.orders/parameter_group", "region"), "nothing");
}
