use scaffold_graph::resolve;
use scaffold_model::Resources;

use crate::blueprints::*;
use crate::stacks::unfit;

pub const FUNCTION: &str = "[function.thumbnail]
source = \"functions/thumbnail\"
runtime = \"nodejs22.x\"
handler = \"index.handler\"
";

const NETWORK: &str = "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[cache.pages]
vpc = \"vpc.main\"
engine_version = \"8\"
node_type = \"cache.t4g.small\"
";

const HTTPS: &str = "[vpc.main]
cidr_block = \"10.0.0.0/16\"
[load_balancer.edge]
vpc = \"vpc.main\"
allow_from = [\"cdn.front\"]
listeners.http = { port = 80, protocol = \"HTTP\", default = { redirect = { port = 443, protocol = \"HTTPS\" } } }
listeners.https = { port = 8443, protocol = \"HTTPS\", certificate = \"arn:aws:acm:us-east-1:1:certificate/1\", default = { respond = { status = 200 } } }
";

/// What blocks stand for, once it is sure that every kind takes it. Of code only the hash is missing, which no
/// blueprint in memory has.
pub fn sound(text: &str) -> Resources {
    let resources = written(text);
    let graph = resolve(resources.clone()).unwrap();
    let found: Vec<String> = graph.desired.resources.iter().flat_map(unfit).collect();
    let found: Vec<&String> = found.iter().filter(|found| !found.contains("code_sha256")).collect();
    assert!(found.is_empty(), "{found:#?}");
    for resource in &resources.resources {
        let page = scaffold_blocks::pages().find(|page| page.schema.name == resource.address.word()).unwrap();
        let name = resource.address.part_name().unwrap();
        let part = page.parts.iter().find(|part| crate::laws::matches(part.name, name));
        assert_eq!(part.map(|part| part.kind), Some(resource.kind.as_str()), "{name}");
    }
    resources
}

fn policies(resources: &Resources, role: &str) -> String {
    value(resources, role, "inline_policies")
}

#[test]
fn access_is_exactly_the_actions_on_exactly_the_target() {
    let text = |access: &str| {
        format!(
            "{FUNCTION}connects_to = [{{ to = \"bucket.assets\", access = \"{access}\" }}]\n[bucket.assets]\n"
        )
    };
    let policy = |access: &str| policies(&sound(&text(access)), "function.thumbnail/role");
    let (read, write, both) = (policy("read"), policy("write"), policy("read+write"));
    assert!(read.contains("s3:ListBucket") && read.contains("s3:GetObject"), "{read}");
    assert!(!read.contains("s3:Put") && !read.contains("s3:Delete"), "{read}");
    assert!(write.contains("s3:PutObject") && write.contains("s3:DeleteObject"), "{write}");
    assert!(!write.contains("s3:Get") && !write.contains("s3:List"), "{write}");
    assert!(both.contains("s3:GetObject") && both.contains("s3:PutObject"), "{both}");
    for policy in [&read, &write, &both] {
        assert!(policy.contains("${bucket.assets/bucket.arn}/*") && !policy.contains("\"*\""), "{policy}");
    }
}

#[test]
fn a_key_of_ones_own_is_used_with_what_it_encrypts() {
    let key = "arn:aws:kms:us-east-1:123456789012:key/1";
    let text = format!(
        "{FUNCTION}connects_to = [{{ to = \"queue.jobs\", access = \"write\" }}]\n[queue.jobs]\nencryption_key = \"{key}\"\n"
    );
    let policy = policies(&sound(&text), "function.thumbnail/role");
    assert!(policy.contains("kms:GenerateDataKey") && policy.contains(key), "{policy}");
}

#[test]
fn a_key_is_named_to_iam_as_iam_knows_it() {
    let policy = |key: &str| {
        let text = format!(
            "{FUNCTION}events = [{{ queue = \"queue.jobs\" }}]\nconnects_to = [{{ to = \"queue.jobs\", access = \"write\" }}]\n\
             [queue.jobs]\nencryption_key = \"{key}\"\n"
        );
        policies(&sound(&text), "function.thumbnail/role")
    };
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let by_id = policy(id);
    assert_eq!(by_id.matches(&format!("arn:aws:kms:us-east-1:*:key/{id}")).count(), 2, "{by_id}");
    let every = "arn:aws:kms:us-east-1:*:key/*";
    let by_alias = policy("alias/shop");
    assert_eq!(by_alias.matches("kms:ResourceAliases").count(), 2, "{by_alias}");
    assert_eq!(by_alias.matches("ForAnyValue:StringEquals").count(), 2, "{by_alias}");
    assert!(by_alias.contains("alias/shop") && by_alias.contains(every), "{by_alias}");
    let by_arn = policy("arn:aws:kms:us-east-1:123456789012:alias/shop");
    assert!(by_arn.contains("arn:aws:kms:us-east-1:123456789012:key/*"), "{by_arn}");
    assert!(by_arn.contains("alias/shop") && !by_arn.contains(":alias/"), "{by_arn}");
    assert!(!policy("alias/aws/sqs").contains("kms:"));
}

#[test]
fn a_group_has_the_same_access_as_a_function() {
    let group = "[vpc.main]\ncidr_block = \"10.0.0.0/16\"\n[secret.token]\n[autoscaling_group.web]\nvpc = \"vpc.main\"\n\
        image = \"ami-1\"\ninstance_type = \"t3.small\"\nmin_size = 1\nmax_size = 2\n\
        connects_to = [{ to = \"secret.token\", access = \"read\" }]\n";
    let policy = policies(&sound(group), "autoscaling_group.web/role");
    assert!(policy.contains("secretsmanager:GetSecretValue"), "{policy}");
    assert!(policy.contains("${secret.token/secret.arn}"), "{policy}");
}

#[test]
fn silence_is_a_closed_bucket_with_versions() {
    let resources = sound("[bucket.assets]\n");
    assert_eq!(names(&resources), ["bucket"]);
    assert_eq!(value(&resources, "bucket.assets/bucket", "versioning"), "Enabled");
    assert!(!value(&resources, "bucket.assets/bucket", "public_access_block").contains("false"));
    assert_eq!(value(&resources, "bucket.assets/bucket", "deletion_protection"), "true");
    let public = sound("[bucket.assets]\npublic = true\n");
    let block = value(&public, "bucket.assets/bucket", "public_access_block");
    assert!(
        block.contains("block_public_policy = false") && block.contains("block_public_acls = true"),
        "{block}"
    );
    assert!(value(&public, "bucket.assets/policy", "policy").contains("s3:GetObject"));
}

#[test]
fn one_policy_admits_everyone_who_needs_it() {
    let resources = sound(
        "[bucket.assets]\npolicy = [{ principals = [\"123456789012\"], actions = [\"s3:GetObject\"], objects = [\"public/*\"] }]\n\
         [bucket.other]\naccess_logs = { bucket = \"bucket.assets\", prefix = \"requests/\" }\n\
         [cdn.front]\ndefault = { origin = \"assets\" }\norigins.assets = { bucket = \"bucket.assets\" }\n\
         [cdn.back]\ndefault = { origin = \"assets\" }\norigins.assets = { bucket = \"bucket.assets\" }\n",
    );
    let policy = value(&resources, "bucket.assets/policy", "policy");
    for piece in [
        "${cdn.front/distribution.arn}",
        "${cdn.back/distribution.arn}",
        "${bucket.other/bucket.arn}",
        "${bucket.assets/bucket.arn}/requests/*",
        "${bucket.assets/bucket.arn}/public/*",
        "123456789012",
    ] {
        assert!(policy.contains(piece), "{piece}: {policy}");
    }
    assert!(names(&resources).iter().filter(|name| **name == "policy").count() == 1);
}

#[test]
fn a_function_may_write_to_its_own_log_group_alone() {
    let resources = sound(FUNCTION);
    assert_eq!(names(&resources), ["log_group", "role", "function"]);
    let policy = policies(&resources, "function.thumbnail/role");
    assert!(policy.contains("${function.thumbnail/log_group.arn}:*"), "{policy}");
    assert!(!policy.contains("CreateLogGroup") && !policy.contains("ec2:"), "{policy}");
    assert_eq!(
        value(&resources, "function.thumbnail/function", "log_group"),
        "${function.thumbnail/log_group.id}"
    );
    assert_eq!(value(&resources, "function.thumbnail/function", "architecture"), "arm64");
    assert_eq!(value(&resources, "function.thumbnail/log_group", "retention_days"), "30");
}

#[test]
fn a_function_in_a_network_opens_the_port_that_it_connects_to() {
    let text = format!("{NETWORK}{FUNCTION}vpc = \"vpc.main\"\nconnects_to = [\"cache.pages\"]\n");
    let resources = sound(&text);
    let rules = value(&resources, "cache.pages/security_group_rules", "ingress");
    assert!(rules.contains("6379") && rules.contains("${function.thumbnail/security_group.id}"), "{rules}");
    let vpc = value(&resources, "function.thumbnail/function", "vpc");
    assert!(vpc.contains("private_subnet_ids") && vpc.contains("security_group.id"), "{vpc}");
    let policy = policies(&resources, "function.thumbnail/role");
    assert!(
        policy.contains("ec2:CreateNetworkInterface") && policy.contains("lambda:SourceFunctionArn"),
        "{policy}"
    );
}

#[test]
fn events_are_called_by_whom_they_name_and_nobody_else() {
    let text = format!(
        "{FUNCTION}provisioned_concurrency = 1\nevents = [{{ schedule = \"rate(5 minutes)\" }}, {{ queue = \"queue.jobs\" }}, \
         {{ bucket = \"bucket.uploads\", on = [\"s3:ObjectCreated:*\"], prefix = \"in/\" }}]\n[queue.jobs]\n[bucket.uploads]\n"
    );
    let resources = sound(&text);
    let schedule = "function.thumbnail/permission.schedule-1";
    assert_eq!(value(&resources, schedule, "principal"), "events.amazonaws.com");
    assert_eq!(value(&resources, schedule, "source_arn"), "${function.thumbnail/rule.1.arn}");
    let bucket = "function.thumbnail/permission.bucket-uploads";
    assert_eq!(value(&resources, bucket, "source_arn"), "${bucket.uploads/bucket.arn}");
    for called in [schedule, bucket, "function.thumbnail/event_source.jobs"] {
        assert_eq!(value(&resources, called, "alias"), "${function.thumbnail/alias.id}", "{called}");
    }
    let told = value(&resources, "bucket.uploads/notification", "functions");
    // S3 tries whether it may call before it takes a notification.
    assert!(told.contains("${function.thumbnail/permission.bucket-uploads.target}"), "{told}");
    assert!(told.contains("thumbnail-3") && told.contains("in/"), "{told}");
    let policy = policies(&resources, "function.thumbnail/role");
    assert!(policy.contains("sqs:ReceiveMessage") && policy.contains("${queue.jobs/queue.arn}"), "{policy}");
    assert!(
        value(&resources, "function.thumbnail/rule.1", "targets").contains("${function.thumbnail/alias.arn}")
    );
}

#[test]
fn one_notification_holds_what_all_functions_ask_of_a_bucket() {
    let event = |prefix: &str| {
        format!(
            "events = [{{ bucket = \"bucket.uploads\", on = [\"s3:ObjectCreated:*\"], prefix = \"{prefix}\" }}]\n"
        )
    };
    let other = FUNCTION.replace("thumbnail", "index");
    let text = format!("[bucket.uploads]\n{FUNCTION}{}{other}{}", event("a/"), event("b/"));
    let resources = sound(&text);
    let told = value(&resources, "bucket.uploads/notification", "functions");
    assert!(told.contains("thumbnail-1") && told.contains("index-1"), "{told}");
}

#[test]
fn an_open_url_is_asked_by_everyone_and_a_signed_one_by_its_cdn() {
    let open = sound(&format!("{FUNCTION}url = {{ auth = \"none\" }}\n"));
    assert_eq!(value(&open, "function.thumbnail/permission.url", "url_auth"), "NONE");
    assert_eq!(value(&open, "function.thumbnail/permission.url-call", "invoked_via_url"), "true");
    let signed = sound(&format!(
        "{FUNCTION}url = {{ auth = \"iam\" }}\n[cdn.front]\ndefault = {{ origin = \"api\", forward = \"all-except-host\" }}\n\
         origins.api = {{ function = \"function.thumbnail\" }}\n"
    ));
    let statement = "function.thumbnail/permission.cdn-front";
    assert_eq!(value(&signed, statement, "principal"), "cloudfront.amazonaws.com");
    assert_eq!(value(&signed, statement, "source_arn"), "${cdn.front/distribution.arn}");
    assert_eq!(value(&signed, "cdn.front/origin_access_control.function", "origin_type"), "lambda");
    assert!(!names(&signed).contains(&"permission.url"));
}

#[test]
fn cloudfront_comes_in_at_the_port_that_it_asks_and_no_other() {
    let text = format!(
        "{HTTPS}[cdn.front]\ndefault = {{ origin = \"app\", cache = {{ default_ttl_seconds = 60, query_strings = \"all\", headers = [\"Accept\"] }} }}\n\
         origins.app = {{ load_balancer = \"load_balancer.edge\", domain = \"origin.example.com\" }}\n"
    );
    let resources = sound(&text);
    let rules = value(&resources, "load_balancer.edge/security_group_rules", "ingress");
    assert!(
        rules.contains("com.amazonaws.global.cloudfront.origin-facing") && rules.contains("8443"),
        "{rules}"
    );
    assert!(!rules.contains("from_port = 80,") && !rules.contains("0.0.0.0/0"), "{rules}");
    let origins = value(&resources, "cdn.front/distribution", "origins");
    assert!(origins.contains("https_port = 8443") && origins.contains("origin.example.com"), "{origins}");
    let default = value(&resources, "cdn.front/distribution", "default_behavior");
    assert!(default.contains("${cdn.front/cache_policy.default.id}"), "{default}");
    assert_eq!(value(&resources, "cdn.front/cache_policy.default", "default_ttl_seconds"), "60");
}

#[test]
fn what_is_never_kept_is_not_told_apart_by_how_it_is_packed() {
    for (most, packed) in [(0, "false"), (1, "nothing")] {
        let text = format!(
            "[bucket.assets]\n[cdn.front]\n\
             default = {{ origin = \"assets\", cache = {{ default_ttl_seconds = 0, max_ttl_seconds = {most} }} }}\n\
             origins.assets = {{ bucket = \"bucket.assets\" }}\n"
        );
        let resources = sound(&text);
        for name in ["gzip", "brotli"] {
            assert_eq!(value(&resources, "cdn.front/cache_policy.default", name), packed, "{name}");
        }
    }
}

#[test]
fn words_are_policies_of_awss_own() {
    let resources = sound(
        "[bucket.assets]\n[cdn.front]\ndefault = { origin = \"assets\" }\n\
         behaviors = [{ path = \"/live/*\", origin = \"assets\", cache = \"disabled\", response_headers = \"none\", methods = \"read+options\" }]\n\
         origins.assets = { bucket = \"bucket.assets\" }\n",
    );
    assert_eq!(names(&resources), ["bucket", "policy", "origin_access_control.bucket", "distribution"]);
    let default = value(&resources, "cdn.front/distribution", "default_behavior");
    assert!(default.contains("658327ea-f89d-4fab-a63d-7e88639e58f6"), "{default}");
    assert!(default.contains("67f7725c-6f97-4210-82d7-5512b31e9d03"), "{default}");
    let others = value(&resources, "cdn.front/distribution", "behaviors");
    assert!(
        others.contains("4135ea2d-6df8-44a3-9df3-4b5a84be39ad") && others.contains("OPTIONS"),
        "{others}"
    );
    assert!(!others.contains("response_headers_policy"), "{others}");
}

#[test]
fn a_secret_is_made_without_a_value() {
    assert_eq!(value(&sound("[secret.token]\n"), "secret.token/secret", "content"), "nothing");
}

#[test]
fn a_secret_is_protected_unless_its_block_says_otherwise() {
    let protected = |text: &str| value(&sound(text), "secret.token/secret", "deletion_protection");
    assert_eq!(protected("[secret.token]\n"), "true");
    assert_eq!(protected("[secret.token]\ndeletion_protection = false\n"), "false");
}

#[test]
fn dead_letters_go_to_another_queue() {
    let resources = sound("[queue.jobs]\ndead_letter = { queue = \"queue.failed\" }\n[queue.failed]\n");
    let dead = value(&resources, "queue.jobs/queue", "dead_letter");
    assert!(dead.contains("${queue.failed/queue.id}") && dead.contains('5'), "{dead}");
}

#[test]
fn queues_with_keys_of_their_own_give_what_their_keys_need() {
    let key = |letter: &str| format!("arn:aws:kms:us-east-1:123456789012:key/{letter}");
    let (a, b) = (key("a"), key("b"));
    let text = format!(
        "{FUNCTION}dead_letter = \"queue.failed\"\nevents = [{{ queue = \"queue.jobs\" }}, {{ queue = \"queue.plain\" }}]\n\
         [queue.jobs]\nencryption_key = \"{a}\"\n[queue.plain]\n[queue.failed]\nencryption_key = \"{b}\"\n"
    );
    let resources = sound(&text);
    let role =
        resources.resources.iter().find(|it| it.address.as_str() == "function.thumbnail/role").unwrap();
    let policy = |name: &str| format!("{:?}", role.values["inline_policies"].as_map().unwrap()[name]);
    let (events, dead_letter) = (policy("events"), policy("dead-letter"));
    assert!(events.contains(&a) && !events.contains(&b), "{events}");
    assert!(events.contains("kms:Decrypt") && !events.contains("kms:GenerateDataKey"), "{events}");
    assert!(dead_letter.contains(&b) && !dead_letter.contains(&a), "{dead_letter}");
    assert!(
        dead_letter.contains("kms:Decrypt") && dead_letter.contains("kms:GenerateDataKey"),
        "{dead_letter}"
    );
    let plain = format!("{FUNCTION}events = [{{ queue = \"queue.plain\" }}]\n[queue.plain]\n");
    assert!(!policies(&sound(&plain), "function.thumbnail/role").contains("kms:"));
}
