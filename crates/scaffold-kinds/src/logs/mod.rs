//! Kinds of Amazon CloudWatch Logs, after its API reference (2014-03-28).

mod log_group;

pub use log_group::{LogGroup, LogGroupClass};
