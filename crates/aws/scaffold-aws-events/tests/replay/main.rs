//! What AWS does and no emulator: replayed exchanges, written from the EventBridge API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;

use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, UpdateRequest};
use script::{Exchange, Replay, page};

const NAME: &str = "shop-tick-0123abcd";
const ARN: &str = "arn:aws:events:us-east-1:123456789012:rule/shop-tick-0123abcd";
const OURS: &str = r#"{"Tags":[{"Key":"scaffold:stack","Value":"shop@us-east-1"},{"Key":"scaffold:address","Value":"events.rule.tick"}]}"#;

impl Replay {
    /// EventBridge as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_events::service(&connection)])
    }
}

fn refused(action: &str, code: &str) -> Exchange {
    page(action, 400, &format!(r#"{{"__type":"{code}","message":"said so"}}"#))
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn wanted() -> Values {
    let target =
        Value::Map([("arn".to_owned(), Value::from("arn:aws:lambda:us-east-1:1:function:x"))].into());
    [
        ("schedule", Value::from("rate(5 minutes)")),
        ("enabled", true.into()),
        ("event_bus", "default".into()),
        ("targets", Value::Map([("api".to_owned(), target)].into())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn create() -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "events.rule.tick")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("events.rule.tick").unwrap(),
        values: wanted(),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn rule(more: &str) -> String {
    format!(
        r#"{{"Name":"{NAME}","Arn":"{ARN}","ScheduleExpression":"rate(5 minutes)","State":"ENABLED","EventBusName":"default"{more}}}"#
    )
}

fn tags(answer: &str) -> Exchange {
    page("ListTagsForResource", 200, answer).with("ResourceARN", ARN)
}

#[tokio::test]
async fn a_rule_is_looked_at_before_it_is_put_and_read_back_after() {
    let replay = Replay::new(vec![
        refused("DescribeRule", "ResourceNotFoundException"),
        page("PutRule", 200, &format!(r#"{{"RuleArn":"{ARN}"}}"#))
            .with("Name", NAME)
            .with("State", "ENABLED"),
        tags(OURS),
        page("ListTargetsByRule", 200, r#"{"Targets":[]}"#),
        page("PutTargets", 200, r#"{"FailedEntryCount":0,"FailedEntries":[]}"#).with("Id", "api"),
    ]);
    let id = replay.cloud().provider("events.rule").unwrap().create(&create()).await.unwrap();
    assert_eq!(id.as_str(), ARN);
    replay.is_over();
}

#[tokio::test]
async fn what_is_someone_elses_is_neither_changed_nor_given_targets() {
    let theirs = || tags(r#"{"Tags":[]}"#);
    let replay = Replay::new(vec![page("DescribeRule", 200, &rule("")), theirs()]);
    let error = replay.cloud().provider("events.rule").unwrap().create(&create()).await.unwrap_err();
    assert!(error.class == Class::OwnedBySomeoneElse && error.message.contains("scaffold import"), "{error}");
    replay.is_over();

    let made = format!(r#"{{"RuleArn":"{ARN}"}}"#);
    let replay = Replay::new(vec![
        refused("DescribeRule", "ResourceNotFoundException"),
        page("PutRule", 200, &made),
        theirs(),
    ]);
    let error = replay.cloud().provider("events.rule").unwrap().create(&create()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

#[tokio::test]
async fn failures_inside_an_answer_are_failures() {
    let failed = |code: &str| {
        let entry = format!(r#"{{"TargetId":"api","ErrorCode":"{code}","ErrorMessage":"said so"}}"#);
        page("PutTargets", 200, &format!(r#"{{"FailedEntryCount":1,"FailedEntries":[{entry}]}}"#))
    };
    let list = || page("ListTargetsByRule", 200, r#"{"Targets":[]}"#);
    let replay = Replay::new(vec![
        list(),
        failed("ResourceNotFoundException"),
        list(),
        failed("ConcurrentModificationException"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("events.rule").unwrap();
    let patch: Values = [("targets".to_owned(), wanted()["targets"].clone())].into();
    let request = UpdateRequest {
        id: PhysicalId::from(ARN),
        stack: stack(),
        address: Address::parse("events.rule.tick").unwrap(),
        before: Values::new(),
        patch,
        values: wanted(),
    };
    let error = provider.update(&request).await.unwrap_err();
    assert!(
        error.class == Class::Invalid && error.message.contains("the target api was not taken"),
        "{error}"
    );
    assert_eq!(provider.update(&request).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn a_change_leaves_the_rest_of_a_rule_as_it_is_and_targets_go_before_the_rule() {
    let told = rule(r#","Description":"by hand""#);
    let two = r#"{"Targets":[{"Id":"a","Arn":"x"}],"NextToken":"n"}"#;
    let replay = Replay::new(vec![
        page("DescribeRule", 200, &told),
        page("PutRule", 200, "{}")
            .with("State", "DISABLED")
            .with("Description", "by hand")
            .with("ScheduleExpression", "rate(5 minutes)"),
        page("ListTargetsByRule", 200, r#"{"Targets":[{"Id":"b","Arn":"x"}]}"#).with("NextToken", "n"),
        page("ListTargetsByRule", 200, two),
        page("RemoveTargets", 200, r#"{"FailedEntryCount":0,"FailedEntries":[]}"#),
        page("DeleteRule", 200, "").with("Name", NAME),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("events.rule").unwrap();
    let request = UpdateRequest {
        id: PhysicalId::from(ARN),
        stack: stack(),
        address: Address::parse("events.rule.tick").unwrap(),
        before: Values::new(),
        patch: [("enabled".to_owned(), false.into())].into(),
        values: [wanted(), [("enabled".to_owned(), false.into())].into()].into_iter().flatten().collect(),
    };
    provider.update(&request).await.unwrap();
    let request = DeleteRequest { id: PhysicalId::from(ARN), stack: stack(), values: Values::new() };
    provider.delete(&request).await.unwrap();
    replay.is_over();
}
