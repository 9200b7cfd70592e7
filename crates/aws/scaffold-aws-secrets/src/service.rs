use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Secrets;
use crate::secret::SecretProvider;

/// Secrets Manager over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(SecretsService { secrets: Secrets::new(connection) })
}

struct SecretsService {
    secrets: Secrets,
}

#[async_trait]
impl Service for SecretsService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![Box::new(SecretProvider::new(self.secrets.clone()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
