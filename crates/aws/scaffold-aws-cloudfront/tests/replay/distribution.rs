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

/// With behaviors for paths, in this order.
fn with_behaviors(paths: &[&str]) -> String {
    let each: String = paths
        .iter()
        .map(|path| {
            format!(
                "<CacheBehavior><PathPattern>{path}</PathPattern><TargetOriginId>app</TargetOriginId>\
                 <ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>\
                 <CachePolicyId>kept</CachePolicyId></CacheBehavior>"
            )
        })
        .collect();
    let list = format!(
        "<CacheBehaviors><Quantity>{}</Quantity><Items>{each}</Items></CacheBehaviors><Comment>",
        paths.len()
    );
    told("Deployed", true, "as planned").replace("<Comment>", &list)
}

fn behavior(path: &str) -> Value {
    let list = |words: &[&str]| Value::List(words.iter().map(|word| Value::from(*word)).collect());
    // Sets are written in any order.
    Value::Map(Values::from([
        ("path".to_owned(), Value::from(path)),
        ("origin".to_owned(), Value::from("app")),
        ("viewer_protocol".to_owned(), Value::from("allow-all")),
        ("methods".to_owned(), list(&["HEAD", "GET"])),
        ("cached_methods".to_owned(), list(&["GET", "HEAD"])),
        ("compress".to_owned(), Value::from(false)),
        ("cache_policy".to_owned(), Value::from("kept")),
        ("grpc".to_owned(), Value::from(false)),
    ]))
}

fn behaviors(before: &[&str], wanted: &[&str]) -> UpdateRequest {
    let of = |paths: &[&str]| {
        let all = paths.iter().map(|path| behavior(path)).collect();
        Values::from([("behaviors".to_owned(), Value::List(all))])
    };
    UpdateRequest { before: of(before), patch: of(wanted), values: of(wanted), ..update() }
}

#[tokio::test]
async fn the_order_of_behaviors_is_a_change() {
    let there = on(GET, 200, &with_behaviors(&["/a/*", "/b/*"])).tagged("one");
    let written = on(PUT, 200, &with_behaviors(&["/b/*", "/a/*"])).tagged("two").at("one");
    let first = "<CacheBehaviors><Quantity>2</Quantity><Items><CacheBehavior><PathPattern>/b/*</PathPattern>";
    let replay = Replay::new(vec![there, written.saying(first)]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    provider.update(&behaviors(&["/a/*", "/b/*"], &["/b/*", "/a/*"])).await.unwrap();
    replay.is_over();

    // Others put them into another order.
    let replay = Replay::new(vec![on(GET, 200, &with_behaviors(&["/b/*", "/a/*"])).tagged("two")]);
    let cloud = replay.cloud();
    let request = behaviors(&["/a/*", "/b/*"], &["/c/*", "/a/*", "/b/*"]);
    let error = cloud.provider(KIND).unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Stale, "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_behavior_that_is_new_says_all_that_changing_calls_want() {
    let there = on(GET, 200, &with_behaviors(&["/a/*"])).tagged("one");
    let written = on(PUT, 200, &with_behaviors(&["/a/*", "/new/*"])).tagged("two").at("one");
    let written = written
        .saying("<PathPattern>/new/*</PathPattern>")
        .saying("<SmoothStreaming>false</SmoothStreaming>")
        .saying("<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations>")
        .saying("<FieldLevelEncryptionId></FieldLevelEncryptionId>");
    let replay = Replay::new(vec![there, written]);
    let cloud = replay.cloud();
    cloud.provider(KIND).unwrap().update(&behaviors(&["/a/*"], &["/a/*", "/new/*"])).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn an_etag_that_cloudfront_moved_is_read_again_and_not_for_ever() {
    for (status, code) in [(412, "PreconditionFailed"), (400, "InvalidIfMatchVersion")] {
        let written = on(PUT, 200, &told("InProgress", true, "wanted")).tagged("three").at("two");
        let replay = Replay::new(vec![
            get("Deployed", true, "one"),
            refused(PUT, status, code).at("one"),
            get("Deployed", true, "two"),
            written,
        ]);
        replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap();
        replay.is_over();

        let replay = Replay::new(vec![
            get("Deployed", false, "one"),
            refused(DELETE, status, code).at("one"),
            get("Deployed", false, "two"),
            on(DELETE, 204, "").at("two"),
        ]);
        replay.cloud().provider(KIND).unwrap().delete(&deletion()).await.unwrap();
        replay.is_over();
    }
    let refusals = || [get("Deployed", true, "one"), refused(PUT, 412, "PreconditionFailed").at("one")];
    let replay = Replay::new((0..3).flat_map(|_| refusals()).collect());
    let error = replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap_err();
    assert_eq!(error.class, Class::Stale, "{error}");
    replay.is_over();
}

#[tokio::test]
async fn an_answer_that_was_lost_is_no_change_of_somebody_else() {
    let done = on(GET, 200, &told("InProgress", true, "wanted")).tagged("two");
    let overtaken = refused(PUT, 412, "PreconditionFailed").at("one");
    let replay = Replay::new(vec![get("Deployed", true, "one"), overtaken, done]);
    replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap();
    replay.is_over();
}

/// A distribution that was made by hand, of which one attribute changes.
fn change(name: &str, before: Value, wanted: Value, more: &[(&str, Value)]) -> UpdateRequest {
    let of = |value: &Value| Values::from([(name.to_owned(), value.clone())]);
    let mut values = of(&wanted);
    values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    UpdateRequest { before: of(&before), patch: of(&wanted), values, ..update() }
}

#[tokio::test]
async fn an_identity_gives_way_to_what_signs() {
    let origin = |control: Option<&str>| {
        let mut origin = Values::from([
            ("domain".to_owned(), Value::from("app.example.com")),
            ("connection_attempts".to_owned(), Value::from(3_i64)),
            ("connect_timeout_seconds".to_owned(), Value::from(10_i64)),
        ]);
        origin.extend(control.map(|id| ("access_control".to_owned(), Value::from(id))));
        Value::Map(Values::from([("app".to_owned(), Value::Map(origin))]))
    };
    let identity = "<DomainName>app.example.com</DomainName><S3OriginConfig><OriginAccessIdentity>\
                    origin-access-identity/cloudfront/E2</OriginAccessIdentity>\
                    <OriginReadTimeout>20</OriginReadTimeout></S3OriginConfig>";
    let there =
        told("Deployed", true, "as planned").replace("<DomainName>app.example.com</DomainName>", identity);
    let written = on(PUT, 200, &told("InProgress", true, "as planned")).tagged("two").at("one");
    let written = written
        .saying("<OriginAccessControlId>E3</OriginAccessControlId>")
        .saying("<OriginAccessIdentity></OriginAccessIdentity><OriginReadTimeout>20</OriginReadTimeout>");
    let replay = Replay::new(vec![on(GET, 200, &there).tagged("one"), written]);
    let request = change("origins", origin(None), origin(Some("E3")), &[]);
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn addresses_of_ones_own_outlive_a_change_of_the_certificate() {
    let arn = |id: &str| Value::from(format!("arn:aws:acm:us-east-1:123456789012:certificate/{id}").as_str());
    let own = "<CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate>";
    let vip = "<CloudFrontDefaultCertificate>false</CloudFrontDefaultCertificate>\
               <ACMCertificateArn>arn:aws:acm:us-east-1:123456789012:certificate/1</ACMCertificateArn>\
               <SSLSupportMethod>vip</SSLSupportMethod><MinimumProtocolVersion>TLSv1.2_2021</MinimumProtocolVersion>";
    for (there, before, method) in [(vip, arn("1"), "vip"), (own, Value::Null, "sni-only")] {
        let certificate = format!("<ViewerCertificate>{there}</ViewerCertificate><Comment>");
        let there = told("Deployed", true, "as planned").replace("<Comment>", &certificate);
        let written = on(PUT, 200, &told("InProgress", true, "as planned")).tagged("two").at("one");
        let written = written
            .saying("certificate/2</ACMCertificateArn>")
            .saying(&format!("<SSLSupportMethod>{method}</SSLSupportMethod>"));
        let replay = Replay::new(vec![on(GET, 200, &there).tagged("one"), written]);
        let request = change("certificate", before, arn("2"), &[]);
        replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
        replay.is_over();
    }
}
