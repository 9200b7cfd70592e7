use std::time::Duration;

use scaffold_ledger::{Cause, Object, Store, Tag};

use crate::script::{Replay, on, refused, reset, silence};
use crate::{ours, theirs};

#[tokio::test]
async fn an_age_is_of_one_answer_alone() {
    let found = on("GET /leases/shop", 200, "{}")
        .answering("etag", "\"abc\"")
        .answering("last-modified", "Sun, 22 Nov 2026 11:58:59 GMT")
        .answering("date", "Sun, 22 Nov 2026 12:00:01 GMT");
    let replay = Replay::new([found]);
    let object = ours(&replay).get("leases/shop").await.unwrap();
    let age = Some(Duration::from_secs(62));
    assert_eq!(object, Some(Object { bytes: b"{}".to_vec(), tag: Tag("\"abc\"".into()), age }));
    replay.is_over();

    let without = on("GET /x", 200, "").answering("etag", "\"abc\"");
    let ahead = on("GET /x", 200, "")
        .answering("etag", "\"abc\"")
        .answering("last-modified", "Sun, 22 Nov 2026 12:00:02 GMT")
        .answering("date", "Sun, 22 Nov 2026 12:00:01 GMT");
    let replay = Replay::new([without, ahead]);
    assert_eq!(ours(&replay).get("x").await.unwrap().unwrap().age, None);
    assert_eq!(ours(&replay).get("x").await.unwrap().unwrap().age, Some(Duration::ZERO));
    replay.is_over();
}

#[tokio::test]
async fn what_is_not_there_is_nothing() {
    let replay = Replay::new([
        refused("GET /x", 404, "NoSuchKey"),
        refused("GET /x", 404, "NoSuchBucket"),
        refused("GET /?list-type=2&prefix=p%2F", 404, "NoSuchBucket"),
        refused("DELETE /x", 404, "NoSuchBucket"),
        on("DELETE /x", 204, ""),
    ]);
    let store = ours(&replay);
    assert_eq!(store.get("x").await, Ok(None));
    assert_eq!(store.get("x").await, Ok(None));
    assert_eq!(store.list("p/").await, Ok(Vec::new()));
    assert_eq!(store.delete("x").await, Ok(()));
    assert_eq!(store.delete("x").await, Ok(()));
    replay.is_over();
}

#[tokio::test]
async fn a_list_has_pages() {
    let page = |keys: &[&str], next: &str| {
        let contents: String =
            keys.iter().map(|key| format!("<Contents><Key>{key}</Key></Contents>")).collect();
        format!(
            "<ListBucketResult><IsTruncated>{}</IsTruncated>{contents}{next}</ListBucketResult>",
            !next.is_empty()
        )
    };
    let next = "<NextContinuationToken>1/+=</NextContinuationToken>";
    let replay = Replay::new([
        on("GET /?list-type=2&prefix=team%2Fh%2F", 200, &page(&["team/h/1", "team/h/2"], next)),
        on(
            "GET /?continuation-token=1%2F%2B%3D&list-type=2&prefix=team%2Fh%2F",
            200,
            &page(&["team/h/3"], ""),
        ),
    ]);
    assert_eq!(theirs(&replay).list("h/").await.unwrap(), ["h/1", "h/2", "h/3"]);
    replay.is_over();

    let replay = Replay::new([
        on("GET /?list-type=2&prefix=team%2F", 200, &page(&["team/a"], next)),
        on("GET /?continuation-token=1%2F%2B%3D&list-type=2&prefix=team%2F", 200, &page(&["team/a"], next)),
    ]);
    let error = theirs(&replay).list("").await.unwrap_err();
    assert!(error.message.contains("the list does not end"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_bucket_of_another_region_is_named_so() {
    for (status, code) in [(301, "PermanentRedirect"), (400, "AuthorizationHeaderMalformed")] {
        let elsewhere = refused("GET /team/x", status, code).answering("x-amz-bucket-region", "eu-west-1");
        let replay = Replay::new([elsewhere]);
        let error = theirs(&replay).get("x").await.unwrap_err();
        assert_eq!(error.cause, Cause::Unusable);
        assert_eq!(
            error.message,
            "reading s3://acme/team/x: the bucket acme lies in eu-west-1, and this run in us-east-1"
        );
        assert_eq!(error.help.unwrap(), "name a bucket that lies in us-east-1: `--ledger s3://BUCKET`");
        replay.is_over();
    }
}

#[tokio::test]
async fn what_is_not_allowed_is_named() {
    let replay = Replay::new([refused("GET /team/x", 403, "AccessDenied")]);
    let error = theirs(&replay).get("x").await.unwrap_err();
    assert_eq!(error.cause, Cause::Permission);
    assert!(
        error.message.starts_with("reading s3://acme/team/x: s3:GetObject answered AccessDenied: Said so"),
        "{error}"
    );
    assert!(error.message.ends_with("(request r-1)"), "{error}");
    let help = error.help.unwrap();
    assert!(help.contains("`s3:GetObject` and `s3:ListBucket`"), "{help}");
    assert!(help.contains("`--ledger s3://BUCKET|dir:PATH|none`"), "{help}");
    replay.is_over();

    let replay = Replay::new([refused("GET /?list-type=2&prefix=team%2Fh%2F", 403, "AccessDenied")]);
    let error = theirs(&replay).list("h/").await.unwrap_err();
    assert!(error.message.starts_with("listing s3://acme/team/h/: s3:ListBucket"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_log_in_page_is_no_object() {
    let portal = "<html><head><title>Hotel log-in</title></head></html>";
    let replay = Replay::new([on("GET /x", 200, portal)]);
    let error = ours(&replay).get("x").await.unwrap_err();
    assert!(error.is_unknown() && error.message.contains("the answer has no ETag"), "{error}");
    replay.is_over();

    let replay = Replay::new([on("GET /x", 407, portal)]);
    let error = ours(&replay).get("x").await.unwrap_err();
    assert!(error.message.contains("something in front of AWS answered"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn nothing_is_asked_twice() {
    for exchange in [
        reset("GET /x"),
        refused("GET /x", 503, "SlowDown"),
        refused("GET /x", 500, "InternalError"),
        on("GET /x", 502, "<html><title>502 Bad Gateway</title></html>"),
    ] {
        let replay = Replay::new([exchange]);
        let error = ours(&replay).get("x").await.unwrap_err();
        assert!(error.is_unknown(), "{error:?}");
        replay.is_over();
    }
}

#[tokio::test]
async fn an_attempt_ends_in_time() {
    let replay = Replay::new([silence("GET /x")]);
    let store = ours(&replay).with_attempt_timeout(Duration::from_millis(30));
    let answer = tokio::time::timeout(Duration::from_secs(10), store.get("x")).await.unwrap();
    let error = answer.unwrap_err();
    assert!(error.is_unknown() && error.message.contains("no answer in time"), "{error}");
    replay.is_over();
}
