//! What is particular about kinds of Amazon CloudFront. One file and one line per kind.

mod behaviors;
mod distribution;
mod function;
mod ids;
mod origin_access_control;
mod policies;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &origin_access_control::OriginAccessControl,
    &policies::CachePolicy,
    &policies::ResponseHeadersPolicy,
    &function::Function,
    &distribution::Distribution,
];
