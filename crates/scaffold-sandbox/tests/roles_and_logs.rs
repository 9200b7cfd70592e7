//! Roles, instance profiles, log groups, flow logs and parameters: what AWS makes of them, and refuses.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use std::collections::BTreeMap;

use hand::{Hand, list, pass, stack, table, text, values};
use scaffold_model::{Answer, Live, Lookup, PhysicalId, Value};
use scaffold_provider::{Class, Cloud, Error};
use scaffold_sandbox::{Sandbox, SandboxOptions, Visibility};

const ROLE: &str = "iam.role";
const PROFILE: &str = "iam.instance_profile";
const GROUP: &str = "logs.log_group";
const MANAGED: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

fn trust(principal: &str) -> Value {
    let statement = format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}"#);
    Value::text(format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#))
}

fn service(name: &str) -> Value {
    trust(&format!(r#"{{"Service":"{name}"}}"#))
}

fn allow(more: &str) -> Value {
    let statement = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject"{more}}}"#);
    Value::text(format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#))
}

const EVERYWHERE: &str = r#","Resource":"*""#;

#[track_caller]
fn refused<R: std::fmt::Debug>(result: Result<R, Error>) -> (Class, String) {
    let error = result.unwrap_err();
    (error.class, error.code.unwrap_or_default())
}

fn code(class: Class, code: &str) -> (Class, String) {
    (class, code.to_owned())
}

async fn role(hand: &Hand<'_>, name: &str) -> PhysicalId {
    hand.make(ROLE, name, &[("assume_role_policy", service("ec2.amazonaws.com"))]).await
}

#[tokio::test(start_paused = true)]
async fn ids_of_named_things_are_arns_with_the_stack_in_the_path() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "web").await;
    assert_eq!(role.as_str(), "arn:aws:iam::000000000000:role/scaffold/us-east-1/shop/iam.role.web/shop-web");
    let profile = hand.make(PROFILE, "web", &[("role", text(role.as_str()))]).await;
    assert!(
        profile
            .as_str()
            .ends_with(":instance-profile/scaffold/us-east-1/shop/iam.instance_profile.web/shop-web")
    );
    let group = hand.make(GROUP, "flows", &[]).await;
    assert_eq!(group.as_str(), "arn:aws:logs:us-east-1:000000000000:log-group:shop-flows");
    for (kind, id) in [(ROLE, role), (PROFILE, profile), (GROUP, group)] {
        let live = hand.read(kind, &id).await.unwrap();
        assert_eq!((live.value("arn"), live.value("id")), (&text(id.as_str()), &text(id.as_str())));
        assert_eq!(live.value("name").as_text(), live.name.as_deref());
    }
}

#[tokio::test(start_paused = true)]
async fn policies_that_are_none() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    for (document, said) in [
        (trust(r#""*""#).to_string().replace("Allow", "Perhaps"), "Syntax errors"),
        (allow(EVERYWHERE).to_string(), "must contain principals"),
        (r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(), "Syntax errors"),
        (service("ec2.amazonaws.com").to_string().replace("2012-10-17", "2020-01-01"), "valid version"),
    ] {
        let error = hand.try_make(ROLE, "web", &[("assume_role_policy", text(&document))]).await.unwrap_err();
        assert_eq!(error.code.as_deref(), Some("MalformedPolicyDocument"));
        assert!(error.message.contains(said), "{error}");
    }
    let role = role(&hand, "web").await;
    let set = async |name: &str, document: Value| {
        hand.set(ROLE, &role, "inline_policies", table(&[(name, document)])).await
    };
    let malformed = || code(Class::Invalid, "MalformedPolicyDocument");
    assert_eq!(refused(set("read", allow("")).await), malformed(), "no resource");
    assert_eq!(refused(set("read", allow(r#","Resource":"*","Principal":"*""#)).await), malformed());
    assert_eq!(refused(set("a b", allow(EVERYWHERE)).await), code(Class::Invalid, "ValidationError"));
    let long = allow(&format!(r#","Resource":"{}""#, "x".repeat(10_240)));
    assert_eq!(refused(set("read", long).await), code(Class::Quota, "LimitExceeded"));
    set("read", allow(EVERYWHERE)).await.unwrap();
    let eleven: Vec<String> = (0..11).map(|number| format!("{MANAGED}{number}")).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    let attach = hand.set(ROLE, &role, "attached_policies", list(&eleven)).await;
    assert_eq!(refused(attach), code(Class::Quota, "LimitExceeded"));
    let foreign = list(&["arn:aws:iam::999999999999:policy/theirs"]);
    let attach = hand.set(ROLE, &role, "attached_policies", foreign).await;
    assert_eq!(attach.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
}

#[tokio::test(start_paused = true)]
async fn a_trust_names_roles_that_are_there() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let named = |arn: &str| [("assume_role_policy", trust(&format!(r#"{{"AWS":["{arn}"]}}"#)))];
    let nowhere = "arn:aws:iam::000000000000:role/nobody";
    let made = hand.try_make(ROLE, "second", &named(nowhere)).await;
    assert_eq!(refused(made), code(Class::Invalid, "MalformedPolicyDocument"));
    let first = role(&hand, "first").await;
    hand.make(ROLE, "second", &named(first.as_str())).await;
    hand.make(ROLE, "third", &named("arn:aws:iam::999999999999:role/elsewhere")).await;
}

#[tokio::test(start_paused = true)]
async fn a_role_goes_without_its_policies_and_not_while_a_profile_has_it() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let first = role(&hand, "first").await;
    let second = role(&hand, "second").await;
    hand.set(ROLE, &first, "inline_policies", table(&[("read", allow(EVERYWHERE))])).await.unwrap();
    hand.set(ROLE, &first, "attached_policies", list(&[MANAGED])).await.unwrap();
    let profile = hand.make(PROFILE, "web", &[("role", text(first.as_str()))]).await;
    let before = sandbox.operations();
    assert_eq!(refused(hand.delete(ROLE, &first).await), code(Class::Dependency, "DeleteConflict"));
    hand.set(PROFILE, &profile, "role", text(second.as_str())).await.unwrap();
    let calls = |name: &str| sandbox.operations()[name] - before.get(name).copied().unwrap_or(0);
    assert_eq!((calls("RemoveRoleFromInstanceProfile"), calls("AddRoleToInstanceProfile")), (1, 1));
    hand.delete(ROLE, &first).await.unwrap();
    assert_eq!((calls("DetachRolePolicy"), calls("DeleteRole")), (1, 2));

    hand.delete(PROFILE, &profile).await.unwrap();
    assert_eq!(calls("RemoveRoleFromInstanceProfile"), 2);
    hand.delete(ROLE, &second).await.unwrap();
    assert_eq!(sandbox.listing().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_is_ours_or_an_error() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let first = role(&hand, "web").await;
    assert_eq!(role(&hand, "web").await, first, "the reply was lost, and it is made again");
    let group = values(&[("class", text("STANDARD"))]);
    sandbox.tamper().add(GROUP, &group, &BTreeMap::new(), Some("shop-flows")).unwrap();
    let taken = hand.try_make(GROUP, "flows", &[]).await;
    assert_eq!(refused(taken), code(Class::OwnedBySomeoneElse, "ResourceAlreadyExistsException"));
}

#[tokio::test(start_paused = true)]
async fn a_fresh_role_is_waited_for_by_what_names_it() {
    let mut options = SandboxOptions::in_memory("us-east-1");
    options.visibility = Visibility::After(std::time::Duration::from_secs(7));
    let sandbox = Sandbox::open(options).unwrap();
    let hand = Hand(&sandbox);
    let role = role(&hand, "web").await;
    let profile = hand.make(PROFILE, "web", &[("role", text(role.as_str()))]).await;
    pass(10).await;
    assert_eq!(hand.read(PROFILE, &profile).await.unwrap().value("role"), &text(role.as_str()));
    assert!(sandbox.operations()["AddRoleToInstanceProfile"] > 1, "it was refused at first");
}

#[tokio::test(start_paused = true)]
async fn a_protected_log_group_stays() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let group = hand.make(GROUP, "flows", &[("deletion_protection", Value::from(true))]).await;
    assert_eq!(refused(hand.delete(GROUP, &group).await), code(Class::Invalid, "ValidationException"));
    hand.set(GROUP, &group, "deletion_protection", Value::from(false)).await.unwrap();
    let days = hand.set(GROUP, &group, "retention_days", Value::from(31)).await;
    assert_eq!(days.unwrap_err().class, Class::Invalid, "AWS takes some numbers of days only");
    let key = text("arn:aws:kms:eu-west-1:000000000000:key/1");
    let set = hand.set(GROUP, &group, "encryption_key", key).await;
    assert_eq!(refused(set), code(Class::Invalid, "InvalidParameterException"));
    hand.delete(GROUP, &group).await.unwrap();
}

async fn flow_log(hand: &Hand<'_>, name: &str, role: &PhysicalId, group: &PhysicalId) -> Result<Live, Error> {
    let vpc = hand.survey("ec2.vpc").await.remove(0).id;
    let log =
        [("vpc", text(vpc.as_str())), ("role", text(role.as_str())), ("log_group", text(group.as_str()))];
    let id = hand.try_make("ec2.flow_log", name, &log).await?;
    Ok(hand.read("ec2.flow_log", &id).await.unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_flow_log_needs_a_role_that_it_can_be() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    hand.vpc().await;
    let group = hand.make(GROUP, "flows", &[]).await;
    let wrong = role(&hand, "web").await;
    let error = flow_log(&hand, "all", &wrong, &group).await.unwrap_err();
    assert!(error.message.contains("Unable to assume given IAM role"), "{error}");
    let writer = [("assume_role_policy", service("vpc-flow-logs.amazonaws.com"))];
    let writer = hand.make(ROLE, "writer", &writer).await;
    let live = flow_log(&hand, "all", &writer, &group).await.unwrap();
    assert!(live.value("log_format").as_text().unwrap().starts_with("${version} "));
    assert_eq!(live.value("max_aggregation_seconds"), &Value::from(600));
    let twice = flow_log(&hand, "again", &writer, &group).await;
    assert_eq!(refused(twice).1, "FlowLogAlreadyExists");
    // Neither the role nor the group is kept by what writes.
    hand.delete(ROLE, &writer).await.unwrap();
    hand.delete(GROUP, &group).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn lists_cost_what_they_cost_on_aws() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    for name in ["a", "b"] {
        let role = role(&hand, name).await;
        hand.make(PROFILE, name, &[("role", text(role.as_str()))]).await;
        hand.make(GROUP, name, &[]).await;
    }
    let before = sandbox.operations();
    for kind in [ROLE, PROFILE, GROUP] {
        assert_eq!(hand.survey(kind).await.len(), 2);
    }
    for (operation, calls) in [
        ("ListRoles", 1),
        ("GetAccountAuthorizationDetails", 1),
        ("ListInstanceProfiles", 1),
        ("GetInstanceProfile", 2),
        ("DescribeLogGroups", 1),
        ("ListTagsForResource", 2),
    ] {
        let count = sandbox.operations()[operation] - before.get(operation).copied().unwrap_or(0);
        assert_eq!(count, calls, "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_parameter_moves_to_another_image() {
    let directory = tempfile::tempdir().unwrap();
    let open = || {
        let mut options = SandboxOptions::in_memory("us-east-1");
        options.directory = Some(directory.path().to_owned());
        Sandbox::open(options).unwrap()
    };
    let sandbox = open();
    let name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    let lookup = Lookup::Parameter { name: name.to_owned() };
    let Answer::Value(first) = sandbox.lookup(&lookup).await.unwrap() else { panic!() };
    assert!(first.as_text().unwrap().starts_with("ami-0"));
    sandbox.tamper().set_parameter(name, Some("ami-1")).unwrap();
    sandbox.tamper().set_parameter("/shop/image", Some("ami-2")).unwrap();
    drop(sandbox);
    let sandbox = open();
    assert_eq!(sandbox.lookup(&lookup).await.unwrap(), Answer::Value(text("ami-1")));
    let own = Lookup::Parameter { name: "/shop/image".to_owned() };
    assert_eq!(sandbox.lookup(&own).await.unwrap(), Answer::Value(text("ami-2")));
    sandbox.tamper().set_parameter(name, None).unwrap();
    assert_eq!(sandbox.lookup(&lookup).await.unwrap(), Answer::Value(Value::Null));
    assert_eq!(sandbox.listing().unwrap(), [], "a parameter is no resource of ours");
}

#[tokio::test(start_paused = true)]
async fn stacks_of_one_name_in_two_regions_have_each_its_own() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let here = role(&hand, "web").await;
    let mut there = hand::request(ROLE, "web", &[("assume_role_policy", service("ec2.amazonaws.com"))]);
    there.stack.region = "eu-west-1".to_owned();
    there.tags.insert("scaffold:stack".to_owned(), there.stack.to_string());
    there.name = Some("shop-web-2".to_owned());
    let other = hand.of(ROLE).create(&there).await.unwrap();
    assert!(other.as_str().contains("/scaffold/eu-west-1/shop/"), "{other}");
    let ids = async |stack| -> Vec<PhysicalId> {
        hand.of(ROLE).survey(&stack).await.unwrap().into_iter().map(|live| live.id).collect()
    };
    assert_eq!(ids(stack()).await, [here]);
    assert_eq!(ids(there.stack).await, [other]);
}
