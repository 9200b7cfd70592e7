use std::collections::BTreeMap;

use scaffold_model::{Address, PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud, UpdateRequest};

use crate::script::{Replay, on, page, refused};
use crate::{delete, stack};

#[tokio::test]
async fn refusals_have_their_class() {
    for (code, status, class) in [
        ("DependencyViolation", 400, Class::Dependency),
        ("UnauthorizedOperation", 403, Class::Permission),
        ("RequestExpired", 400, Class::Permission),
        ("InvalidSubnetID.Malformed", 400, Class::Invalid),
    ] {
        let replay = Replay::new(vec![refused("DeleteSubnet", status, code, "No.")]);
        let cloud = replay.cloud(None);
        let error = cloud.provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap_err();
        assert_eq!((error.class, error.code.as_deref()), (class, Some(code)));
        replay.is_over();
    }
    let message = refused("DeleteSubnet", 403, "UnauthorizedOperation", "You are not authorized.");
    let replay = Replay::new(vec![message]);
    let error =
        replay.cloud(None).provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "ec2:DeleteSubnet answered UnauthorizedOperation: You are not authorized; allow `ec2:DeleteSubnet` in \
         the caller's policies, or use another profile or role (request r-2)"
    );
}

#[tokio::test]
async fn what_is_gone_is_deleted() {
    let gone =
        refused("DeleteSubnet", 400, "InvalidSubnetID.NotFound", "The subnet ID 'subnet-1' does not exist");
    let replay = Replay::new(vec![gone]);
    replay.cloud(None).provider("ec2.subnet").unwrap().delete(&delete("subnet-1")).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_web_page_is_never_a_storm_of_calls() {
    let missing = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>…</h1>";
    let replay = Replay::new(vec![page("DescribeSubnets", 500, missing)]);
    let cloud = replay.cloud(Some("http://127.0.0.1:5000"));
    let error = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert_eq!(error.class, Class::Unsupported);
    assert!(error.message.contains("http://127.0.0.1:5000 does not have this action"), "{error}");
    assert!(error.message.contains("500 Internal Server Error"), "{error}");
    replay.is_over();

    let portal = page("DescribeSubnets", 200, "<html><head><title>Hotel log-in</title></head></html>");
    let replay = Replay::new(vec![portal]);
    let error = replay.cloud(None).provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert!(error.message.contains("something in front of AWS answered"), "{error}");
    assert!(error.message.contains("Hotel log-in"), "{error}");
    replay.is_over();

    let busy = || page("DescribeSubnets", 503, "<html><title>503 Service Unavailable</title></html>");
    let replay = Replay::new(vec![busy(), busy(), busy()]);
    let error = replay.cloud(None).provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
    assert_eq!(error.class, Class::Transient, "a read is tried again, and then no more");
    replay.is_over();
}

#[tokio::test]
async fn an_action_that_an_endpoint_lacks_is_unsupported() {
    for refusal in [
        refused("DescribeSubnets", 501, "InternalFailure", "The API for service ec2 is not included."),
        refused("DescribeSubnets", 400, "InvalidAction", "The action DescribeSubnets is not valid."),
    ] {
        let replay = Replay::new(vec![refusal]);
        let cloud = replay.cloud(Some("http://127.0.0.1:4566"));
        let error = cloud.provider("ec2.subnet").unwrap().survey(&stack()).await.unwrap_err();
        assert_eq!(error.class, Class::Unsupported);
        assert!(error.message.contains("this endpoint does not have `ec2:DescribeSubnets`"), "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn tags_of_others_are_left_alone() {
    let replay = Replay::new(vec![
        on("DeleteTags", "<return>true</return>").with("Tag.1.Key", "old"),
        on("CreateTags", "<return>true</return>").with("Tag.1.Key", "new").with("Tag.1.Value", "1"),
    ]);
    let tags = |tags: &[(&str, &str)]| {
        let tags: BTreeMap<String, Value> =
            tags.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        Values::from([("tags".to_owned(), Value::Map(tags))])
    };
    let request = UpdateRequest {
        id: PhysicalId::from("eipalloc-1"),
        stack: stack(),
        address: Address::parse("vpc.main/x").unwrap(),
        before: tags(&[("Name", "a"), ("old", "1")]),
        patch: tags(&[("Name", "a"), ("new", "1")]),
        values: Values::new(),
    };
    replay.cloud(None).provider("ec2.elastic_ip").unwrap().update(&request).await.unwrap();
    assert_eq!(replay.sent("DeleteTags", "Tag.2.Key"), Vec::<String>::new());
    assert_eq!(replay.sent("CreateTags", "Tag.2.Key"), Vec::<String>::new());
    replay.is_over();
}
