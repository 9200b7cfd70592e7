use scaffold_kinds::fixtures;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, UpdateRequest};

use crate::refused;
use crate::script::{Exchange, JSON, Replay, page};

const NAME: &str = "shop-jobs-0123abcd";
const BASE: &str = "https://sqs.us-east-1.amazonaws.com/123456789012";
const OURS: &str = r#"{"Tags":{"scaffold:stack":"shop@us-east-1","scaffold:address":"sqs.queue.jobs"}}"#;
const THEIRS: &str = r#"{"Tags":{"team":"billing"}}"#;

fn url(name: &str) -> String {
    format!("{BASE}/{name}")
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

/// A fixture's values, and others.
fn values(of: &str, more: &[(&str, Value)]) -> Values {
    let all = fixtures::all("us-east-1");
    let mut values = all.into_iter().find(|it| it.address.as_str() == of).unwrap().values;
    values.remove("dead_letter");
    values.remove("policy");
    values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    values
}

fn request(of: &str, more: &[(&str, Value)]) -> CreateRequest {
    let tags = [
        ("scaffold:stack", "shop@us-east-1"),
        ("scaffold:address", "sqs.queue.jobs"),
        ("scaffold:name", NAME),
    ];
    CreateRequest {
        stack: stack(),
        address: Address::parse("sqs.queue.jobs").unwrap(),
        values: values(of, more),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn update(patch: &[(&str, Value)]) -> UpdateRequest {
    UpdateRequest {
        id: PhysicalId::new(url(NAME)),
        stack: stack(),
        address: Address::parse("sqs.queue.jobs").unwrap(),
        before: Values::new(),
        patch: patch.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        values: values("sqs.queue.jobs", patch),
    }
}

fn nothing_there() -> Exchange {
    refused("GetQueueUrl", "QueueDoesNotExist", "The specified queue does not exist.")
}

fn made(name: &str) -> Exchange {
    page("CreateQueue", 200, &format!(r#"{{"QueueUrl":"{}"}}"#, url(name))).with("QueueName", name)
}

fn tags(name: &str, tags: &str) -> Exchange {
    page("ListQueueTags", 200, tags).with("QueueUrl", &url(name))
}

fn attributes(name: &str, more: &str) -> Exchange {
    let body =
        format!(r#"{{"Attributes":{{"VisibilityTimeout":"30","SqsManagedSseEnabled":"true"{more}}}}}"#);
    page("GetQueueAttributes", 200, &body).with("QueueUrl", &url(name))
}

#[tokio::test]
async fn queues_are_found_by_their_beginnings_and_told_apart_by_tags() {
    let redrive = r#","RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:shop-failed\",\"maxReceiveCount\":\"4\"}","KmsMasterKeyId":"alias/jobs","SqsManagedSseEnabled":"false","CreatedTimestamp":"1795334400""#;
    let page_of = |names: [&str; 1], next: &str| {
        let body = format!(r#"{{"QueueUrls":["{}"]{next}}}"#, url(names[0]));
        page("ListQueues", 200, &body)
    };
    let replay = Replay::new(vec![
        page_of(["shop-prod-jobs"], "").with("NextToken", "more"),
        page_of([NAME], r#","NextToken":"more""#).with("QueueNamePrefix", "shop-").with("MaxResults", "1000"),
        tags(NAME, OURS),
        tags("shop-prod-jobs", THEIRS),
        attributes(NAME, redrive),
    ]);
    let live = replay.cloud().provider("sqs.queue").unwrap().survey(&stack()).await.unwrap();
    let [queue] = live.as_slice() else { panic!("{live:?}") };
    assert_eq!(queue.id.as_str(), url(NAME));
    assert_eq!(queue.value("arn").as_text(), Some("arn:aws:sqs:us-east-1:123456789012:shop-jobs-0123abcd"));
    let dead = queue.value("dead_letter").as_map().unwrap();
    assert_eq!(
        (dead["queue"].as_text(), &dead["max_receives"]),
        (Some(url("shop-failed").as_str()), &Value::from(4))
    );
    assert_eq!(queue.value("encrypted"), &Value::from(true));
    assert_eq!(queue.value("max_message_bytes"), &Value::from(1_048_576));
    assert!(queue.value("deduplication_scope").is_null() && queue.created.is_some());
    replay.is_over();
}

#[tokio::test]
async fn a_queue_is_made_with_everything_and_read_back() {
    let failed = Value::Map(Values::from([
        ("queue".to_owned(), Value::text(url("failed.fifo"))),
        ("max_receives".to_owned(), Value::from(3)),
    ]));
    let name = format!("{NAME}.fifo");
    let replay = Replay::new(vec![
        nothing_there().with("QueueName", &name),
        made(&name)
            .with("FifoQueue", "true")
            .with("DeduplicationScope", "messageGroup")
            .with("SqsManagedSseEnabled", "true")
            .with("scaffold:stack", "shop@us-east-1")
            .with("scaffold:name", &name)
            .with("scaffold:protected", "true"),
        // What was just made does not show everywhere at once.
        tags(&name, r#"{"Tags":{}}"#),
        tags(&name, OURS),
    ]);
    let more = [("dead_letter", failed), ("deletion_protection", Value::from(true))];
    let request = request("sqs.queue.orders", &more);
    let id = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), url(&name));
    let sent = replay.sent("CreateQueue", JSON).join("");
    assert!(
        sent.contains("arn:aws:sqs:us-east-1:123456789012:failed.fifo") && !sent.contains("KmsMasterKeyId"),
        "{sent}"
    );
    replay.is_over();
}

#[tokio::test]
async fn a_queue_that_is_not_ours_is_never_taken() {
    let there = page("GetQueueUrl", 200, &format!(r#"{{"QueueUrl":"{}"}}"#, url(NAME)));
    let replay = Replay::new(vec![there.clone(), tags(NAME, THEIRS)]);
    let request = request("sqs.queue.jobs", &[]);
    let error = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import sqs.queue.jobs https://sqs"), "{error}");
    replay.is_over();

    // Ours from a call whose answer was lost, changed since or not.
    let replay = Replay::new(vec![there, tags(NAME, OURS)]);
    let id = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), url(NAME));
    replay.is_over();

    // Somebody made one between the two calls.
    let exists = refused("CreateQueue", "QueueNameExists", "A queue already exists with the same name.");
    let now = page("GetQueueUrl", 200, &format!(r#"{{"QueueUrl":"{}"}}"#, url(NAME)));
    let foreign = r#"{"Tags":{"scaffold:stack":"bills@us-east-1","scaffold:address":"sqs.queue.jobs"}}"#;
    let replay = Replay::new(vec![nothing_there(), exists, now, tags(NAME, foreign)]);
    let error = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

#[tokio::test]
async fn a_name_that_was_just_given_up_is_waited_for() {
    let recently = "You must wait 60 seconds after deleting a queue before you can create another";
    let replay = Replay::new(vec![nothing_there(), refused("CreateQueue", "QueueDeletedRecently", recently)]);
    let request = request("sqs.queue.jobs", &[]);
    let error = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency, "tried again for as long as a minute takes");
    replay.is_over();
}

#[tokio::test]
async fn a_change_is_one_call_and_lasts_until_it_is_told() {
    let replay = Replay::new(vec![
        page("SetQueueAttributes", 200, "{}")
            .with("KmsMasterKeyId", "alias/jobs")
            .with("SqsManagedSseEnabled", "false")
            .with("DelaySeconds", "5"),
        attributes(NAME, r#","DelaySeconds":"0""#),
        attributes(NAME, r#","DelaySeconds":"5","KmsMasterKeyId":"alias/jobs""#),
    ]);
    let patch = [("encryption_key", Value::from("alias/jobs")), ("delay_seconds", Value::from(5))];
    replay.cloud().provider("sqs.queue").unwrap().update(&update(&patch)).await.unwrap();
    replay.is_over();

    let replay = Replay::new(vec![
        page("SetQueueAttributes", 200, "{}").with("Policy", "").with("RedrivePolicy", ""),
        attributes(NAME, ""),
        page("UntagQueue", 200, "{}").with("QueueUrl", &url(NAME)),
    ]);
    let patch =
        [("policy", Value::Null), ("dead_letter", Value::Null), ("deletion_protection", Value::from(false))];
    replay.cloud().provider("sqs.queue").unwrap().update(&update(&patch)).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_is_gone_is_deleted() {
    let gone = |action: &str| refused(action, "QueueDoesNotExist", "The specified queue does not exist.");
    let replay = Replay::new(vec![gone("DeleteQueue").with("QueueUrl", &url(NAME)), gone("ListQueueTags")]);
    let request = DeleteRequest { id: PhysicalId::new(url(NAME)), stack: stack(), values: Values::new() };
    replay.cloud().provider("sqs.queue").unwrap().delete(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn whom_a_policy_names_may_not_be_known_yet() {
    let invalid = |what: &str| {
        refused("CreateQueue", "InvalidAttributeValue", &format!("Invalid value for the parameter {what}."))
    };
    for (what, class) in [("Policy", Class::NotYetVisible), ("DelaySeconds", Class::Invalid)] {
        let replay = Replay::new(vec![nothing_there(), invalid(what)]);
        let request = request("sqs.queue.jobs", &[]);
        let error = replay.cloud().provider("sqs.queue").unwrap().create(&request).await.unwrap_err();
        assert_eq!(error.class, class, "{error}");
        replay.is_over();
    }
    let replay = Replay::new(vec![refused(
        "SetQueueAttributes",
        "InvalidAttributeValue",
        "Invalid value for the parameter Policy.",
    )]);
    let patch = [("policy", Value::from("{}"))];
    let error = replay.cloud().provider("sqs.queue").unwrap().update(&update(&patch)).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible, "{error}");
    replay.is_over();
}
