//! Permissions, URLs, event sources.

use scaffold_model::{LiveState, PhysicalId, TAG_ADDRESS, Value, Values, short_hash};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay, on, refused};
use crate::{ARN, NAME, create, delete, stack, update, values};

const UUID: &str = "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f";

pub fn tags(more: &str) -> String {
    format!(
        r#"{{"Tags":{{"scaffold:stack":"shop@us-east-1","scaffold:address":"lambda.function.api"{more}}}}}"#
    )
}

pub fn permission() -> Values {
    values(&[
        ("function", ARN.into()),
        ("action", "lambda:InvokeFunction".into()),
        ("principal", "events.amazonaws.com".into()),
        ("source_arn", "arn:aws:events:us-east-1:123456789012:rule/tick".into()),
    ])
}

/// A policy with a statement of this id, which allows what `permission` does.
pub fn policy(statement: &str) -> String {
    let document = format!(
        r#"{{"Statement":[{{"Sid":"{statement}","Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},
            "Action":"lambda:InvokeFunction","Resource":"{ARN}","Condition":{{"ArnLike":
            {{"AWS:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/tick"}}}}}}]}}"#
    );
    let document = document.replace('\n', " ").replace('"', "\\\"");
    format!(r#"{{"Policy":"{document}"}}"#)
}

pub fn get_policy(answer: Option<&str>) -> Exchange {
    let request = format!("GET functions/{NAME}/policy");
    match answer {
        Some(statement) => on(&request, &policy(statement)),
        None => {
            refused(&request, 404, "ResourceNotFoundException", "The resource you requested does not exist.")
        }
    }
}

#[tokio::test]
async fn a_statement_is_put_in_with_its_mark_and_found_by_it() {
    let begins = format!("scaffold-{}-", short_hash(&["shop@us-east-1"]));
    let add = format!("POST functions/{NAME}/policy");
    let replay = Replay::new(vec![
        get_policy(None),
        on(&add, "{}").saying(&begins).saying("-functionDapiSpermissionDtick").saying("SourceArn"),
    ]);
    let request = create("function.api/permission.tick", permission(), None);
    let id = replay.cloud().provider("lambda.permission").unwrap().create(&request).await.unwrap();
    replay.is_over();

    let ours = format!("{begins}00000000-functionDapiSpermissionDtick");
    let replay = Replay::new(vec![
        on(
            "GET functions?MaxItems=50",
            &format!(r#"{{"Functions":[{{"FunctionName":"{NAME}","FunctionArn":"{ARN}"}}]}}"#),
        ),
        on(&format!("GET functions/{NAME}/aliases?MaxItems=50"), r#"{"Aliases":[]}"#),
        get_policy(Some(&ours)),
        get_policy(Some(&ours)),
        on(&format!("DELETE functions/{NAME}/policy/{ours}"), ""),
        get_policy(None),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.permission").unwrap();
    let lives = provider.survey(&stack()).await.unwrap();
    assert_eq!(lives.len(), 1);
    assert_eq!(lives[0].id, id);
    assert_eq!(lives[0].identity.as_ref().unwrap().address.as_str(), "function.api/permission.tick");
    provider.delete(&delete(id.as_str(), Values::new())).await.unwrap();
    provider.delete(&delete(id.as_str(), Values::new())).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_statement_that_allows_the_same_already_is_told() {
    let replay = Replay::new(vec![get_policy(Some("by-hand"))]);
    let request = create("lambda.permission.tick", permission(), None);
    let error = replay.cloud().provider("lambda.permission").unwrap().create(&request).await.unwrap_err();
    assert!(error.class == Class::OwnedBySomeoneElse && error.message.contains("by-hand"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_statement_that_moves_is_put_in_anew_before_the_old_one_goes() {
    let old = format!("scaffold-{}-00000000-lambdaDpermissionDtick", short_hash(&["shop@us-east-1"]));
    let replay = Replay::new(vec![
        on(&format!("GET tags/{}", ARN.replace(':', "%3A")), &tags("")),
        get_policy(Some(&old)),
        on(&format!("POST functions/{NAME}/policy"), "{}").saying("-functionDapiSpermissionDtick"),
        on(&format!("DELETE functions/{NAME}/policy/{old}"), ""),
    ]);
    let made = Replay::new(vec![get_policy(None), on(&format!("POST functions/{NAME}/policy"), "{}")]);
    let request = create("lambda.permission.tick", permission(), None);
    let id = made.cloud().provider("lambda.permission").unwrap().create(&request).await.unwrap();
    let to = [(TAG_ADDRESS.to_owned(), "function.api/permission.tick".to_owned())].into();
    replay.cloud().provider("lambda.permission").unwrap().tag(&id, &to).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_url_is_told_of_before_it_is_made() {
    let arn = ARN.replace(':', "%3A");
    let url = r#"{"FunctionUrl":"https://abc.lambda-url.us-east-1.on.aws/","FunctionArn":"x","AuthType":"NONE",
                  "CreationTime":"t","LastModifiedTime":"t","InvokeMode":"BUFFERED"}"#;
    let none = || refused(&format!("GET functions/{NAME}/url"), 404, "ResourceNotFoundException", "none");
    let told = r#","scaffold:urls":"lambda.url.front""#;
    let replay = Replay::new(vec![
        on(&format!("GET tags/{arn}"), &tags("")),
        none(),
        on(&format!("GET tags/{arn}"), &tags("")),
        on(&format!("POST tags/{arn}"), "").saying(r#""scaffold:urls":"lambda.url.front""#),
        on(&format!("POST functions/{NAME}/url"), url).saying(r#""AuthType":"NONE""#),
        on(&format!("GET tags/{arn}"), &tags(told)),
        on(&format!("GET functions/{NAME}/url"), url),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.url").unwrap();
    let wanted =
        values(&[("function", ARN.into()), ("auth", "NONE".into()), ("invoke_mode", "BUFFERED".into())]);
    let id = provider.create(&create("lambda.url.front", wanted, None)).await.unwrap();
    let live = provider.read(&id).await.unwrap().unwrap();
    assert_eq!(live.value("domain_name").as_text(), Some("abc.lambda-url.us-east-1.on.aws"));
    assert_eq!(live.identity.unwrap().address.as_str(), "lambda.url.front");
    replay.is_over();
}

#[tokio::test]
async fn an_event_source_is_made_once_and_waited_for() {
    let mapping = |state: &str| {
        format!(
            r#"{{"UUID":"{UUID}","FunctionArn":"{ARN}:live","EventSourceArn":"arn:aws:kinesis:us-east-1:1:stream/x",
                "State":"{state}","BatchSize":100,"StartingPosition":"LATEST","ParallelizationFactor":2,
                "FilterCriteria":{{"Filters":[{{"Pattern":"{{}}"}}]}}}}"#
        )
    };
    let source =
        format!("arn:aws:lambda:us-east-1:123456789012:event-source-mapping:{UUID}").replace(':', "%3A");
    let mut script = vec![
        on("POST event-source-mappings", &mapping("Creating"))
            .saying(r#""Tags":{"#)
            .saying(&format!("{ARN}:live"))
            .saying(r#""StartingPosition":"LATEST""#)
            .not_saying("ScalingConfig")
            // FIFO queues have no such setting.
            .not_saying("MaximumBatchingWindow"),
    ];
    for state in ["Creating", "Enabled", "Disabling", "Deleting"] {
        script.push(on(&format!("GET event-source-mappings/{UUID}"), &mapping(state)));
        script.push(on(&format!("GET tags/{source}"), &tags("")));
    }
    script.push(
        refused(&format!("PUT event-source-mappings/{UUID}"), 400, "ResourceInUseException", "in use")
            .saying(r#""Enabled":false"#)
            .not_saying("BatchSize"),
    );
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.event_source").unwrap();
    let wanted = values(&[
        ("function", ARN.into()),
        ("alias", format!("{ARN}:live").into()),
        ("source", "arn:aws:kinesis:us-east-1:1:stream/x".into()),
        ("enabled", true.into()),
        ("batching_window_seconds", 0.into()),
        ("report_item_failures", false.into()),
        ("starting_position", "LATEST".into()),
    ]);
    let id = provider.create(&create("lambda.event_source.records", wanted.clone(), None)).await.unwrap();
    assert_eq!(id, PhysicalId::from(UUID));
    let mut seen = Vec::new();
    for _ in 0..4 {
        let live = provider.read(&id).await.unwrap().unwrap();
        seen.push((live.state.clone(), live.value("enabled").clone()));
        assert_eq!(live.value("alias").as_text(), Some(format!("{ARN}:live").as_str()));
    }
    let pending = |word: &str| LiveState::Pending(word.into());
    assert_eq!(seen[0], (pending("Creating"), Value::from(true)));
    assert_eq!(seen[1], (LiveState::Ready, Value::from(true)));
    assert_eq!(seen[2], (pending("Disabling"), Value::from(false)));
    assert_eq!(seen[3].0, LiveState::Deleting("Deleting".into()));
    let request = update(UUID, "lambda.event_source.records", wanted, &[("enabled", false.into())]);
    assert_eq!(provider.update(&request).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn a_large_batch_goes_with_its_window() {
    let put = format!("PUT event-source-mappings/{UUID}");
    let replay = Replay::new(vec![
        on(&put, "{}").saying(r#""BatchSize":100"#).saying(r#""MaximumBatchingWindowInSeconds":5"#),
        on(&put, "{}").saying(r#""BatchSize":9"#).not_saying("MaximumBatchingWindow"),
        on(&put, "{}").saying(r#""MaximumBatchingWindowInSeconds":0"#),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.event_source").unwrap();
    let wanted = |window: i64| {
        values(&[
            ("function", ARN.into()),
            ("source", "arn:aws:sqs:us-east-1:123456789012:orders".into()),
            ("enabled", true.into()),
            ("batching_window_seconds", window.into()),
            ("report_item_failures", false.into()),
        ])
    };
    for (window, change) in [
        (5, ("batch_size", Value::from(100))),
        (0, ("batch_size", 9.into())),
        (0, ("batching_window_seconds", 0.into())),
    ] {
        let request = update(UUID, "lambda.event_source.orders", wanted(window), &[change]);
        provider.update(&request).await.unwrap();
    }
    replay.is_over();
}

#[tokio::test]
async fn what_a_role_may_do_is_waited_for_though_nobody_says_which_role() {
    let said = [
        "The provided execution role does not have permissions to call ReceiveMessage on SQS",
        "The function execution role does not have permissions to call ReceiveMessage on SQS",
        "The role defined for the function cannot be assumed by Lambda.",
    ];
    let refused = |text| refused("POST event-source-mappings", 400, "InvalidParameterValueException", text);
    let mut script: Vec<Exchange> = said.into_iter().map(refused).collect();
    script.push(refused("Unsupported source"));
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let wanted = values(&[
        ("function", ARN.into()),
        ("source", "arn:aws:sqs:us-east-1:123456789012:orders".into()),
        ("enabled", true.into()),
        ("batching_window_seconds", 0.into()),
        ("report_item_failures", false.into()),
    ]);
    let request = create("lambda.event_source.orders", wanted, None);
    let provider = cloud.provider("lambda.event_source").unwrap();
    for _ in said {
        assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
    }
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::Invalid);
    replay.is_over();
}
