use scaffold_model::{LiveState, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, DeleteRequest, UpdateRequest};

use crate::script::{Exchange, Replay, on, refused};

const KIND: &str = "cloudfront.distribution";
const GET: &str = "GET /distribution/E1";
const PUT: &str = "PUT /distribution/E1/config";
const DELETE: &str = "DELETE /distribution/E1";

/// With something in it that no attribute says: a group of origins.
fn told(status: &str, enabled: bool, comment: &str) -> String {
    format!(
        "<Distribution><Id>E1</Id><ARN>arn:aws:cloudfront::123456789012:distribution/E1</ARN>\
         <Status>{status}</Status><LastModifiedTime>2026-11-22T12:00:00Z</LastModifiedTime>\
         <InProgressInvalidationBatches>0</InProgressInvalidationBatches>\
         <DomainName>d1.cloudfront.net</DomainName><DistributionConfig><CallerReference>r</CallerReference>\
         <Origins><Quantity>1</Quantity><Items><Origin><Id>app</Id><DomainName>app.example.com</DomainName></Origin>\
         </Items></Origins><OriginGroups><Quantity>1</Quantity><Items><OriginGroup><Id>both</Id></OriginGroup></Items>\
         </OriginGroups><DefaultCacheBehavior><TargetOriginId>app</TargetOriginId>\
         <ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior><Comment>{comment}</Comment>\
         <Enabled>{enabled}</Enabled></DistributionConfig></Distribution>"
    )
}

fn get(status: &str, enabled: bool, etag: &'static str) -> Exchange {
    on(GET, 200, &told(status, enabled, "as planned")).tagged(etag)
}

fn tags(more: &str) -> Exchange {
    let arn = "arn%3Aaws%3Acloudfront%3A%3A123456789012%3Adistribution%2FE1";
    let body = format!("<Tags><Items>{more}</Items></Tags>");
    on(&format!("GET /tagging?Resource={arn}"), 200, &body)
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "eu-west-1".into() }
}

fn deletion() -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from("E1"), stack: stack(), values: Values::new() }
}

#[tokio::test]
async fn it_is_disabled_waited_for_and_deleted_by_whichever_run() {
    let disable = on(PUT, 200, &told("InProgress", false, "as planned"));
    let disable = disable.tagged("two").at("one").saying("<Enabled>false</Enabled>").saying("<Id>both</Id>");
    let replay = Replay::new(vec![get("Deployed", true, "one"), disable]);
    let error = replay.cloud().provider(KIND).unwrap().delete(&deletion()).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("InProgress")), "{error}");
    replay.is_over();

    // Another run, after a kill.
    let replay = Replay::new(vec![
        get("InProgress", false, "two"),
        get("Deployed", false, "two"),
        on(DELETE, 204, "").at("two"),
        refused(GET, 404, "NoSuchDistribution"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    assert_eq!(provider.delete(&deletion()).await.unwrap_err().class, Class::Dependency);
    provider.delete(&deletion()).await.unwrap();
    provider.delete(&deletion()).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn waiting_is_a_state_where_it_is_asked_for() {
    let wait = "<Tag><Key>scaffold:wait</Key><Value>true</Value></Tag>";
    for (tag, state) in [("", LiveState::Ready), (wait, LiveState::Pending("InProgress".to_owned()))] {
        let replay = Replay::new(vec![get("InProgress", true, "one"), tags(tag)]);
        let live =
            replay.cloud().provider(KIND).unwrap().read(&PhysicalId::from("E1")).await.unwrap().unwrap();
        assert_eq!((live.state, live.values["wait"].as_bool()), (state, Some(!tag.is_empty())));
        assert_eq!(live.values["hosted_zone_id"], Value::from("Z2FDTNDATAQYW2"));
        replay.is_over();
    }
}

fn update() -> UpdateRequest {
    let of = |word: &str| Values::from([("comment".to_owned(), Value::from(word))]);
    UpdateRequest {
        id: PhysicalId::from("E1"),
        stack: stack(),
        address: scaffold_model::Address::parse("cdn.front/distribution").unwrap(),
        before: of("as planned"),
        patch: of("wanted"),
        values: of("wanted"),
    }
}

#[tokio::test]
async fn only_what_changes_is_written_over_what_was_read() {
    let written = on(PUT, 200, &told("InProgress", true, "wanted")).tagged("two").at("one");
    let written = written.saying("<Comment>wanted</Comment>").saying("<Id>both</Id>").saying("allow-all");
    let replay = Replay::new(vec![get("Deployed", true, "one"), written]);
    replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_overwritten() {
    let theirs = || on(GET, 200, &told("Deployed", true, "theirs")).tagged("two");
    let overtaken = refused(PUT, 412, "PreconditionFailed").at("one");
    for script in [vec![theirs()], vec![get("Deployed", true, "one"), overtaken, theirs()]] {
        let replay = Replay::new(script);
        let error = replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap_err();
        assert_eq!(error.class, Class::Stale, "{error}");
        assert!(error.message.contains("E1") && error.message.contains("theirs"), "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_is_no_change_of_somebody_else() {
    let done = on(GET, 200, &told("InProgress", true, "wanted")).tagged("two");
    let overtaken = refused(PUT, 412, "PreconditionFailed").at("one");
    let replay = Replay::new(vec![get("Deployed", true, "one"), overtaken, done]);
    replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap();
    replay.is_over();
}
