use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{CodeShelf, Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Archives, Error, Provider};

use crate::alias::Aliases;
use crate::client::Lambda;
use crate::event_source::EventSources;
use crate::function::Functions;
use crate::layer::Layers;
use crate::permission::Permissions;
use crate::url::Urls;

/// Lambda over a connection. Code that is sent comes from `archives`, and goes by `shelf` where one call cannot carry
/// it.
pub fn service(
    connection: &Connection,
    archives: Arc<dyn Archives>,
    shelf: Option<Arc<dyn CodeShelf>>,
) -> Box<dyn Service> {
    Box::new(LambdaService { lambda: Lambda::new(connection, archives, shelf) })
}

struct LambdaService {
    lambda: Lambda,
}

#[async_trait]
impl Service for LambdaService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let lambda = || self.lambda.clone();
        vec![
            Box::new(Layers::new(lambda())),
            Box::new(Functions::new(lambda())),
            Box::new(Aliases::new(lambda())),
            Box::new(Permissions::new(lambda())),
            Box::new(Urls::new(lambda())),
            Box::new(EventSources::new(lambda())),
        ]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
