//! Takes a connection to AWS, and where passwords are kept. Gives the providers of RDS kinds.
//! Never plans, and never shows a password.

mod client;
mod database;
mod instance;
mod instance_create;
mod instance_delete;
mod instance_live;
mod instance_memory;
mod instance_modify;
mod instance_pending;
mod instance_state;
mod names;
mod parameter_group;
mod parameters;
mod place;
mod regions;
mod service;
mod subnet_group;

pub use service::service;
