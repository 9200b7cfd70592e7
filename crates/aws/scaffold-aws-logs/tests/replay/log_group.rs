use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, UpdateRequest};

use crate::refused;
use crate::script::{Exchange, Replay, page};

const NAME: &str = "shop-flows-0123abcd";
const OURS: &str =
    r#"{"tags":{"scaffold:stack":"shop@us-east-1","scaffold:address":"logs.log_group.flows"}}"#;

fn id() -> PhysicalId {
    PhysicalId::new(format!("arn:aws:logs:us-east-1:123456789012:log-group:{NAME}"))
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn values(more: &[(&str, Value)]) -> Values {
    let all = [("class", Value::from("STANDARD")), ("deletion_protection", Value::from(false))];
    all.iter().chain(more).map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn request(more: &[(&str, Value)]) -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "logs.log_group.flows")];
    CreateRequest {
        stack: stack(),
        address: Address::parse("logs.log_group.flows").unwrap(),
        values: values(more),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn update(values: Values, patch: &[(&str, Value)]) -> UpdateRequest {
    UpdateRequest {
        id: id(),
        stack: stack(),
        address: Address::parse("logs.log_group.flows").unwrap(),
        before: Values::new(),
        patch: patch.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        values,
    }
}

fn group(name: &str, more: &str) -> String {
    format!(
        r#"{{"logGroupName":"{name}","creationTime":1795334400000,
            "arn":"arn:aws:logs:us-east-1:123456789012:log-group:{name}:*"{more}}}"#
    )
}

fn list(groups: &[String], next: &str) -> Exchange {
    page("DescribeLogGroups", 200, &format!(r#"{{"logGroups":[{}]{next}}}"#, groups.join(",")))
}

fn tags(of: &str, tags: &str) -> Exchange {
    let arn = format!("arn:aws:logs:us-east-1:123456789012:log-group:{of}");
    page("ListTagsForResource", 200, tags).with("resourceArn", &arn)
}

fn done(action: &str) -> Exchange {
    page(action, 200, "{}")
}

#[tokio::test]
async fn groups_are_found_by_their_beginnings_and_told_apart_by_tags() {
    let account = r#","retentionInDays":30,"retentionPolicyName":"all""#;
    let passed_on = r#","retentionInDays":1,"logGroupClass":"DELIVERY""#;
    let own = r#","retentionInDays":14,"kmsKeyId":"arn:aws:kms:us-east-1:1:key/1","deletionProtectionEnabled":true"#;
    let theirs =
        r#"{"tags":{"scaffold:stack":"shop/prod@us-east-1","scaffold:address":"logs.log_group.flows"}}"#;
    let replay = Replay::new(vec![
        list(&[group("shop-prod-0123abcd", "")], "").with("nextToken", "more"),
        list(
            &[
                group("shop-a-0123abcd", own),
                group("shop-b-0123abcd", account),
                group("shop-c-0123abcd", passed_on),
            ],
            r#","nextToken":"more""#,
        )
        .with("logGroupNamePrefix", "shop-")
        .with("limit", "50"),
        tags("shop-a-0123abcd", OURS),
        tags("shop-b-0123abcd", OURS),
        tags("shop-c-0123abcd", OURS),
        tags("shop-prod-0123abcd", theirs),
    ]);
    let cloud = replay.cloud();
    let live = cloud.provider("logs.log_group").unwrap().survey(&stack()).await.unwrap();
    let names: Vec<&str> = live.iter().filter_map(|live| live.name.as_deref()).collect();
    assert_eq!(names, ["shop-a-0123abcd", "shop-b-0123abcd", "shop-c-0123abcd"]);
    assert_eq!(live[0].id.as_str(), "arn:aws:logs:us-east-1:123456789012:log-group:shop-a-0123abcd");
    assert_eq!(live[0].value("retention_days"), &Value::from(14));
    assert_eq!(live[0].value("deletion_protection"), &Value::from(true));
    assert_eq!(live[0].value("encryption_key").as_text(), Some("arn:aws:kms:us-east-1:1:key/1"));
    assert!(live[1].value("retention_days").is_null(), "the account's policy is not the group's");
    assert!(live[2].value("retention_days").is_null(), "what is passed on is always kept for a day");
    assert_eq!(live[2].value("class").as_text(), Some("DELIVERY"));
    replay.is_over();
}

#[tokio::test]
async fn a_group_is_made_with_its_tags_and_gets_its_retention_after() {
    let replay = Replay::new(vec![
        done("CreateLogGroup")
            .with("logGroupName", NAME)
            .with("logGroupClass", "STANDARD")
            .with("deletionProtectionEnabled", "true")
            .with("scaffold:stack", "shop@us-east-1"),
        done("PutRetentionPolicy").with("logGroupName", NAME).with("retentionInDays", "30"),
    ]);
    let request = request(&[("retention_days", Value::from(30)), ("deletion_protection", Value::from(true))]);
    let made = replay.cloud().provider("logs.log_group").unwrap().create(&request).await.unwrap();
    assert_eq!(made, id());
    replay.is_over();
}

#[tokio::test]
async fn what_has_the_name_is_ours_or_an_error() {
    let taken = || {
        refused("CreateLogGroup", "ResourceAlreadyExistsException", "The specified log group already exists")
    };
    let longer = format!("{NAME}-2");
    let replay = Replay::new(vec![
        taken(),
        list(&[group(&longer, ""), group(NAME, "")], "").with("logGroupNamePrefix", NAME),
        tags(NAME, OURS),
    ]);
    let made = replay.cloud().provider("logs.log_group").unwrap().create(&request(&[])).await.unwrap();
    assert_eq!(made, id());
    replay.is_over();

    let replay = Replay::new(vec![taken(), list(&[group(NAME, "")], ""), tags(NAME, r#"{"tags":{}}"#)]);
    let cloud = replay.cloud();
    let error = cloud.provider("logs.log_group").unwrap().create(&request(&[])).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import logs.log_group.flows arn:aws:logs"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_does_not_show_yet_is_waited_for() {
    let replay = Replay::new(vec![
        done("CreateLogGroup"),
        refused("PutRetentionPolicy", "ResourceNotFoundException", "The specified log group does not exist."),
    ]);
    let request = request(&[("retention_days", Value::from(30))]);
    let error = replay.cloud().provider("logs.log_group").unwrap().create(&request).await.unwrap_err();
    assert_eq!((error.class, error.made), (Class::NotYetVisible, Some(id())));
    replay.is_over();
}

#[tokio::test]
async fn each_attribute_has_its_call() {
    let key = || Value::from("arn:aws:kms:us-east-1:1:key/1");
    let named = |action: &str| done(action).with("logGroupName", NAME);
    let replay = Replay::new(vec![
        named("DeleteRetentionPolicy"),
        named("AssociateKmsKey").with("kmsKeyId", "arn:aws:kms:us-east-1:1:key/1"),
        named("DisassociateKmsKey"),
        done("PutLogGroupDeletionProtection")
            .with("logGroupIdentifier", NAME)
            .with("deletionProtectionEnabled", "true"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("logs.log_group").unwrap();
    let protected = values(&[("deletion_protection", Value::from(true))]);
    for request in [
        update(values(&[]), &[("retention_days", Value::Null)]),
        update(values(&[("encryption_key", key())]), &[("encryption_key", key())]),
        update(values(&[]), &[("encryption_key", Value::Null)]),
        update(protected, &[("deletion_protection", Value::from(true))]),
    ] {
        provider.update(&request).await.unwrap();
    }
    replay.is_over();
}

#[tokio::test]
async fn a_protected_group_stays_and_one_that_is_gone_is_deleted() {
    let protected = "Log group cannot be deleted because deletion protection is enabled";
    let replay = Replay::new(vec![
        refused("DeleteLogGroup", "ValidationException", protected).with("logGroupName", NAME),
        refused("DeleteLogGroup", "OperationAbortedException", "A conflicting operation is in progress"),
        refused("DeleteLogGroup", "ResourceNotFoundException", "The specified log group does not exist."),
        list(&[], ""),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("logs.log_group").unwrap();
    let request = DeleteRequest { id: id(), stack: stack(), values: Values::new() };
    let error = provider.delete(&request).await.unwrap_err();
    assert!(error.class == Class::Invalid && error.message.contains("deletion protection"), "{error}");
    assert_eq!(provider.delete(&request).await.unwrap_err().class, Class::Dependency);
    provider.delete(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_group_elsewhere_is_not_given_to_a_stack_that_would_never_find_it() {
    let replay = Replay::new(vec![done("TagResource").with("resourceArn", id().as_str())]);
    let cloud = replay.cloud();
    let provider = cloud.provider("logs.log_group").unwrap();
    let tags = [("scaffold:stack".to_owned(), "shop@us-east-1".to_owned())].into();
    let other = PhysicalId::from("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/web");
    let error = provider.tag(&other, &tags).await.unwrap_err();
    assert!(error.message.contains("found by how their names begin"), "{error}");
    provider.tag(&id(), &tags).await.unwrap();
    replay.is_over();
}
