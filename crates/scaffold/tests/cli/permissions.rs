use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::session::Session;

const APP: &str = include_str!("../../../../blueprints/app.toml");
const WEB_PLATFORM: &str = include_str!("../../../../blueprints/web-platform.toml");

/// The statements of all documents, as one.
fn document(session: &Session, line: &str) -> Value {
    let out = session.scaffold(line).code(0).out;
    let documents = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
    let mut statements = Vec::new();
    for document in documents.map(Result::unwrap) {
        let length = document.to_string().len();
        assert!(length <= 6_144, "{length}");
        statements.extend(document["Statement"].as_array().unwrap().clone());
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn actions(document: &Value) -> BTreeSet<&str> {
    let statements = document["Statement"].as_array().unwrap();
    statements.iter().flat_map(|it| it["Action"].as_array().unwrap()).filter_map(Value::as_str).collect()
}

fn statement<'a>(document: &'a Value, sid: &str) -> &'a Value {
    let statements = document["Statement"].as_array().unwrap();
    statements.iter().find(|it| it["Sid"] == sid).unwrap_or_else(|| panic!("no {sid}: {document}"))
}

#[test]
fn a_plan_reads_and_an_apply_does_more() {
    let session = Session::minimal();
    let plan = document(&session, "permissions --for plan");
    let apply = document(&session, "permissions --for apply");
    assert!(actions(&plan).is_subset(&actions(&apply)));
    let reads =
        |action: &&str| ["Describe", "Get", "List"].iter().any(|verb| action.contains(&format!(":{verb}")));
    assert!(actions(&plan).iter().all(reads), "{plan}");
    assert!(actions(&apply).contains("ec2:CreateNatGateway"));
    assert!(!actions(&apply).iter().any(|action| action.starts_with("rds:")), "only what is asked for");
    let both: Value =
        serde_json::from_str(&session.scaffold("permissions --format json").code(0).out).unwrap();
    assert_eq!((&both["plan"], &both["apply"]), (&plan, &apply));
    session.scaffold("permissions").code(0).says("RemoveOwn").says("scaffold permissions --for plan");
}

#[test]
fn policies_are_as_narrow_as_names_tags_and_regions_let_them_be() {
    let session = Session::new();
    session.write(
        "blueprint.toml",
        &APP.replace("name = \"app\"", "name = \"app\"\naccount = \"123456789012\""),
    );
    let apply = document(&session, "permissions --for apply --env prod --region eu-west-1");
    let remove = statement(&apply, "RemoveOwn");
    assert_eq!(
        remove["Condition"]["StringEquals"]["aws:ResourceTag/scaffold:stack"][0],
        "app/prod@eu-west-1"
    );
    let made = statement(&apply, "MakeInRegion");
    assert_eq!(made["Condition"]["StringEquals"]["aws:RequestedRegion"][0], "eu-west-1");
    let text = apply.to_string();
    for arn in [
        "arn:aws:iam::123456789012:role/scaffold/eu-west-1/app@prod/*",
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/*/app-prod-*",
        "arn:aws:s3:::scaffold-123456789012-eu-west-1/*",
    ] {
        assert!(text.contains(arn), "{arn}: {text}");
    }
    let passed = &statement(&apply, "PassRoles")["Condition"]["StringEquals"]["iam:PassedToService"];
    assert_eq!(passed.to_string(), "[\"ec2.amazonaws.com\"]");
    // What another stack has is read, and not made.
    assert!(actions(&apply).contains("rds:DescribeDBInstances"));
    assert!(!actions(&apply).contains("rds:CreateDBInstance"));
}

#[test]
fn names_that_aws_cuts_are_covered() {
    let session = Session::new();
    let long = "a-name-of-twenty-four-ch";
    session.write("blueprint.toml", &APP.replace("name = \"app\"", &format!("name = \"{long}\"")));
    let apply = document(&session, "permissions --for apply --env production").to_string();
    assert!(apply.contains("targetgroup/a-name-of-twenty-four-c-*"), "{apply}");
}

const HEAD: &str =
    "[blueprint]\nversion = 1\nname = \"shop\"\nregion = \"us-east-1\"\naccount = \"123456789012\"\n";

fn session(text: &str) -> Session {
    let session = Session::new();
    session.write("blueprint.toml", &format!("{HEAD}{text}"));
    session
}

/// What an action may be done on.
fn on(document: &Value, action: &str) -> BTreeSet<String> {
    let statements = document["Statement"].as_array().unwrap();
    let allowing = statements.iter().filter(|it| it["Action"].as_array().unwrap().contains(&json!(action)));
    let resources = allowing.flat_map(|it| it["Resource"].as_array().unwrap());
    resources.map(|resource| resource.as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_on(document: &Value, action: &str, resources: &[&str]) {
    let expected = resources.iter().map(|resource| (*resource).to_owned()).collect();
    assert_eq!(on(document, action), expected, "{action}");
}

#[test]
fn what_is_too_long_for_one_policy_is_several() {
    let session = Session::new();
    session.write("blueprint.toml", WEB_PLATFORM);
    std::fs::create_dir_all(session.path().join("functions/thumbnail")).unwrap();
    session.write("functions/thumbnail/index.js", "");
    let whole = document(&session, "permissions --for apply");
    let sids: Vec<_> =
        whole["Statement"].as_array().unwrap().iter().map(|it| it["Sid"].as_str().unwrap()).collect();
    assert_eq!(sids.iter().collect::<BTreeSet<_>>().len(), sids.len(), "{sids:?}");
    let both: Value =
        serde_json::from_str(&session.scaffold("permissions --format json").code(0).out).unwrap();
    assert!(both["plan"].is_object(), "one is no list");
    let several = both["apply"].as_array().unwrap();
    assert!(several.len() > 1);
    for (index, expected) in several.iter().enumerate() {
        let one = session.scaffold(&format!("permissions --for apply --part {}", index + 1)).code(0);
        assert_eq!(&serde_json::from_str::<Value>(&one.out).unwrap(), expected);
    }
    session.scaffold("permissions --for apply").code(0).complains("attach all of them");
    session.scaffold("permissions --for apply --part 9").code(64).complains("take one from 1 to");
    session.scaffold("permissions --for plan --part 2").code(64).complains("a policy of one document");
}

#[test]
fn names_of_the_stack_are_all_that_is_made_and_removed() {
    let session = session(
        "[function.api]\nimage = \"123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1\"\n\
         events = [{ queue = \"queue.jobs\" }, { schedule = \"rate(1 hour)\" }]\n\
         [queue.jobs]\n[secret.token]\n[bucket.files]\n",
    );
    let apply = document(&session, "permissions --for apply");
    let of = |text: &str| format!("arn:aws:{text}");
    assert_on(&apply, "lambda:DeleteFunction", &[&of("lambda:us-east-1:123456789012:function:shop-*")]);
    assert_on(&apply, "sqs:DeleteQueue", &[&of("sqs:us-east-1:123456789012:shop-*")]);
    assert_on(&apply, "logs:DeleteLogGroup", &[&of("logs:us-east-1:123456789012:log-group:shop-*")]);
    assert_on(
        &apply,
        "s3:DeleteObject",
        &[&of("s3:::scaffold-123456789012-us-east-1/*"), &of("s3:::shop-*123456789012-us-east-1-*")],
    );
    assert_on(
        &apply,
        "secretsmanager:GetSecretValue",
        &[&of("secretsmanager:us-east-1:123456789012:secret:shop-*")],
    );
    assert_on(
        &apply,
        "events:DeleteRule",
        &[
            &of("events:us-east-1:123456789012:rule/*/shop-*"),
            &of("events:us-east-1:123456789012:rule/shop-*"),
        ],
    );
    assert_on(&apply, "iam:PassRole", &[&of("iam::123456789012:role/scaffold/us-east-1/shop/*")]);
    let condition = &statement(&apply, "MakeByFunction")["Condition"]["ArnLike"]["lambda:FunctionArn"];
    assert_eq!(condition, &json!(["arn:aws:lambda:us-east-1:123456789012:function:shop-*"]));
    assert_on(&apply, "lambda:CreateEventSourceMapping", &["*"]);
}

#[test]
fn what_the_blueprint_names_itself_is_covered_by_that_name() {
    let session = session(
        "[bucket.files]\nname = \"my-files\"\npublic = true\n\
         [lambda.function.worker]\nruntime = \"python3.13\"\nhandler = \"index.handler\"\n\
         role = \"@tools/iam.role.workers\"\n\
         layers = [\"arn:aws:lambda:us-east-1:123456789012:layer:tools:3\"]\n\
         code_sha256 = \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"\n",
    );
    let apply = document(&session, "permissions --for apply");
    for action in ["s3:CreateBucket", "s3:PutBucketPolicy", "s3:DeleteObjectVersion"] {
        let resources = on(&apply, action);
        assert!(resources.contains("arn:aws:s3:::my-files"), "{action}: {resources:?}");
        assert!(resources.contains("arn:aws:s3:::my-files/*"), "{action}: {resources:?}");
    }
    assert_on(&apply, "iam:PassRole", &["arn:aws:iam::123456789012:role/scaffold/us-east-1/tools/*"]);
    assert_on(&apply, "lambda:GetLayerVersion", &["arn:aws:lambda:us-east-1:123456789012:layer:tools:3"]);
}

#[test]
fn what_is_of_another_stack_is_used_and_never_removed() {
    let session = session(
        "[lambda.event_source.jobs]\nfunction = \"@tools/lambda.function.api\"\n\
         source = \"arn:aws:sqs:us-east-1:123456789012:jobs\"\n\
         [rds.instance.copy]\nsource = \"@data/database.orders/instance\"\nengine = \"postgres\"\n\
         instance_class = \"db.t4g.micro\"\nidentifier = \"legacy\"\n",
    );
    let apply = document(&session, "permissions --for apply");
    let condition = &statement(&apply, "MakeByFunction")["Condition"]["ArnLike"]["lambda:FunctionArn"];
    let function = |stack: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{stack}-*");
    assert_eq!(condition, &json!([function("shop"), function("tools")]));
    let database = |name: &str| format!("arn:aws:rds:*:123456789012:db:{name}");
    assert!(on(&apply, "rds:CreateDBInstanceReadReplica").contains(&database("data-*")));
    let removed = on(&apply, "rds:DeleteDBInstance");
    assert!(removed.contains(&database("shop-*")) && removed.contains(&database("legacy")), "{removed:?}");
    assert!(!removed.contains(&database("data-*")), "{removed:?}");
}

const CDN: &str =
    "[cdn.front]\ndefault = { origin = \"site\" }\norigins.site = { domain = \"example.com\" }\n";

#[test]
fn a_cdn_reaches_into_buckets_for_its_logs_alone() {
    let acl = |text: &str| on(&document(&session(text), "permissions --for apply"), "s3:PutBucketAcl");
    assert_eq!(acl(CDN), BTreeSet::new());
    let logs = |name: &str| format!("{CDN}logging = {{ bucket = \"bucket.logs\" }}\n[bucket.logs]\n{name}");
    // Buckets of the stack have the right, too: a list that let CloudFront in is reset when no logs come any more.
    let own = "arn:aws:s3:::shop-*123456789012-us-east-1-*";
    for (name, bucket) in [("", own), ("name = \"our-logs\"\n", "arn:aws:s3:::our-logs")] {
        let reached = acl(&logs(name));
        assert!(reached.contains(bucket) && !reached.contains("arn:aws:s3:::*"), "{reached:?}");
    }
}
