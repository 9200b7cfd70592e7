//! Takes a connection to AWS. Gives the providers of CloudWatch Logs kinds. Never plans.

mod client;
mod log_group;
mod service;

pub use service::service;
