use scaffold_model::{Address, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, UpdateRequest};

use crate::refused;
use crate::script::{Exchange, JSON, Replay, page};

const NAME: &str = "shop-orders-0123abcd";
const ARN: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-orders-0123abcd-AbCdEf";
const PASSWORD: &str = "made-up-by-AWS";

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn create() -> CreateRequest {
    let tags = [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "database.orders/secret")];
    let user = Values::from([("username".to_owned(), Value::from("app"))]);
    CreateRequest {
        stack: stack(),
        address: Address::parse("database.orders/secret").unwrap(),
        values: Values::from([
            ("description".to_owned(), Value::from("Password")),
            ("content".to_owned(), Value::from("password")),
            ("values".to_owned(), Value::Map(user)),
            ("recovery_days".to_owned(), Value::from(7)),
            ("deletion_protection".to_owned(), Value::from(false)),
        ]),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn made_up() -> Exchange {
    page("GetRandomPassword", 200, &format!(r#"{{"RandomPassword":"{PASSWORD}"}}"#))
        .with("PasswordLength", "32")
}

fn described(tags: &str, more: &str) -> Exchange {
    let body = format!(r#"{{"ARN":"{ARN}","Name":"{NAME}","Description":"Password","Tags":[{tags}]{more}}}"#);
    page("DescribeSecret", 200, &body)
}

const OURS: &str = r#"{"Key":"scaffold:stack","Value":"shop@us-east-1"},{"Key":"scaffold:address","Value":"database.orders/secret"}"#;
const DELETED: &str = r#","DeletedDate":1767225600"#;

fn scheduled() -> Exchange {
    let message =
        "You can't create this secret because a secret with this name is already scheduled for deletion.";
    refused("CreateSecret", "InvalidRequestException", message)
}

#[tokio::test]
async fn aws_makes_the_password_up_and_a_token_goes_with_it() {
    let replay = Replay::new(vec![
        made_up(),
        page("CreateSecret", 200, &format!(r#"{{"ARN":"{ARN}","Name":"{NAME}","VersionId":"v1"}}"#))
            .with("Name", NAME),
    ]);
    let cloud = replay.cloud();
    let id = cloud.provider("secrets.secret").unwrap().create(&create()).await.unwrap();
    assert_eq!(id.as_str(), ARN);
    let asked = replay.sent("GetRandomPassword", JSON).remove(0);
    for forbidden in ["/", "@", "\\\"", "'"] {
        assert!(asked.contains(forbidden), "{asked}");
    }
    let sent = replay.sent("CreateSecret", JSON).remove(0);
    assert!(sent.contains("ClientRequestToken"), "{sent}");
    assert!(sent.contains(r#"\"username\":\"app\""#) && sent.contains(PASSWORD), "{sent}");
    assert!(sent.contains("scaffold:recovery-days"), "{sent}");
    replay.is_over();
}

#[tokio::test]
async fn a_secret_that_somebody_else_fills_is_made_without_a_value() {
    let replay =
        Replay::new(vec![page("CreateSecret", 200, &format!(r#"{{"ARN":"{ARN}","Name":"{NAME}"}}"#))]);
    let cloud = replay.cloud();
    let mut request = create();
    request.values.remove("values");
    request.values.insert("content".to_owned(), Value::from("nothing"));
    cloud.provider("secrets.secret").unwrap().create(&request).await.unwrap();
    let sent = replay.sent("CreateSecret", JSON).remove(0);
    assert!(!sent.contains("SecretString"), "{sent}");
    replay.is_over();
}

#[tokio::test]
async fn a_deleted_secret_of_ours_is_restored() {
    let replay = Replay::new(vec![
        made_up(),
        scheduled(),
        described(OURS, DELETED),
        page("RestoreSecret", 200, &format!(r#"{{"ARN":"{ARN}","Name":"{NAME}"}}"#)).with("SecretId", ARN),
    ]);
    let cloud = replay.cloud();
    let id = cloud.provider("secrets.secret").unwrap().create(&create()).await.unwrap();
    assert_eq!(id.as_str(), ARN);
    replay.is_over();
}

#[tokio::test]
async fn a_secret_of_somebody_else_is_left_alone() {
    let exists = || refused("CreateSecret", "ResourceExistsException", "The secret already exists.");
    let cases =
        [(exists(), "", "scaffold import database.orders/secret"), (scheduled(), DELETED, "restore-secret")];
    for (answer, more, told) in cases {
        let replay = Replay::new(vec![made_up(), answer, described("", more)]);
        let cloud = replay.cloud();
        let error = cloud.provider("secrets.secret").unwrap().create(&create()).await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains(told), "{error}");
        assert!(!error.to_string().contains(PASSWORD), "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn a_secret_goes_with_days_to_be_restored_in_and_is_gone_then() {
    let replay = Replay::new(vec![
        page("DeleteSecret", 200, &format!(r#"{{"ARN":"{ARN}","Name":"{NAME}"}}"#))
            .with("RecoveryWindowInDays", "7"),
        refused(
            "DeleteSecret",
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
        ),
        described(OURS, DELETED),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("secrets.secret").unwrap();
    let values = Values::from([("recovery_days".to_owned(), Value::from(7))]);
    let request = DeleteRequest { id: ARN.into(), stack: stack(), values };
    provider.delete(&request).await.unwrap();
    provider.delete(&request).await.unwrap();
    assert_eq!(provider.read(&ARN.into()).await.unwrap(), None);
    replay.is_over();
}

#[tokio::test]
async fn what_is_listed_is_told_as_it_is_now() {
    let listed = format!(r#"{{"SecretList":[{{"ARN":"{ARN}","Name":"{NAME}","Description":"Before"}}]}}"#);
    let replay = Replay::new(vec![page("ListSecrets", 200, &listed), described(OURS, "")]);
    let cloud = replay.cloud();
    let found = cloud.provider("secrets.secret").unwrap().survey(&stack()).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].value("description"), &Value::from("Password"));
    replay.is_over();
}

#[tokio::test]
async fn the_version_that_holds_now_is_an_output() {
    let stages = r#","VersionIdsToStages":{"v1":["AWSPREVIOUS"],"v2":["AWSCURRENT"]}"#;
    let replay = Replay::new(vec![described(OURS, stages)]);
    let cloud = replay.cloud();
    let live = cloud.provider("secrets.secret").unwrap().read(&ARN.into()).await.unwrap().unwrap();
    assert_eq!(live.value("version"), &Value::from("v2"));
    assert_eq!(live.value("recovery_days"), &Value::from(30));
    replay.is_over();
}

#[tokio::test]
async fn protection_is_a_tag() {
    let protected = r#"{"Key":"scaffold:protected","Value":"true"}"#;
    let replay = Replay::new(vec![
        made_up(),
        page("CreateSecret", 200, &format!(r#"{{"ARN":"{ARN}","Name":"{NAME}"}}"#)),
        described(&format!("{OURS},{protected}"), ""),
        page("UntagResource", 200, "{}").with("SecretId", ARN),
        described(OURS, ""),
        page("TagResource", 200, "{}").with("SecretId", ARN),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("secrets.secret").unwrap();
    let mut request = create();
    request.values.insert("deletion_protection".to_owned(), Value::from(true));
    let id = provider.create(&request).await.unwrap();
    for is_on in [true, false] {
        let live = provider.read(&id).await.unwrap().unwrap();
        assert_eq!(live.value("deletion_protection"), &Value::from(is_on));
        let patch = Values::from([("deletion_protection".to_owned(), Value::from(!is_on))]);
        let mut values = request.values.clone();
        values.extend(patch.clone());
        let (stack, address) = (stack(), request.address.clone());
        let update = UpdateRequest { id: id.clone(), stack, address, before: Values::new(), patch, values };
        provider.update(&update).await.unwrap();
    }
    assert!(replay.sent("CreateSecret", JSON).remove(0).contains(protected));
    assert!(replay.sent("UntagResource", JSON).remove(0).contains("scaffold:protected"));
    assert!(replay.sent("TagResource", JSON).remove(0).contains(protected));
    replay.is_over();
}
