//! Functions.

use scaffold_kinds::fixtures::archives::{FIRST, SECOND};
use scaffold_model::{LiveState, PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Replay, on, refused};
use crate::{ARN, NAME, ROLE, create, delete, settings, stack, update, values, whole};

const ADDRESS: &str = "lambda.function.api";
const OURS: &str =
    r#","Tags":{"scaffold:stack":"shop@us-east-1","scaffold:address":"lambda.function.api","team":"a"}"#;

pub fn function(more: &[(&str, Value)]) -> Values {
    let mut all = values(&[
        ("package", "Zip".into()),
        ("code_sha256", FIRST.into()),
        ("runtime", "python3.13".into()),
        ("handler", "index.handler".into()),
        ("architecture", "x86_64".into()),
        ("role", ROLE.into()),
        ("memory_mib", 128.into()),
        ("timeout_seconds", 3.into()),
        ("ephemeral_storage_mib", 512.into()),
        ("tracing", "PassThrough".into()),
        ("log_format", "Text".into()),
        ("snap_start", "None".into()),
    ]);
    all.extend(values(more));
    all
}

pub fn get(settings: &str) -> crate::script::Exchange {
    on(&format!("GET functions/{NAME}"), &whole(settings, OURS))
}

#[tokio::test]
async fn functions_are_found_by_their_beginnings_and_told_apart_by_tags() {
    let listed = |name: &str| format!(r#"{{"FunctionName":"{name}"}}"#);
    let theirs =
        r#","Tags":{"scaffold:stack":"shop/prod@us-east-1","scaffold:address":"lambda.function.api"}"#;
    let active = settings("Active", "Successful", "r1", "");
    let concurrency = format!(r#"{OURS},"Concurrency":{{"ReservedConcurrentExecutions":5}}"#);
    let replay = Replay::new(vec![
        on(
            "GET functions?MaxItems=50",
            &format!(r#"{{"Functions":[{}],"NextMarker":"m"}}"#, listed("other")),
        ),
        on(
            "GET functions?Marker=m&MaxItems=50",
            &format!(r#"{{"Functions":[{},{}]}}"#, listed(NAME), listed("shop-prod-api-1")),
        ),
        on(&format!("GET functions/{NAME}"), &whole(&active, &concurrency)),
        on("GET functions/shop-prod-api-1", &whole(&active, theirs)),
    ]);
    let cloud = replay.cloud();
    let lives = cloud.provider("lambda.function").unwrap().survey(&stack()).await.unwrap();
    assert_eq!(lives.len(), 1);
    let live = &lives[0];
    assert_eq!((live.id.as_str(), live.state.clone()), (ARN, LiveState::Ready));
    assert_eq!(live.value("code_sha256").as_text(), Some(FIRST));
    assert_eq!(live.value("reserved_concurrency"), &Value::from(5));
    assert_eq!(
        live.value("log_group").as_text(),
        Some("arn:aws:logs:us-east-1:123456789012:log-group:shop-logs")
    );
    assert_eq!(live.tags.keys().collect::<Vec<_>>(), ["team"]);
    replay.is_over();
}

#[tokio::test]
async fn a_function_is_made_with_code_tags_and_its_log_group_and_is_waited_for() {
    let made = settings("Pending", "InProgress", "r1", "");
    let group = "arn:aws:logs:us-east-1:123456789012:log-group:shop-logs";
    let replay = Replay::new(vec![
        on("POST functions", &made)
            .saying(r#""ZipFile":"UEsDB"#)
            .saying(r#""LogGroup":"shop-logs""#)
            .saying(r#""scaffold:address":"lambda.function.api""#)
            .not_saying("VpcConfig"),
        on(&format!("PUT functions/{NAME}/concurrency"), "{}").saying(r#""ReservedConcurrentExecutions":2"#),
        get(&made),
        get(&settings("Active", "Successful", "r2", "")),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.function").unwrap();
    let wanted = function(&[("log_group", group.into()), ("reserved_concurrency", 2.into())]);
    let id = provider.create(&create(ADDRESS, wanted, Some(NAME))).await.unwrap();
    assert_eq!(id.as_str(), ARN);
    let states =
        [provider.read(&id).await.unwrap().unwrap().state, provider.read(&id).await.unwrap().unwrap().state];
    assert_eq!(states, [LiveState::Pending("Pending".into()), LiveState::Ready]);
    replay.is_over();
}

#[tokio::test]
async fn a_role_that_was_just_made_is_waited_for_and_an_old_one_is_not() {
    let said = [
        "The role defined for the function cannot be assumed by Lambda.",
        "Lambda was unable to configure access to your environment variables because the KMS key is invalid for \
         CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not \
         refer to a valid principal",
    ];
    for message in said {
        let cannot = || refused("POST functions", 400, "InvalidParameterValueException", message);
        let replay = Replay::new(vec![cannot(), cannot()]);
        let cloud = replay.cloud();
        let provider = cloud.provider("lambda.function").unwrap();
        let request = create(ADDRESS, function(&[]), Some(NAME));
        assert_eq!(provider.create(&request).await.unwrap_err().class, Class::Invalid);
        cloud.found(&PhysicalId::from(ROLE));
        assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
        replay.is_over();
    }
}

#[tokio::test]
async fn what_ec2_throttles_within_lambda_is_throttled() {
    let message = "Your request has been throttled by EC2, please make sure you have enough API rate limit.";
    let replay = Replay::new(vec![refused("POST functions", 400, "InvalidParameterValueException", message)]);
    let request = create(ADDRESS, function(&[]), Some(NAME));
    let error = replay.cloud().provider("lambda.function").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Throttled);
    replay.is_over();
}

#[tokio::test]
async fn what_has_the_name_is_ours_or_an_error() {
    let taken =
        || refused("POST functions", 409, "ResourceConflictException", "Function already exist: shop-api");
    let active = settings("Active", "Successful", "r1", "");
    let replay = Replay::new(vec![
        taken(),
        get(&active),
        taken(),
        on(&format!("GET functions/{NAME}"), &whole(&active, r#","Tags":{"team":"b"}"#)),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.function").unwrap();
    let request = create(ADDRESS, function(&[]), Some(NAME));
    assert_eq!(provider.create(&request).await.unwrap().as_str(), ARN);
    let error = provider.create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import lambda.function.api arn:aws:lambda"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn code_goes_first_and_settings_when_it_has_settled_each_with_its_revision() {
    let sent = format!(r#"{{"FunctionName":"{NAME}","CodeSha256":"{SECOND}"}}"#);
    let replay = Replay::new(vec![
        get(&settings("Active", "Successful", "r1", "")),
        on(&format!("PUT functions/{NAME}/code"), &sent)
            .saying(r#""RevisionId":"r1""#)
            .saying(r#""ZipFile":"UEsDB"#),
        get(&settings("Active", "InProgress", "r2", "")),
        get(&settings("Active", "Successful", "r3", "")),
        get(&settings("Active", "Successful", "r3", "")),
        on(&format!("PUT functions/{NAME}/configuration"), "{}")
            .saying(r#""RevisionId":"r3""#)
            .saying(r#""MemorySize":512"#)
            .not_saying("Timeout"),
        get(&settings("Active", "InProgress", "r4", "")),
        get(&settings("Active", "Successful", "r5", "")),
        on(&format!("DELETE functions/{NAME}/concurrency"), ""),
    ]);
    let patch =
        [("code_sha256", SECOND.into()), ("memory_mib", 512.into()), ("reserved_concurrency", Value::Null)];
    let request = update(ARN, ADDRESS, function(&[]), &patch);
    replay.cloud().provider("lambda.function").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn settings_alone_send_no_code_and_a_change_from_outside_is_told() {
    let replay = Replay::new(vec![
        get(&settings("Active", "Successful", "r1", "")),
        refused(
            &format!("PUT functions/{NAME}/configuration"),
            412,
            "PreconditionFailedException",
            "The RevisionId provided does not match the latest RevisionId",
        )
        .saying(r#""Description":"""#),
        get(&settings("Active", "Successful", "r1", "")),
        refused(
            &format!("PUT functions/{NAME}/configuration"),
            409,
            "ResourceConflictException",
            "The operation cannot be performed at this time. An update is in progress for resource",
        ),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.function").unwrap();
    let request = update(ARN, ADDRESS, function(&[]), &[("description", Value::Null)]);
    let error = provider.update(&request).await.unwrap_err();
    assert!(error.class == Class::Invalid && error.message.contains("plan again"), "{error}");
    assert_eq!(provider.update(&request).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn code_that_nobody_has_is_no_call() {
    let replay = Replay::new(vec![get(&settings("Active", "Successful", "r1", ""))]);
    let unknown = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let request = update(ARN, ADDRESS, function(&[]), &[("code_sha256", unknown.into())]);
    let error = replay.cloud().provider("lambda.function").unwrap().update(&request).await.unwrap_err();
    assert!(error.message.contains("nobody has the code"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_function_leaves_its_network_before_it_goes() {
    let network = r#","VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"],"VpcId":"vpc-1"}"#;
    let inside = settings("Active", "Successful", "r1", network);
    let replay = Replay::new(vec![
        get(&inside),
        get(&inside),
        on(&format!("PUT functions/{NAME}/configuration"), "{}")
            .saying(r#""SubnetIds":[]"#)
            .saying(r#""SecurityGroupIds":[]"#),
        get(&settings("Active", "InProgress", "r2", "")),
        get(&settings("Active", "Successful", "r3", "")),
        on(&format!("DELETE functions/{NAME}"), ""),
        refused(&format!("GET functions/{NAME}"), 404, "ResourceNotFoundException", "Function not found"),
        refused(&format!("DELETE functions/{NAME}"), 404, "ResourceNotFoundException", "Function not found"),
        refused(&format!("GET functions/{NAME}"), 404, "ResourceNotFoundException", "Function not found"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("lambda.function").unwrap();
    provider.delete(&delete(ARN, Values::new())).await.unwrap();
    provider.delete(&delete(ARN, Values::new())).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_failed_to_change_is_sent_again() {
    let replay = Replay::new(vec![get(&settings("Active", "Failed", "r1", ""))]);
    let id = PhysicalId::from(ARN);
    let live = replay.cloud().provider("lambda.function").unwrap().read(&id).await.unwrap().unwrap();
    assert!(live.value("code_sha256").is_null());
    replay.is_over();
}

#[tokio::test]
async fn a_change_that_fails_after_it_was_taken_is_no_success() {
    let why = r#","LastUpdateStatusReason":"The role's key is disabled","LastUpdateStatusReasonCode":"DisabledKMSKey""#;
    let (before, failed) =
        (settings("Active", "Successful", "r1", ""), settings("Active", "Failed", "r2", why));
    let sent = format!(r#"{{"FunctionName":"{NAME}","CodeSha256":"{SECOND}"}}"#);
    for (call, attribute, value) in
        [("code", "code_sha256", Value::from(SECOND)), ("configuration", "timeout_seconds", 9.into())]
    {
        let replay = Replay::new(vec![
            get(&before),
            on(&format!("PUT functions/{NAME}/{call}"), &sent),
            get(&settings("Active", "InProgress", "r2", "")),
            get(&failed),
        ]);
        let request = update(ARN, ADDRESS, function(&[]), &[(attribute, value)]);
        let error = replay.cloud().provider("lambda.function").unwrap().update(&request).await.unwrap_err();
        assert_eq!((error.class, error.code.as_deref()), (Class::Failed, Some("DisabledKMSKey")));
        assert!(error.message.contains("key is disabled"), "{error}");
        replay.is_over();
    }
}
