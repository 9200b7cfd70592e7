//! Takes a connection to AWS. Gives the providers of EventBridge kinds. Never plans.

mod client;
mod names;
mod rule;
mod service;
mod targets;

pub use service::service;
