use serde::{Deserialize, Serialize};

/// A place in a blueprint: a file and the bytes of it that asked for something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Path as the user would write it.
    pub file: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
}

/// A blueprint file with its text, for those who render diagnostics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as the user would write it.
    pub name: String,
    /// Its text.
    pub text: String,
}
