use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{Connection, PasswordSource, Service};
use scaffold_kinds::Kind;
use scaffold_kinds::rds::{Instance, ParameterGroup};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Rds;
use crate::database::Instances;
use crate::parameter_group::ParameterGroups;
use crate::parameters;
use crate::subnet_group::SubnetGroups;

/// RDS over a connection. Passwords come from where they are kept, at the call that sets them.
pub fn service(connection: &Connection, passwords: Arc<dyn PasswordSource>) -> Box<dyn Service> {
    Box::new(RdsService { rds: Rds::new(connection), passwords })
}

struct RdsService {
    rds: Rds,
    passwords: Arc<dyn PasswordSource>,
}

#[async_trait]
impl Service for RdsService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![
            Box::new(SubnetGroups::new(self.rds.clone())),
            Box::new(ParameterGroups::new(self.rds.clone())),
            Box::new(Instances::new(self.rds.clone(), Arc::clone(&self.passwords))),
        ]
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Option<Answer>, Error> {
        match lookup {
            Lookup::ParameterNames { kind, family } if kind.as_str() == ParameterGroup::KIND => {
                parameters::names(&self.rds, family).await.map(|names| Some(Answer::Value(names)))
            }
            Lookup::UpgradeTargets { kind, engine, version } if kind.as_str() == Instance::KIND => {
                parameters::upgrade_targets(&self.rds, engine, version)
                    .await
                    .map(|to| Some(Answer::Value(to)))
            }
            _ => Ok(None),
        }
    }
}
