//! Takes a connection to AWS and a bucket. Gives a ledger's store in it, by S3's conditional writes; makes
//! the bucket where it is ours, closed to everyone else. Never knows what the objects say.
//!
//! Each method is one call, sent once; a list is one a page. Preparing is one call where the bucket is
//! there, and eight the first time.

mod answer;
mod bucket;
mod date;
mod place;
mod prepare;
mod store;

pub use place::{NotAPlace, S3Place};
pub use store::S3Store;
