//! What a blueprint names and is not in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Files that a blueprint names, by path as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Their bytes. Those that cannot be read, which is told, are not among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Packed code, likewise.
    pub code: BTreeMap<String, Archive>,
}

/// Packed code. The archive is held once, however often it is named: about 250 MiB at most for each `source`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// SHA-256 of the archive in Base64, as Lambda's `CodeSha256` has it.
    pub sha256: String,
    /// Bytes of the archive.
    pub packed: u64,
    /// Bytes of what is in it.
    pub unpacked: u64,
    /// The archive; none where it was read at a revision, to be compared alone.
    pub bytes: Option<Arc<Vec<u8>>>,
}

/// Code as it was when the plan was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedCode {
    /// The directory or `.zip`, from where the plan was made.
    pub path: String,
    /// SHA-256 of the archive, in Base64.
    pub sha256: String,
}
