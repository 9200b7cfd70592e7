use async_trait::async_trait;
use scaffold_provider::Error;

/// A secret text, on its way from where it is kept to the call that needs it. It has no `Debug`, and
/// nothing of it is printed.
pub struct Secret(String);

impl Secret {
    /// Takes a text in.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the call.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Where secrets are kept. A service crate that needs one is given this.
#[async_trait]
pub trait SecretSource: Send + Sync {
    /// The secret that a parameter of Systems Manager holds, decrypted.
    ///
    /// # Errors
    /// Those of the call; `Gone` where there is no such parameter.
    async fn parameter(&self, name: &str) -> Result<Secret, Error>;
}

/// Where passwords of databases are kept. A service crate that sets them is given this.
#[async_trait]
pub trait PasswordSource: Send + Sync {
    /// The password in a secret of Secrets Manager, in the version that holds now or in the named one:
    /// what stands under `password`, or else the whole text.
    ///
    /// # Errors
    /// Those of the call; `Gone` where there is no such secret or version.
    async fn password(&self, secret: &str, version: Option<&str>) -> Result<Secret, Error>;
}
