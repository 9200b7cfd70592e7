//! Code on its way to Lambda: in the call, or by a bucket where a call cannot carry it.

use aws_smithy_types::Blob;
use scaffold_aws_core::Shelved;
use scaffold_provider::{Class, Error};

use crate::client::Lambda;

/// Bytes of an archive that one call carries: 69,905,067 of base64.
const MOST_BYTES: usize = 69_905_067 / 4 * 3;

/// Bytes that a call carries in its time over a slow line: where there is a bucket, what is larger goes by it.
const QUICK_BYTES: usize = 8 * 1024 * 1024;

/// How an archive is sent. Say [`Lambda::sent`] when the call was answered.
pub(crate) enum Sending {
    /// In the call.
    Inside(Blob),
    /// By a bucket.
    Shelved(Shelved),
}

impl Sending {
    pub fn zip(&self) -> Option<Blob> {
        match self {
            Self::Inside(bytes) => Some(bytes.clone()),
            Self::Shelved(_) => None,
        }
    }

    pub fn bucket(&self) -> Option<String> {
        self.shelved().map(|shelved| shelved.bucket.clone())
    }

    pub fn key(&self) -> Option<String> {
        self.shelved().map(|shelved| shelved.key.clone())
    }

    fn shelved(&self) -> Option<&Shelved> {
        match self {
            Self::Inside(_) => None,
            Self::Shelved(shelved) => Some(shelved),
        }
    }
}

impl Lambda {
    /// An archive, ready to be sent.
    pub async fn sending(&self, operation: &str, sha256: &str) -> Result<Sending, Error> {
        let Some(bytes) = self.archives.bytes(sha256) else {
            let message = format!(
                "nobody has the code whose SHA-256 is {sha256}: a resource that is written directly can keep \
                 code that is there, and not bring its own; use a block with `source`"
            );
            return Err(self.error(Class::Invalid, operation, message));
        };
        let most = if self.shelf.is_some() { QUICK_BYTES - 1 } else { MOST_BYTES };
        if bytes.len() <= most {
            return Ok(Sending::Inside(Blob::new(bytes)));
        }
        let Some(shelf) = &self.shelf else {
            let message = format!(
                "the archive is {} MB, and what is above 50 goes by the ledger's bucket: keep the ledger in one, \
                 `--ledger s3://BUCKET`, leave out what the code does not need, or use an image",
                bytes.len() / 1_000_000
            );
            return Err(self.error(Class::Invalid, operation, message));
        };
        shelf.put(sha256, bytes).await.map(Sending::Shelved)
    }

    /// Lambda has its own copy, or will not have one.
    pub async fn sent(&self, sha256: &str, sending: &Sending) {
        if let (Some(shelf), Sending::Shelved(_)) = (&self.shelf, sending) {
            shelf.done(sha256).await;
        }
    }
}
