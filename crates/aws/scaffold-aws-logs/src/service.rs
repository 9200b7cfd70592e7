use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Logs;
use crate::log_group::LogGroups;

/// CloudWatch Logs over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(LogsService { logs: Logs::new(connection) })
}

struct LogsService {
    logs: Logs,
}

#[async_trait]
impl Service for LogsService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![Box::new(LogGroups::new(self.logs.clone()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
