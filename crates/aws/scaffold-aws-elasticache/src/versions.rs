use scaffold_model::is_version_of;
use scaffold_provider::{Class, Error};

use crate::client::{ElastiCache, PAGE};

const LIST: &str = "DescribeCacheEngineVersions";

impl ElastiCache {
    /// The version to ask for. ElastiCache takes `8.0` of Valkey and `1.6.22` of Memcached; of less it is
    /// given the latest that fits.
    pub async fn version(&self, engine: &str, wanted: &str) -> Result<String, Error> {
        let exact = if engine == "memcached" { 3 } else { 2 };
        if wanted.split('.').count() >= exact {
            return Ok(wanted.to_owned());
        }
        let request = self.client.describe_cache_engine_versions().engine(engine).max_records(PAGE);
        let versions = self.list(
            LIST,
            |token| request.clone().set_marker(token).send(),
            |page| (page.cache_engine_versions, page.marker),
        );
        let versions = versions.await?.into_iter().filter_map(|version| version.engine_version);
        let fitting = versions.filter(|version| is_version_of(wanted, version));
        fitting.max_by_key(|version| numbers(version)).ok_or_else(|| {
            let message = format!("ElastiCache has no version {wanted} of {engine} in this region");
            self.error(Class::Invalid, LIST, message)
        })
    }
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').filter_map(|number| number.parse().ok()).collect()
}
