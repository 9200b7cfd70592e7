//! Takes a connection to AWS. Gives the providers of buckets, their policies and notifications, and a ledger's
//! store in a bucket, by S3's conditional writes; makes the ledger's bucket where it is ours, closed to
//! everyone else, and puts code there that one call cannot carry. Never knows what objects say.
//!
//! Each method of the store is one call, sent once; a list is one a page. Preparing is one call where the bucket is
//! there, and eight the first time.

mod answer;
mod bucket;
mod bucket_notification;
mod bucket_policy;
mod client;
mod code_shelf;
mod cors_and_logging;
mod date;
mod emptying;
mod ledger_bucket;
mod lifecycle;
mod marker;
mod place;
mod prepare;
mod service;
mod settings;
mod statements;
mod store;
mod writing;

pub use code_shelf::code_shelf;
pub use place::{NotAPlace, S3Place};
pub use service::service;
pub use store::S3Store;
