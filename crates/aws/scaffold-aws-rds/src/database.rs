use std::sync::Arc;

use aws_sdk_rds::types::DbInstance;
use scaffold_aws_core::{PasswordSource, first};
use scaffold_provider::Error;

use crate::client::Rds;
use crate::instance_memory::Memory;

/// Instances of RDS, and what this run knows of them.
#[derive(Clone)]
pub(crate) struct Instances {
    /// Where they stand.
    pub rds: Rds,
    pub passwords: Arc<dyn PasswordSource>,
    pub memory: Arc<Memory>,
}

impl Instances {
    pub fn new(rds: Rds, passwords: Arc<dyn PasswordSource>) -> Self {
        Self { rds, passwords, memory: Arc::default() }
    }

    /// Those of the region that one of this id stands in.
    pub(crate) fn beside(&self, id: &str) -> Self {
        Self { rds: self.rds.standing(id).0, ..self.clone() }
    }

    /// Those of a region; of the stack's own when none is named.
    pub(crate) fn there(&self, region: Option<&str>) -> Self {
        Self { rds: self.rds.in_region(region.unwrap_or(self.rds.home())), ..self.clone() }
    }

    /// One by its id; none when there is none.
    pub(crate) async fn find(&self, id: &str) -> Result<Option<DbInstance>, Error> {
        let (rds, name) = self.rds.standing(id);
        let request = rds.client.describe_db_instances().db_instance_identifier(name);
        let answer = rds.read("DescribeDBInstances", || request.clone().send()).await;
        first(answer.map(|answer| answer.db_instances.unwrap_or_default()))
    }
}
