//! What S3 does and no emulator: replayed exchanges, written from the S3 API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod preparing;
mod reading;
mod script;
mod writing;

use scaffold_aws_s3::{S3Place, S3Store};
use script::Replay;

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
