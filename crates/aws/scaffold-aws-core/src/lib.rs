//! Takes a region, a profile, an endpoint. Gives a connection to AWS that every service crate shares:
//! credentials, rates, retries, one classification of errors, tags, pages, costs.
//! Never knows a kind.

mod call;
mod calls;
mod classify;
mod cloud;
mod connect;
mod connection;
mod found;
mod joined;
mod judge;
mod pages;
mod patience;
mod redact;
mod secret;
mod settle;
mod shelf;
mod tags;
mod taken;
mod token;

pub use call::{Call, Caller, Repeat};
pub use calls::{first, is_absent};
pub use cloud::{AwsCloud, Service};
pub use connect::{ConnectOptions, connect};
pub use connection::{Connection, Rates};
pub use found::Found;
pub use joined::Joined;
pub use judge::class_of;
pub use pages::pages;
pub use patience::Patience;
pub use secret::{PasswordSource, Secret, SecretSource};
pub use settle::missing;
pub use shelf::{CodeShelf, SHELF, Shelved, shelf_key};
pub use tags::{TagChange, Tags, are_of, identity_of, user_tags};
pub use taken::{is_asked_for, taken_by};
pub use token::{Tokened, is_made_since};

pub use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
pub use aws_smithy_runtime_api::client::result::SdkError;
