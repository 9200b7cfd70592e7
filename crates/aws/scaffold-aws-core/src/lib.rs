//! Takes a region, a profile, an endpoint. Gives a connection to AWS that every service crate shares:
//! credentials, rates, retries, one classification of errors, tags, pages, costs.
//! Never knows a kind.

mod call;
mod classify;
mod cloud;
mod connect;
mod connection;
mod judge;
mod pages;
mod patience;
mod redact;
mod tags;

pub use call::{Call, Caller, Repeat};
pub use cloud::{AwsCloud, Service};
pub use connect::{ConnectOptions, connect};
pub use connection::{Connection, Rates};
pub use judge::class_of;
pub use pages::pages;
pub use patience::Patience;
pub use tags::{identity_of, user_tags};

pub use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
pub use aws_smithy_runtime_api::client::result::SdkError;
