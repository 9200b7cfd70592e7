//! What is particular about kinds of Amazon EC2 Auto Scaling. One file and one line per kind.

mod group;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&group::Group];
