//! What S3 does and no emulator: replayed exchanges, written from the S3 API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod buckets;
mod changing;
mod deleting;
mod preparing;
mod reading;
mod script;
mod telling;
mod writing;

use scaffold_aws_core::AwsCloud;
use scaffold_aws_s3::{S3Place, S3Store};
use scaffold_model::StackId;
use script::{Exchange, Replay, on};

/// The kinds, in a region.
fn cloud(replay: &Replay, region: &str) -> AwsCloud {
    let connection = replay.connection(region);
    AwsCloud::new(connection.clone(), vec![scaffold_aws_s3::service(&connection)])
}

/// The stack that they are made for.
fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

/// Tags of a bucket that are a stack's.
fn tagged(stack: &str, more: &str) -> Exchange {
    let tag = |key: &str, value: &str| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let tags = tag("scaffold:stack", stack) + &tag("scaffold:address", "s3.bucket.files") + more;
    on("GET /?tagging", 200, &format!("<Tagging><TagSet>{tags}</TagSet></Tagging>"))
}

/// The account's own bucket in us-east-1.
fn ours(replay: &Replay) -> S3Store {
    let connection = replay.connection("us-east-1");
    let place = S3Place::of_account(&connection);
    S3Store::new(&connection, place)
}

/// A bucket that a user named.
fn theirs(replay: &Replay) -> S3Store {
    S3Store::new(&replay.connection("us-east-1"), "s3://acme/team".parse().unwrap())
}
