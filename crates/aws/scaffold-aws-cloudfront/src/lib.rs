//! Takes a connection to AWS. Gives the providers of CloudFront kinds, which belong to no region and are
//! told of in us-east-1. Never plans, and never writes what it has not read a moment before.

mod aliases;
mod cache_policy;
mod client;
mod distribution;
mod distribution_behaviors;
mod distribution_calls;
mod distribution_config;
mod distribution_origins;
mod function;
mod function_calls;
mod marked;
mod origin_access_control;
mod response_headers;
mod response_headers_policy;
mod service;
mod stale;
mod tags;
mod words;

pub use service::service;
