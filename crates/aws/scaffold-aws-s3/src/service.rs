use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::bucket::Buckets;
use crate::bucket_notification::Notifications;
use crate::bucket_policy::Policies;
use crate::client::S3;

/// S3 over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(S3Service { s3: S3::new(connection) })
}

struct S3Service {
    s3: S3,
}

#[async_trait]
impl Service for S3Service {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![
            Box::new(Buckets::new(self.s3.clone())),
            Box::new(Policies::new(self.s3.clone())),
            Box::new(Notifications::new(self.s3.clone())),
        ]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
