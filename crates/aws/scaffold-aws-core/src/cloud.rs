use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use scaffold_model::{Answer, CloudId, Lookup, PhysicalId, ServiceCost};
use scaffold_provider::{Class, Cloud, Error, Gate, Provider};

use crate::Connection;

/// What a service crate gives: the providers of its kinds, and answers to look-ups that it knows.
#[async_trait]
pub trait Service: Send + Sync {
    /// Its kinds, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>>;

    /// The answer to a look-up; none when another service knows it.
    ///
    /// # Errors
    /// Those of the calls behind it.
    async fn lookup(&self, lookup: &Lookup) -> Result<Option<Answer>, Error>;
}

/// AWS, or an emulator of it, through the services that were linked in.
pub struct AwsCloud {
    connection: Connection,
    services: Vec<Box<dyn Service>>,
    providers: Vec<Box<dyn Provider>>,
}

impl AwsCloud {
    /// A cloud over a connection.
    pub fn new(connection: Connection, services: Vec<Box<dyn Service>>) -> Self {
        let providers = services.iter().flat_map(|service| service.providers()).collect();
        Self { connection, services, providers }
    }
}

#[async_trait]
impl Cloud for AwsCloud {
    fn id(&self) -> &CloudId {
        self.connection.id()
    }

    fn providers(&self) -> Vec<&dyn Provider> {
        self.providers.iter().map(Box::as_ref).collect()
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Answer, Error> {
        if let Lookup::Users { kind, ids } = lookup
            && let Some(provider) = self.provider(kind.as_str())
        {
            return provider.users(ids).await.map(Answer::Users);
        }
        if let Lookup::Stack { stack, kind } = lookup
            && let Some(provider) = self.provider(kind.as_str())
        {
            return provider.survey(stack).await.map(Answer::Live);
        }
        for service in &self.services {
            if let Some(answer) = service.lookup(lookup).await? {
                return Ok(answer);
            }
        }
        let message = format!("no service of this build can answer {lookup:?}");
        Err(Error::new(Class::Unsupported, "lookup", message))
    }

    fn found(&self, id: &PhysicalId) {
        self.connection.made(id);
    }

    fn look_in(&self, regions: &BTreeSet<String>) {
        self.connection.look_in(regions);
    }

    fn guard(&self, gate: Arc<dyn Gate>) {
        self.connection.gateway().guard(gate);
    }

    fn cost(&self) -> Vec<ServiceCost> {
        self.connection.cost()
    }
}
