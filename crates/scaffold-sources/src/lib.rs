//! Takes a path, or a blueprint. Gives the texts of the blueprint's files, from disk or from a git
//! revision, and the files that a blueprint names. Never writes.

mod disk;
mod error;
mod git;
mod named;
mod origin;
mod select;

pub use error::Unreadable;
pub use named::{Sources, read};
pub use origin::{Files, Origin, locate};

/// Every diagnostic code of this crate. What cannot be read at all is an [`Unreadable`]; files that
/// blueprints name will bring the first codes.
pub const CODES: &[&scaffold_model::Code] = &[];
