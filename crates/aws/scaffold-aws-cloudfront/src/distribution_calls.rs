use aws_sdk_cloudfront::types::{Distribution as SdkDistribution, DistributionConfig, DistributionSummary};
use scaffold_aws_core::is_absent;
use scaffold_provider::{Class, Error};

use crate::client::CloudFront;

pub(crate) const UPDATE: &str = "UpdateDistribution";
const GET: &str = "GetDistribution";

/// A distribution as it was read.
pub(crate) struct Read {
    pub distribution: SdkDistribution,
    pub config: DistributionConfig,
    pub etag: String,
}

impl CloudFront {
    /// Every distribution of the account.
    pub async fn distributions(&self) -> Result<Vec<DistributionSummary>, Error> {
        let request = self.client.list_distributions().max_items(100);
        self.list(
            "ListDistributions",
            |marker| request.clone().set_marker(marker).send(),
            |page| page.distribution_list.map_or((None, None), |list| (list.items, list.next_marker)),
        )
        .await
    }

    /// One by its id; none when it is gone.
    pub async fn distribution(&self, id: &str) -> Result<Option<Read>, Error> {
        let call = self.client.get_distribution().id(id);
        let answer = match self.read(GET, || call.clone().send()).await {
            Ok(answer) => answer,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let etag = answer.e_tag.unwrap_or_default();
        self.opened(GET, id, answer.distribution, etag).map(Some)
    }

    /// Sets the configuration, if it is as it was with the ETag.
    pub async fn put_config(&self, id: &str, etag: &str, config: DistributionConfig) -> Result<Read, Error> {
        let call = self.client.update_distribution().id(id).if_match(etag).distribution_config(config);
        let answer = self.write(UPDATE, || call.clone().send()).await?;
        let etag = answer.e_tag.unwrap_or_default();
        self.opened(UPDATE, id, answer.distribution, etag)
    }

    fn opened(
        &self,
        call: &str,
        id: &str,
        answer: Option<SdkDistribution>,
        etag: String,
    ) -> Result<Read, Error> {
        let untold = || self.error(Class::Failed, call, format!("the answer tells nothing of {id}"));
        let mut distribution = answer.ok_or_else(untold)?;
        let config = distribution.distribution_config.take().ok_or_else(untold)?;
        Ok(Read { distribution, config, etag })
    }
}
