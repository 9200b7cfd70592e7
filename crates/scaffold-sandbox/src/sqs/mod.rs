//! What is particular about kinds of Amazon Simple Queue Service. One file and one line per kind.

mod queue;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&queue::Queue];
