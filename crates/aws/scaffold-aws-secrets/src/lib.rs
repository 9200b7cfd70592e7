//! Takes a connection to AWS. Gives the providers of Secrets Manager kinds, and passwords for the calls
//! that set them. Never shows a secret.

mod client;
mod passwords;
mod secret;
mod service;

pub use passwords::passwords;
pub use service::service;
