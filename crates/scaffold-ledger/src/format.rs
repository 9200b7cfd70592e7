use scaffold_model::StackId;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The version alone, which every version of an object says.
#[derive(Debug, Deserialize)]
struct Versioned {
    format: u32,
}

/// Why an object of the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// It is not the JSON that it should be.
    #[error("it is damaged ({0})")]
    Damaged(#[from] serde_json::Error),
    /// Another version of `scaffold` wrote it.
    #[error("its format is {found}, and this version of scaffold reads format {read}")]
    Format {
        /// What it says.
        found: u32,
        /// What this version reads.
        read: u32,
    },
    /// It was copied here from another stack.
    #[error("it is that of stack {0}")]
    OtherStack(StackId),
}

/// Reads an object of one version of its format.
pub(crate) fn read<T: DeserializeOwned>(format: u32, bytes: &[u8]) -> Result<T, Reason> {
    let Versioned { format: found } = serde_json::from_slice(bytes)?;
    if found != format {
        return Err(Reason::Format { found, read: format });
    }
    Ok(serde_json::from_slice(bytes)?)
}
