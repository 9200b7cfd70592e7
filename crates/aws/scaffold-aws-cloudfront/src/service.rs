use async_trait::async_trait;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup};
use scaffold_provider::{Error, Provider};

use crate::cache_policy::CachePolicies;
use crate::client::CloudFront;
use crate::distribution::Distributions;
use crate::function::Functions;
use crate::marked::Marked;
use crate::origin_access_control::OriginAccessControls;
use crate::response_headers_policy::ResponseHeadersPolicies;

/// CloudFront over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(CloudFrontService { cloudfront: CloudFront::new(connection) })
}

struct CloudFrontService {
    cloudfront: CloudFront,
}

#[async_trait]
impl Service for CloudFrontService {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let cloudfront = || self.cloudfront.clone();
        vec![
            Box::new(Marked::<OriginAccessControls>::new(cloudfront())),
            Box::new(Marked::<CachePolicies>::new(cloudfront())),
            Box::new(Marked::<ResponseHeadersPolicies>::new(cloudfront())),
            Box::new(Functions::new(cloudfront())),
            Box::new(Distributions::new(cloudfront())),
        ]
    }

    async fn lookup(&self, _: &Lookup) -> Result<Option<Answer>, Error> {
        Ok(None)
    }
}
