use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{Connection, PasswordSource, Service};
use scaffold_kinds::Kind;
use scaffold_kinds::elasticache::ParameterGroup;
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::ElastiCache;
use crate::cluster::Clusters;
use crate::parameter_group::ParameterGroups;
use crate::replication_group::ReplicationGroups;
use crate::subnet_group::SubnetGroups;
use crate::user::Users;
use crate::user_group::UserGroups;

/// ElastiCache over a connection. `passwords` has those that replication groups are given.
pub fn service(connection: &Connection, passwords: Arc<dyn PasswordSource>) -> Box<dyn Service> {
    Box::new(ElastiCacheService { cache: ElastiCache::new(connection, passwords) })
}

struct ElastiCacheService {
    cache: ElastiCache,
}

#[async_trait]
impl Service for ElastiCacheService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let cache = || self.cache.clone();
        vec![
            Box::new(SubnetGroups::new(cache())),
            Box::new(ParameterGroups::new(cache())),
            Box::new(Users::new(cache())),
            Box::new(UserGroups::new(cache())),
            Box::new(ReplicationGroups::new(cache())),
            Box::new(Clusters::new(cache())),
        ]
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Option<Answer>, Error> {
        match lookup {
            Lookup::ParameterNames { kind, family } if kind.as_str() == ParameterGroup::KIND => {
                self.cache.parameter_names(family).await.map(|names| Some(Answer::Value(names)))
            }
            _ => Ok(None),
        }
    }
}
