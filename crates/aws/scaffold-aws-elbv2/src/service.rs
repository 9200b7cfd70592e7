use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{Connection, SecretSource, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Elb;
use crate::listener::Listeners;
use crate::listener_rule::ListenerRules;
use crate::load_balancer::LoadBalancers;
use crate::target_group::TargetGroups;
use crate::targets::TargetsOfGroups;

/// Elastic Load Balancing over a connection. Client secrets are read from `secrets` when they are sent.
pub fn service(connection: &Connection, secrets: Arc<dyn SecretSource>) -> Box<dyn Service> {
    Box::new(ElbService { elb: Elb::new(connection, secrets) })
}

struct ElbService {
    elb: Elb,
}

#[async_trait]
impl Service for ElbService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let elb = || self.elb.clone();
        vec![
            Box::new(LoadBalancers::new(elb())),
            Box::new(TargetGroups::new(elb())),
            Box::new(TargetsOfGroups::new(elb())),
            Box::new(Listeners::new(elb())),
            Box::new(ListenerRules::new(elb())),
        ]
    }

    async fn lookup(&self, _lookup: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
