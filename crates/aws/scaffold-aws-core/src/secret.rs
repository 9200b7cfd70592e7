use async_trait::async_trait;
use scaffold_provider::{Class, Error};

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

    /// The text of a secret of Secrets Manager by its ARN; of its current version when none is named.
    ///
    /// # Errors
    /// Those of the call; `Gone` where there is no such secret; `Unsupported` where secrets of that kind
    /// are not kept.
    async fn secret(&self, arn: &str, _version: Option<&str>) -> Result<Secret, Error> {
        let message = format!("secrets of Secrets Manager cannot be read here: {arn}");
        Err(Error::new(Class::Unsupported, "secretsmanager:GetSecretValue", message))
    }
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
