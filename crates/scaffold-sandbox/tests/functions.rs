//! Functions and what hangs on them: what AWS makes of them, and refuses.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::{Hand, table, text};
use scaffold_kinds::fixtures::archives::{FIRST, SECOND};
use scaffold_model::{PhysicalId, Value};
use scaffold_provider::Error;
use scaffold_sandbox::{Sandbox, SandboxOptions};

const FUNCTION: &str = "lambda.function";
const ALIAS: &str = "lambda.alias";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

async fn role(hand: &Hand<'_>, name: &str, service: &str) -> PhysicalId {
    let trust = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    hand.make("iam.role", name, &[("assume_role_policy", text(&trust))]).await
}

async fn function(hand: &Hand<'_>, role: &PhysicalId) -> Result<PhysicalId, Error> {
    let entries = [
        ("code_sha256", text(FIRST)),
        ("runtime", text("python3.13")),
        ("handler", text("index.handler")),
        ("role", text(role.as_str())),
    ];
    hand.try_make(FUNCTION, "api", &entries).await
}

async fn alias(hand: &Hand<'_>, function: &PhysicalId) -> PhysicalId {
    hand.make(ALIAS, "live", &[("function", text(function.as_str())), ("name", text("live"))]).await
}

#[tokio::test(start_paused = true)]
async fn a_role_must_trust_lambda() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "web", "ec2.amazonaws.com").await;
    let error = function(&hand, &role).await.unwrap_err();
    assert!(error.message.contains("cannot be assumed by Lambda"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_alias_moves_to_what_its_function_is_and_to_nothing_else() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "runner", "lambda.amazonaws.com").await;
    let function = function(&hand, &role).await.unwrap();
    let alias = alias(&hand, &function).await;
    let revision =
        async |id: &PhysicalId, kind: &str| hand.read(kind, id).await.unwrap().value("revision").clone();
    let first = revision(&function, FUNCTION).await;
    assert_eq!(revision(&alias, ALIAS).await, first);

    hand.set(FUNCTION, &function, "code_sha256", text(SECOND)).await.unwrap();
    let second = revision(&function, FUNCTION).await;
    assert_ne!(second, first);
    assert_eq!(revision(&alias, ALIAS).await, first, "nothing moves by itself");
    assert!(hand.set(ALIAS, &alias, "revision", text("0123456789abcdef")).await.is_err());
    hand.set(ALIAS, &alias, "revision", second.clone()).await.unwrap();
    assert_eq!(revision(&alias, ALIAS).await, second);
    assert_eq!(hand.read(ALIAS, &alias).await.unwrap().value("version").as_text(), Some("2"));

    hand.set(FUNCTION, &function, "reserved_concurrency", Value::from(5)).await.unwrap();
    assert_eq!(revision(&function, FUNCTION).await, second, "how many may run is no version's");
}

#[tokio::test(start_paused = true)]
async fn what_hangs_on_a_function_goes_with_it() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "runner", "lambda.amazonaws.com").await;
    let function = function(&hand, &role).await.unwrap();
    let alias = alias(&hand, &function).await;
    let of = |id: &PhysicalId| text(id.as_str());
    let url = [("function", of(&function)), ("alias", of(&alias)), ("auth", text("NONE"))];
    let url = hand.make("lambda.url", "front", &url).await;
    assert_eq!(url.as_str(), format!("{alias}/url"));
    let open = [("function", of(&function)), ("principal", text("*"))];
    let permission = hand.make("lambda.permission", "open", &open).await;
    let again = hand.try_make("lambda.permission", "twin", &open).await.unwrap_err();
    assert_eq!(again.code.as_deref(), Some("ResourceConflictException"));
    hand.delete(FUNCTION, &function).await.unwrap();
    for (kind, id) in [(ALIAS, &alias), ("lambda.url", &url), ("lambda.permission", &permission)] {
        assert_eq!(hand.read(kind, id).await, None, "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_hides_what_is_worked_on_for_as_long_as_it_may_take() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "runner", "lambda.amazonaws.com").await;
    let function = function(&hand, &role).await.unwrap();
    hand.set(FUNCTION, &function, "timeout_seconds", Value::from(60)).await.unwrap();
    let queue = hand.make("sqs.queue", "jobs", &[("visibility_timeout_seconds", Value::from(30))]).await;
    let arn = hand.read("sqs.queue", &queue).await.unwrap().value("arn").clone();
    let source = [("function", text(function.as_str())), ("source", arn)];
    let error = hand.try_make("lambda.event_source", "jobs", &source).await.unwrap_err();
    assert!(error.message.contains("less than Function timeout: 60"), "{error}");
    hand.set("sqs.queue", &queue, "visibility_timeout_seconds", Value::from(60)).await.unwrap();
    hand.make("lambda.event_source", "jobs", &source).await;
    let again = hand.try_make("lambda.event_source", "twice", &source).await.unwrap_err();
    assert_eq!(again.code.as_deref(), Some("ResourceConflictException"));
}

#[tokio::test(start_paused = true)]
async fn a_rule_of_times_stands_on_the_default_bus_and_has_few_targets() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let schedule = ("schedule", text("rate(5 minutes)"));
    let error =
        hand.try_make("events.rule", "tick", &[schedule.clone(), ("event_bus", text("orders"))]).await;
    assert!(error.unwrap_err().message.contains("default event bus"));
    let rule = hand.make("events.rule", "tick", &[schedule]).await;
    assert_eq!(rule.as_str(), "arn:aws:events:us-east-1:000000000000:rule/shop-tick");
    let ids = ["a", "b", "c", "d", "e", "f"];
    let targets = ids.map(|id| (id, table(&[("arn", text("arn:aws:sqs:us-east-1:1:x"))])));
    let error = hand.set("events.rule", &rule, "targets", table(&targets)).await.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("LimitExceededException"));
    hand.set("events.rule", &rule, "targets", table(&targets[..5])).await.unwrap();
    hand.delete("events.rule", &rule).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_function_is_a_target_only_of_a_group_that_may_call_it() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let role = role(&hand, "runner", "lambda.amazonaws.com").await;
    let function = function(&hand, &role).await.unwrap();
    let group = hand.make("elbv2.target_group", "api", &[("target_type", "lambda".into())]).await;
    let target = |id: &str| Value::Map([("id".to_owned(), Value::text(id))].into());
    let targets = async |ids: &[&str]| {
        let targets = Value::List(ids.iter().map(|id| target(id)).collect());
        let said = [("target_group", Value::text(group.as_str())), ("targets", targets)];
        hand.try_make("elbv2.targets", "api", &said).await
    };
    let refused = targets(&[function.as_str()]).await.unwrap_err();
    assert!(refused.message.contains("does not have permission to invoke"), "{refused}");
    let permission = [
        ("function", Value::text(function.as_str())),
        ("action", "lambda:InvokeFunction".into()),
        ("principal", "elasticloadbalancing.amazonaws.com".into()),
        ("source_arn", Value::text(group.as_str())),
    ];
    hand.make("lambda.permission", "balancer", &permission).await;
    assert_eq!(targets(&[function.as_str()]).await.unwrap(), group);
    for kind in ["elbv2.targets", "elbv2.target_group"] {
        let live = hand.read(kind, &group).await.unwrap();
        assert_eq!(live.value("targets"), &Value::List(vec![target(function.as_str())]), "{kind}");
    }
    let two = targets(&[function.as_str(), "arn:aws:lambda:us-east-1:123456789012:function:other"]).await;
    assert_eq!(two.unwrap_err().code.as_deref(), Some("TooManyTargets"));
    hand.delete("elbv2.target_group", &group).await.unwrap();
    assert!(hand.read("elbv2.targets", &group).await.is_none(), "they go with their group");
}
