//! Buckets that are emptied and deleted.

use scaffold_model::{PhysicalId, Values};
use scaffold_provider::{Class, Cloud, DeleteRequest, Error};

use crate::script::{Exchange, Replay, on, refused};
use crate::{cloud, stack, tagged};

const EMPTIES: &str = "<Tag><Key>scaffold:empty-on-delete</Key><Value>true</Value></Tag>";
const PROTECTED: &str = "<Tag><Key>scaffold:protected</Key><Value>true</Value></Tag>";

/// What is listed first of a bucket: versions, and then markers.
fn listed(versions: usize, markers: usize, is_truncated: bool) -> Exchange {
    let item = |sort: &str, number: usize| {
        format!("<{sort}><Key>in/{number}</Key><VersionId>v{number}</VersionId></{sort}>")
    };
    let items: String = (0..versions).map(|number| item("Version", number)).collect();
    let markers: String = (0..markers).map(|number| item("DeleteMarker", versions + number)).collect();
    let body = format!(
        "<ListVersionsResult><IsTruncated>{is_truncated}</IsTruncated>{items}{markers}</ListVersionsResult>"
    );
    on("GET /?max-keys=1000&versions", 200, &body)
}

fn deleted(saying: &str) -> Exchange {
    on("POST /?delete", 200, "<DeleteResult/>").saying(saying)
}

fn no_uploads() -> Exchange {
    on("GET /?uploads", 200, "<ListMultipartUploadsResult/>")
}

async fn delete(script: Vec<Exchange>) -> Result<(), Error> {
    let replay = Replay::new(script);
    let request = DeleteRequest { id: PhysicalId::new("shop-files"), stack: stack(), values: Values::new() };
    let answer = cloud(&replay, "us-east-1").provider("s3.bucket").unwrap().delete(&request).await;
    replay.is_over();
    answer
}

#[tokio::test]
async fn pages_of_versions_go_until_there_are_none() {
    let upload = "<ListMultipartUploadsResult><Upload><Key>big</Key><UploadId>u1</UploadId></Upload></ListMultipartUploadsResult>";
    let script = vec![
        tagged("shop@us-east-1", EMPTIES),
        listed(900, 100, true),
        deleted("<Key>in/999</Key><VersionId>v999</VersionId>"),
        listed(0, 3, false),
        deleted("<Key>in/2</Key>"),
        listed(0, 0, false),
        on("GET /?uploads", 200, upload),
        refused("DELETE /big?uploadId=u1", 404, "NoSuchUpload"),
        no_uploads(),
        on("DELETE /", 204, ""),
    ];
    assert_eq!(delete(script).await, Ok(()));
}

#[tokio::test]
async fn what_others_write_meanwhile_goes_too_and_not_for_ever() {
    let emptied = || [listed(1, 0, false), deleted("<Key>in/0</Key>"), listed(0, 0, false), no_uploads()];
    let full = || refused("DELETE /", 409, "BucketNotEmpty");
    let mut script = vec![tagged("shop@us-east-1", EMPTIES)];
    script.extend(emptied());
    script.push(full());
    script.extend(emptied());
    script.push(on("DELETE /", 204, ""));
    assert_eq!(delete(script).await, Ok(()));

    let mut script = vec![tagged("shop@us-east-1", EMPTIES)];
    for _ in 0..3 {
        script.extend(emptied());
        script.push(full());
    }
    let error = delete(script).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("somebody writes to it while it is emptied"), "{error}");
}

#[tokio::test]
async fn what_cannot_be_deleted_is_named() {
    let errors = "<DeleteResult><Error><Key>in/0</Key><Code>AccessDenied</Code><Message>Object is locked.</Message></Error></DeleteResult>";
    let script =
        vec![tagged("shop@us-east-1", EMPTIES), listed(1, 0, false), on("POST /?delete", 200, errors)];
    let error = delete(script).await.unwrap_err();
    assert_eq!(error.class, Class::Permission);
    assert!(error.message.contains("1 objects of the bucket shop-files cannot be deleted"), "{error}");
    assert!(error.message.contains("`in/0`: Object is locked. (AccessDenied)"), "{error}");
}

#[tokio::test]
async fn a_bucket_that_is_not_to_be_emptied_keeps_what_is_in_it() {
    let script = vec![tagged("shop@us-east-1", ""), refused("DELETE /", 409, "BucketNotEmpty")];
    let error = delete(script).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("the bucket `shop-files` is not empty; move or delete"), "{error}");

    let error = delete(vec![tagged("shop@us-east-1", PROTECTED)]).await.unwrap_err();
    assert!(error.message.contains("switch `deletion_protection` off"), "{error}");
}

#[tokio::test]
async fn a_bucket_that_is_not_the_stacks_any_more_is_left() {
    let untagged = refused("GET /?tagging", 404, "NoSuchTagSet");
    for tags in [tagged("store@us-east-1", EMPTIES), untagged] {
        let error = delete(vec![tags]).await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains("`shop-files` does not carry the tags of shop@us-east-1"), "{error}");
    }
}

#[tokio::test]
async fn what_is_gone_is_gone() {
    assert_eq!(delete(vec![refused("GET /?tagging", 404, "NoSuchBucket")]).await, Ok(()));
    let went = [tagged("shop@us-east-1", ""), refused("DELETE /", 404, "NoSuchBucket")];
    assert_eq!(delete(went.to_vec()).await, Ok(()));
}
