//! What is particular about kinds of Amazon EventBridge. One file and one line per kind.

mod rule;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&rule::Rule];
