//! One mistake is one complaint: whatever is spoiled in a sound blueprint, nothing is told that
//! would vanish by mending what is told beside it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod stages;

use std::path::Path;

use scaffold_blueprint::Input;
use scaffold_model::SourceFile;

const SOUND: &str = r#"
[blueprint]
version = 1
name = "shop"
region = "us-east-1"
tags = { team = "network" }

[variables.range]
type = "string"
default = "10.1.0.0/16"

[vpc.main]
cidr_block = "10.0.0.0/16"
zones = ["us-east-1a", "us-east-1b"]
tiers = ["public", "private", "isolated"]
nat = "single"
gateway_endpoints = ["s3", "dynamodb"]
subnet_cidrs = { "isolated-2" = "10.0.248.0/24" }
ignore = ["map_public_ip_on_launch"]

[vpc.main.adjust."subnet.isolated-2"]
map_public_ip_on_launch = true

[vpc.other]
cidr_block = "${var.range}"

[ec2.security_group.office]
vpc = "vpc.main"
description = "the office"

[ec2.security_group_rules.office]
security_group = "ec2.security_group.office"

[ec2.route_table.lab]
vpc = "vpc.other"
subnets = ["ec2.subnet.lab"]
routes = [
  { destination = "0.0.0.0/0", nat_gateway = "vpc.main/nat_gateway.1" },
  { destination = "10.8.0.0/16", nat_gateway = "ec2.nat_gateway.lab" },
]

[ec2.subnet.lab]
vpc = "vpc.other"
cidr_block = "10.1.255.0/24"

[ec2.elastic_ip.lab]

[ec2.nat_gateway.lab]
subnet = "ec2.subnet.lab"
elastic_ip = "ec2.elastic_ip.lab"
tags = { range = "of ${ec2.subnet.lab.cidr_block}", isolated = "${vpc.main/subnet.isolated-2.cidr_block}" }

[load_balancer.edge]
vpc = "vpc.main"
type = "application"
scheme = "internal"
allow_from = ["0.0.0.0/0", "pl-3b927c52"]
idle_timeout_seconds = 30
deletion_protection = false
ip_address_type = "ipv4"
access_logs = { bucket = "logs-of-shop", prefix = "edge" }

[load_balancer.edge.listeners.http]
port = 80
protocol = "HTTP"
default = { redirect = { port = 443, protocol = "HTTPS" } }

[load_balancer.edge.listeners.https]
port = 443
protocol = "HTTPS"
certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1"
default = { forward = [{ to = "autoscaling_group.web", weight = 1 }, { to = "autoscaling_group.store", weight = 0 }] }
rules = [{ priority = 10, path = "/store/*", forward = "autoscaling_group.store" }]

[autoscaling_group.web]
vpc = "vpc.main"
tier = "private"
image = { parameter = "/images/web" }
instance_type = "t3.small"
min_size = 2
max_size = 8
desired_capacity = 3
user_data = "exec true"
root_volume = { size_gib = 30 }
imds = "v2"
health_check_grace_seconds = 60
rollout = { min_healthy_percent = 50 }
target = { port = 8080, health_check = { path = "/health", timeout_seconds = 4 } }
connects_to = ["autoscaling_group.store", "database.orders", "cache.pages"]
scaling = [{ metric = "requests_per_target", target = 500 }, { schedule = "0 7 * * *", min_size = 4 }]
permissions = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::assets/*"] }]
egress = [{ to = "0.0.0.0/0", port = 443 }]

[autoscaling_group.store]
vpc = "vpc.main"
tier = "private"
image = "ami-0123456789abcdef0"
instance_types = ["t3.small", "t3.medium"]
on_demand_base = 1
min_size = 1
max_size = 2
target = { port = 9000, algorithm = "round_robin" }
connects_to = [{ to = "load_balancer.edge", port = 443 }]
rollout = "none"
ingress = [{ from = "ec2.security_group.office", port = 22 }]

[database.orders]
vpc = "vpc.main"
tier = "isolated"
engine = "postgres"
engine_version = "16.4"
instance_class = "db.r7g.large"
storage_gib = 400
max_storage_gib = 1000
storage_type = "gp3"
iops = 20000
multi_az = false
parameters = { work_mem = "65536" }
backup_retention_days = 3
performance_insights = true
monitoring_seconds = 30
log_exports = ["postgresql"]
auto_minor_upgrade = false

[database.orders.replicas.near]
instance_class = "db.r7g.xlarge"
zone = "us-east-1a"
promote = false

[cache.pages]
vpc = "vpc.main"
tier = "isolated"
engine = "redis"
engine_version = "7.1"
node_type = "cache.m7g.large"
cluster_mode = "enabled"
shards = 2
replicas = 1
multi_az = true
automatic_failover = true
parameters = { maxmemory-policy = "allkeys-lru" }
auth = "none"

[queue.jobs]
visibility_timeout_seconds = 360
retention_seconds = 86400
dead_letter = { queue = "queue.failed", max_receives = 3 }
deletion_protection = false

[queue.failed]
retention_seconds = 1209600

[secret.token]
description = "signs requests"

[bucket.assets]
versioning = true
empty_on_delete = false
lifecycle = [{ prefix = "tmp/", expire_days = 30 }]

[function.api]
source = "functions/api"
runtime = "nodejs22.x"
handler = "index.handler"
memory_mib = 256
provisioned_concurrency = 1
url = { auth = "iam" }
connects_to = [{ to = "queue.jobs", access = "write" }, { to = "secret.token", access = "read" }]
environment = { JOBS = "${queue.jobs.url}" }

[function.worker]
source = "functions/worker"
runtime = "nodejs22.x"
handler = "index.handler"
timeout_seconds = 60
connects_to = [{ to = "bucket.assets", access = "read+write" }]
dead_letter = "queue.failed"
events = [
  { queue = "queue.jobs", batch_size = 5 },
  { schedule = "rate(1 day)", input = "{}" },
  { bucket = "bucket.assets", on = ["s3:ObjectCreated:*"], prefix = "uploads/" },
]

[cdn.front]
price_class = "PriceClass_100"
http_version = "http2"
default_root_object = "index.html"
default = { origin = "api", methods = "all", cache = "disabled", forward = "all-except-host" }
behaviors = [{ path = "/assets/*", origin = "assets" }]
origins = { api = { function = "function.api" }, assets = { bucket = "bucket.assets" } }

[outputs]
front = "https://${cdn.front.domain_name}"
jobs = "${queue.jobs.url}"
url = "https://${load_balancer.edge.dns_name}"
store = "${autoscaling_group.store.target_group_arn}"
network = "${vpc.main.id}"
readers = "${database.orders.reader_endpoints}"
writer = "${database.orders.endpoint}:${database.orders.port}"
pages = "${cache.pages.configuration_endpoint}"
isolated = "${vpc.main.isolated_subnet_ids}"
about = "${ec2.security_group.office.description} in ${vpc.other.cidr_block}"
lab = "${ec2.subnet.lab.cidr_block}"

[[moved]]
from = "ec2.subnet.old"
to = "ec2.subnet.lab"

[[moved]]
from = "vpc.main/subnet.old"
to = "vpc.main/subnet.isolated-1"
"#;

/// What is told of a text, in words.
fn told(text: &str) -> Vec<String> {
    let file = SourceFile { name: "blueprint.toml".into(), text: text.into() };
    let found =
        stages::problems_of(&Input { files: vec![file], ..Input::default() }, Path::new("../../blueprints"));
    found.iter().map(|found| format!("{}: {}", found.code.name, found.message)).collect()
}

/// Spoils each line in turn; the line is spoiled where `spoil` gives another.
fn each_line(spoil: impl Fn(&str) -> Option<String>) {
    let lines: Vec<&str> = SOUND.lines().collect();
    let mut wrong = Vec::new();
    let mut spoiled = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some(worse) = spoil(line) else { continue };
        spoiled += 1;
        let text: Vec<&str> =
            lines.iter().enumerate().map(|(index, line)| if index == at { &worse } else { *line }).collect();
        let told = told(&text.join("\n"));
        if told.len() != 1 {
            wrong.push(format!("{worse}\n  {}", told.join("\n  ")));
        }
    }
    assert!(spoiled >= 8 && wrong.is_empty(), "{spoiled} lines spoiled\n{}", wrong.join("\n"));
}

#[test]
fn the_blueprint_is_sound() {
    assert_eq!(told(SOUND), Vec::<String>::new());
}

#[test]
fn a_value_of_another_type_is_one_complaint() {
    each_line(|line| {
        let (key, _) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']))?;
        Some(format!("{key} = 1979-05-27"))
    });
}

#[test]
fn a_mistyped_key_is_one_complaint() {
    each_line(|line| {
        let outputs =
            ["url = \"", "store", "network", "isolated", "about", "lab", "readers", "writer", "pages"];
        let is_output = outputs.iter().chain(&["front", "jobs"]).any(|name| line.starts_with(name));
        let (key, value) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']) && !is_output)?;
        Some(format!("{key}e = {value}"))
    });
}

#[test]
fn a_lost_key_is_one_complaint() {
    each_line(|line| {
        let (_, value) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '[']))?;
        (!value.ends_with('[')).then(|| value.to_owned())
    });
}

#[test]
fn a_mistyped_header_is_one_complaint() {
    each_line(|line| {
        let word =
            line.strip_prefix('[').filter(|rest| !rest.starts_with('[') && !rest.contains("adjust"))?;
        Some(format!("[{}", word.replacen('c', "k", 1).replacen("vp", "pv", 1))).filter(|worse| worse != line)
    });
}

#[test]
fn a_header_that_is_not_closed_is_one_complaint() {
    each_line(|line| line.strip_suffix(']').filter(|_| line.starts_with('[')).map(str::to_owned));
}
