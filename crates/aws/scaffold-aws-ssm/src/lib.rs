//! Takes a connection to AWS. Gives what parameters of Systems Manager hold: texts for the planner,
//! secrets for the calls that need them. Never shows a secret, and never writes.

mod client;
mod secrets;
mod service;

pub use secrets::secrets;
pub use service::service;
