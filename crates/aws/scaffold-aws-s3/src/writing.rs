//! Settings of a bucket as they should be: a call for each that changes, and no other.

use aws_sdk_s3::types::{
    BucketCannedAcl, BucketLifecycleConfiguration, BucketLoggingStatus, BucketVersioningStatus,
    CorsConfiguration, OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration,
    ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, VersioningConfiguration,
};
use scaffold_kinds::Choice;
use scaffold_kinds::s3::Bucket;
use scaffold_provider::Error;

use crate::client::S3;
use crate::{cors_and_logging, lifecycle};

/// What S3 answers who disables access control lists while that of the bucket lets others in.
const LETS_OTHERS_IN: &str = "InvalidBucketAclWithObjectOwnership";

impl S3 {
    /// Sets what `changes` names. What closes a bucket comes before what opens it to somebody.
    pub async fn write_settings(
        &self,
        name: &str,
        wanted: &Bucket,
        changes: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        if changes("public_access_block") {
            self.put_public_access_block(name, wanted).await?;
        }
        if changes("object_ownership") {
            self.put_ownership(name, wanted).await?;
        }
        if changes("encryption") {
            self.put_encryption(name, wanted).await?;
        }
        if changes("versioning") {
            self.put_versioning(name, wanted).await?;
        }
        if changes("lifecycle") {
            self.put_lifecycle(name, wanted).await?;
        }
        if changes("cors") {
            self.put_cors(name, wanted).await?;
        }
        if changes("logging") {
            self.put_logging(name, wanted).await?;
        }
        Ok(())
    }

    async fn put_public_access_block(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        let block = &wanted.public_access_block;
        let block = PublicAccessBlockConfiguration::builder()
            .block_public_acls(block.block_public_acls)
            .ignore_public_acls(block.ignore_public_acls)
            .block_public_policy(block.block_public_policy)
            .restrict_public_buckets(block.restrict_public_buckets)
            .build();
        let call = self.client.put_public_access_block().bucket(name).expected_bucket_owner(self.owner());
        let call = call.public_access_block_configuration(block);
        self.put("PutBucketPublicAccessBlock", name, || call.clone().send()).await
    }

    async fn put_ownership(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        const ACTION: &str = "PutBucketOwnershipControls";
        let rule = OwnershipControlsRule::builder().object_ownership(wanted.object_ownership.word().into());
        let rule = self.built(ACTION, rule.build())?;
        let controls = self.built(ACTION, OwnershipControls::builder().rules(rule).build())?;
        let call = self.client.put_bucket_ownership_controls().bucket(name);
        let call = call.expected_bucket_owner(self.owner()).ownership_controls(controls);
        let send = || call.clone().send();
        match self.put(ACTION, name, send).await {
            Err(error) if error.code.as_deref() == Some(LETS_OTHERS_IN) => {
                self.let_nobody_in(name).await?;
                self.put(ACTION, name, send).await
            }
            answer => answer,
        }
    }

    /// An access control list that lets others in keeps S3 from disabling such lists: CloudFront put itself into
    /// that of a bucket which it wrote logs to. It means nothing any more once they are disabled.
    async fn let_nobody_in(&self, name: &str) -> Result<(), Error> {
        let call = self.client.put_bucket_acl().bucket(name).expected_bucket_owner(self.owner());
        let call = call.acl(BucketCannedAcl::Private);
        self.put("PutBucketAcl", name, || call.clone().send()).await
    }

    async fn put_encryption(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        const ACTION: &str = "PutEncryptionConfiguration";
        let encryption = &wanted.encryption;
        let default = ServerSideEncryptionByDefault::builder()
            .sse_algorithm(ServerSideEncryption::from(encryption.algorithm.word()))
            .set_kms_master_key_id(encryption.key.clone());
        let rule = ServerSideEncryptionRule::builder()
            .apply_server_side_encryption_by_default(self.built(ACTION, default.build())?)
            .bucket_key_enabled(encryption.bucket_key)
            .build();
        let rules = ServerSideEncryptionConfiguration::builder().rules(rule).build();
        let call = self.client.put_bucket_encryption().bucket(name).expected_bucket_owner(self.owner());
        let call = call.server_side_encryption_configuration(self.built(ACTION, rules)?);
        self.put(ACTION, name, || call.clone().send()).await
    }

    async fn put_versioning(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        let status = BucketVersioningStatus::from(wanted.versioning.word());
        let status = VersioningConfiguration::builder().status(status).build();
        let call = self.client.put_bucket_versioning().bucket(name).expected_bucket_owner(self.owner());
        let call = call.versioning_configuration(status);
        self.put("PutBucketVersioning", name, || call.clone().send()).await
    }

    /// S3 takes no empty set of rules. IAM has no word of its own for taking them away.
    async fn put_lifecycle(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        const ACTION: &str = "PutLifecycleConfiguration";
        if wanted.lifecycle.is_empty() {
            let call = self.client.delete_bucket_lifecycle().bucket(name).expected_bucket_owner(self.owner());
            return self.put(ACTION, name, || call.clone().send()).await;
        }
        let rules = wanted.lifecycle.iter().map(|rule| self.built(ACTION, lifecycle::written(rule)));
        let rules = rules.collect::<Result<Vec<_>, Error>>()?;
        let rules = BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build();
        let call = self.client.put_bucket_lifecycle_configuration().bucket(name);
        let call = call.expected_bucket_owner(self.owner());
        let call = call.lifecycle_configuration(self.built(ACTION, rules)?);
        self.put(ACTION, name, || call.clone().send()).await
    }

    async fn put_cors(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        const ACTION: &str = "PutBucketCORS";
        if wanted.cors.is_empty() {
            let call = self.client.delete_bucket_cors().bucket(name).expected_bucket_owner(self.owner());
            return self.put(ACTION, name, || call.clone().send()).await;
        }
        let rules = wanted.cors.iter().map(|rule| self.built(ACTION, cors_and_logging::written_cors(rule)));
        let rules = rules.collect::<Result<Vec<_>, Error>>()?;
        let rules = CorsConfiguration::builder().set_cors_rules(Some(rules)).build();
        let call = self.client.put_bucket_cors().bucket(name).expected_bucket_owner(self.owner());
        let call = call.cors_configuration(self.built(ACTION, rules)?);
        self.put(ACTION, name, || call.clone().send()).await
    }

    /// A status that says nothing switches it off.
    async fn put_logging(&self, name: &str, wanted: &Bucket) -> Result<(), Error> {
        const ACTION: &str = "PutBucketLogging";
        let logging = wanted.logging.as_ref();
        let logging = logging.map(|logging| self.built(ACTION, cors_and_logging::written_logging(logging)));
        let status = BucketLoggingStatus::builder().set_logging_enabled(logging.transpose()?).build();
        let call = self.client.put_bucket_logging().bucket(name).expected_bucket_owner(self.owner());
        let call = call.bucket_logging_status(status);
        self.put(ACTION, name, || call.clone().send()).await
    }
}
