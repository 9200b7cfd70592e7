//! Changes of one function that meet: AWS refuses all but one of them.

use scaffold_kinds::Kind;
use scaffold_kinds::lambda::Permission;
use scaffold_model::{PhysicalId, Value, Values, short_hash};
use scaffold_provider::{Class, Cloud};

use crate::functions::{function, get};
use crate::others::{get_policy, permission, tags};
use crate::script::{Exchange, Replay, on, refused};
use crate::{ARN, NAME, aliases, create, settings, update, values};

const CONCURRENT: &str = "The function could not be updated due to a concurrent update operation.";
const UNDER_WAY: &str =
    "The operation cannot be performed at this time. An update is in progress for resource: x";

fn conflict(request: &str, message: &str) -> Exchange {
    refused(request, 409, "ResourceConflictException", message)
}

/// The id that the statement of `permission` has at this address.
fn statement(address: &str) -> String {
    let content = Permission::decode(&permission()).unwrap().content();
    let address = address.replace('.', "D").replace('/', "S");
    format!("scaffold-{}-{}-{address}", short_hash(&["shop@us-east-1"]), &content[..8])
}

#[tokio::test]
async fn a_statement_that_meets_another_change_is_put_in_again() {
    let add = format!("POST functions/{NAME}/policy");
    let address = "function.api/permission.tick";
    let ours = statement(address);
    let exists =
        format!("The statement id ({ours}) provided already exists. Please provide a new statement id.");
    let replay = Replay::new(vec![
        get_policy(None),
        conflict(&add, CONCURRENT),
        // The one before came through, and its answer did not.
        get_policy(None),
        conflict(&add, &exists),
        get_policy(Some(&ours)),
        // It is there, and does not show yet.
        get_policy(None),
        conflict(&add, &exists),
        get_policy(None),
        // Whatever else conflicts is an error.
        get_policy(None),
        conflict(&add, "The final policy size is larger than the limit"),
        get_policy(None),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.permission").unwrap();
    let request = create(address, permission(), None);
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
    let id = provider.create(&request).await.unwrap();
    assert!(id.as_str().starts_with(ARN));
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
    let error = provider.create(&request).await.unwrap_err();
    assert!(error.class != Class::NotYetVisible && error.message.contains("policy size"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_url_that_meets_another_change_is_made_again() {
    let arn = ARN.replace(':', "%3A");
    let url = r#"{"FunctionUrl":"https://abc.lambda-url.us-east-1.on.aws/","FunctionArn":"x","AuthType":"NONE",
                  "CreationTime":"t","LastModifiedTime":"t","InvokeMode":"BUFFERED"}"#;
    let none = || refused(&format!("GET functions/{NAME}/url"), 404, "ResourceNotFoundException", "none");
    let marked = || on(&format!("GET tags/{arn}"), &tags(r#","scaffold:urls":"lambda.url.front""#));
    let make = format!("POST functions/{NAME}/url");
    let begin = || [marked(), none(), marked()];
    let exists =
        "Failed to create function url config. Error message: FunctionUrlConfig exists for this function";
    let mut script: Vec<Exchange> = begin().into();
    script.push(conflict(&make, CONCURRENT));
    script.extend(begin());
    script.extend([conflict(&make, exists), marked(), on(&format!("GET functions/{NAME}/url"), url)]);
    script.extend(begin());
    script.extend([conflict(&make, "something else"), marked(), none()]);
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.url").unwrap();
    let wanted =
        values(&[("function", ARN.into()), ("auth", "NONE".into()), ("invoke_mode", "BUFFERED".into())]);
    let request = create("lambda.url.front", wanted, None);
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
    provider.create(&request).await.unwrap();
    let error = provider.create(&request).await.unwrap_err();
    assert!(error.message.contains("something else"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn an_alias_that_meets_another_change_is_nobody_elses() {
    let gone =
        refused(&format!("GET functions/{NAME}/aliases/live"), 404, "ResourceNotFoundException", "none");
    let replay = Replay::new(vec![
        gone,
        aliases::get("", "Active"),
        on(&format!("POST functions/{NAME}/versions"), r#"{"Version":"1"}"#),
        aliases::get("1", "Active"),
        conflict(&format!("POST functions/{NAME}/aliases"), CONCURRENT),
    ]);
    let request = create("lambda.alias.live", aliases::wanted(&aliases::revision().await), None);
    let error = replay.cloud().provider("lambda.alias").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn what_is_kept_ready_no_more_waits_for_a_change() {
    let request = format!("DELETE functions/{NAME}/provisioned-concurrency?Qualifier=live");
    let replay = Replay::new(vec![conflict(&request, UNDER_WAY)]);
    let patch = [("provisioned_concurrency", Value::Null)];
    let request = update(&aliases::id(), "lambda.alias.live", aliases::wanted("x"), &patch);
    let error = replay.cloud().provider("lambda.alias").unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn settings_concurrency_and_tags_wait_for_a_change() {
    let arn = ARN.replace(':', "%3A");
    let active = settings("Active", "Successful", "r1", "");
    let tags = |before: &[(&str, &str)]| {
        Value::Map(before.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect())
    };
    let cases: [(Vec<Exchange>, (&str, Value), Values); 4] = [
        (
            vec![get(&active), conflict(&format!("PUT functions/{NAME}/configuration"), CONCURRENT)],
            ("timeout_seconds", 9.into()),
            Values::new(),
        ),
        (
            vec![conflict(&format!("DELETE functions/{NAME}/concurrency"), UNDER_WAY)],
            ("reserved_concurrency", Value::Null),
            Values::new(),
        ),
        (
            vec![conflict(&format!("POST tags/{arn}"), UNDER_WAY)],
            ("tags", tags(&[("team", "a")])),
            Values::new(),
        ),
        (
            vec![conflict(&format!("DELETE tags/{arn}?tagKeys=team"), UNDER_WAY)],
            ("tags", tags(&[])),
            values(&[("tags", tags(&[("team", "a")]))]),
        ),
    ];
    for (script, change, before) in cases {
        let replay = Replay::new(script);
        let mut request = update(ARN, "lambda.function.api", function(&[]), &[change]);
        request.before = before;
        let error = replay.cloud().provider("lambda.function").unwrap().update(&request).await.unwrap_err();
        assert_eq!(error.class, Class::NotYetVisible, "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn statements_of_one_function_go_in_one_after_the_other() {
    let replay = Replay::new(vec![
        get_policy(None),
        get_policy(None),
        on(&format!("POST functions/{NAME}/policy"), "{}"),
        on(&format!("POST functions/{NAME}/policy"), "{}"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.permission").unwrap();
    let [one, two] = ["tick", "tock"].map(|name| {
        let mut wanted = permission();
        let rule = format!("arn:aws:events:us-east-1:123456789012:rule/{name}");
        wanted.insert("source_arn".to_owned(), rule.into());
        create(&format!("function.api/permission.{name}"), wanted, None)
    });
    let made: [PhysicalId; 2] =
        tokio::try_join!(provider.create(&one), provider.create(&two)).unwrap().into();
    assert!(made.iter().all(|id| id.as_str().starts_with(ARN)));
    assert_eq!(replay.most_writes(), 1);
    replay.is_over();
}
