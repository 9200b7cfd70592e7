//! Takes a connection to AWS. Gives the provider of queues. Never plans, never reads a message.

mod attributes;
mod client;
mod names;
mod queue;
mod service;

pub use service::service;
