use std::path::PathBuf;

use scaffold_model::Code;

use crate::codes;
use crate::error::Unreadable;

/// Why code cannot be packed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// It is not there, or the system or git refuses.
    #[error("{0}")]
    Unreadable(#[from] Unreadable),
    /// A file that is no archive.
    #[error("it is neither a directory nor a `.zip`")]
    Neither,
    /// An entry's name is not UTF-8.
    #[error("the name of `{0}` is not UTF-8")]
    NameNotText(PathBuf),
    /// An entry that is no file, directory or link.
    #[error("`{0}` in it is no regular file")]
    Special(String),
    /// A link that is of no use where the code runs.
    #[error("the link `{path}` in it leads to `{target}`, outside of the directory")]
    LinkOut {
        /// The link.
        path: String,
        /// What it holds.
        target: String,
    },
    /// A line of `.scaffoldignore` that is no pattern.
    #[error("its `.scaffoldignore` cannot be used: {0}")]
    Ignore(String),
    /// A `.zip` that is none.
    #[error("it is no archive: {0}")]
    NotZip(String),
    /// Packing failed.
    #[error("it cannot be packed: {0}")]
    Packing(String),
    /// Nothing is in it.
    #[error("nothing is in it that would be packed")]
    Empty,
    /// More than Lambda takes once it is unpacked.
    #[error("it has {} MiB unpacked, and AWS Lambda takes {}", mebibytes(*.size), mebibytes(*.limit))]
    TooLarge {
        /// Bytes.
        size: u64,
        /// The most.
        limit: u64,
        /// The entry at its top that has most of it, with its bytes.
        largest: Option<(String, u64)>,
    },
}

impl CodeError {
    /// Which mistake it is.
    pub(crate) fn code(&self) -> &'static Code {
        match self {
            Self::Empty => &codes::EMPTY_CODE,
            Self::TooLarge { .. } => &codes::CODE_TOO_LARGE,
            _ => &codes::UNREADABLE_CODE,
        }
    }

    /// What to try next.
    pub(crate) fn help(&self) -> String {
        let leave_out = "leave it out by a line in a `.scaffoldignore` in the directory";
        match self {
            Self::Unreadable(Unreadable::NotFound { .. } | Unreadable::NotFoundAt { .. }) => {
                "paths begin at the blueprint's directory: name a directory or a `.zip` there or below".to_owned()
            }
            Self::Unreadable(error) => error.help(),
            Self::Neither => "name the directory that holds it".to_owned(),
            Self::NameNotText(_) => format!("rename it, or {leave_out}"),
            Self::Special(_) => leave_out.to_owned(),
            Self::LinkOut { .. } => format!("put what it leads to there in its place, or {leave_out}"),
            Self::Ignore(_) => "write patterns as in a `.gitignore`, one a line".to_owned(),
            Self::NotZip(_) => "pack it again, or name the directory and leave the packing out".to_owned(),
            Self::Packing(_) => "look at the directory's files, and try again".to_owned(),
            Self::Empty => "name the directory that holds the code, and look at its `.scaffoldignore`".to_owned(),
            Self::TooLarge { largest: Some((path, size)), .. } => format!(
                "`{path}` has {} MiB of it: leave out what is not needed by a `.scaffoldignore`, or use `image`",
                mebibytes(*size)
            ),
            Self::TooLarge { .. } => {
                "leave out what is not needed by a `.scaffoldignore`, make a layer of what is shared, or use `image`"
                    .to_owned()
            }
        }
    }
}

/// Rounded up: what is over a limit looks so.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}
