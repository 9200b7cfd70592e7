use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::client::Events;
use crate::rule::Rules;

/// EventBridge over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(EventsService { events: Events::new(connection) })
}

struct EventsService {
    events: Events,
}

#[async_trait]
impl Service for EventsService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        vec![Box::new(Rules::new(self.events.clone()))]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
