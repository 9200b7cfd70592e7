//! Takes a connection to AWS. Gives the providers of IAM kinds.
//! Never plans, and never passes on a policy that it did not read whole.

mod client;
mod document;
mod instance_profile;
mod names;
mod role;
mod role_policies;
mod service;
mod tags;

pub use service::service;
