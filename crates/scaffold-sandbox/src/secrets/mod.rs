//! What is particular about kinds of AWS Secrets Manager. One file and one line per kind.

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[];
