use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Sqs;
use crate::queue::Queues;

/// SQS over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(SqsService { sqs: Sqs::new(connection) })
}

struct SqsService {
    sqs: Sqs,
}

#[async_trait]
impl Service for SqsService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![Box::new(Queues::new(self.sqs.clone()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
