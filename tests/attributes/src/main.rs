//! Every attribute of every kind over real HTTP, on moto or MiniStack: takes its endpoint and perhaps the services
//! whose attributes are tried, prints what is wrong.
#![allow(clippy::print_stdout, reason = "a program of the tests")]

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;

use attributes::{Gap, Terms, everywhere, try_everything};
use scaffold_aws_core::{AwsCloud, ConnectOptions, connect};
use scaffold_kinds::fixtures;
use scaffold_model::Value;

/// Attributes of scaling groups that moto never changes.
const UNREAD: [&str; 12] = [
    "capacity_rebalance",
    "default_cooldown_seconds",
    "default_instance_warmup_seconds",
    "deletion_protection",
    "impaired_zone_health_checks",
    "maintenance_policy",
    "max_instance_lifetime_seconds",
    "placement_group",
    "service_linked_role",
    "termination_policies",
    "zonal_shift",
    "zone_distribution",
];

/// What moto 5.2.5 does otherwise than AWS; `tests/emulators.toml` has it in words.
fn gaps() -> Vec<Gap> {
    let gap = |kind, attribute, why| Gap { kind, attribute: Some(attribute), why };
    let mut gaps = everywhere();
    gaps.extend([
        gap("ec2.subnet", "private_dns_hostname_type", "ignores PrivateDnsHostnameTypeOnLaunch"),
        gap("ec2.nat_gateway", "secondary_elastic_ips", "has no AssociateNatGatewayAddress"),
        gap("ec2.vpc_endpoint", "private_dns", "ignores PrivateDnsEnabled"),
        gap("ec2.flow_log", "destination", "looks for the bucket"),
        gap("ec2.flow_log", "destination_options", "goes with a bucket"),
        gap("ec2.flow_log", "subnet", "goes with a bucket in the fixtures"),
        gap("ec2.subnet", "dns64", "does not put it back"),
        gap("ec2.subnet", "resource_name_dns_aaaa_record", "does not put it back"),
        gap("ec2.elastic_ip", "public_ipv4_pool", "ignores it"),
        gap("ec2.elastic_ip", "network_border_group", "ignores it"),
        gap("ec2.vpc_endpoint", "ip_address_type", "ignores it"),
        gap("ec2.vpc_endpoint", "dns_options", "ignores it"),
        gap("ec2.flow_log", "log_group", "the other group is of a class that it ignores"),
        gap("logs.log_group", "class", "ignores it"),
        gap("logs.log_group", "encryption_key", "has no AssociateKmsKey"),
        gap("logs.log_group", "deletion_protection", "has no PutLogGroupDeletionProtection"),
        gap("elbv2.load_balancer", "subnets", "wants two zones of network balancers too"),
        gap("elbv2.load_balancer", "enforce_security_groups_on_private_link", "ignores it"),
        gap("elbv2.load_balancer", "health_check_logs", "does not know their keys"),
        gap("elbv2.listener", "certificate", "looks for it in ModifyListener alone"),
        gap("elbv2.listener", "mutual_authentication", "ignores it"),
        gap("elbv2.listener", "alpn_policy", "ignores it in ModifyListener"),
        gap("elbv2.listener", "protocol", "does not know TCP_UDP"),
        gap("elbv2.listener_rule", "host_header_rewrite", "has no transforms"),
        gap("elbv2.listener_rule", "url_rewrite", "has no transforms"),
        gap(
            "autoscaling.group",
            "launch_template_version",
            "one alone; moved in tests/wire/test_balancing.py",
        ),
        gap("autoscaling.group", "lifecycle_hooks", "gives them targets and roles of its own"),
        gap("autoscaling.group", "metrics", "has no DisableMetricsCollection"),
        gap("autoscaling.group", "notifications", "has none"),
        gap("rds.instance", "region", "deletes nothing in another one"),
        gap("rds.parameter_group", "region", "deletes nothing in another one"),
        gap("rds.subnet_group", "subnets", "ModifyDBSubnetGroup takes the group away"),
        gap("rds.subnet_group", "description", "ModifyDBSubnetGroup takes the group away"),
        gap("rds.instance", "storage_type", "loses the throughput on the way back"),
        gap("rds.instance", "port", "ignores DBPortNumber"),
        gap("rds.instance", "log_exports", "gives a replica the logs of its source"),
    ]);
    gaps.extend(data_gaps());
    gaps.extend(function_gaps());
    gaps.extend(
        UNREAD.map(|attribute| gap("autoscaling.group", attribute, "UpdateAutoScalingGroup ignores it")),
    );
    gaps
}

/// What moto has not of functions; the contract suite of their crate and replayed exchanges have it.
fn function_gaps() -> Vec<Gap> {
    let gap = |kind, attribute, why| Gap { kind, attribute: Some(attribute), why };
    let of_functions = [
        "architecture",
        "image",
        "image_config",
        "file_system",
        "encryption_key",
        "ephemeral_storage_mib",
        "tracing",
        "dead_letter",
        "log_group",
        "application_log_level",
        "system_log_level",
        "snap_start",
        "reserved_concurrency",
        "vpc",
    ];
    let of_sources = [
        "function",
        "alias",
        "encryption_key",
        "starting_position",
        "parallelization",
        "bisect_on_error",
        "max_record_age_seconds",
        "max_retries",
        "tumbling_window_seconds",
        "on_failure",
    ];
    let mut gaps: Vec<Gap> = of_functions.map(|name| gap("lambda.function", name, "ignores it")).into();
    gaps.extend(of_sources.map(|name| gap("lambda.event_source", name, "of streams, or its version")));
    gaps.extend(["cors", "invoke_mode"].map(|name| gap("lambda.url", name, "keeps what was")));
    gaps.extend(["alias", "function"].map(|name| gap("lambda.url", name, "has one for all aliases")));
    let of_urls = ["url_auth", "invoked_via_url", "organization", "alias", "function"];
    gaps.extend(of_urls.map(|name| gap("lambda.permission", name, "loses it")));
    let of_aliases = ["name", "provisioned_concurrency"];
    gaps.extend(of_aliases.map(|name| gap("lambda.alias", name, "publishes only where the code is another")));
    gaps
}

/// What moto has not of databases, and strict mode's caches of what has no effect beside them.
fn data_gaps() -> Vec<Gap> {
    let gap = |kind, attribute, why| Gap { kind, attribute: Some(attribute), why };
    let insights = [
        "performance_insights",
        "performance_insights_retention_days",
        "performance_insights_key",
        "database_insights",
    ];
    let of_groups = ["notification_topic", "slow_log", "engine_log", "durability", "user_groups"];
    let of_clusters = ["notification_topic", "network_type", "ip_discovery"];
    let mut gaps: Vec<Gap> =
        insights.map(|name| gap("rds.instance", name, "has no Performance Insights")).into();
    gaps.extend(of_groups.map(|name| gap("elasticache.replication_group", name, "replayed")));
    gaps.extend(of_clusters.map(|name| gap("elasticache.cluster", name, "replayed")));
    gaps
}

/// moto drops the descriptions of rules that name a group.
fn undescribed(rules: &mut Value) {
    let Value::List(rules) = rules else { return };
    for rule in rules {
        if let Value::Map(rule) = rule
            && rule.contains_key("security_group")
        {
            rule.remove("description");
        }
    }
}

/// Fixtures as moto can keep them: it looks for the bucket of a flow log, which is no kind of ours, replaces
/// no instances, and makes no hooks with a group.
fn kept() -> Vec<fixtures::Fixture> {
    let mut fixtures = fixtures::all("us-east-1");
    // It deletes nothing in another region.
    fixtures.retain(|fixture| !fixture.values.contains_key("region"));
    fixtures.retain(|fixture| {
        ![
            "ec2.flow_log.bucket",
            "logs.log_group.rare",
            "elasticache.replication_group.tiered",
            "lambda.function.image",
            "lambda.function.chatty",
            // It publishes a version only where the code is another.
            "lambda.alias.live",
            "lambda.alias.next",
            "lambda.event_source.records",
            "lambda.permission.visitors",
            "lambda.permission.visits",
            "lambda.url.live",
        ]
        .contains(&fixture.address.as_str())
    });
    for fixture in fixtures.iter_mut().filter(|fixture| fixture.kind.as_str() == "ec2.security_group_rules") {
        fixture.values.values_mut().for_each(undescribed);
        fixture.updates.iter_mut().for_each(|(_, value)| undescribed(value));
    }
    for fixture in fixtures.iter_mut().filter(|fixture| fixture.kind.as_str() == "autoscaling.group") {
        fixture.values.remove("lifecycle_hooks");
        fixture.values.insert("instances".to_owned(), "any".into());
    }
    fixtures.iter_mut().for_each(as_data_is_kept);
    fixtures
}

/// Databases without what moto has not, and caches as strict mode plays them.
fn as_data_is_kept(fixture: &mut fixtures::Fixture) {
    let lacks: &[&str] = match fixture.kind.as_str() {
        "rds.instance" => &[
            "performance_insights",
            "performance_insights_retention_days",
            "performance_insights_key",
            "database_insights",
        ],
        "elasticache.cluster" => &["network_type", "ip_discovery"],
        _ => return,
    };
    fixture.values.retain(|name, _| !lacks.contains(&name.as_str()));
    if fixture.values.contains_key("source") {
        // moto gives a replica the logs of its source.
        fixture.values.insert("log_exports".to_owned(), Value::List(vec!["postgresql".into()]));
    }
}

async fn cloud(endpoint: &str, haste: NonZeroU32) -> Result<AwsCloud, String> {
    let options = ConnectOptions {
        region: "us-east-1".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        haste: haste.get(),
        ..ConnectOptions::default()
    };
    let connection = connect(&options).await.map_err(|error| error.to_string())?;
    let secrets = scaffold_aws_ssm::secrets(&connection);
    let services = vec![
        scaffold_aws_ec2::service(&connection),
        scaffold_aws_elbv2::service(&connection, secrets),
        scaffold_aws_autoscaling::service(&connection),
        scaffold_aws_iam::service(&connection),
        scaffold_aws_logs::service(&connection),
        scaffold_aws_ssm::service(&connection),
        scaffold_aws_secrets::service(&connection),
        scaffold_aws_rds::service(&connection, scaffold_aws_secrets::passwords(&connection)),
        scaffold_aws_elasticache::service(&connection, scaffold_aws_secrets::passwords(&connection)),
        scaffold_aws_sqs::service(&connection),
        scaffold_aws_s3::service(&connection),
        scaffold_aws_lambda::service(&connection, Arc::new(fixtures::archives::archives()), None),
        scaffold_aws_events::service(&connection),
        scaffold_aws_cloudfront::service(&connection),
    ];
    Ok(AwsCloud::new(connection, services))
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(endpoint) = arguments.next() else {
        println!("usage: attributes ENDPOINT [SERVICE]...");
        return ExitCode::from(2);
    };
    let services: Vec<String> = arguments.collect();
    let haste = std::env::var("SCAFFOLD_HASTE").ok().and_then(|haste| haste.parse().ok());
    let haste = haste.unwrap_or(NonZeroU32::MIN);
    let cloud = match cloud(&endpoint, haste).await {
        Ok(cloud) => cloud,
        Err(problem) => {
            println!("connecting to {endpoint}: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let terms = Terms { fixtures: kept(), services: &services, gaps: &gaps(), haste };
    let tried = try_everything(&cloud, terms).await;
    println!("{} changed, {} drifted, {} replaced", tried.changed, tried.drifted, tried.replaced);
    tried.wrong.iter().for_each(|wrong| println!("{wrong}"));
    if tried.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
