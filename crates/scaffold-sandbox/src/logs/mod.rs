//! What is particular about kinds of Amazon CloudWatch Logs. One file and one line per kind.

mod log_group;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&log_group::LogGroup];
