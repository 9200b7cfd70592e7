use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest, UpdateRequest};

use crate::script::{Replay, on, refused};

const ID: &str = "E0OAC";
const MINE: &str = "scaffold shop@eu-west-1 cdn.front/access_control";

fn told(behavior: &str) -> String {
    format!(
        "<OriginAccessControl><Id>{ID}</Id><OriginAccessControlConfig><Name>shop-front-0a1b2c3d</Name>\
         <Description>{MINE}</Description><SigningProtocol>sigv4</SigningProtocol>\
         <SigningBehavior>{behavior}</SigningBehavior>\
         <OriginAccessControlOriginType>s3</OriginAccessControlOriginType></OriginAccessControlConfig>\
         </OriginAccessControl>"
    )
}

fn list(marker: &str) -> String {
    format!(
        "<OriginAccessControlList><Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated>\
         <Quantity>1</Quantity><Items><OriginAccessControlSummary><Id>{ID}</Id><Description>{marker}</Description>\
         <Name>shop-front-0a1b2c3d</Name><SigningProtocol>sigv4</SigningProtocol>\
         <SigningBehavior>always</SigningBehavior>\
         <OriginAccessControlOriginType>s3</OriginAccessControlOriginType></OriginAccessControlSummary></Items>\
         </OriginAccessControlList>"
    )
}

fn values() -> Values {
    let all = [("origin_type", "s3"), ("signing_behavior", "always"), ("signing_protocol", "sigv4")];
    all.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "eu-west-1".into() }
}

fn update() -> UpdateRequest {
    let of = |word: &str| Values::from([("signing_behavior".to_owned(), Value::from(word))]);
    UpdateRequest {
        id: PhysicalId::from(ID),
        stack: stack(),
        address: Address::parse("cdn.front/access_control").unwrap(),
        before: of("always"),
        patch: of("never"),
        values: values(),
    }
}

fn create() -> CreateRequest {
    CreateRequest {
        stack: stack(),
        address: Address::parse("cdn.front/access_control").unwrap(),
        values: values(),
        tags: std::collections::BTreeMap::new(),
        name: Some("shop-front-0a1b2c3d".to_owned()),
    }
}

const KIND: &str = "cloudfront.origin_access_control";

#[tokio::test]
async fn a_name_that_is_taken_is_ours_or_somebody_elses() {
    for (marker, class) in [(MINE, None), ("made by hand", Some(Class::OwnedBySomeoneElse))] {
        let replay = Replay::new(vec![
            refused("POST /origin-access-control", 409, "OriginAccessControlAlreadyExists").saying(MINE),
            on("GET /origin-access-control?MaxItems=100", 200, &list(marker)),
        ]);
        let made = replay.cloud().provider(KIND).unwrap().create(&create()).await;
        assert_eq!(made.as_ref().err().map(|error| error.class), class, "{made:?}");
        replay.is_over();
    }
}

#[tokio::test]
async fn what_somebody_else_changed_is_not_overwritten() {
    let get = || format!("GET /origin-access-control/{ID}");
    let seen = on(&get(), 200, &told("no-override")).tagged("two");
    let replay = Replay::new(vec![seen]);
    let error = replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap_err();
    assert_eq!(error.class, Class::Stale);
    assert!(error.message.contains("signing_behavior") && error.message.contains("no-override"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn an_etag_that_moved_is_looked_at_before_writing_again() {
    let get = format!("GET /origin-access-control/{ID}");
    let put = format!("PUT /origin-access-control/{ID}/config");
    for (now, class) in [("no-override", Some(Class::Stale)), ("never", None)] {
        let replay = Replay::new(vec![
            on(&get, 200, &told("always")).tagged("one"),
            refused(&put, 412, "PreconditionFailed").at("one").saying("never"),
            on(&get, 200, &told(now)).tagged("two"),
        ]);
        let done = replay.cloud().provider(KIND).unwrap().update(&update()).await;
        assert_eq!(done.err().map(|error| error.class), class);
        replay.is_over();
    }
    // CloudFront moved it by itself.
    let replay = Replay::new(vec![
        on(&get, 200, &told("always")).tagged("one"),
        refused(&put, 400, "InvalidIfMatchVersion").at("one").saying("never"),
        on(&get, 200, &told("always")).tagged("two"),
        on(&put, 200, &told("never")).at("two").saying("never"),
    ]);
    replay.cloud().provider(KIND).unwrap().update(&update()).await.unwrap();
    replay.is_over();
}
