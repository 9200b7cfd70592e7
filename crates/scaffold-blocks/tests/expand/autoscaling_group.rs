use scaffold_model::Resources;
use scaffold_model::Sources;

use crate::blueprints::*;

fn stack(more: &str) -> String {
    format!(
        "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[autoscaling_group.web]
vpc = \"vpc.main\"
image = \"ami-0123456789abcdef0\"
min_size = 1
max_size = 4
{more}
"
    )
}

fn web(more: &str) -> Resources {
    written(&stack(&format!("instance_type = \"t3.small\"\n{more}")))
}

#[test]
fn silence_is_private_encrypted_and_replaced_by_turns() {
    let resources = web("");
    let group = "autoscaling_group.web/group";
    for (attribute, expected) in [
        ("subnets", "${vpc.main.private_subnet_ids}"),
        ("instances", "current"),
        ("rollout", "{ min_healthy_percent = 90, warmup_seconds = 120 }"),
        ("launch_template", "${autoscaling_group.web/launch_template.id}"),
        ("launch_template_version", "${autoscaling_group.web/launch_template.latest_version}"),
        ("health_check_grace_seconds", "120"),
        ("health_check_type", "nothing"),
        ("target_groups", "nothing"),
        ("desired_capacity", "nothing"),
        ("deletion_protection", "none"),
        ("policies", "nothing"),
        ("schedules", "nothing"),
    ] {
        assert_eq!(value(&resources, group, attribute), expected, "{attribute}");
    }
    let template = "autoscaling_group.web/launch_template";
    for (attribute, expected) in [
        ("instance_type", "t3.small"),
        ("root_volume", "{ encrypted = true, size_gib = 20, volume_type = \"gp3\" }"),
        ("metadata_options", "{ http_endpoint = \"enabled\", http_tokens = \"required\" }"),
        ("detailed_monitoring", "false"),
        ("instance_tags", "{ Name = \"shop-web\" }"),
        ("user_data", "nothing"),
    ] {
        assert_eq!(value(&resources, template, attribute), expected, "{attribute}");
    }
    assert_eq!(value(&resources, "autoscaling_group.web/role", "inline_policies"), "nothing");
    assert_eq!(value(&resources, "autoscaling_group.web/security_group_rules", "ingress"), "nothing");
}

#[test]
fn every_attribute_reaches_the_template() {
    let resources = web("user_data = \"exec true\"
key_name = \"deploy\"
root_volume = { size_gib = 50, type = \"io2\", iops = 4000, encryption_key = \"alias/disk\" }
imds = \"v1\"
detailed_monitoring = true
tags = { team = \"shop\" }
");
    let template = "autoscaling_group.web/launch_template";
    for (attribute, expected) in [
        ("user_data", "exec true"),
        ("key_name", "deploy"),
        (
            "root_volume",
            "{ encrypted = true, encryption_key = \"alias/disk\", iops = 4000, size_gib = 50, volume_type = \"io2\" }",
        ),
        ("metadata_options", "{ http_endpoint = \"enabled\", http_tokens = \"optional\" }"),
        ("detailed_monitoring", "true"),
        ("instance_tags", "{ Name = \"shop-web\", team = \"shop\" }"),
    ] {
        assert_eq!(value(&resources, template, attribute), expected, "{attribute}");
    }
}

#[test]
fn no_rollout_leaves_instances_as_they_are() {
    let resources = web("rollout = \"none\"\n");
    let group = "autoscaling_group.web/group";
    assert_eq!(value(&resources, group, "instances"), "any");
    assert_eq!(value(&resources, group, "rollout"), "nothing");
    let partly = web("rollout = { min_healthy_percent = 50 }\n");
    assert_eq!(value(&partly, group, "rollout"), "{ min_healthy_percent = 50, warmup_seconds = 120 }");
}

#[test]
fn several_types_are_mixed() {
    let said = "instance_types = [\"m7g.large\", \"m6g.large\"]\non_demand_percent = 20\n";
    let resources = written(&stack(said));
    assert_eq!(
        value(&resources, "autoscaling_group.web/group", "mixed_instances"),
        "{ on_demand_base = 0, on_demand_percent = 20, overrides = [{ instance_type = \"m7g.large\" }, \
         { instance_type = \"m6g.large\" }], spot_strategy = \"price-capacity-optimized\" }"
    );
    assert_eq!(value(&resources, "autoscaling_group.web/launch_template", "instance_type"), "nothing");
}

#[test]
fn a_target_is_a_group_of_its_own() {
    let resources = web("target = { port = 8080, stickiness_seconds = 600, slow_start_seconds = 30 }\n");
    let target = "autoscaling_group.web/target_group";
    for (attribute, expected) in [
        ("port", "8080"),
        ("protocol", "HTTP"),
        ("algorithm", "round_robin"),
        ("deregistration_delay_seconds", "60"),
        ("stickiness", "{ duration_seconds = 600, type = \"lb_cookie\" }"),
        ("slow_start_seconds", "30"),
        ("load_balancer", "nothing"),
        (
            "health_check",
            "{ enabled = true, healthy_threshold = 2, interval_seconds = 15, matcher = \"200\", path = \"/\", \
             port = \"traffic-port\", protocol = \"HTTP\", timeout_seconds = 5, unhealthy_threshold = 3 }",
        ),
    ] {
        assert_eq!(value(&resources, target, attribute), expected, "{attribute}");
    }
    let group = "autoscaling_group.web/group";
    assert_eq!(value(&resources, group, "health_check_type"), "ELB");
    assert_eq!(value(&resources, group, "target_groups"), "[${autoscaling_group.web/target_group.id}]");
    let outputs = &resources.block_outputs[&scaffold_model::Address::parse("autoscaling_group.web").unwrap()];
    assert_eq!(outputs["target_group_arn"].to_string(), "${autoscaling_group.web/target_group.arn}");
}

#[test]
fn scaling_is_named_by_what_it_says_whatever_its_order() {
    let entries = [
        "{ metric = \"cpu\", target = 50 }",
        "{ metric = \"network_out\", target = 1000000.5 }",
        "{ metric = \"cpu\", target = 60, predictive = \"forecast_and_scale\" }",
        "{ schedule = \"0 7 * * MON-FRI\", min_size = 2 }",
        "{ schedule = \"0 7 * * MON-FRI\", time_zone = \"Europe/Berlin\", max_size = 3, desired_capacity = 3 }",
    ];
    let of = |entries: &[&str]| web(&format!("scaling = [{}]\n", entries.join(", ")));
    let group = "autoscaling_group.web/group";
    let resources = of(&entries);
    let reversed: Vec<&str> = entries.iter().rev().copied().collect();
    for attribute in ["policies", "schedules"] {
        assert_eq!(value(&resources, group, attribute), value(&of(&reversed), group, attribute));
    }
    assert_eq!(
        value(&resources, group, "policies"),
        "{ web-cpu = { target_tracking = { metric = \"ASGAverageCPUUtilization\", target_value = 50 } }, \
         web-network-out = { target_tracking = { metric = \"ASGAverageNetworkOut\", target_value = 1000000.5 } }, \
         web-predictive-cpu = { predictive = { metric = \"ASGCPUUtilization\", mode = \"ForecastAndScale\", target_value = 60 } } }"
    );
    assert_eq!(
        value(&resources, group, "schedules"),
        "{ web-schedule-0-7-any-any-mon_to_fri = { min_size = 2, recurrence = \"0 7 * * MON-FRI\", time_zone = \"UTC\" }, \
         web-schedule-0-7-any-any-mon_to_fri-europe-berlin = { desired_capacity = 3, max_size = 3, \
         recurrence = \"0 7 * * MON-FRI\", time_zone = \"Europe/Berlin\" } }"
    );
    let schedule = "schedules.web-schedule-0-7-any-any-mon_to_fri";
    let place = at(&resources, group).origin_of(schedule);
    assert_ne!(place, &at(&resources, group).origin, "a schedule has the place of its entry");
}

#[test]
fn permissions_are_one_policy_of_the_role() {
    let resources =
        web("permissions = [{ actions = [\"s3:GetObject\"], resources = [\"${load_balancer.edge.arn}\"], \
         conditions = { StringEquals = { \"aws:RequestedRegion\" = \"us-east-1\" } } }]
[load_balancer.edge]
vpc = \"vpc.main\"
listeners = { http = { port = 80, protocol = \"HTTP\", default = { respond = { status = 200 } } } }
");
    assert_eq!(
        value(&resources, "autoscaling_group.web/role", "inline_policies"),
        "{ permissions = { Statement = [{ Action = [\"s3:GetObject\"], Condition = { StringEquals = \
         { aws:RequestedRegion = \"us-east-1\" } }, Effect = \"Allow\", Resource = [${load_balancer.edge.arn}] }], \
         Version = \"2012-10-17\" } }"
    );
}

#[test]
fn user_data_comes_from_a_file_by_its_content() {
    let blueprint = blueprint_of(&stack("instance_type = \"t3.small\"\nuser_data_file = \"web.sh\"\n"));
    assert_eq!(blueprint.blocks[1].files[0].0, "web.sh");
    let mut sources = Sources::default();
    sources.files.insert("web.sh".to_owned(), b"#!/bin/sh\necho hello\n".to_vec());
    let resources = scaffold_blocks::expand(&blueprint, &sources).unwrap();
    let template = at(&resources, "autoscaling_group.web/launch_template");
    assert_eq!(template.values["user_data"], "#!/bin/sh\necho hello\n".into());
    assert_ne!(resources.digest, blueprint.digest, "another content is another digest");
    assert_eq!(template.origin_of("user_data"), &blueprint.blocks[1].files[0].1);
}

#[test]
fn flow_logs_may_write_to_exactly_one_log_group() {
    let resources = written("[vpc.main]\ncidr_block = \"10.0.0.0/16\"\nflow_logs_retention_days = 30\n");
    assert_eq!(value(&resources, "vpc.main/log_group.flow-logs", "retention_days"), "30");
    assert_eq!(
        value(&resources, "vpc.main/role.flow-logs", "inline_policies"),
        "{ write = { Statement = [{ Action = [\"logs:CreateLogStream\", \"logs:DescribeLogGroups\", \
         \"logs:DescribeLogStreams\", \"logs:PutLogEvents\"], Effect = \"Allow\", \
         Resource = [${vpc.main/log_group.flow-logs.arn}, ${vpc.main/log_group.flow-logs.arn}:*] }], \
         Version = \"2012-10-17\" } }"
    );
    let flow_log = at(&resources, "vpc.main/flow_log");
    assert_eq!(flow_log.values["role"].to_string(), "${vpc.main/role.flow-logs.id}");
    assert_eq!(flow_log.values["vpc"].to_string(), "${vpc.main/vpc.id}");
}
