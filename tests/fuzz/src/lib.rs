//! Takes bytes that anybody may hand to `scaffold`. Gives a panic where a reader of them breaks what it promises.
//! Never looks at a clock, a network or chance: the same bytes go the same way.

mod aws_core;
mod blueprint;
mod error_body;
mod expression;
mod ledger;
mod offline;
mod overlay;
mod plan_file;

// Where `judge` looks for it.
use aws_core::redact;
pub use blueprint::blueprint;
pub use error_body::error_body;
pub use expression::expression;
pub use ledger::ledger;
pub use overlay::overlay;
pub use plan_file::plan_file;

/// A reader, and the folder of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every reader.
pub const TARGETS: &[Target] = &[
    ("blueprint", blueprint),
    ("error_body", error_body),
    ("expression", expression),
    ("ledger", ledger),
    ("overlay", overlay),
    ("plan_file", plan_file),
];
