use scaffold_ledger::{Cause, Condition, Store, Tag, Written};

use crate::script::{Replay, on, refused, reset};
use crate::{ours, theirs};

fn matches() -> Condition {
    Condition::Matches(Tag("\"old\"".into()))
}

#[tokio::test]
async fn conditions_are_headers() {
    // The body is sent whole, its checksum before it: not every emulator reads trailers.
    let done = || {
        let whole = on("PUT /x", 200, "").with("content-encoding", "").with("x-amz-trailer", "");
        whole.answering("etag", "\"new\"").saying("{}")
    };
    let replay = Replay::new([
        done().with("if-none-match", "*").with("if-match", ""),
        done().with("if-match", "\"old\"").with("if-none-match", ""),
        done().with("if-match", "").with("if-none-match", ""),
    ]);
    let store = ours(&replay);
    for condition in [Condition::Absent, matches(), Condition::Any] {
        let written = store.put("x", b"{}".to_vec(), condition).await;
        assert_eq!(written, Ok(Written::Done(Tag("\"new\"".into()))));
    }
    replay.is_over();
}

#[tokio::test]
async fn a_condition_that_does_not_hold_refuses() {
    for (status, code) in
        [(412, "PreconditionFailed"), (409, "ConditionalRequestConflict"), (404, "NoSuchKey")]
    {
        let replay = Replay::new([refused("PUT /x", status, code)]);
        assert_eq!(ours(&replay).put("x", Vec::new(), matches()).await, Ok(Written::Refused), "{code}");
        replay.is_over();
    }
    let replay = Replay::new([refused("PUT /x", 409, "OperationAborted")]);
    let error = ours(&replay).put("x", Vec::new(), matches()).await.unwrap_err();
    assert!(error.is_unknown(), "another conflict says nothing of the condition: {error}");
    replay.is_over();
}

#[tokio::test]
async fn a_write_that_may_have_happened_is_not_sent_again() {
    for exchange in [
        reset("PUT /x"),
        refused("PUT /x", 503, "SlowDown"),
        refused("PUT /x", 503, "ServiceUnavailable"),
        refused("PUT /x", 500, "InternalError"),
        refused("PUT /x", 400, "RequestTimeout"),
        on("PUT /x", 502, "<html><title>502 Bad Gateway</title></html>"),
        on("PUT /x", 200, "<html><title>Hotel log-in</title></html>"),
    ] {
        let replay = Replay::new([exchange]);
        let error = ours(&replay).put("x", Vec::new(), Condition::Absent).await.unwrap_err();
        assert!(error.is_unknown(), "{error:?}");
        assert!(error.message.starts_with("writing s3://scaffold-123456789012-us-east-1/x: "), "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told() {
    let replay = Replay::new([refused("PUT /team/x", 404, "NoSuchBucket")]);
    let error = theirs(&replay).put("x", Vec::new(), matches()).await.unwrap_err();
    assert_eq!(error.cause, Cause::Unusable);
    assert!(error.help.unwrap().contains("aws s3 mb s3://acme"));
    replay.is_over();

    let replay = Replay::new([refused("PUT /x", 404, "NoSuchBucket")]);
    let error = ours(&replay).put("x", Vec::new(), Condition::Absent).await.unwrap_err();
    assert_eq!(error.cause, Cause::Unusable);
    assert!(error.help.unwrap().contains("apply again"));
    replay.is_over();
}

#[tokio::test]
async fn what_is_not_allowed_is_named() {
    let replay =
        Replay::new([refused("PUT /x", 403, "AccessDenied"), refused("DELETE /x", 403, "AccessDenied")]);
    let store = ours(&replay);
    let error = store.put("x", Vec::new(), matches()).await.unwrap_err();
    assert_eq!(error.cause, Cause::Permission);
    assert!(error.message.contains("/x: s3:PutObject answered AccessDenied"), "{error}");
    assert!(error.help.unwrap().contains("grant `s3:PutObject` and `s3:GetObject`"));
    let error = store.delete("x").await.unwrap_err();
    assert!(error.message.contains("/x: s3:DeleteObject answered AccessDenied"), "{error}");
    replay.is_over();
}
