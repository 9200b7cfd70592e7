//! Takes a connection to AWS, the archives of functions' code, and a shelf for those that one call cannot carry. Gives the providers of Lambda kinds.
//! Never plans, never makes an archive.

mod alias;
mod alias_versions;
mod client;
mod code;
mod event_source;
mod function;
mod function_live;
mod function_write;
mod layer;
mod mark;
mod names;
mod permission;
mod service;
mod settings;
mod statement;
mod tags;
mod url;
mod url_marks;

pub use service::service;
