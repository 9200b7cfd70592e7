use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{Connection, Secret, SecretSource};
use scaffold_provider::{Class, Error};

use crate::client::Ssm;

/// Secrets that parameters of Systems Manager hold, over a connection.
pub fn secrets(connection: &Connection) -> Arc<dyn SecretSource> {
    Arc::new(Parameters { ssm: Ssm::new(connection) })
}

struct Parameters {
    ssm: Ssm,
}

#[async_trait]
impl SecretSource for Parameters {
    async fn parameter(&self, name: &str) -> Result<Secret, Error> {
        let missing = || {
            let message = format!(
                "there is no parameter {name} that holds the secret; write it, for example with `aws ssm \
                 put-parameter --type SecureString --name {name}`"
            );
            self.ssm.error(Class::Gone, "GetParameter", message)
        };
        match self.ssm.parameter(name, true).await {
            Ok(parameter) => {
                parameter.and_then(|parameter| parameter.value).map(Secret::new).ok_or_else(missing)
            }
            Err(error) if error.class == Class::Gone => Err(Error { code: error.code, ..missing() }),
            Err(error) => Err(error),
        }
    }
}
