//! Aliases, their versions, and what is kept ready.

use scaffold_model::{LiveState, PhysicalId, TAG_ADDRESS, Value, Values};
use scaffold_provider::{Class, Cloud, Provider};

use crate::script::{Exchange, Replay, on, refused};
use crate::{ARN, NAME, create, delete, settings, stack, update, values, whole};

const ADDRESS: &str = "lambda.alias.live";
const MARK: &str = "scaffold shop@us-east-1 lambda.alias.live";

pub fn id() -> String {
    format!("{ARN}:live")
}

pub fn alias(version: &str) -> String {
    format!(
        r#"{{"AliasArn":"{ARN}:live","Name":"live","FunctionVersion":"{version}","Description":"{MARK}","RevisionId":"a1"}}"#
    )
}

pub fn wanted(revision: &str) -> Values {
    values(&[("function", ARN.into()), ("name", "live".into()), ("revision", revision.into())])
}

pub fn get(qualifier: &str, state: &str) -> Exchange {
    let request = match qualifier {
        "" => format!("GET functions/{NAME}"),
        qualifier => format!("GET functions/{NAME}?Qualifier={qualifier}"),
    };
    on(&request, &whole(&settings(state, "Successful", "r1", ""), ""))
}

fn no_concurrency() -> Exchange {
    refused(
        &format!("GET functions/{NAME}/provisioned-concurrency?Qualifier=live"),
        404,
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
    )
}

/// What a version with these settings is.
pub async fn revision() -> String {
    let replay = Replay::new(vec![get("", "Active")]);
    let cloud = replay.cloud();
    let live =
        cloud.provider("lambda.function").unwrap().read(&PhysicalId::from(ARN)).await.unwrap().unwrap();
    live.value("revision").as_text().unwrap().to_owned()
}

#[tokio::test]
async fn aliases_are_told_apart_by_their_marks_and_are_what_their_versions_are() {
    let other = r#"{"AliasArn":"x:dev","Name":"dev","FunctionVersion":"1","Description":"by hand"}"#;
    let replay = Replay::new(vec![
        on("GET functions?MaxItems=50", &format!(r#"{{"Functions":[{{"FunctionName":"{NAME}"}}]}}"#)),
        on(
            &format!("GET functions/{NAME}/aliases?MaxItems=50"),
            &format!(r#"{{"Aliases":[{other},{}]}}"#, alias("3")),
        ),
        get("live", "Active"),
        on(
            &format!("GET functions/{NAME}/provisioned-concurrency?Qualifier=live"),
            r#"{"RequestedProvisionedConcurrentExecutions":2,"Status":"IN_PROGRESS"}"#,
        ),
    ]);
    let cloud = replay.cloud();
    let lives = cloud.provider("lambda.alias").unwrap().survey(&stack()).await.unwrap();
    assert_eq!(lives.len(), 1);
    assert_eq!(lives[0].identity.as_ref().unwrap().address.as_str(), ADDRESS);
    assert_eq!(lives[0].value("version").as_text(), Some("3"));
    assert_eq!(lives[0].value("revision").as_text(), Some(revision().await.as_str()));
    assert_eq!(lives[0].value("provisioned_concurrency"), &Value::from(2));
    assert_eq!(lives[0].state, LiveState::Pending("IN_PROGRESS".into()));
    replay.is_over();
}

#[tokio::test]
async fn an_alias_moves_only_when_the_new_version_is_ready_and_old_ones_go() {
    let versions = r#"{"Versions":[{"Version":"$LATEST"},{"Version":"1"},{"Version":"2"},{"Version":"3"},
                       {"Version":"4"},{"Version":"5"},{"Version":"6"}]}"#;
    let other = r#"{"AliasArn":"x:dev","Name":"dev","FunctionVersion":"2"}"#;
    let replay = Replay::new(vec![
        get("", "Active"),
        on(&format!("POST functions/{NAME}/versions"), r#"{"Version":"6"}"#)
            .saying(r#""RevisionId":"r1""#)
            .saying(r#""CodeSha256":"#),
        get("6", "Pending"),
        get("6", "Active"),
        on(&format!("GET functions/{NAME}/aliases/live"), &alias("5")),
        on(&format!("PUT functions/{NAME}/aliases/live"), &alias("6"))
            .saying(r#""FunctionVersion":"6""#)
            .saying(r#""RevisionId":"a1""#),
        on(&format!("GET functions/{NAME}/versions?MaxItems=50"), versions),
        on(
            &format!("GET functions/{NAME}/aliases?MaxItems=50"),
            &format!(r#"{{"Aliases":[{other},{}]}}"#, alias("6")),
        ),
        on(&format!("DELETE functions/{NAME}?Qualifier=1"), ""),
        refused(&format!("DELETE functions/{NAME}?Qualifier=3"), 409, "ResourceConflictException", "in use"),
    ]);
    let request = update(&id(), ADDRESS, wanted("x"), &[("revision", revision().await.into())]);
    replay.cloud().provider("lambda.alias").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn versions_in_a_network_that_the_function_left_go_at_once() {
    let inside = |version: &str, subnets: &str| {
        format!(
            r#"{{"Version":"{version}","VpcConfig":{{"SubnetIds":[{subnets}],"SecurityGroupIds":["sg-1"],"VpcId":"v"}}}}"#
        )
    };
    let versions = [
        inside("$LATEST", r#""subnet-2","subnet-1""#),
        r#"{"Version":"1"}"#.to_owned(),
        inside("2", r#""subnet-1""#),
        inside("3", r#""subnet-1","subnet-2""#),
    ];
    let replay = Replay::new(vec![
        get("", "Active"),
        on(&format!("POST functions/{NAME}/versions"), r#"{"Version":"3"}"#),
        get("3", "Active"),
        on(&format!("GET functions/{NAME}/aliases/live"), &alias("2")),
        on(&format!("PUT functions/{NAME}/aliases/live"), &alias("3")),
        on(
            &format!("GET functions/{NAME}/versions?MaxItems=50"),
            &format!(r#"{{"Versions":[{}]}}"#, versions.join(",")),
        ),
        on(
            &format!("GET functions/{NAME}/aliases?MaxItems=50"),
            &format!(r#"{{"Aliases":[{}]}}"#, alias("3")),
        ),
        on(&format!("DELETE functions/{NAME}?Qualifier=2"), ""),
    ]);
    let request = update(&id(), ADDRESS, wanted("x"), &[("revision", revision().await.into())]);
    replay.cloud().provider("lambda.alias").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_function_that_is_another_by_now_is_not_published() {
    let replay = Replay::new(vec![get("", "Active")]);
    let request = update(&id(), ADDRESS, wanted("x"), &[("revision", "fedcba9876543210".into())]);
    let error = replay.cloud().provider("lambda.alias").unwrap().update(&request).await.unwrap_err();
    assert!(error.class == Class::Invalid && error.message.contains("plan again"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_function_whose_last_change_failed_is_not_published() {
    let failed = settings("Active", "Failed", "r1", r#","LastUpdateStatusReason":"no such subnet""#);
    let replay = Replay::new(vec![on(&format!("GET functions/{NAME}"), &whole(&failed, ""))]);
    let request = update(&id(), ADDRESS, wanted("x"), &[("revision", revision().await.into())]);
    let error = replay.cloud().provider("lambda.alias").unwrap().update(&request).await.unwrap_err();
    assert!(error.class == Class::Failed && error.message.contains("no such subnet"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn an_alias_is_made_marked_and_gets_what_is_kept_ready() {
    let gone =
        || refused(&format!("GET functions/{NAME}/aliases/live"), 404, "ResourceNotFoundException", "none");
    let provisioned = format!("functions/{NAME}/provisioned-concurrency?Qualifier=live");
    let replay = Replay::new(vec![
        gone(),
        get("", "Active"),
        on(&format!("POST functions/{NAME}/versions"), r#"{"Version":"1"}"#),
        get("1", "Active"),
        on(&format!("POST functions/{NAME}/aliases"), &alias("1")).saying(MARK),
        on(&format!("PUT {provisioned}"), r#"{"Status":"IN_PROGRESS"}"#)
            .saying(r#""ProvisionedConcurrentExecutions":3"#),
        on(&format!("DELETE {provisioned}"), ""),
        on(&format!("DELETE functions/{NAME}/aliases/live"), ""),
        on(
            &format!("GET functions/{NAME}/versions?MaxItems=50"),
            r#"{"Versions":[{"Version":"$LATEST"},{"Version":"1"},{"Version":"2"}]}"#,
        ),
        on(
            &format!("GET functions/{NAME}/aliases?MaxItems=50"),
            r#"{"Aliases":[{"AliasArn":"x:dev","Name":"dev","FunctionVersion":"2"}]}"#,
        ),
        on(&format!("DELETE functions/{NAME}?Qualifier=1"), ""),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.alias").unwrap();
    let mut asked = wanted(&revision().await);
    asked.insert("provisioned_concurrency".to_owned(), 3.into());
    assert_eq!(provider.create(&create(ADDRESS, asked.clone(), None)).await.unwrap().as_str(), id());
    provider.delete(&delete(&id(), asked)).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_has_the_name_is_ours_or_an_error() {
    let there = |text: &str| on(&format!("GET functions/{NAME}/aliases/live"), text);
    let unmarked = alias("1").replace(MARK, "by hand");
    let replay = Replay::new(vec![
        there(&alias("1")),
        there(&alias("1")),
        get("live", "Active"),
        no_concurrency(),
        there(&unmarked),
        there(&unmarked),
        get("live", "Active"),
        no_concurrency(),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.alias").unwrap();
    let request = create(ADDRESS, wanted("x"), None);
    assert_eq!(provider.create(&request).await.unwrap().as_str(), id());
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

#[tokio::test]
async fn an_alias_that_moves_to_another_address_is_marked_anew() {
    let replay = Replay::new(vec![
        on(&format!("GET functions/{NAME}/aliases/live"), &alias("1")),
        on(&format!("PUT functions/{NAME}/aliases/live"), &alias("1"))
            .saying("scaffold shop@us-east-1 function.api/alias")
            .not_saying("FunctionVersion"),
    ]);
    let tags = [(TAG_ADDRESS.to_owned(), "function.api/alias".to_owned())].into();
    let cloud = replay.cloud();
    let provider: &dyn Provider = cloud.provider("lambda.alias").unwrap();
    provider.tag(&PhysicalId::new(id()), &tags).await.unwrap();
    replay.is_over();
}
