use std::path::{Path, PathBuf};

use scaffold_model::{DesiredState, StackId};
use serde::{Deserialize, Serialize};

/// Version of the record's JSON. A reader takes no other.
const FORMAT: u32 = 1;

/// What was applied last, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    format: u32,
    stack: StackId,
    desired: DesiredState,
}

/// The version alone, which every version of a record says.
#[derive(Debug, Deserialize)]
struct Versioned {
    format: u32,
}

/// A warning: the record is there and cannot be used. A plan goes on without it.
#[derive(Debug, thiserror::Error)]
#[error(
    "what was applied last cannot be read from {}: {reason}; differences are labelled without it, and \
     the next apply writes it anew",
    path.display()
)]
pub struct Unreadable {
    /// The record's file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub reason: Reason,
}

/// Why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// It is not the JSON of a record.
    #[error("it is damaged ({0})")]
    Damaged(#[from] serde_json::Error),
    /// Another version of `scaffold` wrote it.
    #[error("its format is {0}, and this version of scaffold reads format {FORMAT}")]
    Format(u32),
    /// It was copied here from another stack.
    #[error("it is that of stack {0}")]
    OtherStack(StackId),
}

pub(crate) fn write(stack: &StackId, desired: &DesiredState) -> Result<Vec<u8>, serde_json::Error> {
    let record = Record { format: FORMAT, stack: stack.clone(), desired: desired.clone() };
    serde_json::to_vec_pretty(&record)
}

pub(crate) fn read(stack: &StackId, path: &Path, bytes: &[u8]) -> Result<DesiredState, Unreadable> {
    parse(stack, bytes).map_err(|reason| Unreadable { path: path.to_owned(), reason })
}

fn parse(stack: &StackId, bytes: &[u8]) -> Result<DesiredState, Reason> {
    let Versioned { format } = serde_json::from_slice(bytes)?;
    if format != FORMAT {
        return Err(Reason::Format(format));
    }
    let record: Record = serde_json::from_slice(bytes)?;
    if record.stack != *stack {
        return Err(Reason::OtherStack(record.stack));
    }
    Ok(record.desired)
}
