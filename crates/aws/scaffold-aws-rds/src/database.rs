use std::sync::Arc;

use aws_sdk_rds::types::DbInstance;
use scaffold_aws_core::{PasswordSource, first};
use scaffold_provider::Error;

use crate::client::Rds;
use crate::instance_memory::Memory;

/// Instances of RDS, and what this run knows of them.
pub(crate) struct Instances {
    pub rds: Rds,
    pub passwords: Arc<dyn PasswordSource>,
    pub memory: Memory,
}

impl Instances {
    pub fn new(rds: Rds, passwords: Arc<dyn PasswordSource>) -> Self {
        Self { rds, passwords, memory: Memory::default() }
    }

    /// One by its identifier or ARN; none when there is none.
    pub(crate) async fn find(&self, id: &str) -> Result<Option<DbInstance>, Error> {
        let request = self.rds.client.describe_db_instances().db_instance_identifier(id);
        let answer = self.rds.read("DescribeDBInstances", || request.clone().send()).await;
        first(answer.map(|answer| answer.db_instances.unwrap_or_default()))
    }
}
