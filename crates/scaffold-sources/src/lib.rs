//! Takes a path, or a blueprint. Gives the texts of the blueprint's files, from disk or from a git
//! revision, and the files that a blueprint names. Never writes.

mod codes;
mod disk;
mod error;
mod git;
mod named;
mod origin;
mod select;

pub use error::Unreadable;
pub use named::{Sources, read};
pub use origin::{Files, Origin, locate};

/// Every diagnostic code of this crate. A blueprint that cannot be read at all is an [`Unreadable`].
pub const CODES: &[&scaffold_model::Code] = &[&codes::UNREADABLE_FILE];
