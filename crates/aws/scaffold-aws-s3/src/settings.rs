//! What S3 says of a bucket: seven calls at once, beside that for its tags.

use std::collections::BTreeSet;

use aws_sdk_s3::types::{BucketVersioningStatus, PublicAccessBlockConfiguration, ServerSideEncryptionRule};
use futures_util::future::{try_join, try_join3, try_join4};
use scaffold_aws_core::Tags;
use scaffold_kinds::Choice;
use scaffold_kinds::s3::{
    Algorithm, Bucket, CorsRule, Encryption, LifecycleRule, Logging, ObjectOwnership, PublicAccessBlock,
    Versioning,
};
use scaffold_provider::Error;

use crate::client::S3;
use crate::{cors_and_logging, lifecycle};

/// Says that `scaffold` does not delete it: S3 has no such flag.
pub(crate) const TAG_PROTECTED: &str = "scaffold:protected";

/// Says that what is in it goes with it.
pub(crate) const TAG_EMPTY: &str = "scaffold:empty-on-delete";

/// Whether a tag says so.
pub(crate) fn says(tags: &Tags, key: &str) -> bool {
    tags.get(key).is_some_and(|word| word == "true")
}

impl S3 {
    /// A bucket in the words of the kind.
    pub async fn settings(&self, name: &str, tags: &Tags) -> Result<Bucket, Error> {
        let guards = try_join4(
            self.versioning(name),
            self.encryption(name),
            self.public_access_block(name),
            self.object_ownership(name),
        );
        let others = try_join3(self.lifecycle(name), self.cors(name), self.logging(name));
        let ((versioning, encryption, public_access_block, object_ownership), (lifecycle, cors, logging)) =
            try_join(guards, others).await?;
        Ok(Bucket {
            bucket: Some(name.to_owned()),
            versioning,
            encryption,
            public_access_block,
            object_ownership,
            lifecycle,
            cors,
            logging,
            deletion_protection: says(tags, TAG_PROTECTED),
            empty_on_delete: says(tags, TAG_EMPTY),
        })
    }

    async fn versioning(&self, name: &str) -> Result<Versioning, Error> {
        let request = self.client.get_bucket_versioning().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.read("GetBucketVersioning", || request.clone().send()).await?;
        let is_on = answer.status == Some(BucketVersioningStatus::Enabled);
        Ok(if is_on { Versioning::Enabled } else { Versioning::Suspended })
    }

    async fn encryption(&self, name: &str) -> Result<Encryption, Error> {
        const UNSET: &str = "ServerSideEncryptionConfigurationNotFoundError";
        let request = self.client.get_bucket_encryption().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.setting("GetEncryptionConfiguration", UNSET, || request.clone().send()).await?;
        let told = answer.and_then(|answer| answer.server_side_encryption_configuration);
        let rule = told.and_then(|told| told.rules.into_iter().next());
        let bucket_key =
            rule.as_ref().and_then(ServerSideEncryptionRule::bucket_key_enabled).unwrap_or(false);
        let default = rule.and_then(|rule| rule.apply_server_side_encryption_by_default);
        let algorithm = default.as_ref().and_then(|told| Algorithm::from_word(told.sse_algorithm.as_str()));
        Ok(Encryption {
            algorithm: algorithm.unwrap_or(Algorithm::Aes256),
            key: default.and_then(|told| told.kms_master_key_id).filter(|key| !key.is_empty()),
            bucket_key,
        })
    }

    async fn public_access_block(&self, name: &str) -> Result<PublicAccessBlock, Error> {
        const UNSET: &str = "NoSuchPublicAccessBlockConfiguration";
        let request = self.client.get_public_access_block().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.setting("GetBucketPublicAccessBlock", UNSET, || request.clone().send()).await?;
        let told = answer.and_then(|answer| answer.public_access_block_configuration);
        let told = told.unwrap_or_else(|| PublicAccessBlockConfiguration::builder().build());
        Ok(PublicAccessBlock {
            block_public_acls: told.block_public_acls.unwrap_or(false),
            ignore_public_acls: told.ignore_public_acls.unwrap_or(false),
            block_public_policy: told.block_public_policy.unwrap_or(false),
            restrict_public_buckets: told.restrict_public_buckets.unwrap_or(false),
        })
    }

    /// A bucket without controls is as it was before there were any.
    async fn object_ownership(&self, name: &str) -> Result<ObjectOwnership, Error> {
        const UNSET: &str = "OwnershipControlsNotFoundError";
        let request = self.client.get_bucket_ownership_controls().bucket(name);
        let request = request.expected_bucket_owner(self.owner());
        let answer = self.setting("GetBucketOwnershipControls", UNSET, || request.clone().send()).await?;
        let rules = answer.and_then(|answer| answer.ownership_controls).map(|told| told.rules);
        let rule = rules.and_then(|rules| rules.into_iter().next());
        let told = rule.and_then(|rule| ObjectOwnership::from_word(rule.object_ownership.as_str()));
        Ok(told.unwrap_or(ObjectOwnership::ObjectWriter))
    }

    async fn lifecycle(&self, name: &str) -> Result<BTreeSet<LifecycleRule>, Error> {
        const UNSET: &str = "NoSuchLifecycleConfiguration";
        let request = self.client.get_bucket_lifecycle_configuration().bucket(name);
        let request = request.expected_bucket_owner(self.owner());
        let answer = self.setting("GetLifecycleConfiguration", UNSET, || request.clone().send()).await?;
        let rules = answer.and_then(|answer| answer.rules).unwrap_or_default();
        Ok(rules.into_iter().map(lifecycle::read).collect())
    }

    async fn cors(&self, name: &str) -> Result<Vec<CorsRule>, Error> {
        const UNSET: &str = "NoSuchCORSConfiguration";
        let request = self.client.get_bucket_cors().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.setting("GetBucketCORS", UNSET, || request.clone().send()).await?;
        let rules = answer.and_then(|answer| answer.cors_rules).unwrap_or_default();
        Ok(rules.into_iter().map(cors_and_logging::cors).collect())
    }

    async fn logging(&self, name: &str) -> Result<Option<Logging>, Error> {
        let request = self.client.get_bucket_logging().bucket(name).expected_bucket_owner(self.owner());
        let answer = self.read("GetBucketLogging", || request.clone().send()).await?;
        Ok(answer.logging_enabled.map(cors_and_logging::logging))
    }
}
