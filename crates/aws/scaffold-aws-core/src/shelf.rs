use std::fmt::Write;

use async_trait::async_trait;
use scaffold_provider::Error;

/// Where code lies that one call cannot carry, while a service fetches it from there. A service crate that sends
/// code is given this.
#[async_trait]
pub trait CodeShelf: Send + Sync {
    /// Puts an archive there, or shares what somebody has put there by this.
    ///
    /// # Errors
    /// Those of the calls.
    async fn put(&self, sha256: &str, bytes: Vec<u8>) -> Result<Shelved, Error>;

    /// Is said once for each [`CodeShelf::put`] that succeeded, when the service has its own copy: whoever says it
    /// last takes it away. What cannot be taken away stays, and nobody reads it.
    async fn done(&self, sha256: &str);
}

/// Where an archive lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// The bucket.
    pub bucket: String,
    /// The key in it.
    pub key: String,
}

/// Where archives lie in the bucket.
pub const SHELF: &str = "code/";

/// The key of an archive, [`SHELF`], the run that put it there, so that no other one takes it away, and the digits of its
/// hash: AWS's own spelling of it has slashes.
pub fn shelf_key(run: &str, sha256: &str) -> String {
    let digest = aws_smithy_types::base64::decode(sha256).unwrap_or_else(|_| sha256.into());
    let mut key = format!("{SHELF}{run}/");
    for byte in digest {
        let _ = write!(key, "{byte:02x}");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::shelf_key;

    #[test]
    fn a_hash_is_its_digits() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let key = shelf_key("0a1b", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(key, format!("code/0a1b/{empty}"));
    }
}
