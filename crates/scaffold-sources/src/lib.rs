//! Takes a path, or a blueprint. Gives the texts of the blueprint's files, from disk or from a git
//! revision, and the files and packed code that a blueprint names. Never writes.

mod archive;
mod code;
mod code_error;
mod codes;
mod disk;
mod error;
mod excludes;
mod git;
mod git_tree;
mod named;
mod origin;
mod select;
mod tree;

pub use code::archive_at;
pub use code_error::CodeError;
pub use error::Unreadable;
pub use named::read;
pub use origin::{Files, Origin, locate};

/// Every diagnostic code of this crate. A blueprint that cannot be read at all is an [`Unreadable`].
pub const CODES: &[&scaffold_model::Code] =
    &[&codes::UNREADABLE_FILE, &codes::UNREADABLE_CODE, &codes::EMPTY_CODE, &codes::CODE_TOO_LARGE];
