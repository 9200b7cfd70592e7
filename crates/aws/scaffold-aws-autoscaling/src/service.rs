use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::AutoScaling;
use crate::group::Groups;

/// EC2 Auto Scaling over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(AutoScalingService { autoscaling: AutoScaling::new(connection) })
}

struct AutoScalingService {
    autoscaling: AutoScaling,
}

#[async_trait]
impl Service for AutoScalingService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![Box::new(Groups::new(self.autoscaling.clone()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
