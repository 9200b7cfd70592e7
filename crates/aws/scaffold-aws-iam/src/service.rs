use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Iam;
use crate::{instance_profile::InstanceProfiles, role::Roles};

/// IAM over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(IamService { iam: Iam::new(connection) })
}

struct IamService {
    iam: Iam,
}

#[async_trait]
impl Service for IamService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let iam = || self.iam.clone();
        vec![Box::new(Roles::new(iam())), Box::new(InstanceProfiles::new(iam()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
