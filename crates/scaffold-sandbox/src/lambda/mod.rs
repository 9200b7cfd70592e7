//! What is particular about kinds of AWS Lambda. One file and one line per kind.

mod alias;
mod event_source;
mod function;
mod layer;
mod permission;
mod qualified;
mod url;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &layer::Layer,
    &function::Function,
    &alias::Alias,
    &permission::Permission,
    &url::Url,
    &event_source::EventSource,
];
