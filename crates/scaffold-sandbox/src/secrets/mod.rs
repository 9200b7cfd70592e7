//! What is particular about kinds of AWS Secrets Manager. One file and one line per kind.

mod secret;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&secret::Secret];
