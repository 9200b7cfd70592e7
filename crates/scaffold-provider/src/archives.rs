use std::collections::BTreeMap;

/// Where the bytes of code are, by their hash: a step says which code a function has, and no more.
pub trait Archives: Send + Sync {
    /// The zip whose SHA-256 in base64 (AWS's `CodeSha256`) is this; none where nobody has it.
    fn bytes(&self, sha256: &str) -> Option<Vec<u8>>;
}

/// Held in memory, by hash.
impl Archives for BTreeMap<String, Vec<u8>> {
    fn bytes(&self, sha256: &str) -> Option<Vec<u8>> {
        self.get(sha256).cloned()
    }
}
